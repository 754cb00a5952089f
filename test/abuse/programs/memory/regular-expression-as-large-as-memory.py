# ends: out-of-memory
# limits: fuel=4000000000 memoryPages=800
import re
re.compile('|'.join(str(n) for n in range(1_000_000)))
