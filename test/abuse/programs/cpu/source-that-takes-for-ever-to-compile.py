# ends: out-of-fuel
while True:
    compile('+'.join(['x'] * 500), 'generated', 'eval')
