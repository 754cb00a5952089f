# ends: out-of-fuel
for _ in range(10 ** 30):
    pass
