# ends: exit 0
import sys
sys.stdin.close()
sys.stderr.close()
sys.stdout.close()
