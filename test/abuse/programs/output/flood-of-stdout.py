# ends: output-limit
while True:
    print('x' * 100)
