// ends: trap out of bounds memory access
eval('('.repeat(1_000_000))
