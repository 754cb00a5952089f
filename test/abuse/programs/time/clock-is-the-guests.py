# ends: exit 0
import time
a = time.perf_counter_ns()
for _ in range(1000):
    pass
b = time.perf_counter_ns()
print(b - a)
