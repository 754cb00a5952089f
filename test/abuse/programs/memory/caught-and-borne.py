# ends: exit 0
# limits: fuel=2000000000 memoryPages=800
try:
    bytearray(10 ** 9)
except MemoryError:
    print('borne')
