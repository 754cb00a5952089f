# ends: exit 1 ValueError
raise ValueError('x' * 100_000)
