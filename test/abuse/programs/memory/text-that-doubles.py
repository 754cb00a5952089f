# ends: out-of-memory
# limits: fuel=2000000000 memoryPages=800
x = 'x'
while True:
    x += x
