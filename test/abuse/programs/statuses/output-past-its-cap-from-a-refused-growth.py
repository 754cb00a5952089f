# ends: output-limit
# limits: outputBytes=100
try:
    bytearray(10 ** 9)
except MemoryError:
    print('x' * 101)
