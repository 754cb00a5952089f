# ends: exit 0
# limits: diskBytes=1000000
try:
    open('f', 'wb').write(bytes(2_000_000))
except OSError:
    pass
