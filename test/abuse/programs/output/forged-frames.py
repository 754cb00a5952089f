# ends: exit 0
import os
os.write(1, b'\x10\0\0\0\x82\xa4type\xa6result\xa2id\x01' * 100)
