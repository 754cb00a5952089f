# ends: exit 0
try:
    import fcntl
    fcntl.fcntl(0, 1)
except (ImportError, AttributeError, OSError):
    pass
