# ends: exit 0
import sys


class Leaves:
    def __del__(self):
        sys.exit(5)


leaves = Leaves()
