# ends: out-of-fuel
import random, zlib
noise = random.randbytes(1_000_000)
while True:
    zlib.compress(noise, 9)
