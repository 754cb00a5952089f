# ends: out-of-memory
# limits: fuel=2000000000 memoryPages=800
try:
    bytearray(10 ** 9)
except MemoryError:
    raise ValueError('because of it')
