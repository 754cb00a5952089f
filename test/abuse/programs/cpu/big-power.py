# ends: out-of-fuel
x = 7 ** (7 ** 9)
print(x % 10)
