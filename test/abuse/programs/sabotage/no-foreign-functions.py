# ends: exit 1 ModuleNotFoundError
import ctypes
ctypes.CDLL(None)
