# ends: exit 1 OSError
import os
for n in range(200):
    os.mkdir('d')
    os.chdir('d')
