# ends: exit 1 AttributeError
import signal
signal.alarm(1)
