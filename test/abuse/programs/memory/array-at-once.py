# ends: out-of-memory
# limits: fuel=2000000000 memoryPages=800
import array
array.array('d', [0.0]) * 10 ** 8
