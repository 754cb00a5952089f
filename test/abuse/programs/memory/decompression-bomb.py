# ends: out-of-memory
# limits: fuel=4000000000 memoryPages=700
import gzip

member = gzip.compress(bytes(1_000_000))
gzip.decompress(member * 80)
