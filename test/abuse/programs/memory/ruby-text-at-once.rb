# ends: out-of-memory
"x" * 2_000_000_000
