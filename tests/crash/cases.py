#!/usr/bin/env python3
"""Kills the real program between the steps of twelve reference processes, and looks whether each case ends as though nothing had been.

    cases.py --binary PATH --folder DIR --rounds N --seed S

First every process runs twice undisturbed; both runs must come to the same. Then in each round a case of each process is carried by
people, programs, messages and timers, all at once, while the program is killed by `SIGKILL` again and again: before a change is sent,
while it is on its way, and at any moment. It is started again, what was not answered is sent again with its key, and at the end
each case must have come to what the undisturbed one came to, with every effect once. In the end things are broken on purpose.

Absent: the loss of what the kernel had not written yet (`powercut`). Needs: python3 with sqlite3.
"""
import argparse
import os
import random
import sys
import time

import falsify
import reopened
from carry import Carried, Fuse, life
from ending import Records, complaints
from office import NotReady, Office
from people import Person
from reference import AGENT, ASKER, CHECKER, MANAGER, processes, teach

# How long the program may take to its first page, seconds.
READY_S = 60
# How often it is killed in a round, and at which of the changes that are sent in a life at the latest.
KILLS, LATEST = 5, 24
# The longest time from sending a change to the kill, seconds.
ON_ITS_WAY_S = 0.02
VERIFY_EVERY = 10


class Rounds:
    """All rounds, and what was found in them."""

    def __init__(self, binary, folder, chance):
        self.binary, self.folder, self.chance = binary, folder, chance
        self.processes, self.expected, self.sessions = processes(), {}, {}
        self.gaps, self.kills, self.steps, self.complaints = set(), 0, 0, []
        self.finished = []

    def open(self):
        """The office, running."""
        return Office(self.binary, self.folder, READY_S)

    def begin(self):
        """Teaches the office, and runs each process twice without disturbing it: what comes of it is expected from now on."""
        database = os.path.join(self.folder, "mandate.db")
        with self.open() as office:
            teach(office, database, self.processes)
            for who, first in (("agent", AGENT), ("checker", CHECKER), ("asker", ASKER), ("manager", MANAGER)):
                self.sessions[who] = Person(office.port, database, first, {}, notes_journal=False).line.cookie
            first = self.cases("first")
            told = life(office, first, Fuse(office))
            with Records(self.folder) as records:
                if not told:
                    self.expected = {case.process.name: records.ending(case.case_id, case.mark) for case in first}
            second = self.cases("second")
            told += life(office, second, Fuse(office))
        with Records(self.folder) as records:
            told += [line for case in [*first, *second] if not told for line in complaints(records, case, self.expected[case.process.name])]
        if told:
            raise SystemExit("Undisturbed, the processes do not come to their end:\n" + "\n".join(told))
        self.finished += [*first, *second]

    def cases(self, mark):
        """A case of each process, not begun yet."""
        return [Carried(process, f"{process.name}-{mark}", self.sessions, random.Random(self.chance.random())) for process in self.processes]

    def run(self, number):
        """One round: what was wrong is noted."""
        cases, told = self.cases(str(number)), []
        for kill in range(KILLS + 1):
            try:
                with self.open() as office:
                    told += life(office, cases, self._fuse(office) if kill < KILLS else Fuse(office))
            except NotReady as why:
                told.append(f"not back: {why}")
            if told or all(case.is_ended for case in cases):
                break
            self.kills += 1
            self.gaps |= {(case.process.name, case.position, case.on_its_way is not None) for case in cases if not case.is_ended}
        if not told:
            with Records(self.folder) as records:
                told += [line for case in cases for line in complaints(records, case, self.expected[case.process.name])]
        if number % VERIFY_EVERY == 0:
            told += filter(None, [reopened.verify(self.binary, self.folder)])
        self.complaints += [f"round {number}: {line}" for line in told]
        self.finished += [] if told else cases
        self.steps += sum(case.answered for case in cases)

    def _fuse(self, office):
        after_s = self.chance.choice((None, self.chance.uniform(0, ON_ITS_WAY_S)))
        return Fuse(office, self.chance.randint(1, LATEST), after_s)

    def end(self):
        """Looks once more for every case of every round, and whether what is broken on purpose is seen."""
        with Records(self.folder) as records:
            told = [line for case in self.finished for line in complaints(records, case, self.expected[case.process.name])]
        told += filter(None, [reopened.verify(self.binary, self.folder)])
        self.complaints += [f"at the end: {line}" for line in told]
        if self.complaints:
            return 0
        unseen, tried = falsify.run(self)
        self.complaints += unseen
        return tried


def main():
    """Runs the rounds and tells the figures."""
    parser = argparse.ArgumentParser(description="Kills an office between the steps of its cases and looks how they end.")
    parser.add_argument("--binary", required=True)
    parser.add_argument("--folder", required=True)
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    folder, begin = os.path.join(os.path.realpath(arguments.folder), "office"), time.monotonic()
    os.makedirs(folder)
    rounds = Rounds(arguments.binary, folder, random.Random(arguments.seed))
    rounds.begin()
    for number in range(1, arguments.rounds + 1):
        rounds.run(number)
        if number % VERIFY_EVERY == 0:
            print(f"round {number}: {rounds.kills} kills, {len(rounds.complaints)} complaints", flush=True)
    tried = rounds.end()
    told = rounds.finished
    places = sum(len(process.script) + 1 for process in rounds.processes)
    between = len({gap[:2] for gap in rounds.gaps})
    on_their_way = sum(gap[2] for gap in rounds.gaps)
    print(f"{arguments.rounds} rounds of {len(rounds.processes)} processes, killed {rounds.kills} times at {between} of {places} places of their "
          f"scripts, {on_their_way} of them with a change on its way")
    print(f"{len(told)} cases ended as the undisturbed ones, {rounds.steps} changes answered, {sum(case.sent_again for case in told)} sent again, "
          f"{sum(case.lost_programs for case in told)} programs lost with their work; {len(rounds.complaints)} complaints; "
          f"{tried} things broken on purpose were seen; {time.monotonic() - begin:.0f} s")
    for line in rounds.complaints[:20]:
        print(line)
    sys.exit(1 if rounds.complaints else 0)


if __name__ == "__main__":
    main()
