# ends: exit 0
import time
before = time.monotonic()
time.sleep(86_400 * 365)
assert time.monotonic() - before >= 86_400 * 365
