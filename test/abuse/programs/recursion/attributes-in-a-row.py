# ends: exit 1 RecursionError
eval('a' + '.b' * 10_000)
