# ends: exit 0
try:
    import mmap

    mmap.mmap(-1, 1 << 20)
except (ImportError, OSError, AttributeError):
    pass
