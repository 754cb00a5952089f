# ends: exit 0
x = []
x.append(x)
assert repr(x) == "[[...]]"
