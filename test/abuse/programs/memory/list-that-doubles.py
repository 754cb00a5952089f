# ends: out-of-memory
# limits: fuel=2000000000 memoryPages=800
x = [0]
while True:
    x += x
