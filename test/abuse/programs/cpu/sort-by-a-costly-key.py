# ends: out-of-fuel
sorted(range(10 ** 6), key=lambda n: sum(range(n)))
