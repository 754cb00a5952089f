# loop of 100,000
for i in range(100_000):
    pass
print(i)
