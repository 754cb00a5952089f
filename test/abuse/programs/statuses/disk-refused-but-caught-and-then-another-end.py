# ends: disk-limit
# limits: diskBytes=1000000
try:
    open('f', 'wb').write(bytes(2_000_000))
except OSError:
    raise SystemExit(3)
