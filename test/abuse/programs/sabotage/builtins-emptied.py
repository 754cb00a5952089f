# ends: exit 0
# start: cold
__builtins__.__dict__.clear()
