// ends: trap out of bounds memory access
JSON.parse('['.repeat(1_000_000))
