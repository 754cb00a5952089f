# ends: out-of-memory
# limits: fuel=10000000000 memoryPages=1600
kept = []
n = 0
loop { kept << "symbol#{n += 1}".to_sym }
