"""A disk that loses its power: what is on it for sure, and what may be there of the writes that no sync covered.

A write is there once a sync of its file began after it and ended. A new file, a new folder, a new name and a removal are there
once their folder was synced. Until then, at the cut: nothing of it (drop), some of it (some), or some 512-byte sectors (torn).

Absent: damage to sectors that were not written. Source: "All File Systems Are Not Created Equal" (Pillai et al., OSDI 2014).
"""
import os

SECTOR_BYTES = 512
MODES = ("drop", "some", "torn")
# How likely a change that no sync covered is there all the same, and a sector of one that is torn.
SOME_CHANCE, TORN_CHANCE, SECTOR_CHANCE = 0.5, 0.7, 0.6


class Disk:
    """Follows the calls of a program below `base`, where `before` lay at first. It lies where `lies(path)` says so: then a
    sync does nothing."""

    def __init__(self, base, before, lies=None):
        self.base, self.lies, self.serial = base, lies or (lambda path: False), 0
        self.durable, self.pending, self.size = {}, {}, {}
        # Names that their folder may not know yet, each with its serial; removed names that may come back, with their content.
        self.loose, self.ghosts = {}, {}
        self.begun = {}
        for folder, _, names in os.walk(before):
            for name in names:
                path = os.path.join(base, os.path.relpath(os.path.join(folder, name), before))
                with open(os.path.join(folder, name), "rb") as file:
                    self.durable[path] = bytearray(file.read())
                self.size[path] = len(self.durable[path])

    def take(self, event):
        """Applies one event of the trace."""
        kind, path, extra, data = event
        self.serial += 1
        if kind in ("write", "append", "truncate"):
            self._change(path, kind, extra, data)
        elif kind == "create":
            if path not in self.size:
                self._appear(path, bytearray())
            elif extra:
                self._change(path, "truncate", 0, b"")
        elif kind == "folder":
            self.loose[path] = self.serial
        elif kind == "sync begins":
            self.begun[(extra, path)] = self.serial
        elif kind == "sync":
            begun = self.begun.pop((extra, path), self.serial)
            if not self.lies(path):
                self._sync(path, begun)
        elif kind == "unlink":
            self._vanish(path)
        elif kind == "rename":
            content, pending = self.durable.get(path, bytearray()), self.pending.get(path, [])
            size = self.size.get(path, 0)
            self._vanish(path)
            self._vanish(extra)
            self._appear(extra, bytearray(content))
            self.pending[extra], self.size[extra] = list(pending), size

    def _change(self, path, kind, offset, data):
        if kind == "append":
            kind, offset = "write", self.size.get(path, 0)
        end = offset if kind == "truncate" else max(self.size.get(path, 0), offset + len(data))
        self.size[path] = end
        self.pending.setdefault(path, []).append((self.serial, kind, offset, data))

    def _appear(self, path, content):
        self.durable[path], self.size[path], self.loose[path] = content, len(content), self.serial

    def _vanish(self, path):
        if path in self.size and path not in self.loose:
            self.ghosts[path] = (self.serial, bytes(self.durable.get(path, b"")))
        for known in (self.durable, self.pending, self.size, self.loose):
            known.pop(path, None)

    def _sync(self, path, begun):
        for names in (self.loose, self.ghosts):
            for name in [name for name in names if os.path.dirname(name) == path]:
                serial = names[name] if names is self.loose else names[name][0]
                if serial <= begun:
                    del names[name]
        if path not in self.pending:
            return
        file = self.durable.setdefault(path, bytearray())
        later = []
        for change in self.pending.pop(path):
            if change[0] <= begun:
                apply(file, *change[1:])
            else:
                later.append(change)
        if later:
            self.pending[path] = later

    def cut(self, folder, mode, chance):
        """Writes into `folder` what a cut right now leaves."""
        gone = {name for name in self.loose if mode == "drop" or chance.random() >= SOME_CHANCE}
        for path in sorted(self.size):
            if path.endswith("-shm") or self._is_within(path, gone):
                continue
            file = bytearray(self.durable.get(path, b""))
            for _, *change in self.pending.get(path, []):
                if mode == "some" and chance.random() < SOME_CHANCE:
                    apply(file, *change)
                elif mode == "torn" and chance.random() < TORN_CHANCE:
                    apply(file, *change, keep=lambda: chance.random() < SECTOR_CHANCE)
            self._put(folder, path, file)
        for path, (_, content) in sorted(self.ghosts.items()):
            is_free = path not in self.size or path in gone
            if is_free and not path.endswith("-shm") and (mode == "drop" or chance.random() < SOME_CHANCE):
                self._put(folder, path, content)

    def _is_within(self, path, gone):
        while path != self.base and path != os.path.dirname(path):
            if path in gone:
                return True
            path = os.path.dirname(path)
        return False

    def _put(self, folder, path, content):
        target = os.path.join(folder, os.path.relpath(path, self.base))
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "wb") as out:
            out.write(content)


def apply(file, kind, offset, data, keep=None):
    """Changes a file in memory; with `keep` each sector is asked for."""
    if kind == "truncate":
        if offset < len(file):
            del file[offset:]
        else:
            file.extend(bytes(offset - len(file)))
        return
    if len(file) < offset + len(data):
        file.extend(bytes(offset + len(data) - len(file)))
    if keep is None:
        file[offset:offset + len(data)] = data
        return
    for start in range(0, len(data), SECTOR_BYTES):
        if keep():
            part = data[start:start + SECTOR_BYTES]
            file[offset + start:offset + start + len(part)] = part
