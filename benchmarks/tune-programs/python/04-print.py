# print 100,000 lines
for i in range(100_000):
    print('line', i)
