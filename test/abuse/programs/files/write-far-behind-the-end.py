# ends: disk-limit
with open('f', 'wb') as f:
    f.seek(1 << 40)
    f.write(b'x')
