"""Names and texts of the program's objects, by ways on which no code of the program's is run."""

from .mailbox import own_builtins as __builtins__

# A program may give its types names of any length.
_MOST = 1_000

_name = type.__dict__["__name__"].__get__
plain_text = str.__str__


def type_name(kind):
    """The name of a type, whatever its metaclass says, of at most 1,000 characters."""
    name = plain_text(_name(kind))
    return name if len(name) <= _MOST else name[: _MOST - 1] + "…"
