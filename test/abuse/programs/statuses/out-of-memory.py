# ends: out-of-memory
bytearray(10 ** 9)
