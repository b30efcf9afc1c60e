"""Reads what strace wrote down: every write and sync below one folder, and every answer that was sent."""
import ast
import os
import re

CALLS = (
    "write,pwrite64,writev,pwritev,pwritev2,sendto,sendmsg,fsync,fdatasync,sync_file_range,ftruncate,"
    "unlink,unlinkat,rename,renameat,renameat2,copy_file_range"
)
# The longest write that is recorded, bytes; SQLite writes pages.
LONGEST_BYTES = 200_000
# The header by which an answer is recognised.
OPERATION = re.compile(rb"x-operation-id: ([0-9a-f]{32})")

_LINE = re.compile(r"^(\d+)\s+(.*)$")
_RESUMED = re.compile(r"^<\.\.\. (\w+) resumed>(.*)$")
_CALL = re.compile(r"^(\w+)\((.*)\)\s+= (-?\d+)")
_FILE = re.compile(r"^(\d+)<([^>]*)>(.*)$")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


def command(path):
    """The command that records a program into `path`."""
    return ["strace", "-f", "-qq", "-y", "-xx", "-s", str(LONGEST_BYTES), "-o", path, "-e", "trace=" + CALLS]


def _bytes(text):
    return ast.literal_eval('b"' + text + '"')


def _lines(path):
    """Each finished call: its name, its arguments, what it returned."""
    waiting = {}
    with open(path, errors="replace") as file:
        for raw in file:
            line = _LINE.match(raw.rstrip("\n"))
            if not line:
                continue
            thread, rest = line.groups()
            if rest.endswith("<unfinished ...>"):
                waiting[thread] = rest[: -len("<unfinished ...>")]
                continue
            resumed = _RESUMED.match(rest)
            if resumed:
                rest = waiting.pop(thread, "") + resumed.group(2)
            call = _CALL.match(rest)
            if call and int(call.group(3)) >= 0:
                yield call.group(1), call.group(2), int(call.group(3))


def events(path, folder):
    """Yields `(kind, path, offset or new path, bytes)`; kinds: write append truncate sync unlink rename sent."""
    inside = os.path.realpath(folder) + "/"
    for call, arguments, returned in _lines(path):
        file, target = _FILE.match(arguments), None
        if file:
            target, arguments = file.group(2), file.group(3)
            if "\\x" in target:
                target = _bytes(target).decode(errors="replace")
        texts = _TEXT.findall(arguments)
        if target and target.startswith(inside):
            if call == "pwrite64":
                yield "write", target, int(arguments.rsplit(",", 1)[1]), _bytes(texts[0])[:returned]
            elif call in ("write", "writev"):
                yield "append", target, None, b"".join(map(_bytes, texts))[:returned]
            elif call == "ftruncate":
                yield "truncate", target, int(arguments.rsplit(",", 1)[1]), b""
            elif call in ("fsync", "fdatasync"):
                yield "sync", target, None, b""
            elif call != "sendto":
                raise SystemExit(f"{call} on {target} is not modelled; teach tests/crash/recording.py what it does.")
        elif call in ("unlink", "unlinkat") and texts:
            gone = _bytes(texts[-1]).decode(errors="replace")
            if gone.startswith(inside):
                yield "unlink", gone, None, b""
        elif call in ("rename", "renameat", "renameat2") and len(texts) >= 2:
            old, new = (_bytes(text).decode(errors="replace") for text in texts[:2])
            if new.startswith(inside):
                yield "rename", old, new, b""
        elif call in ("write", "sendto", "writev", "sendmsg") and texts:
            yield "sent", None, None, b"".join(map(_bytes, texts))
