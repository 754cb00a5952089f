# ends: out-of-memory
# limits: fuel=2000000000 memoryPages=800
import gc

gc.disable()
while True:
    x = [bytes(1000)]
    x.append(x)
