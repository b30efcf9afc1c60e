"""What a case has come to, read from the rows, and whether it is what an undisturbed case comes to, with every effect once.

Times, ids and the name of the case are left out; what may happen in either order is sorted. All else must be equal: state, values,
each task and who did it, each fact of the history, how many steps it took, and the same of every case that was called.
"""
import collections
import csv
import json
import os
import re
import sqlite3
import subprocess

# What an event says that is the same in each run: not its ids, times and tokens.
SAID = ("process", "element", "name", "code", "caught", "decision", "text", "how", "missed", "outcome", "kind")
# What must be so of every case, whatever its process: the question, what it counts, and how many there may be.
ALWAYS = (
    ("a step of its history is missing or doubled", "select abs(steps - (select count(*) from case_steps where case_id = cases.id)) + "
     "abs(steps - (select coalesce(max(seq), 0) from case_steps where case_id = cases.id)) from cases where id = :id"),
    ("somebody is still asked", "select count(*) from asks where object_kind = 'case' and object_id = :id and done_at is null"),
    ("something still waits", "select (select count(*) from case_waits where case_id = :id) + (select count(*) from case_tasks where "
     "case_id = :id and state = 'open')"),
)


class Records:
    """The rows of an office."""

    def __init__(self, folder):
        self.database = sqlite3.connect(f"file:{os.path.join(folder, 'mandate.db')}?mode=ro", uri=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.database.close()

    def all(self, sql, **facts):
        """The rows of a question."""
        return self.database.execute(sql, facts).fetchall()

    def begun(self, mark):
        """The cases that were begun under a mark, without those that they called."""
        return [row[0] for row in self.all("select id from cases where title = :mark and caller_id is null", mark=mark)]

    def ending(self, case_id, mark):
        """What a case has come to, to be compared."""
        row, = self.all("select process_id, business_key, state, outcome, stops, steps, depth, body from cases where id = :id", id=case_id)
        variables = self.all("select name, value from case_variables where case_id = :id", id=case_id)
        tasks = self.all("select element, kind, topic, state, claimed_by, done_by, tries from case_tasks where case_id = :id", id=case_id)
        parts = self.all("select kind, count(*) from case_parts where case_id = :id group by kind", id=case_id)
        called = [self.ending(one, mark) for one, in self.all("select id from cases where caller_id = :id", id=case_id)]
        facts = {"state": row[:7], "values": sorted(variables), "tasks": sorted(tasks), "parts": sorted(parts),
                 "history": self._history(case_id), "called": sorted(called, key=str)}
        return json.loads(json.dumps(facts).replace(mark, "{case}"))

    def _history(self, case_id):
        told = collections.Counter()
        for actor, events in self.all("select actor_id, events from case_steps where case_id = :id", id=case_id):
            for event in json.loads(events):
                kind, facts = next(iter(event.items())) if isinstance(event, dict) else (event, {})
                said = {key: facts[key] for key in SAID if key in facts}
                told[f"{actor} {kind} {json.dumps(said, sort_keys=True)}"] += 1
        return sorted(told.items())


class ServerRecords(Records):
    """The rows of an office on PostgreSQL."""

    def __init__(self, database):
        self.command = ["psql", "--no-psqlrc", "--quiet", "--csv", "--tuples-only", "--dbname", database, "--command"]

    def __exit__(self, *_):
        pass

    def all(self, sql, **facts):
        quoted = re.sub(r"(?<!:):(\w+)", lambda name: "'" + str(facts[name.group(1)]).replace("'", "''") + "'", sql)
        done = subprocess.run([*self.command, quoted], capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"PostgreSQL could not be asked: {done.stderr}\n{quoted}")
        return [tuple(int(cell) if re.fullmatch(r"-?\d{1,18}", cell) else cell for cell in row)
                for row in csv.reader(done.stdout.splitlines(keepends=True))]


def complaints(records, case, expected):
    """What is wrong with a case that was carried to its end; nothing where it is as it must be."""
    begun = records.begun(case.mark)
    if len(begun) != 1:
        return [f"{case.mark}: {'lost' if not begun else 'doubled'}: it is there {len(begun)} times"]
    if begun[0] != case.case_id:
        return [f"{case.mark}: doubled: the case that was answered is another"]
    told, every = [], [begun[0]]
    for case_id in every:
        every += [one for one, in records.all("select id from cases where caller_id = :id", id=case_id)]
        told += [f"{case.mark}: {what}" for what, sql in ALWAYS if records.all(sql, id=case_id)[0][0]]
    told += [f"{case.mark}: {line}" for line in _differences(records.ending(begun[0], case.mark), expected)]
    sent = sum(verb == "message" for verb, *_ in case.process.script)
    kept = records.all("select count(*), coalesce(sum(is_kept), 0) from case_messages where id like :ids", ids=f"outside/{case.mark}-%")
    if kept != [(sent, 0)]:
        told.append(f"{case.mark}: of {sent} messages {kept[0][0]} are there and {kept[0][1]} did not reach it")
    keys = records.all("select count(*) from requests where idempotency_key like :keys", keys=f"{case.mark}-%")[0][0]
    if keys != case.answered - sent:
        told.append(f"{case.mark}: {case.answered - sent} changes were answered, {keys} are remembered")
    return told


def _differences(found, expected):
    for part, value in expected.items():
        if found[part] != value:
            missing, more = _apart(value, found[part])
            yield f"its {part} differ: instead of {missing} there is {more}"


def _apart(expected, found):
    if not isinstance(expected, list):
        return expected, found
    return ([one for one in expected if one not in found][:3], [one for one in found if one not in expected][:3])
