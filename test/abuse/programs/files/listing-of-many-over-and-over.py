# ends: out-of-fuel
import os
for n in range(900):
    open(f'{n}', 'w').close()
while True:
    os.listdir()
