# ends: exit 1 MemoryError
# limits: fuel=2000000000 memoryPages=800
'x' * (2 ** 31 - 20)
