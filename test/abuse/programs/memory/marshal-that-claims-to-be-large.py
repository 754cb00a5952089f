# ends: exit 1 OverflowError
# limits: fuel=2000000000 memoryPages=800
import marshal
marshal.loads(b's' + (2 ** 31 - 2).to_bytes(4, 'little') + b'x')
