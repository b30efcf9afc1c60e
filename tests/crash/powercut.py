#!/usr/bin/env python3
"""Cuts the power of the real program a thousand times and looks whether anything that was answered is gone.

    powercut.py --binary PATH --folder DIR --points N --seed S

1. The program runs under strace while people sign in, propose, draft, approve, publish and import over HTTP. After each
   answer the journal entries of that person are noted: what was answered is exactly what these entries tell.
2. The recorded writes are replayed. A write is on the disk once its file was synced afterwards; of the writes since then, at
   the cut, none (drop), some (some), or some 512-byte sectors (torn) are there.
3. At every cut SQLite must find the database whole, and the last entry noted before the cut must be there with its hash and
   every entry before it. At every twentieth cut the program itself verifies its journal.

Absent: disks that lie about a sync, and the loss of a directory entry. Needs: strace, python3 with sqlite3.
Source: "All File Systems Are Not Created Equal" (Pillai et al., OSDI 2014) for the model of what may remain.
"""
import argparse
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile

import recording
import workload

SECTOR_BYTES = 512
VERIFY_EVERY = 20
MODES = ("drop", "some", "torn")


class Disk:
    """What is on the disk for sure, and what was written since the last sync of each file."""

    def __init__(self):
        self.durable = {}
        self.pending = {}

    def take(self, event):
        """Applies one event of the trace."""
        kind, path, extra, data = event
        if kind in ("write", "append", "truncate"):
            self.pending.setdefault(path, []).append((kind, extra, data))
        elif kind == "sync":
            file = self.durable.setdefault(path, bytearray())
            for change in self.pending.pop(path, []):
                apply(file, *change)
        elif kind == "unlink":
            self.durable.pop(path, None)
            self.pending.pop(path, None)
        elif kind == "rename":
            self.durable[extra] = self.durable.pop(path, bytearray())
            self.pending[extra] = self.pending.pop(path, [])

    def cut(self, base, folder, mode, chance):
        """Writes into `folder` what a cut right now leaves of the files below `base`."""
        for path in set(self.durable) | set(self.pending):
            changes = self.pending.get(path, [])
            if path.endswith("-shm") or (path not in self.durable and (mode == "drop" or not changes)):
                continue
            file = bytearray(self.durable.get(path, b""))
            for change in changes:
                if mode == "some" and chance.random() < 0.5:
                    apply(file, *change)
                elif mode == "torn" and chance.random() < 0.7:
                    apply(file, *change, keep=lambda: chance.random() < 0.6)
            target = os.path.join(folder, os.path.relpath(path, base))
            os.makedirs(os.path.dirname(target), exist_ok=True)
            with open(target, "wb") as out:
                out.write(file)


def apply(file, kind, offset, data, keep=None):
    """Changes a file in memory; with `keep` each sector is asked for."""
    if kind == "truncate":
        if offset < len(file):
            del file[offset:]
        else:
            file.extend(bytes(offset - len(file)))
        return
    if kind == "append":
        offset = len(file)
    if len(file) < offset + len(data):
        file.extend(bytes(offset + len(data) - len(file)))
    if keep is None:
        file[offset:offset + len(data)] = data
        return
    for start in range(0, len(data), SECTOR_BYTES):
        if keep():
            part = data[start:start + SECTOR_BYTES]
            file[offset + start:offset + start + len(part)] = part


def complaint(folder, promised):
    """What is wrong with a database after a cut, or None. `promised` is the last entry that was answered for."""
    path = os.path.join(folder, "mandate.db")
    if not os.path.exists(path):
        return "the database is gone" if promised else None
    connection = sqlite3.connect(path)
    try:
        whole = connection.execute("pragma integrity_check").fetchone()[0]
        if whole != "ok":
            return f"not whole: {whole[:80]}"
        if promised:
            seq, digest = promised
            row = connection.execute("select hash from journal where seq = ?", (seq,)).fetchone()
            if row is None or row[0] != digest:
                return f"lost: entry {seq} was answered for and is {'gone' if row is None else 'another'}"
            before = connection.execute("select count(*) from journal where seq <= ?", (seq,)).fetchone()[0]
            if before != seq:
                return f"lost: {seq - before} entries before {seq}"
        return None
    except sqlite3.DatabaseError as error:
        return f"unreadable: {error}"
    finally:
        connection.close()


def replay(arguments, path, office, answers):
    """Cuts the power at random points of the trace; returns the complaints."""
    events = list(recording.events(path, office))
    chance = random.Random(arguments.seed)
    acknowledged = {}
    for at, event in enumerate(events):
        if event[0] == "sent":
            for operation in recording.OPERATION.findall(event[3]):
                if operation.decode() in answers:
                    acknowledged[at] = answers[operation.decode()]
    if not acknowledged:
        sys.exit("The trace holds no answer of the office; nothing can be said.")
    first = min(acknowledged)
    points = set(chance.sample(range(first, len(events)), min(arguments.points, len(events) - first)))
    disk, promised, complaints, done = Disk(), None, [], 0
    for at, event in enumerate(events):
        disk.take(event)
        if at in acknowledged and (promised is None or acknowledged[at][0] > promised[0]):
            promised = acknowledged[at]
        if at not in points:
            continue
        mode = chance.choice(MODES)
        with tempfile.TemporaryDirectory(dir=arguments.memory) as folder:
            disk.cut(office, folder, mode, chance)
            wrong = complaint(folder, promised)
            if wrong is None and done % VERIFY_EVERY == 0:
                verified = subprocess.run([arguments.binary, "verify", "--data", folder], capture_output=True, text=True)
                wrong = None if verified.returncode == 0 else f"the journal does not verify: {verified.stderr.strip()}"
        done += 1
        if wrong:
            complaints.append(f"event {at}, {mode}: {wrong}")
    print(f"{len(events)} events, {len(acknowledged)} answers, {done} cuts: {len(complaints)} with something lost or broken")
    return complaints


def main():
    parser = argparse.ArgumentParser(description="Cuts the power of an office and looks what is lost.")
    parser.add_argument("--binary", required=True)
    parser.add_argument("--folder", required=True)
    parser.add_argument("--points", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--memory", default="/dev/shm" if os.path.isdir("/dev/shm") else None)
    arguments = parser.parse_args()
    if shutil.which("strace") is None:
        sys.exit("strace is not installed (Debian: apt-get install strace).")
    office = os.path.realpath(os.path.join(arguments.folder, "office"))
    path = os.path.join(arguments.folder, "trace")
    os.makedirs(office)
    answers, told = workload.record(arguments.binary, office, path, recording.command(path))
    for line in told:
        print(line)
    complaints = replay(arguments, path, office, answers)
    for line in complaints[:20]:
        print(line)
    sys.exit(1 if complaints else 0)


if __name__ == "__main__":
    main()
