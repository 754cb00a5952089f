# ends: output-limit
raise "x" * 5_000_000
