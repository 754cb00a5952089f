# ends: exit 0
import os
os.unlink('main.py')
open('main.py', 'w').write('other')
