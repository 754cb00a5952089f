# ends: exit 0
class Link:
    pass


x = None
for _ in range(5_000):
    link = Link()
    link.next = x
    x = link
del x, link
