# ends: exit 1 MemoryError
eval('(' * 10_000 + ')' * 10_000)
