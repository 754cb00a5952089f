# ends: out-of-fuel
x = 3
while True:
    x = x * x
