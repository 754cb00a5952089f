# ends: exit 0
import time
assert time.tzname[0] in ("UTC", "GMT") and time.timezone == 0
