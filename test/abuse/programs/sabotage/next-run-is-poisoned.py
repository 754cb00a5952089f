# ends: exit 0
import builtins, io, os, sys

builtins.print = lambda *a, **k: os._exit(1)
builtins.open = None
io.TextIOWrapper = None
sys.path.insert(0, '/poison')
os.environ['PYTHONSTARTUP'] = '/poison'
int.__doc__
type(sys)('poison')
