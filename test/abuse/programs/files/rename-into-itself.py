# ends: exit 1 OSError
import os
os.makedirs('a/b')
os.rename('a', 'a/b/c')
