# ends: out-of-memory
# limits: fuel=2000000000 memoryPages=800
''.join(['x' * 1_000_000] * 1000)
