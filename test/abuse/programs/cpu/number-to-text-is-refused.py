# ends: exit 1 ValueError
print(len(str(1 << 200_000)))
