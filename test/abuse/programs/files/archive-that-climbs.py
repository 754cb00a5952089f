# ends: exit 0
import io, os, zipfile

packed = io.BytesIO()
with zipfile.ZipFile(packed, 'w') as archive:
    archive.writestr('../../../../tmp/climbed', 'x')
    archive.writestr('/etc/climbed', 'x')
zipfile.ZipFile(packed).extractall('out')
assert sorted(os.listdir('/')) == ['main.py', 'out', 'usr'] or sorted(os.listdir('/')) == ['main.py', 'out'], os.listdir('/')
