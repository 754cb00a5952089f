# ends: output-limit
# limits: outputBytes=100
print('x' * 101)
