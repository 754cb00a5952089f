# ends: out-of-fuel
import os
while True:
    os.write(1, b'')
