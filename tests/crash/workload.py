"""A working day of the demo office while the power is about to fail, cut in two by a `kill -9`.

People sign in and propose; the manager of each process saves fields and diagram of a draft and submits it, its owner approves and
publishes it with its day; the head of the office accepts improvements; the tools liaison brings logs. Absent: looking at pages.
"""
import datetime
import os
import queue
import sqlite3
import subprocess
import threading
import time

import recording
from office import NotReady, Office
from people import IMPORT_S, Person, log, turn

READY_S = 120


class Size:
    """How much happens: proposals and turns of each person in a half of the day, sign-ins, cases of the logs that are brought, and
    of the one that is still read when the program is killed."""

    def __init__(self, proposals, turns, sign_ins, logs, last):
        self.proposals, self.turns, self.sign_ins, self.logs, self.last = proposals, turns, sign_ins, logs, last


WHOLE = Size(20, 5, 10, (3, 40, 150, 8, 900, 60), 20_000)
# Where the power is cut at a few points only.
SHORT = Size(5, 2, 3, (3, 40), 10_000)
PROPOSERS = ("Aisha", "Tom", "Lucía", "Samuel")
# Process, its owner and its manager.
PROCESSES = (
    ("incident-management", "Ingrid", "Marek"),
    ("change-enablement", "Fatima", "Oliver"),
    ("service-request", "Chloé", "Daniel"),
)
MAPPING = "crash"


class Half:
    """One half of the day; `answers` holds what was promised, by operation."""

    def __init__(self, office, folder, number, size):
        self.port, self.number, self.size, self.answers = office.port, number, size, {}
        self.database = os.path.join(folder, "mandate.db")
        self.proposed, self.failed = queue.Queue(), []

    def person(self, first, **rest):
        """Somebody signs in."""
        return Person(self.port, self.database, first, self.answers, **rest)

    def live(self):
        """Everybody acts at the same time."""
        tasks = [(self.propose, (first,)) for first in PROPOSERS]
        tasks += [(self.take_turns, process) for process in PROCESSES]
        tasks += [(self.accept, ()), (self.bring, ()), (self.come_in, ())]
        threads = [threading.Thread(target=self._guarded, args=task) for task in tasks]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if self.failed:
            raise SystemExit(f"The day could not be lived: {self.failed[0]}")

    def _guarded(self, task, arguments):
        try:
            task(*arguments)
        except BaseException as why:  # told by `live`, on the thread that can end the run
            self.failed.append(why)
            self.proposed.put(None)

    def come_in(self):
        """Somebody signs in from many places."""
        person = self.person("Henrik")
        for _ in range(self.size.sign_ins - 1):
            person.sign_in()

    def propose(self, first):
        """Somebody proposes improvements; every second one is to be accepted."""
        person = self.person(first)
        for number in range(self.size.proposals):
            improvement = person.propose(f"{first} proposes {self.number}-{number}")
            if number % 2 == 0:
                self.proposed.put(improvement)
        self.proposed.put(None)

    def accept(self):
        """The head of the office accepts what is proposed."""
        person, ended, due = self.person("Amara"), 0, day(60)
        while ended < len(PROPOSERS) and not self.failed:
            improvement = self.proposed.get()
            if improvement is None:
                ended += 1
            else:
                person.accept(improvement, due)

    def take_turns(self, process, owner, manager):
        """Manager and owner take versions of a process from draft to publication, one after the other."""
        owner, manager = self.person(owner), self.person(manager)
        if owner.send("GET", f"/api/processes/{process}")[1]["open"]:
            manager.form(f"/processes/{process}/draft/discarding", {"reason": "A new round begins."})
        for number in range(self.size.turns):
            effective = day(1 + number + (self.number - 1) * self.size.turns)
            turn(owner, manager, process, f"{process} {self.number}-{number}", effective)

    def bring(self):
        """The tools liaison brings logs and looks until each is done."""
        person = self.person("Mei", notes_journal=False)
        for number, cases in enumerate(self.size.logs):
            person.wait(person.bring(MAPPING, f"log-{self.number}-{number}.csv", cases))


def day(later):
    """The calendar day so many days from now, in UTC."""
    return (datetime.datetime.now(datetime.timezone.utc).date() + datetime.timedelta(days=later)).isoformat()


def furnish(binary, folder):
    """Furnishes a demo office and teaches it how our logs are read."""
    with Office(binary, folder, READY_S):
        pass
    path = os.path.join(os.path.dirname(folder), "first.csv")
    with open(path, "wb") as file:
        file.write(log("first", 5))
    done = subprocess.run(
        [binary, "import", path, "--process", PROCESSES[0][0], "--save-mapping", MAPPING, "--data", folder],
        capture_output=True, text=True, check=False,
    )
    if done.returncode:
        raise SystemExit(f"The first log could not be imported: {done.stderr}")


def record(binary, folder, traces, size):
    """Lives the day under strace, each half into its trace; gives what was promised by operation, and a line on each part."""
    def lived(trace, number, live):
        try:
            with Office(binary, folder, READY_S, recording.command(trace)) as office:
                half = Half(office, folder, number, size)
                live(half)
                return half
        except NotReady as why:
            raise SystemExit(f"{why} (under strace)") from why

    first = lived(traces[0], 1, _first)
    second = lived(traces[1], 2, lambda half: _second(half, first.last))
    told = [f"{len(first.answers) + len(second.answers)} answers noted; the program was killed once in between",
            f"the import that was read at that moment was done {second.taken_up_s:.1f} s after somebody asked for it again"]
    return {**first.answers, **second.answers}, told


def _first(half):
    half.live()
    half.last = half.person("Mei", notes_journal=False).bring(MAPPING, "log-last.csv", half.size.last)
    database = sqlite3.connect(f"file:{half.database}?mode=ro", uri=True)
    key, begin = "import:" + half.last.facts["id"], time.monotonic()
    while database.execute("select lease_token from jobs where idempotency_key = ?", (key,)).fetchone() == ("",):
        if time.monotonic() - begin > IMPORT_S:
            raise SystemExit(f"Nobody began to read {half.last.facts['name']}.")
    database.close()


def _second(half, last):
    half.taken_up_s = half.person("Mei", notes_journal=False).wait(last)
    half.live()
