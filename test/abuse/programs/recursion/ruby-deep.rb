# ends: exit 1 SystemStackError
def down = 1 + down
down
