# ends: out-of-memory
# limits: fuel=2000000000 memoryPages=800
'%999999999d' % 1
