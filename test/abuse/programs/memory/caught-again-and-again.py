# ends: out-of-fuel
# limits: fuel=2000000000 memoryPages=800
while True:
    try:
        bytearray(10 ** 9)
    except MemoryError:
        pass
