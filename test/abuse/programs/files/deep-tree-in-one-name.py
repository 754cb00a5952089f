# ends: exit 1 OSError
import os
os.makedirs('/'.join(['d'] * 500))
