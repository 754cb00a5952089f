# ends: exit 0
import os, platform, sys

assert os.getcwd() == '/'
names = f'{platform.uname()} {platform.platform()} {sys.version} {sys.implementation}'
import re

assert 'linux' not in names.lower(), names
assert os.cpu_count() in (None, 1)
