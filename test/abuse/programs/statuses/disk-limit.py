# ends: disk-limit
# limits: diskBytes=1000000
open('f', 'wb').write(bytes(2_000_000))
