# ends: exit 0
print({'a', 'b', 'c', 'd'}, hash('x'))
