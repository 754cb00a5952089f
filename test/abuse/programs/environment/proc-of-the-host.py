# ends: exit 0
for path in ('/proc/self/environ', '/proc/self/maps', '/proc/self/fd', '/proc/version', '/etc/hostname', '/etc/passwd', '/sys'):
    try:
        open(path)
    except OSError:
        continue
    raise AssertionError(path)
