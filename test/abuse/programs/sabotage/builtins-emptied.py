# ends: exit 0
__builtins__.__dict__.clear()
