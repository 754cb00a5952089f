# ends: out-of-fuel
import re
re.match(r'(a|a|aa)*c', 'a' * 200)
