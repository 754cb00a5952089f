# ends: exit 1 PermissionError
import io, tarfile

packed = io.BytesIO()
with tarfile.open(fileobj=packed, mode='w') as archive:
    entry = tarfile.TarInfo('../../climbed')
    entry.size = 1
    archive.addfile(entry, io.BytesIO(b'x'))
packed.seek(0)
tarfile.open(fileobj=packed).extractall()
