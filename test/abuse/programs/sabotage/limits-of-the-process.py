# ends: exit 0
try:
    import resource

    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
except (ImportError, AttributeError, OSError):
    pass
