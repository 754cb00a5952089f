# ends: exit 1 FileNotFoundError
import os
os.symlink('/etc/passwd', 'l')
open('l').read()
