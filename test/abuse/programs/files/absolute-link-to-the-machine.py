# ends: exit 1 PermissionError
import os
os.symlink('/etc/passwd', 'l')
open('l').read()
