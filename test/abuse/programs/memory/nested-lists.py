# ends: out-of-memory
# limits: fuel=2000000000 memoryPages=800
x = []
while True:
    x = [x, bytes(1000)]
