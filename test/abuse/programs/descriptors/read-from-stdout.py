# ends: exit 0
import os
try:
    os.read(1, 1)
except OSError as error:
    assert error.errno == 8, error
else:
    raise AssertionError
