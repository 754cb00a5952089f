# ends: exit 1 AttributeError
import faulthandler
faulthandler._read_null()
faulthandler._stack_overflow()
