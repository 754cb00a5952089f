# ends: out-of-fuel
import sys
sys.set_int_max_str_digits(0)
print(len(str(1 << 10_000_000)))
