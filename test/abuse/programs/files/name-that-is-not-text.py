# ends: exit 1 OSError
open(b'\xff\xfe', 'w')
