# ends: exit 0
import sys


class Liar:
    def find_spec(self, *arguments):
        raise KeyError


sys.meta_path[:] = [Liar()]
sys.path_hooks.clear()
sys.path_importer_cache.clear()
