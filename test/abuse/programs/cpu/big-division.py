# ends: out-of-fuel
x = (1 << 4_000_000) - 1
y = (1 << 2_000_000) - 3
while True:
    x % y
