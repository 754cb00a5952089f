# ends: out-of-memory
# limits: fuel=2000000000 memoryPages=500
x = [bytes(100_000) for _ in range(1000)]
