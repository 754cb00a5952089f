# ends: exit 1 OSError
import os
for n in range(60):
    os.symlink(f'l{n + 1}', f'l{n}')
open('l0')
