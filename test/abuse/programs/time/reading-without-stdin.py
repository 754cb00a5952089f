# ends: exit 1 EOFError
input()
