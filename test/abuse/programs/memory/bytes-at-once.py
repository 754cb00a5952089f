# ends: out-of-memory
# limits: fuel=2000000000 memoryPages=800
bytearray(10 ** 9)
