#!/usr/bin/env python3
"""Kills the real program again and again while sixteen people write, and looks for what was lost or doubled.

    kill.py --binary PATH --folder DIR --rounds N --seed S

In each round people sign in, propose, accept, take versions of processes to publication and bring logs, all at once, until the
program is killed by `SIGKILL` at a random moment. Then it is started again. What was sent and not answered is sent again with its
key, imports must end, and everything that was answered must be there, once. At every tenth round the program verifies its journal.

Absent: the loss of what the kernel had not written yet (`powercut`). Needs: python3 with sqlite3.
"""
import argparse
import collections
import http.client
import os
import random
import sys
import threading
import time

import reopened
import workload
from office import NotReady, Office
from people import Person, turn
from promises import KINDS
from promises import Office as Remains

# The shortest and the longest life of the program in a round, once everybody is in; and the longest time until it is back, seconds.
LIFE_S, BACK_S = (0.05, 3.0), 5.0
# How long the program may take to its first page in a round, seconds.
READY_S = 30
VERIFY_EVERY = 10
# Who proposes; two more accept what they proposed, two bring logs, one signs in again and again, and three take turns.
PROPOSERS = ("Aisha", "Tom", "Lucía", "Samuel", "Jonas", "Priya", "Henrik", "Marek")
WRITERS = len(PROPOSERS) + 5 + len(workload.PROCESSES)
LOG_CASES = (3, 40, 200)
# What later rounds change on purpose, because each begins new drafts: looked at once.
PASSING = ("submission", "approval")


class Round:
    """One life of the program: what was promised in it, and what was on its way at its end."""

    def __init__(self, office, folder, number, days):
        self.port, self.number, self.days = office.port, number, days
        self.database = os.path.join(folder, "mandate.db")
        self.answers, self.people, self.failed = {}, [], []
        self.all_in = threading.Barrier(WRITERS + 1)

    def live(self, office, life_s):
        """Everybody writes until the program is killed."""
        tasks = [(self._propose, (first,)) for first in PROPOSERS]
        tasks += [(self._accept, ("Amara", one)) for one in (1, 2)] + [(self._bring, ("Mei", one)) for one in (1, 2)]
        tasks += [(self._come_in, ("Chloé",))] + [(self._take_turns, process) for process in workload.PROCESSES]
        threads = [threading.Thread(target=self._until_killed, args=task) for task in tasks]
        for thread in threads:
            thread.start()
        try:
            self.all_in.wait(READY_S)
            time.sleep(life_s)
        except threading.BrokenBarrierError:
            pass
        office.kill()
        for thread in threads:
            thread.join()
        if self.failed:
            raise SystemExit(f"Round {self.number} could not be lived: {self.failed[0]!r}")

    def promises(self):
        """What was promised, in the order of the answers of each person."""
        return [promise for answer in self.answers.values() for promise in answer.promises]

    def on_their_way(self):
        """What was sent with a key and not answered."""
        return [person.on_its_way for person in self.people if person.on_its_way]

    def _until_killed(self, task, arguments):
        try:
            task(*arguments)
        except (OSError, http.client.HTTPException):
            pass
        except BaseException as why:  # told by `live`, on the thread that can end the run
            self.failed.append(why)
            self.all_in.abort()

    def _person(self, first):
        person = Person(self.port, self.database, first, self.answers, notes_journal=False)
        self.people.append(person)
        return person

    def _propose(self, first):
        person = self._person(first)
        self.all_in.wait()
        for number in _numbers():
            person.propose(f"{first} proposes {self.number}-{number}")

    def _accept(self, first, one):
        person, due = self._person(first), workload.day(60)
        self.all_in.wait()
        for number in _numbers():
            person.accept(person.propose(f"{first} proposes {self.number}-{one}-{number}"), due)

    def _bring(self, first, one):
        person = self._person(first)
        self.all_in.wait()
        for number in _numbers():
            cases = LOG_CASES[number % len(LOG_CASES)]
            person.wait(person.bring(workload.MAPPING, f"log-{self.number}-{one}-{number}.csv", cases))

    def _come_in(self, first):
        person = self._person(first)
        self.all_in.wait()
        for _ in _numbers():
            person.sign_in()

    def _take_turns(self, process, owner, manager):
        owner, manager = self._person(owner), self._person(manager)
        if owner.send("GET", f"/api/processes/{process}")[1]["open"]:
            manager.form(f"/processes/{process}/draft/discarding", {"reason": "A new round begins."})
        self.all_in.wait()
        for number in _numbers():
            self.days[process] += 1
            turn(owner, manager, process, f"{process} {self.number}-{number}", workload.day(self.days[process]))


def _numbers():
    return iter(range(10**9))


class Rounds:
    """All rounds, and what was found in them."""

    def __init__(self, binary, folder, chance):
        self.binary, self.folder, self.chance = binary, folder, chance
        self.days, self.kept, self.complaints = collections.Counter(), [], []
        self.kinds, self.sent_again, self.taken_up, self.slowest_s = collections.Counter(), 0, 0, 0.0

    def run(self, number):
        """One round: what was wrong is noted."""
        try:
            office = Office(self.binary, self.folder, READY_S)
        except NotReady as why:
            self.complaints.append(f"round {number}: not back: {why}")
            return
        lived = Round(office, self.folder, number, self.days)
        lived.live(office, self.chance.uniform(*LIFE_S))
        promises, on_their_way = lived.promises(), lived.on_their_way()
        wrong, back_s = reopened.look(self.binary, self.folder, promises, on_their_way)
        self.slowest_s = max(self.slowest_s, back_s)
        if wrong is None and back_s > BACK_S:
            wrong = f"not back: after {back_s:.1f} s, later than {BACK_S} s"
        wrong = wrong or Remains(self.folder, {}).complaint(None, promises)
        if wrong is None and number % VERIFY_EVERY == 0:
            wrong = reopened.verify(self.binary, self.folder)
        if wrong:
            self.complaints.append(f"round {number}: {wrong}")
        self.kinds.update(one.kind for one in promises)
        self.sent_again += len(on_their_way)
        self.taken_up += len(reopened.unfinished(promises))
        self.kept += [one for one in promises if one.kind not in PASSING]

    def end(self):
        """Looks once more for everything that was answered in any round."""
        wrong = Remains(self.folder, {}).complaint(None, self.kept) or reopened.verify(self.binary, self.folder)
        if wrong:
            self.complaints.append(f"at the end: {wrong}")

    def of(self, word):
        """How many complaints begin with a word."""
        return sum(line.split(": ", 1)[1].startswith(word) for line in self.complaints)


def main():
    """Runs the rounds and tells the figures."""
    parser = argparse.ArgumentParser(description="Kills an office while people write and looks what is lost.")
    parser.add_argument("--binary", required=True)
    parser.add_argument("--folder", required=True)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    folder, begin = os.path.join(os.path.realpath(arguments.folder), "office"), time.monotonic()
    os.makedirs(folder)
    workload.furnish(arguments.binary, folder)
    rounds = Rounds(arguments.binary, folder, random.Random(arguments.seed))
    for number in range(1, arguments.rounds + 1):
        rounds.run(number)
        if number % VERIFY_EVERY == 0:
            print(f"round {number}: {sum(rounds.kinds.values())} answers, {len(rounds.complaints)} complaints", flush=True)
    rounds.end()
    told = ", ".join(f"{rounds.kinds[kind]} {kind}" for kind in KINDS)
    print(f"{arguments.rounds} rounds with {WRITERS} writers: {sum(rounds.kinds.values())} promises answered ({told})")
    print(f"lost {rounds.of('lost')}, doubled {rounds.of('doubled')}, not whole {rounds.of('not whole')}; {rounds.sent_again} requests "
          f"sent again, {rounds.taken_up} imports taken up; back after {rounds.slowest_s:.2f} s at the slowest; "
          f"{time.monotonic() - begin:.0f} s")
    for line in rounds.complaints[:20]:
        print(line)
    sys.exit(1 if rounds.complaints else 0)


if __name__ == "__main__":
    main()
