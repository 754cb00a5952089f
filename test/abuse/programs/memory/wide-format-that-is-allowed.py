# ends: out-of-memory
# limits: fuel=2000000000 memoryPages=800
'{:>999999999}'.format(1)
