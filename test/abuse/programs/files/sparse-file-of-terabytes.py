# ends: disk-limit
with open('f', 'wb') as f:
    f.truncate(1 << 42)
