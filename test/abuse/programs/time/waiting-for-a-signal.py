# ends: exit 1 AttributeError
import signal
signal.pause()
