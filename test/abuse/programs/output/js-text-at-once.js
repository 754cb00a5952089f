// ends: output-limit
print('x'.repeat(2_000_000))
