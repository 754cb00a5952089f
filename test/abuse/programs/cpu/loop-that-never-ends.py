# ends: out-of-fuel
while True:
    pass
