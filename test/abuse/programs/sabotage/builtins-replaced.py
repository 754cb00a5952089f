# ends: exit 0
import builtins
for name in list(vars(builtins)):
    if name != "setattr":
        setattr(builtins, name, None)
