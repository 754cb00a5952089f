# ends: out-of-fuel
while True:
    open('main.py')
