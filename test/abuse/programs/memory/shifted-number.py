# ends: out-of-memory
# limits: fuel=2000000000 memoryPages=800
1 << (8 * 10 ** 9 // 4)
