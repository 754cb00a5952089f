# ends: exit 0
for name in ['a\nb', 'a\x1b[2Jb', 'a\u202eb', ' ', '-rf', '\\', 'a\rb', '\x7f']:
    open(name, 'w').close()
