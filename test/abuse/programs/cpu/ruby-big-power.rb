# ends: out-of-fuel
# limits: memoryPages=16384
x = 3
loop { x *= x }
