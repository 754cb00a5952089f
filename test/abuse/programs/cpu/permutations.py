# ends: out-of-fuel
import itertools
for _ in itertools.permutations(range(20)):
    pass
