# ends: exit 1 SyntaxError
exec(compile(b"\xff\xfe", "x", "exec"))
