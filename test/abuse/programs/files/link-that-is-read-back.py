# ends: exit 0
import os
os.symlink('../../../../etc/passwd', 'out.txt')
os.symlink('main.py', 'copy.txt')
