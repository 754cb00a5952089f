# ends: exit 9
import os, sys
sys.excepthook = lambda *error: os._exit(9)
raise ValueError
