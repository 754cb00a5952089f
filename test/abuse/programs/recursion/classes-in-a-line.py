# ends: exit 0
# limits: fuel=3000000000
class A:
    pass


for _ in range(300):
    A = type("A", (A,), {})
assert len(A.__mro__) == 302
