# ends: exit 1 OSError
open('n' * 5000, 'w')
