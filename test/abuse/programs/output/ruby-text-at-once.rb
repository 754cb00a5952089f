# ends: output-limit
print "x" * 5_000_000
