# ends: out-of-fuel
# limits: fuel=1000000
while True:
    pass
