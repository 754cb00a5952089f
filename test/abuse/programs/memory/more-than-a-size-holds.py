# ends: exit 1 OverflowError
# limits: fuel=2000000000 memoryPages=800
'x' * (2 ** 70)
