# ends: exit 0
# start: cold
import builtins
for name in list(vars(builtins)):
    if name != "setattr":
        setattr(builtins, name, None)
