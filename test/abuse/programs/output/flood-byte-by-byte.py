# ends: output-limit
# limits: outputBytes=20000
import os
while True:
    os.write(1, b'x')
