# ends: exit 0
print(id(object()), id([]))
