# ends: exit 1 UnicodeEncodeError
print('\ud800')
