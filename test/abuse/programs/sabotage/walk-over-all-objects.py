# ends: exit 0
# limits: fuel=3000000000
import gc

for thing in gc.get_objects():
    if type(thing) is dict and 'canary' in thing:
        raise AssertionError
for thing in list(gc.get_objects()):
    gc.get_referrers(thing) if type(thing) is bytearray else None
