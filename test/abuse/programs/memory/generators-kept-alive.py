# ends: out-of-memory
# limits: fuel=2000000000 memoryPages=800
x = []
while True:
    x.append((bytes(5000) for _ in [0]))
    x.append(bytearray(5000))
