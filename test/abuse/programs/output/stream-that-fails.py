# ends: exit 1 RuntimeError
import sys


class Broken:
    def write(self, text):
        raise RuntimeError("broken")


sys.stdout = Broken()
print("x")
