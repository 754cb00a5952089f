# ends: out-of-memory
# limits: fuel=2000000000 memoryPages=800
import itertools
a, b = itertools.tee(bytes(3000) for _ in itertools.count())
for _ in a:
    pass
