# ends: exit 0
import marshal, random

random.seed(1)
for _ in range(3000):
    try:
        marshal.loads(random.randbytes(50))
    except Exception:
        pass
