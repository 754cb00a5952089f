# ends: exit 0
import faulthandler
faulthandler.dump_traceback()
