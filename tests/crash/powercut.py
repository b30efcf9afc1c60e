#!/usr/bin/env python3
"""Cuts the power of the real program a thousand times and looks whether anything that was answered is gone.

    powercut.py --binary PATH --folder DIR --points N --seed S

1. The program runs under strace while people live a working day (`workload`). What each answer promised is noted (`people`).
2. The recorded calls are replayed on a disk that loses its power (`disk`): half of the cuts right after an answer, the others
   anywhere. At every cut SQLite must find the database whole, and everything that was answered before must be there, once
   (`promises`).
3. At every cut the program itself opens what remains: it must be back, honour sessions and requests that are sent again, end its
   imports, and verify its journal (`reopened`); then everything must still be there.
4. The checks must be able to fail: disks that lie about a kind of sync must be caught, and a good office that is broken on
   purpose must be seen to be (`sabotage`).

Absent: disks that lie. Needs: strace, python3 with sqlite3. Source: "All File Systems Are Not Created Equal" (Pillai et al.,
OSDI 2014).
"""
import argparse
import collections
import os
import random
import shutil
import sys
import tempfile
import time

import recording
import reopened
import sabotage
import workload
from disk import MODES, Disk
from promises import KINDS, Answer, Office, contents

# Up to so many cuts a short day is enough.
SHORT_POINTS = 100
LIAR_POINTS = 40
COMPLAINTS_SHOWN = 20
# Which syncs a lying disk leaves out.
LIARS = {
    "the database's log": lambda path: path.endswith("-wal"),
    "uploaded files": lambda path: "/uploads/" in path,
    "folders": os.path.isdir,
}


class Day:
    """What was recorded: the events, and at which of them which answer was sent."""

    def __init__(self, base, events, answers):
        self.base, self.events, self.answered = base, events, {}
        for at, event in enumerate(events):
            if event[0] == "sent":
                for operation in recording.OPERATION.findall(event[3]):
                    if operation.decode() in answers:
                        self.answered[at] = answers[operation.decode()]
        if not self.answered:
            sys.exit("The trace holds no answer of the office; nothing can be said.")
        self.repeatable = [(at, promise) for at, answer in sorted(self.answered.items())
                           for promise in answer.promises if promise.kind in ("proposal", "import accepted")]

    def points(self, number, chance):
        """Where the power is cut: half of the points right after an answer, as far as there are so many."""
        anywhere = range(min(self.answered), len(self.events))
        points = set(chance.sample(sorted(self.answered), min(number // 2, len(self.answered))))
        rest = [at for at in anywhere if at not in points]
        return points | set(chance.sample(rest, min(number - len(points), len(rest))))

    def unanswered(self, at):
        """The next proposal or import of everybody, which may have been on its way."""
        following = {}
        for sent, promise in self.repeatable:
            if sent > at:
                following.setdefault(promise.facts["person"], promise)
        return list(following.values())

    def by_kind(self):
        """How many answers promised what, as text."""
        kinds = collections.Counter(one.kind for answer in self.answered.values() for one in answer.promises)
        return ", ".join(f"{kinds[kind]} {kind}" for kind in KINDS)


class Cuts:
    """Cuts the power at points of a day and collects what is wrong."""

    def __init__(self, day, before, logs, binary=None):
        self.day, self.before, self.logs, self.binary = day, before, logs, binary
        self.done = self.taken_up = 0
        self.slowest_s, self.complaints, self.modes = 0.0, [], collections.Counter()

    def run(self, points, chance, lies=None):
        """Replays the day; with `lies`, the disk leaves out the syncs for which it says so."""
        disk = Disk(self.day.base, self.before, lies)
        last, promises = None, []
        for at, event in enumerate(self.day.events):
            disk.take(event)
            answer = self.day.answered.get(at, Answer(None, ()))
            promises += answer.promises
            if answer.journal and (last is None or answer.journal[0] > last[0]):
                last = answer.journal
            if at in points:
                wrong, mode = self._cut(disk, at, chance, last, promises)
                if wrong:
                    self.complaints.append(f"event {at}, {mode}: {wrong}")
        return self

    def _cut(self, disk, at, chance, last, promises):
        mode = chance.choice(MODES)
        self.done, self.modes[mode] = self.done + 1, self.modes[mode] + 1
        with tempfile.TemporaryDirectory(dir=_memory()) as place:
            first, second = os.path.join(place, "first"), os.path.join(place, "second")
            disk.cut(first, mode, chance)
            if self.binary:
                shutil.copytree(first, second)
            wrong = Office(first, self.logs).complaint(last, promises)
            if wrong is None and self.binary:
                wrong = self._open(second, at, last, promises)
        return wrong, mode

    def _open(self, folder, at, last, promises):
        wrong, back_s = reopened.look(self.binary, folder, promises, self.day.unanswered(at))
        self.slowest_s, self.taken_up = max(self.slowest_s, back_s), self.taken_up + len(reopened.unfinished(promises))
        return wrong or reopened.verify(self.binary, folder) or Office(folder, self.logs).complaint(last, promises)

    def of(self, *words):
        """How many complaints begin with one of the words."""
        return sum(line.split(": ", 1)[1].startswith(words) for line in self.complaints)


def _memory():
    return "/dev/shm" if os.path.isdir("/dev/shm") else None


def _replay(arguments, day, before, logs):
    """Cuts the power of the office; gives the complaints."""
    begin, chance = time.monotonic(), random.Random(arguments.seed)
    cuts = Cuts(day, before, logs, arguments.binary).run(day.points(arguments.points, chance), chance)
    modes = ", ".join(f"{mode} {cuts.modes[mode]}" for mode in MODES)
    print(f"{len(day.events)} events, {len(day.answered)} answers: {day.by_kind()}")
    print(f"{cuts.done} cuts ({modes}): lost {cuts.of('lost')}, doubled {cuts.of('doubled')}, not whole {cuts.of('not whole')}, "
          f"not back {cuts.of('not back')}; {time.monotonic() - begin:.0f} s")
    print(f"the program opened what remained, back after {cuts.slowest_s:.2f} s at the slowest, verified its journal, and ended "
          f"{cuts.taken_up} imports that nobody had been told were done")
    return cuts.complaints


def _caught(day, before, logs, seed):
    """Which lying disks were not caught, as lines."""
    lines = []
    accepted = [at for at, answer in day.answered.items() if any(one.kind == "import accepted" for one in answer.promises)]
    for name, lies in LIARS.items():
        chance = random.Random(seed)
        others = chance.sample(sorted(day.answered), min(LIAR_POINTS, len(day.answered)))
        cuts = Cuts(day, before, logs).run(set(accepted + others), chance, lies)
        print(f"a disk that lies about {name}: caught at {len(cuts.complaints)} of {cuts.done} cuts")
        if not cuts.complaints:
            lines.append(f"A disk that lies about {name} was not caught: the checks prove nothing.")
    return lines


def main():
    """Records the day, cuts the power, and tries the checks themselves."""
    parser = argparse.ArgumentParser(description="Cuts the power of an office and looks what is lost.")
    parser.add_argument("--binary", required=True)
    parser.add_argument("--folder", required=True)
    parser.add_argument("--points", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    if shutil.which("strace") is None:
        sys.exit("strace is not installed (Debian: apt-get install strace).")
    folder = os.path.realpath(arguments.folder)
    office, before = os.path.join(folder, "office"), os.path.join(folder, "before")
    traces = [os.path.join(folder, name) for name in ("morning", "afternoon")]
    os.makedirs(office)
    workload.furnish(arguments.binary, office)
    shutil.copytree(office, before)
    size = workload.SHORT if arguments.points <= SHORT_POINTS else workload.WHOLE
    answers, told = workload.record(arguments.binary, office, traces, size)
    print("\n".join(told))
    logs = contents(office)
    day = Day(office, [event for trace in traces for event in recording.events(trace, office)], answers)
    lines = _replay(arguments, day, before, logs)
    lines += _caught(day, before, logs, arguments.seed)
    journal = max(answer.journal for answer in answers.values() if answer.journal)
    unseen, tried = sabotage.unseen(office, logs, journal, [one for answer in answers.values() for one in answer.promises])
    print(f"{tried} things were broken on purpose in a good office, {len(unseen)} of them unseen")
    lines += unseen
    for line in lines[:COMPLAINTS_SHOWN]:
        print(line)
    sys.exit(1 if lines else 0)


if __name__ == "__main__":
    main()
