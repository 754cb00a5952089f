# ends: exit 0
# limits: fuel=3000000000
import gc

seen = []
for thing in gc.get_objects():
    for inner in gc.get_referents(thing):
        if type(inner) is bytearray:
            seen.append(inner)
for buffer in seen:
    buffer[:] = b'\xff' * len(buffer)
