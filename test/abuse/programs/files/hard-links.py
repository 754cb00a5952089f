# ends: exit 0
import os
open('a', 'w').write('x')
try:
    os.link('a', 'b')
except (AttributeError, OSError):
    pass
