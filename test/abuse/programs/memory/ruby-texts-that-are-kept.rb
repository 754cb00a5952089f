# ends: out-of-memory
# limits: fuel=10000000000
kept = []
loop { kept << "x" * 1_000_000 }
