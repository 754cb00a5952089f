# ends: exit 0
import sys
sys.setswitchinterval(1e-9)
sys.set_int_max_str_digits(0)
sys.dont_write_bytecode = True
sys.flags
