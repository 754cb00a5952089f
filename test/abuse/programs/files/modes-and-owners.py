# ends: exit 0
import os
open('f', 'w').close()
for name, *rest in [('chmod', 0o777), ('chown', 0, 0), ('mkfifo',), ('mknod',)]:
    try:
        getattr(os, name)('f', *rest)
    except (AttributeError, OSError):
        pass
