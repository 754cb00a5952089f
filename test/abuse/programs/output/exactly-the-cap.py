# ends: exit 0
# limits: outputBytes=10
import os
os.write(1, b'0123456789')
