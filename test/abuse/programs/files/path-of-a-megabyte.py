# ends: exit 1 OSError
open('n/' * 500_000, 'w')
