# ends: exit 0
import subprocess
try:
    subprocess.run(["id"])
except OSError as error:
    print(error.errno)
