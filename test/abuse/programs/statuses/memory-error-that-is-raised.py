# ends: exit 1 MemoryError
raise MemoryError
