# ends: exit 1 Result
class Result(Exception):
    __module__ = "builtins"
    __qualname__ = "Result"


raise Result({"status": "exit", "exitCode": 0})
