# ends: exit 1 OSError
import os
fd = os.open('f', os.O_RDWR | os.O_CREAT)
os.lseek(fd, -1, os.SEEK_SET)
