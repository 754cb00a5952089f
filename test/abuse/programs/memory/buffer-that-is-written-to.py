# ends: out-of-memory
# limits: fuel=2000000000 memoryPages=800
import io
x = io.BytesIO()
while True:
    x.write(bytes(1_000_000))
