// ends: out-of-fuel
// limits: memoryPages=16384
let x = 3n
for (;;) x *= x
