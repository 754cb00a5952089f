# ends: exit 1 RecursionError
import re
re.compile('(' * 5000 + ')' * 5000)
