# ends: out-of-memory
# limits: fuel=10000000000 memoryPages=1600
all = {}
n = 0
loop { all[n += 1] = n.to_s }
