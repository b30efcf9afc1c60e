"""Reads what strace wrote down: every write and sync below one folder, and every answer that was sent."""
import ast
import os
import re

CALLS = (
    "write,pwrite64,writev,pwritev,pwritev2,sendto,sendmsg,fsync,fdatasync,sync_file_range,ftruncate,fallocate,"
    "openat,mkdir,mkdirat,unlink,unlinkat,rename,renameat,renameat2,copy_file_range"
)
# The longest write that is recorded whole, bytes.
LONGEST_BYTES = 8_000_000
# The header by which an answer is recognised.
OPERATION = re.compile(rb"x-operation-id: ([0-9a-f]{32})")

_LINE = re.compile(r"^(\d+)\s+(.*)$")
_RESUMED = re.compile(r"^<\.\.\. (\w+) resumed>(.*)$")
_CALL = re.compile(r"^(\w+)\((.*)\)\s+= (-?\d+)(?:<([^>]*)>)?")
_SYNC = re.compile(r"^f(?:data)?sync\(\d+<([^>]*)>")
_FILE = re.compile(r"^(\d+)<([^>]*)>(.*)$")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


def command(path):
    """The command that records a program into `path`."""
    return ["strace", "-f", "-qq", "-y", "-xx", "-s", str(LONGEST_BYTES), "-o", path, "-e", "trace=" + CALLS]


def _bytes(text):
    return ast.literal_eval('b"' + text + '"')


def _path(text):
    return _bytes(text).decode(errors="replace") if "\\x" in text else text


def _lines(path):
    """Each finished call: thread, name, arguments, what it returned, its file; and `(thread, "sync begins", file)`."""
    waiting = {}
    with open(path, errors="replace") as file:
        for raw in file:
            line = _LINE.match(raw.rstrip("\n"))
            if not line:
                continue
            thread, rest = line.groups()
            if rest.endswith("<unfinished ...>"):
                waiting[thread] = rest[: -len("<unfinished ...>")]
                begins = _SYNC.match(rest)
                if begins:
                    yield thread, "sync begins", "", 0, _path(begins.group(1))
                continue
            resumed = _RESUMED.match(rest)
            if resumed:
                rest = waiting.pop(thread, "") + resumed.group(2)
            call = _CALL.match(rest)
            if call and int(call.group(3)) >= 0:
                yield thread, call.group(1), call.group(2), int(call.group(3)), _path(call.group(4) or "")


def events(path, folder):
    """Yields `(kind, path, extra, bytes)`.

    Kinds, with their extra: write (offset), append, truncate (size), create (whether it was emptied), folder, sync begins
    and sync (thread), unlink, rename (new path), sent.
    """
    base = os.path.realpath(folder)
    inside = base + "/"
    for thread, call, arguments, returned, result in _lines(path):
        if call == "sync begins":
            if result == base or result.startswith(inside):
                yield "sync begins", result, thread, b""
            continue
        file, target = _FILE.match(arguments), None
        if file:
            target, arguments = _path(file.group(2)), file.group(3)
        if call in ("fsync", "fdatasync") and target and (target == base or target.startswith(inside)):
            yield "sync", target, thread, b""
        elif call == "openat":
            if result.startswith(inside) and "O_CREAT" in arguments:
                yield "create", result, "O_TRUNC" in arguments, b""
        elif call in ("mkdir", "mkdirat", "unlink", "unlinkat", "rename", "renameat", "renameat2"):
            yield from _names(call, inside, [_path(text) for text in _TEXT.findall(arguments)])
        elif target and target.startswith(inside):
            yield _written(call, target, arguments, returned)
        elif call in ("write", "sendto", "writev", "sendmsg"):
            yield "sent", None, None, b"".join(map(_bytes, _TEXT.findall(arguments)))


def _names(call, inside, names):
    """What a call did to the names below the folder."""
    if names and call.startswith("mkdir") and names[-1].startswith(inside):
        yield "folder", names[-1], None, b""
    elif names and call.startswith("unlink") and names[-1].startswith(inside):
        yield "unlink", names[-1], None, b""
    elif len(names) >= 2 and call.startswith("rename") and names[1].startswith(inside):
        yield "rename", names[0], names[1], b""


def _written(call, target, arguments, returned):
    """What a call wrote to a file below the folder."""
    data = b"".join(map(_bytes, _TEXT.findall(arguments)))[:returned]
    if call in ("pwrite64", "write", "writev") and len(data) < returned:
        raise SystemExit(f"A write of {returned} bytes to {target} is longer than LONGEST_BYTES of tests/crash/recording.py.")
    if call == "pwrite64":
        return "write", target, int(arguments.rsplit(",", 1)[1]), data
    if call in ("write", "writev"):
        return "append", target, None, data
    if call == "ftruncate":
        return "truncate", target, int(arguments.rsplit(",", 1)[1]), b""
    raise SystemExit(f"{call} on {target} is not modelled; teach tests/crash/recording.py what it does.")
