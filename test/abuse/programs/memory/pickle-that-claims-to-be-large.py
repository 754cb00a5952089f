# ends: exit 1 OverflowError
# limits: fuel=2000000000 memoryPages=800
import pickle
pickle.loads(b'\x80\x04\x8e' + (2 ** 31 - 2).to_bytes(8, 'little') + b'x')
