# ends: out-of-fuel
while True:
    pow(3, 1 << 20_000, (1 << 20_000) - 1)
