# ends: timeout
# limits: fuel=1000000000000000 timeoutMs=150
import os
while True:
    os.write(1, b'')
