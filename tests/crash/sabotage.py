"""Breaks a good office on purpose, one thing at a time, and looks whether the check of that thing says so.

A check that cannot fail proves nothing: whoever adds a kind of promise adds here how it is broken.
"""
import os
import shutil
import sqlite3
import tempfile

from promises import KINDS, Office, Promise

# Kind of promise, what is done to the database with its facts, and how the complaint begins.
BREAKS = (
    ("sign-in", "delete from sessions where token_hash = :token_hash", "lost: sign-in, the session"),
    ("proposal", "delete from improvements where id = :id", "lost: proposal, the proposal"),
    ("proposal", "update improvements set title = 'another' where id = :id", "lost: proposal, the proposal"),
    ("proposal", "delete from requests where object_id = :id", "lost: proposal, its request"),
    ("acceptance", "update improvements set stage = 'proposed' where id = :id", "lost: acceptance, the plan"),
    ("acceptance", "update improvements set target = null where id = :id", "lost: acceptance, the plan"),
    ("acceptance", "delete from asks where object_id = :id and person_id = :owner", "lost: acceptance, the task"),
    ("draft started", "delete from process_revisions where version_id = :version and revision = :revision",
     "lost: draft started, the revision"),
    ("draft saved", "update process_revisions set definition = json_set(definition, '$.purpose', '') where version_id = :version "
                    "and revision = :revision", "lost: draft saved, the fields"),
    ("diagram saved", "update process_revisions set definition = json_set(definition, '$.diagram', '') where version_id = "
                      ":version and revision = :revision", "lost: diagram saved, the diagram"),
    ("submission", "update process_versions set state = 'draft' where id = :version", "lost: submission, the state"),
    ("submission", "delete from approvals where subject_id = :version", "lost: submission, the question"),
    ("approval", "update approvals set decision = 'open', decided_at = null where subject_id = :version",
     "lost: approval, the approval"),
    ("publication", "update process_versions set effective_at = effective_at - 86400000000 where id = :version",
     "lost: publication, the version"),
    ("import accepted", "delete from imports where id = :id", "lost: import accepted, the import"),
    ("import accepted", "delete from jobs where idempotency_key = 'import:' || :id", "lost: import accepted, the job"),
    ("import accepted", "update imports set state = 'running', log_id = '' where id = :id",
     "lost: import accepted, its file is gone"),
    ("import done", "update imports set state = 'failed' where id = :id", "lost: import done, the import"),
    ("import done", "delete from logs where name = :name", "lost: import done, the log"),
    ("import done", "update logs set content = zeroblob(length(content)) where name = :name", "lost: import done, other events"),
)
# Kind, table and condition of a row that is written a second time, what differs, and how the complaint begins.
COPIES = (
    ("proposal", "improvements", "id = :id", {"id": "copy", "number": -1}, "doubled (2): proposal, its title"),
    ("acceptance", "journal", "action = 'improvement.accepted' and object_id = :id", {"seq": 10**9},
     "doubled (2): acceptance, its entry"),
    ("draft saved", "journal", "action = 'process.draft_saved' and json_extract(body, '$.payload.revision') = :revision and "
                               "json_extract(body, '$.payload.version_id') = :version", {"seq": 10**9},
     "doubled (2): draft saved, its entry"),
    ("publication", "process_versions", "id = :version", {"id": "copy"}, "doubled (2): publication, its number"),
    ("approval", "approvals", "subject_id = :version", {"id": "copy"}, "doubled (2): approval, the approval"),
    ("import done", "logs", "name = :name", {"id": "copy"}, "doubled (2): import done, its name"),
)


def unseen(folder, contents, journal, promises):
    """What was broken and not seen, as lines; and how many things were broken."""
    of_kind = {one.kind: one for one in promises}
    unbroken = set(KINDS) - {kind for kind, *_ in BREAKS}
    lines = [f"nothing breaks “{kind}”" for kind in sorted(unbroken)]

    def attempt(name, kind, expected, destroy):
        promise = of_kind.get(kind, Promise(kind))
        with tempfile.TemporaryDirectory(dir=os.path.dirname(folder)) as place:
            copy = os.path.join(place, "office")
            shutil.copytree(folder, copy)
            destroy(copy, promise)
            told = Office(copy, contents).complaint(journal, [promise] if kind else [])
        if not (told or "").startswith(expected):
            lines.append(f"not seen: {name}; the check says: {told}")

    attempts = [(statement, kind, expected, _run(statement)) for kind, statement, expected in BREAKS]
    attempts += [(f"a second row of {table}", kind, expected, _copied(table, where, changed))
                 for kind, table, where, changed, expected in COPIES]
    attempts += [
        ("the last entry", "", "lost: entry", _run(f"delete from journal where seq = {journal[0]}")),
        ("an earlier entry", "", "lost: 1 entries", _run("delete from journal where seq = 5")),
        ("a row that points at nothing", "", "not whole", _run("update sessions set person_id = 'nobody'")),
        ("a damaged page", "", "not whole", _damaged),
    ]
    for one in attempts:
        attempt(*one)
    return lines, len(attempts)


def _run(statement):
    def destroy(folder, promise):
        with sqlite3.connect(os.path.join(folder, "mandate.db")) as database:
            # A log takes along what was computed of it, as it does in the program; else the check would stop at that.
            if statement.startswith("delete from logs"):
                database.execute("pragma foreign_keys = on")
            changed = database.execute(statement, getattr(promise, "facts", {})).rowcount
        database.close()
        if changed < 1:
            raise SystemExit(f"Nothing was there to be broken by: {statement}")
    return destroy


def _copied(table, where, changed):
    def destroy(folder, promise):
        with sqlite3.connect(os.path.join(folder, "mandate.db")) as database:
            names = [row[1] for row in database.execute(f"pragma table_info({table})")]
            values = ", ".join(f"'{changed[name]}'" if name in changed else name for name in names)
            statement = f"insert into {table} ({', '.join(names)}) select {values} from {table} where {where}"
            database.execute(statement, promise.facts)
        database.close()
    return destroy


def _damaged(folder, _):
    """Writes noise over the middle of every page but the first."""
    path = os.path.join(folder, "mandate.db")
    sqlite3.connect(path).execute("pragma wal_checkpoint(truncate)").fetchall()
    with open(path, "r+b") as file:
        file.seek(0, os.SEEK_END)
        for page in range(4096, file.tell(), 4096):
            file.seek(page)
            file.write(b"\xa5" * 512)
