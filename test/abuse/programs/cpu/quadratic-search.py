# ends: out-of-fuel
needle = 'a' * 5000 + 'b'
hay = 'a' * 1_000_000
while True:
    hay.find(needle)
