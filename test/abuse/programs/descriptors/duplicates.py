# ends: exit 0
import os
try:
    os.dup2(1, 50)
    os.dup(1)
except (AttributeError, OSError):
    pass
