// ends: exit 1 TypeError
null.x
