# ends: timeout
# limits: fuel=1000000000000000 timeoutMs=150
while True:
    pass
