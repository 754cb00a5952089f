# ends: exit 1 ValueError
open('a\0b', 'w')
