# ends: exit 1 RecursionError
x = []
for _ in range(20_000):
    x = [x]
repr(x)
