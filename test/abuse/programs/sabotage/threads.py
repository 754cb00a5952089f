# ends: exit 1 RuntimeError
import threading
threading.Thread(target=print).start()
