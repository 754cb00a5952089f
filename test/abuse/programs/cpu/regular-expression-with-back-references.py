# ends: out-of-fuel
import re
re.match(r'(.*)(.*)(.*)(.*)(.*)[^\\s\\S]\1', 'ab' * 2000)
