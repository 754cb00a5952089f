# ends: exit 1 RecursionError
import json
json.loads('[' * 100_000)
