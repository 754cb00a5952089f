# ends: exit 0
import os

for name in ('getuid', 'getlogin', 'getgroups', 'getpid', 'uname', 'getloadavg'):
    try:
        found = getattr(os, name)()
    except (AttributeError, OSError, NotImplementedError):
        continue
    assert 'root' not in str(found), found
try:
    import pwd

    pwd.getpwuid(0)
except (ImportError, KeyError, AttributeError, OSError):
    pass
