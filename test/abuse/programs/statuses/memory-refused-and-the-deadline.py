# ends: timeout
# limits: fuel=1000000000000000 timeoutMs=200
try:
    bytearray(10 ** 9)
except MemoryError:
    while True:
        pass
