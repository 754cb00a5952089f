# ends: exit 0
try:
    import socket

    socket.create_connection(('127.0.0.1', 80), 1)
except (ImportError, AttributeError, OSError):
    pass
else:
    raise AssertionError
