# ends: exit 1 NameError
import sys
for module in list(sys.modules.values()):
    if module is not sys and module.__name__ != '__main__':
        vars(module).clear()
