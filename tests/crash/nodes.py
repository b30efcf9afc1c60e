#!/usr/bin/env python3
"""Two nodes over one PostgreSQL database: one is killed again and again, and the other must go on with everything, once.

    nodes.py --binary PATH --folder DIR --database postgres://… --rounds N --seed S

In each round a case of each reference process is carried over both nodes, one of them is killed by `SIGKILL`, and whoever spoke with it
goes on with the other. Each case must come to what an undisturbed one comes to, with every effect once. Then a node dies while it has
work: how long it takes until the other has it is measured, for work that a program fetched, for timers, and for jobs of the office.

Absent: a network that parts the nodes. Needs: python3, psql, a server whose `schema` of the address is empty.
"""
import argparse
import http.client
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time

from carry import LOCK_S, Carried, Fuse, Stuck
from ending import ServerRecords, complaints
from office import Line, Office
from people import Person, log
from reference import AGENT, ASKER, CHECKER, MANAGER, processes, teach

# How long a node may take to its first page; the first one furnishes the office. Seconds.
READY_S, FURNISHED_S = 60, 180
# At which change a node is killed at the latest, and how long after it was sent, seconds.
LATEST, ON_ITS_WAY_S = 40, 0.02
# How long a job belongs to its node, as `jobs::LEASE_S` says, and how much later another must have it, seconds.
LEASE_S, LATER_S = 60, 5.0
# Cases that have their timer due when a node dies, and the seconds until it is due.
TIMERS, DUE_S = 20, 1
# A log that takes long enough to be killed in.
LOG_CASES = 60_000
LOOK_EVERY_S = 0.05


class Nodes:
    """Both nodes, what their cases must come to, and what was found."""

    def __init__(self, binary, folder, database, chance):
        self.binary, self.folder, self.database, self.chance = binary, folder, database, chance
        self.address = database.split("?")[0] + "?options=-csearch_path%3D" + database.split("schema=")[1]
        self.processes, self.expected, self.sessions, self.finished = processes(), {}, {}, []
        self.complaints, self.kills, self.moved, self.answered, self.sent_again = [], 0, 0, 0, 0

    def node(self, ready_s=READY_S):
        """A node, running. All of them share the folder of uploads."""
        return Office(self.binary, self.folder, ready_s, database=self.database)

    def records(self):
        """The rows."""
        return ServerRecords(self.address)

    def cases(self, mark):
        """A case of each process, not begun yet."""
        return [Carried(process, f"{process.name}-{mark}", self.sessions, random.Random(self.chance.random())) for process in self.processes]

    def begin(self):
        """Teaches the office, and learns what each process comes to undisturbed."""
        with self.node(FURNISHED_S) as one, self.node() as other:
            teach(one, "", self.processes)
            for who, first in (("agent", AGENT), ("checker", CHECKER), ("asker", ASKER), ("manager", MANAGER)):
                self.sessions[who] = Person(one.port, "", first, {}, notes_journal=False).line.cookie
            first, second = self.cases("first"), self.cases("second")
            told = self.carry(first, (one, other), Fuse(one))
            if not told:
                self.expected = {case.process.name: self.records().ending(case.case_id, case.mark) for case in first}
                told = self.carry(second, (one, other), Fuse(one)) + self.looked_at([*first, *second])
        if told:
            raise SystemExit("Undisturbed, the processes do not come to their end:\n" + "\n".join(told))
        self.finished += [*first, *second]

    def looked_at(self, cases):
        """What is wrong with cases that were carried to their end."""
        return [line for case in cases for line in complaints(self.records(), case, self.expected[case.process.name])]

    def carry(self, cases, nodes, fuse):
        """Carries cases over the nodes at once; whoever loses their node goes on with the other."""
        wrong = []

        def one(number, case):
            while not case.is_ended:
                try:
                    case.live(nodes[number % 2].port, fuse)
                except (OSError, http.client.HTTPException) as why:
                    number += 1
                    self.moved += 1
                    if nodes[number % 2].program.poll() is not None:
                        wrong.append(f"{case.mark}: no node is left: {why!r}")
                        return
                except Stuck as why:
                    wrong.append(str(why))
                    return

        threads = [threading.Thread(target=one, args=task) for task in enumerate(cases)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return wrong

    def run(self, number):
        """One round with a node killed in it."""
        cases = self.cases(str(number))
        with self.node() as one, self.node() as other:
            dies = self.chance.choice((one, other))
            after_s = self.chance.choice((None, self.chance.uniform(0, ON_ITS_WAY_S)))
            told = self.carry(cases, (one, other), Fuse(dies, self.chance.randint(1, LATEST), after_s))
            self.kills += dies.program.poll() is not None
        told += [] if told else self.looked_at(cases)
        self.complaints += [f"round {number}: {line}" for line in told]
        self.finished += [] if told else cases
        self.answered += sum(case.answered for case in cases)
        self.sent_again += sum(case.sent_again for case in cases)

    def line(self, node, who):
        """A connection of somebody to a node."""
        return Line(node.port, self.sessions[who])

    def begun(self, node, process, mark, count):
        """Cases of a process that are begun at a node."""
        line = self.line(node, "asker")
        for number in range(count):
            status, _, text = line.send("POST", f"/api/processes/reference-{process}/cases", {"title": f"{mark}-{number}"})
            if status != 201:
                raise SystemExit(f"No case could be begun: {status} {text}")

    def until(self, found, bound_s):
        """The seconds until something is found, from now; None where it is not within a bound."""
        begin = time.monotonic()
        while time.monotonic() - begin < bound_s:
            if found():
                return time.monotonic() - begin
            time.sleep(LOOK_EVERY_S)
        return None

    def fetched(self):
        """A program has work of a node that dies, and is lost with it. Gives the seconds after the end of its lock until another has it."""
        body = {"topic": "called-note", "most": 1, "lock_s": LOCK_S}
        with self.node() as one, self.node() as other:
            self.begun(one, "called", "fetched", 1)
            (case_id, task), = self.records().all("select t.case_id, t.id from case_tasks t join cases c on c.id = t.case_id where "
                                                  "c.title = 'fetched-0' and t.state = 'open'")
            self.line(one, "agent").send("POST", f"/api/cases/{case_id}/tasks/{task}/completion", {"answers": {"price": 1}})
            held = self.line(one, "manager").send("POST", "/api/tasks/fetch", body)[2]
            if '"token"' not in held:
                raise SystemExit(f"No work was there to be fetched: {held}")
            one.kill()
            line = self.line(other, "manager")
            took_s = self.until(lambda: '"token"' in line.send("POST", "/api/tasks/fetch", body)[2], LOCK_S + LATER_S)
        return None if took_s is None else took_s - LOCK_S

    def fired(self, survives=True):
        """Timers are due after the death of the node at which they were set. Gives the seconds after they were due until all fired."""
        sql = "select count(*) from cases c join case_tasks t on t.case_id = c.id where c.title like 'fired-%' and t.element = 'decide'"
        before = self.records().all(sql)[0][0]
        with self.node() as one, self.node() as other:
            self.begun(one, "overdue", "fired", TIMERS)
            one.kill()
            if not survives:
                other.kill()
            took_s = self.until(lambda: self.records().all(sql)[0][0] >= before + TIMERS, DUE_S + LATER_S)
            time.sleep(1)  # one that fired twice would show by now
            if survives and self.records().all(sql)[0][0] != before + TIMERS:
                self.complaints.append("doubled: a timer fired twice")
        return None if took_s is None else took_s - DUE_S

    def taken_over(self):
        """A node hangs and dies while it reads a log: the other reads it, once. Gives the seconds after the end of the lease."""
        held = "select lease_token, lease_until, attempts from jobs where idempotency_key = 'import:' || :id"
        with self.node() as one:
            line = self.line(one, "liaison")
            status, _, text = line.send("POST", "/api/logs?mapping=crash&name=nodes.csv", log("nodes", LOG_CASES), "text/csv", key="nodes")
            if status not in (201, 202):
                raise SystemExit(f"The log was not taken: {status} {text[:300]}")
            about = {"id": json.loads(text)["id"]}
            while self.records().all(held, **about)[0][0] == "":
                pass
            os.killpg(one.program.pid, signal.SIGSTOP)
            (token, until, _), = self.records().all(held, **about)
            with self.node() as other:
                one.kill()
                if self.until(lambda: self.records().all(held, **about)[0][0] not in (token, ""), LEASE_S + LATER_S) is None:
                    return None
                late_s = time.time() - until / 1e6
                line = self.line(other, "liaison")
                is_done = self.until(lambda: json.loads(line.send("GET", f"/api/imports/{about['id']}")[2])["state"] == "done", LEASE_S)
        logs = self.records().all("select count(*) from logs where name = 'nodes.csv' and cases = :cases", cases=LOG_CASES)[0][0]
        if is_done is None or logs != 1:
            self.complaints.append(f"an import was taken over and is there {logs} times")
        return late_s

    def takeovers(self):
        """The seconds of each kind of takeover, and the complaints about those that came too late."""
        path = os.path.join(os.path.dirname(self.folder), "first.csv")
        with open(path, "wb") as file:
            file.write(log("first", 5))
        taught = [self.binary, "import", path, "--process", "incident-management", "--save-mapping", "crash", "--data", self.folder,
                  "--database", self.database]
        subprocess.run(taught, capture_output=True, check=True)
        with self.node() as one:
            self.sessions["liaison"] = Person(one.port, "", "Mei", {}, notes_journal=False).line.cookie
        told = []
        for what, after, took in (("work that a program had", f"of its lock of {LOCK_S} s", self.fetched()),
                                  (f"{TIMERS} timers", "after they were due", self.fired()),
                                  ("an import", f"after its lease of {LEASE_S} s", self.taken_over())):
            if took is None or took > LATER_S:
                self.complaints.append(f"{what}: not taken over within {LATER_S} s {after}")
            else:
                told.append(f"{what}: {max(took, 0):.1f} s {after}")
        if self.fired(survives=False) is not None:
            self.complaints.append("not seen: that no node is left to fire timers")
        return told

    def end(self):
        """Looks once more at every case of every round, and whether the journal verifies."""
        self.complaints += [f"at the end: {line}" for line in self.looked_at(self.finished)]
        done = subprocess.run([self.binary, "verify", "--data", self.folder, "--database", self.database], capture_output=True, text=True,
                              check=False)
        if done.returncode:
            self.complaints.append(f"the journal does not verify: {done.stderr.strip()}")


def main():
    """Runs the rounds and tells the figures."""
    parser = argparse.ArgumentParser(description="Kills nodes of an office over PostgreSQL and looks how the others go on.")
    parser.add_argument("--binary", required=True)
    parser.add_argument("--folder", required=True)
    parser.add_argument("--database", required=True)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    folder, begin = os.path.join(os.path.realpath(arguments.folder), "office"), time.monotonic()
    os.makedirs(folder)
    nodes = Nodes(arguments.binary, folder, arguments.database, random.Random(arguments.seed))
    nodes.begin()
    for number in range(1, arguments.rounds + 1):
        nodes.run(number)
    told = [] if nodes.complaints else nodes.takeovers()
    nodes.end()
    print(f"{arguments.rounds} rounds of {len(nodes.processes)} processes over two nodes, a node killed {nodes.kills} times: "
          f"{len(nodes.finished)} cases ended as the undisturbed ones, {nodes.answered} changes answered, {nodes.sent_again} sent again, "
          f"{nodes.moved} times somebody went on with the other node; {len(nodes.complaints)} complaints; {time.monotonic() - begin:.0f} s")
    for line in told + nodes.complaints[:20]:
        print(line)
    sys.exit(1 if nodes.complaints else 0)


if __name__ == "__main__":
    main()
