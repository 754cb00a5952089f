# ends: exit 0
import sys
sys.stdout = None
print("nowhere")
