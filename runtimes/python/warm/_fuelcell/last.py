"""The value of a final expression statement. The program is cut in two before that, by its text: a syntax tree among Python's
objects costs more, and a deep one takes more of the stack than there is. A cut in a wrong place gives parts that do not compile."""

import re
from io import BytesIO
from tokenize import detect_encoding

from .mailbox import own_builtins as __builtins__
from .mailbox import NOTHING, exchange

# Strings, comments and joined lines, which are passed over; brackets and semicolons; the beginnings of lines with code.
_finditer = re.compile(
    r'''"""[^\\"]*+(?:(?:\\.|"(?!""))[^\\"]*+)*+"""|"[^\\"\n]*+(?:\\.[^\\"\n]*+)*+"'''
    r"""|'''[^\\']*+(?:(?:\\.|'(?!''))[^\\']*+)*+'''|'[^\\'\n]*+(?:\\.[^\\'\n]*+)*+'"""
    r"|#[^\n]*|\\\n|[()\[\]{};]|\n[ \t\f]*(?=[^ \t\f\n#])",
    re.DOTALL,
).finditer
_word = re.compile("[a-z]*").match
_nothing = re.compile(r"(?:[ \t\f\n]|#[^\n]*)*").fullmatch
# With these, a line that begins no deeper than the module is more than simple statements.
_COMPOUND = frozenset("if elif else for while with try except finally def class async".split())
_ONLY_IN_PARENTHESES = ":=", "for", "\\"


def split(source, filename, answer):
    """The source without its final expression, whose code goes into `answer`; all of it when there is none, or an error."""
    try:
        encoding, _ = detect_encoding(BytesIO(source).readline)
        text = source[3:].decode() if encoding == "utf-8-sig" else source.decode(encoding)
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        starts = _statements_of_last_line(text)
        if starts is None:
            return source
        last, rest = starts[-1], text[starts[-1] :]
        if len(starts) > 1 and _nothing(rest):
            # The semicolon at the end of a line.
            last = starts[-2]
            rest = f"{text[last : starts[-1] - 1]} {rest}"
        line = text.count("\n", 0, last) + 1
        # Columns count bytes.
        column = len(text[text.rfind("\n", 0, last) + 1 : last].encode())
        answer["last"] = compile(_in_place(rest, line, column), filename, "eval", 0, True)
        answer["whole"] = source
        return text[:last]
    except BaseException:
        return source


def _statements_of_last_line(text):
    """Where the statements of the last line begin; None if it belongs to a compound one."""
    depth, starts, simple = 0, [0], True
    for found in _finditer(text):
        token = found[0]
        first = token[0]
        if first in "([{":
            depth += 1
        elif first in ")]}":
            depth -= 1
        elif depth == 0:
            if first == ";":
                starts.append(found.end())
            elif first == "\n":
                simple = token == "\n" or token == "\n\f"
                if simple:
                    starts = [found.end()]
    return starts if simple and _word(text, starts[0])[0] not in _COMPOUND else None


def _in_place(text, line, column):
    """An expression with the lines and columns that it has in the program: in parentheses unless it begins a line."""
    if column == 0:
        return "\n" * (line - 1) + text
    if any(sign in text for sign in _ONLY_IN_PARENTHESES):
        # Of itself it may be an error.
        compile(text.lstrip(" \t\f"), "", "exec", 0, True)
    return "\n" * (line - 2) + "(\n" + " " * column + text + "\n)" if line > 1 else "(" + " " * (column - 1) + text + "\n)"


def valued(main, filename, answer):
    """After the rest of the program: evaluates the expression, and puts its `repr` into `answer` unless it is None."""
    code, whole = answer.pop("last", None), answer.pop("whole", None)
    if code is None:
        return
    if exchange[2] is not None:
        if exchange[4] is None and issubclass(exchange[2], SyntaxError):
            # The same error as of the whole program, where lines follow.
            exchange[:] = NOTHING
            yield compile, (whole, filename, "exec", 0, True)
        return
    exchange[:] = NOTHING
    yield eval, (code, main.__dict__)
    if exchange[2] is None:
        value, exchange[:] = exchange[1], NOTHING
        if value is not None:
            yield repr, (value,)
            if exchange[2] is None:
                answer["value"] = exchange[1]
