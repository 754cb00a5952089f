# ends: exit 0
import os
os.unlink('main.py')
os.mkdir('main.py')
open('main.py/x', 'w').close()
