# ends: out-of-fuel
import os
while True:
    with open('f', 'wb') as f:
        f.write(bytes(100_000))
    os.unlink('f')
