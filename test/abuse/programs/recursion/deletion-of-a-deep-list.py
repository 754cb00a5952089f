# ends: exit 0
x = []
for _ in range(20_000):
    x = [x]
del x
