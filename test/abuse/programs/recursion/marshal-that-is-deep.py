# ends: exit 1 ValueError
import marshal
marshal.loads(b'(\x01\0\0\0' * 10_000)
