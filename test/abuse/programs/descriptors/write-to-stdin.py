# ends: exit 0
import os
try:
    os.write(0, b'x')
except OSError as error:
    assert error.errno == 8, error
else:
    raise AssertionError
