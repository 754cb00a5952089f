# ends: exit 1 RecursionError
x, y = [], []
for _ in range(20_000):
    x, y = [x], [y]
x == y
