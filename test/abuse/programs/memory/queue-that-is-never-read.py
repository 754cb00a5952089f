# ends: out-of-memory
# limits: fuel=2000000000 memoryPages=800
import collections
x = collections.deque()
while True:
    x.append(bytes(4000))
