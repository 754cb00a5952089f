# ends: exit 1 RecursionError
import pickle
x = []
for _ in range(20_000):
    x = [x]
pickle.dumps(x)
