# ends: exit 1 MemoryError
eval('-' * 100_000 + '1')
