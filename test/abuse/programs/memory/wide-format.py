# ends: exit 1 ValueError
# limits: fuel=2000000000 memoryPages=800
'{:>99999999999}'.format(1)
