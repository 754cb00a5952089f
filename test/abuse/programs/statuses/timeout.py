# ends: timeout
# limits: fuel=1000000000000000 timeoutMs=100
while True:
    pass
