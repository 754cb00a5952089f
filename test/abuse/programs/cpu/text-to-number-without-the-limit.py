# ends: out-of-fuel
import sys
sys.set_int_max_str_digits(0)
int('9' * 2_000_000)
