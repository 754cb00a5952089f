# ends: exit 1 xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
raise type("x" * 1_000_000, (Exception,), {})
