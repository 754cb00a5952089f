# ends: exit 1 ValueError
# limits: fuel=3000000000
import gc, types


def nothing(*arguments, **named):
    return None


for thing in gc.get_objects():
    if type(thing) is types.FunctionType and thing is not nothing:
        try:
            thing.__code__ = nothing.__code__
        except (ValueError, TypeError):
            pass
raise ValueError
