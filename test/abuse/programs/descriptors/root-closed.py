# ends: exit 1 OSError
import os
os.close(3)
open('main.py')
