# ends: out-of-fuel
import collections, itertools
collections.deque(itertools.product(range(10), repeat=30), maxlen=0)
