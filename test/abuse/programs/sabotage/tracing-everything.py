# ends: exit 0
import sys
sys.settrace(lambda *a: None)
sys.setprofile(lambda *a: None)
print(1)
