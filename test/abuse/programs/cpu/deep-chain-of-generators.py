# ends: trap out of bounds memory access
def layer(inner):
    for value in inner:
        yield value


chain = iter(int, 1)
for _ in range(100):
    chain = layer(chain)
for _ in chain:
    pass
