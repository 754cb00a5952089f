# ends: exit 0
import os, random, uuid
print(os.urandom(8).hex(), random.random(), uuid.uuid4())
