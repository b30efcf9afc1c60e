"""Breaks the end of good cases on purpose, one thing at a time, and looks whether somebody complains.

A check that cannot fail proves nothing. Rows are changed in a copy of the office; then the office itself is made to forget: after a
kill its files are put back to what they were some answers before, as a program without durable commits would find them.
"""
import os
import shutil
import sqlite3
import tempfile

import carry
from carry import Fuse, life
from ending import Records, complaints

# What is broken, how, and a word of the complaint. `:id` is the case, `:mark` its name.
BREAKS = (
    ("a case is gone", "update cases set title = 'another' where id = :id", "lost"),
    ("a case is there twice", "insert into cases select id || 'x', code || 'x', process_id, deployment_id, title, business_key, state, stops, body, "
     "started_by, started_at, ended_at, outcome, null, caller_id, caller_task, depth, steps, revision from cases where id = :id", "doubled"),
    ("a step is missing", "delete from case_steps where case_id = :id and seq = 2", "a step"),
    ("a step is doubled", "insert into case_steps select case_id, seq + 1000, at, actor_id, actor_name, events from case_steps where "
     "case_id = :id and seq = 2", "a step"),
    ("a step was done by somebody else", "update case_steps set actor_id = 'x' where case_id = :id and seq = 2", "history"),
    ("a step says something else", "update case_steps set events = '[]' where case_id = :id and seq = 2", "history"),
    ("a case runs still", "update cases set state = 'running' where id = :id", "state"),
    ("a value is another", "update case_variables set value = '\"another\"' where rowid = (select min(rowid) from case_variables where "
     "case_id = :id)", "values"),
    ("a task is open again", "update case_tasks set state = 'open', done_by = '' where rowid = (select min(rowid) from case_tasks where "
     "case_id = :id)", "waits"),
    ("a task was offered twice", "insert into case_tasks select case_id, id + 1000, process_id, kind, element, name, topic, offer, body, state, "
     "due_at, offered_at, claimed_by, claimed_at, done_by, done_at, locked_by, locked_until, tries from case_tasks where rowid = "
     "(select min(rowid) from case_tasks where case_id = :id)", "tasks"),
    ("somebody is asked still", "update asks set done_at = null where rowid = (select min(rowid) from asks where object_id = :id)", "asked"),
    ("a timer waits still", "insert into case_waits (case_id, id, kind, name, due_at, body) values (:id, 999, 'timer', '', 1, '{}')", "waits"),
    ("a message did not arrive", "update case_messages set is_kept = 1 where id like 'outside/' || :mark || '-%'", "messages"),
    ("a message is forgotten", "delete from case_messages where id like 'outside/' || :mark || '-%'", "messages"),
    ("a request is forgotten", "delete from requests where rowid = (select min(rowid) from requests where idempotency_key like :mark || '-%')",
     "remembered"),
    ("a called case is there twice", "insert into cases select id || 'x', code || 'x', process_id, deployment_id, title, business_key, state, stops, "
     "body, started_by, started_at, ended_at, outcome, null, caller_id, caller_task, depth, steps, revision from cases where caller_id = :id",
     "called"),
)
# How long somebody waits in vain for what a forgetful office has lost, seconds.
IN_VAIN_S = 4.0


def run(rounds):
    """Complaints that were missed, and how much was tried."""
    unseen = [f"not seen: {name}" for name, statement, word in BREAKS if not _is_seen(rounds, statement, word)]
    if not _forgets(rounds):
        unseen.append("not seen: an office that forgets what it answered")
    return unseen, len(BREAKS) + 1


def _is_seen(rounds, statement, word):
    """Whether the breaking of a row is seen in the first case that has such a row."""
    with tempfile.TemporaryDirectory(dir=os.path.dirname(rounds.folder)) as place:
        shutil.copytree(rounds.folder, place, dirs_exist_ok=True)
        database = sqlite3.connect(os.path.join(place, "mandate.db"))
        database.execute("pragma foreign_keys = off")
        for case in rounds.finished:
            if database.execute(statement, {"id": case.case_id, "mark": case.mark}).rowcount > 0:
                break
        else:
            raise SystemExit(f"Nothing was there to be broken by: {statement}")
        database.commit()
        database.close()
        with Records(place) as records:
            return any(word in line for line in complaints(records, case, rounds.expected[case.process.name]))


def _forgets(rounds):
    """Whether it is seen that the office loses what it answered since its files were copied."""
    with tempfile.TemporaryDirectory(dir=os.path.dirname(rounds.folder)) as place:
        cases = rounds.cases("forgotten")
        with rounds.open() as office:
            told = life(office, cases, Fuse(office, 20))
        shutil.copytree(rounds.folder, place, dirs_exist_ok=True)
        with rounds.open() as office:
            told += life(office, cases, Fuse(office, 30))
        shutil.rmtree(rounds.folder)
        shutil.copytree(place, rounds.folder)
        if told:
            raise SystemExit(f"The forgetful office could not be lived in: {told[0]}")
        usual, carry.STUCK_S = carry.STUCK_S, IN_VAIN_S
        with rounds.open() as office:
            told = life(office, cases, Fuse(office))
        carry.STUCK_S = usual
        if not told:
            with Records(rounds.folder) as records:
                told = [line for case in cases for line in complaints(records, case, rounds.expected[case.process.name])]
        return bool(told)
