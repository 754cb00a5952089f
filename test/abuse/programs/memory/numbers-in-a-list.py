# ends: out-of-memory
# limits: fuel=2000000000 memoryPages=800
list(range(10 ** 8))
