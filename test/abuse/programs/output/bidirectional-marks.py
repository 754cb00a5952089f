# ends: exit 0
print('\u202e\u2066\u200b')
