# ends: out-of-fuel
with open('f', 'wb') as f:
    while True:
        f.truncate(10_000_000)
        f.truncate(0)
