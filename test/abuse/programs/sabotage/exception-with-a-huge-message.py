# ends: output-limit
raise ValueError("x" * 9_000_000)
