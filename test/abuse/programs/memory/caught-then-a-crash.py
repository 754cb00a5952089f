# ends: out-of-memory
# limits: fuel=2000000000 memoryPages=800
import os

try:
    bytearray(10 ** 9)
except MemoryError:
    os.abort()
