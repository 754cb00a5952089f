# ends: out-of-memory
# limits: fuel=4000000000 memoryPages=800
import itertools
set(map(float, itertools.count()))
