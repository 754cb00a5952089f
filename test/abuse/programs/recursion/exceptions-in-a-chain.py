# ends: exit 1 ValueError
# limits: fuel=1000000000
error = None
for n in range(3000):
    new = ValueError(n)
    new.__cause__ = error
    error = new
raise error
