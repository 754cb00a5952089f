# ends: disk-limit
import tempfile
kept = []
while True:
    handle = tempfile.NamedTemporaryFile(delete=False)
    handle.close()
