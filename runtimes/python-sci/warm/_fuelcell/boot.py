"""Brings the interpreter to the point where a program would begin: imports what programs import, does once what is slow the
first time, and writes the addresses for the host to `reactor.txt`."""

import gc
import io
import posix
import sys

# Modules of the standard library that are ready. What imports none of them pays nothing for them.
_STANDARD = (
    "abc argparse array ast asyncio atexit base64 binascii bisect bz2 calendar cmath collections collections.abc "
    "concurrent.futures configparser contextlib copy csv dataclasses datetime decimal difflib dis doctest email enum errno "
    "fnmatch fractions functools gc getpass glob gzip hashlib heapq hmac html html.parser http importlib importlib.resources "
    "inspect io ipaddress itertools json keyword linecache locale logging lzma math mimetypes numbers operator os os.path "
    "pathlib pickle pkgutil platform pprint queue random re reprlib sched secrets select shlex shutil signal sqlite3 "
    "statistics string stringprep struct sys tempfile textwrap threading time timeit token tokenize traceback types typing "
    "unicodedata unittest unittest.mock urllib.parse uuid warnings weakref xml.etree.ElementTree zipfile zlib zoneinfo"
).split()
_ROUNDS = 12
# Memory that a run may use before it has to grow, which costs its instance: it is zeros, and lies in no file.
_SLACK_BYTES = 48 << 20

_WARM_UP = (
    b"x = 1",
    b"import sys",
    b"import json, asyncio",
    b"def f(a, *b, **c):\n    return [i for i in range(3)]\nclass A:\n    def g(self): pass\nf(1)\nA().g()\nprint('', end='')",
)
_kept = []


def leave():
    posix.mkdir("/tmp")
    for name in _STANDARD:
        __import__(name)
    _packages()
    _exceptions()

    import atexit
    import linecache
    import logging
    import os
    import random
    import re

    import numpy

    from . import harness, loop, mailbox

    loop.install()
    atexit._clear()
    harness.handlers = list(logging._handlerList)
    # No bytecode is written beside a program's own modules, where it would come back as files.
    sys.dont_write_bytecode = True
    sys.argv = ["main.py"]
    sys.orig_argv = ["python", "main.py"]
    _rehearse(harness, mailbox)
    atexit._clear()
    for name in [name for name in sys.modules if name.startswith("_fuelcell")]:
        del sys.modules[name]
    sys.path_importer_cache.pop("/", None)
    sys.path_importer_cache.pop("/_fuelcell", None)
    sys.argv[:], sys.orig_argv[:] = ["main.py"], ["python", "main.py"]
    re.purge()
    linecache.clearcache()
    random.seed(0)
    numpy.random.seed(0)
    _clean(os)
    _write(harness, mailbox)
    del bytearray(_SLACK_BYTES)[:]
    gc.collect()
    gc.freeze()


def _packages():
    import matplotlib

    from . import plots

    plots.install()
    matplotlib.use("agg")
    import matplotlib.pyplot as pyplot
    import numpy
    import pandas
    import PIL.Image
    import PIL.ImageDraw
    import PIL.PngImagePlugin

    figure, axes = pyplot.subplots()
    axes.plot([1, 2, 3], [4, 1, 2], label="a")
    axes.bar([1, 2], [3, 4])
    axes.set_title("title")
    axes.legend()
    figure.savefig(io.BytesIO(), format="png")
    pyplot.close("all")
    frame = pandas.read_csv(io.StringIO("a,b\n1,2.5\n3,x\n"))
    frame.groupby("a").size()
    str(frame.describe())
    ones = numpy.ones((64, 64))
    ones @ ones
    numpy.linalg.solve(numpy.eye(3), numpy.ones(3))
    str(ones)
    PIL.Image.new("RGB", (4, 4)).save(io.BytesIO(), "PNG")


def _exceptions():
    """The first traceback reads a hundred modules; later ones are ready."""
    stderr, sys.stderr = sys.stderr, io.StringIO()
    try:
        for kind in (LookupError, SyntaxError, ExceptionGroup):
            try:
                if kind is SyntaxError:
                    compile("a b", "x.py", "exec")
                raise kind("m", [ValueError("v")]) if kind is ExceptionGroup else kind("m")
            except BaseException as error:
                sys.excepthook(type(error), error, error.__traceback__)
    finally:
        sys.stderr = stderr


def _clean(os):
    """Lets go of what holds files open, and of what the boot left in the run directory."""
    import shutil

    from matplotlib import font_manager

    for cache in (font_manager._get_font, font_manager.get_font):
        if hasattr(cache, "cache_clear"):
            cache.cache_clear()
    font_manager.fontManager._findfont_cached.cache_clear()
    for function in _cached_functions(font_manager):
        function.cache_clear()
    gc.collect()
    shutil.rmtree("/tmp", ignore_errors=True)


def _cached_functions(module):
    return [value for value in vars(module).values() if hasattr(value, "cache_clear")]


def _rehearse(harness, mailbox):
    """Takes a few programs through whole runs, so that what the interpreter makes once is made before the image is."""
    state = list(sys.path), dict(sys.modules)
    for source in _WARM_UP * _ROUNDS:
        mailbox.words[: mailbox.RESERVE] = memoryview(harness.numpy.zeros(mailbox.RESERVE, dtype="uint32"))
        mailbox.words[mailbox.CODE] = len(source)
        mailbox.inbox[: len(source)] = source
        harness.run()
        sys.path[:] = state[0]
        sys.modules.clear()
        sys.modules.update(state[1])


def _write(harness, mailbox):
    """The addresses by which the host calls into the interpreter; `host/crates/worker/src/start/image.rs` reads them."""
    objects = {
        "run": harness.run,
        "reserve": mailbox.reserve,
        "empty": (),
        "function_type": type(_write),
        "bytes_type": bytes,
    }
    # The host holds them from now on.
    _kept.append(objects)
    sys._fuelcell_kept = _kept
    lines = [f"{name} {number}\n" for name, number in mailbox.addresses().items()]
    lines += [f"{name} {id(value)}\n" for name, value in objects.items()]
    file = posix.open("/reactor.txt", posix.O_WRONLY | posix.O_CREAT)
    posix.write(file, "".join(lines).encode())
    posix.close(file)
