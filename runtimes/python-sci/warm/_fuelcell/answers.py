"""What crosses between the caller and a called function, as tagged JSON (`docs/results.md` has the table)."""

from json import JSONDecoder
from json.encoder import encode_basestring_ascii as quoted

# As the runner has them: what is deeper or larger would be refused there.
_MOST_DEPTH, _MOST_ITEMS, _MOST_TEXT, _MOST_HEX = 64, 100_000, 1 << 20, 2 * 131_072
_MOST_NAME = 1_000

# What JSON has no word for comes as an object of one name.
_MAKERS = {
    "int": lambda digits: int(digits, 16),
    "float": float,
    "bytes": bytes.fromhex,
    "tuple": tuple,
    "set": set,
    "frozenset": frozenset,
    "dict": dict,
}
_type_name = type.__dict__["__name__"].__get__
_together = {int, float, str}


def _made(named):
    ((kind, value),) = named.items()
    return _MAKERS[kind](value)


_scan = JSONDecoder(object_hook=_made).scan_once


def wanted(request):
    """What a call asks for: the function's name, its arguments, those by name, and the module it is in, if that is not the code."""
    (name, args, kwargs, *module), _ = _scan(request.decode(), 0)
    return name, args, dict(kwargs), module[0] if module else None


class _Unsupported(Exception):
    pass


class _Writer:
    def __init__(self):
        self.items, self.text, self.digits = _MOST_ITEMS, _MOST_TEXT, _MOST_HEX

    def value(self, value, depth):
        kind = type(value)
        if kind not in _WRITERS:
            name = _type_name(kind)
            raise _Unsupported(name if len(name) <= _MOST_NAME else name[: _MOST_NAME - 1] + "…")
        self.items -= 1
        if depth > _MOST_DEPTH or self.items < 0:
            raise _Unsupported(f"{_name(kind)} (too deep or too many items)")
        return f'{{"type":"{_name(kind)}"{_WRITERS[kind](self, value, depth)}}}'

    def plain(self, value):
        kind = type(value)
        if kind is int:
            if value.bit_length() // 4 > self.digits:
                raise _Unsupported("int (too large)")
            text = f"{value:x}"
            self.digits -= len(text.lstrip("-"))
            if self.digits < 0:
                raise _Unsupported("int (too large)")
            return text
        if kind is str:
            # As JavaScript counts.
            self.take_text("str", len(value.encode("utf-16-le", "surrogatepass")) // 2)
            return quoted(value)
        text = repr(value) if kind is float else value.hex()
        self.take_text(_name(kind), len(text))
        return text

    def take_text(self, kind, length):
        self.text -= length
        if self.text < 0:
            raise _Unsupported(f"{kind} (too large)")

    def listed(self, values, container, depth):
        """Items that are all integers, all floats or all texts come together, in a quarter of the bytes."""
        if len(values) > self.items:
            raise _Unsupported(f"{container} (too deep or too many items)")
        kinds = set(map(type, values))
        if len(kinds) != 1 or not kinds <= _together:
            return f'"value":[{",".join([self.value(value, depth) for value in values])}]'
        (kind,) = kinds
        self.items -= len(values)
        if depth > _MOST_DEPTH or self.items < 0:
            raise _Unsupported(f"{kind.__name__} (too deep or too many items)")
        written = ",".join([self.plain(value) for value in values])
        return f'"of":"{kind.__name__}","value":' + (f"[{written}]" if kind is str else f'"{written}"')


def _name(kind):
    return "None" if kind is type(None) else kind.__name__


def _quoted_plain(writer, value, _depth):
    text = writer.plain(value)
    return f',"value":{text}' if type(value) is str else f',"value":"{text}"'


def _listed(writer, value, depth):
    return "," + writer.listed(list(value), type(value).__name__, depth + 1)


def _dict(writer, value, depth):
    keys = writer.listed(list(value), "dict", depth + 1)
    values = writer.listed(list(value.values()), "dict", depth + 1)
    return f',"keys":{{{keys}}},"values":{{{values}}}'


_WRITERS = {
    type(None): lambda *_: "",
    bool: lambda _writer, value, _depth: ',"value":true' if value else ',"value":false',
    **dict.fromkeys((int, float, str, bytes), _quoted_plain),
    **dict.fromkeys((list, tuple, set, frozenset), _listed),
    dict: _dict,
}


def written(value):
    """A value as JSON; of one that cannot cross, what it is."""
    try:
        return _Writer().value(value, 0)
    except _Unsupported as refused:
        return f'{{"type":"unsupported","value":{quoted(refused.args[0])}}}'
