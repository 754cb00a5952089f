# ends: disk-limit
with open('f', 'wb') as f:
    while True:
        f.write(bytes(1_000_000))
