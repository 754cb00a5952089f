# ends: exit 0
import sys
sys.modules.clear()
