"""What the office promised with each answer, and whether a database after a power cut keeps it.

Each kind of promise is a list of questions to the database, and how many rows there must be: fewer is lost, more is doubled.
The entries of the journal are counted in a temporary table `told`, because every promise asks for one.
"""
import hashlib
import os
import sqlite3


class Promise:
    """What was promised: its kind, and the facts that must be there."""

    def __init__(self, kind, **facts):
        self.kind, self.facts = kind, facts


class Answer:
    """What one answer promised: the last journal entry of whoever asked, `(seq, hash)`, and more."""

    def __init__(self, journal, promises):
        self.journal, self.promises = journal, promises


_TOLD = """
create temp table told as
select action, object_id, coalesce(json_extract(body, '$.payload.version_id'), json_extract(body, '$.payload.log_id'), '') as about,
       coalesce(json_extract(body, '$.payload.revision'), 0) as revision from journal;
create index temp.told_about on told (action, about);
create index temp.told_object on told (action, object_id);
"""
_REVISION = "select count(*) from process_revisions where version_id = :version and revision = :revision and "
_TURN = "select count(*) from told where about = :version and action = "
_STANDS = "select count(*) from process_versions where id = :version and "
_LATER = "state in ('in_review', 'approved', 'published')"
_APPROVAL = "select count(*) from approvals where subject_id = :version and seal = :seal and approver_id = :approver and "

# What is asked, and the question; one row must answer.
QUESTIONS = {
    "sign-in": (
        ("the session", "select count(*) from sessions where token_hash = :token_hash and person_id = :person"),
    ),
    "proposal": (
        ("the proposal", "select count(*) from improvements where id = :id and title = :title"),
        ("its title", "select count(*) from improvements where title = :title"),
        ("its entry", "select count(*) from told where action = 'improvement.proposed' and object_id = :id"),
        ("its request", "select count(*) from requests where idempotency_key = :key and object_id = :id"),
    ),
    "acceptance": (
        ("the plan", "select count(*) from improvements where id = :id and stage = 'accepted' and owner_id = :owner and "
                     "baseline = 40 and target = 12.5 and measure_label = 'Calls'"),
        ("its entry", "select count(*) from told where action = 'improvement.accepted' and object_id = :id"),
        ("the task", "select count(*) from asks where object_id = :id and person_id = :owner and done_at is null"),
    ),
    "draft started": (
        ("the version", "select count(*) from process_versions where id = :version"),
        ("the revision", _REVISION + "true"),
        ("its entry", _TURN + "'process.draft_started'"),
    ),
    "draft saved": (
        ("the fields", _REVISION + "instr(json_extract(definition, '$.purpose'), :marker) > 0"),
        ("its entry", _TURN + "'process.draft_saved' and revision = :revision"),
    ),
    "diagram saved": (
        ("the diagram", _REVISION + "instr(json_extract(definition, '$.diagram'), :marker) > 0"),
        ("its entry", _TURN + "'process.draft_saved' and revision = :revision"),
    ),
    "submission": (
        ("the state", _STANDS + _LATER),
        ("the question to the approver", _APPROVAL + "true"),
        ("its entry", _TURN + "'process.submitted'"),
    ),
    "approval": (
        ("the state", _STANDS + "state in ('approved', 'published')"),
        ("the approval", _APPROVAL + "decision = 'approved' and decided_at is not null and lapsed_at is null"),
        ("its entry", _TURN + "'process.approved'"),
    ),
    "publication": (
        ("the version", _STANDS + "state = 'published' and number = :number and seal = :seal and "
                                  "effective_at = unixepoch(:effective) * 1000000"),
        ("its number", "select count(*) from process_versions where number = :number and process_id = "
                       "(select process_id from process_versions where id = :version)"),
        ("its entry", _TURN + "'process.published'"),
    ),
    "import accepted": (
        ("the import", "select count(*) from imports where id = :id and file_name = :name and sha256 = :sha256 and "
                       "state in ('running', 'done')"),
        ("the job", "select count(*) from jobs where idempotency_key = 'import:' || :id and state in ('waiting', 'done')"),
    ),
    "import done": (
        ("the import", "select count(*) from imports where id = :id and state = 'done'"),
        ("the log", "select count(*) from logs l join imports i on i.log_id = l.id where i.id = :id and l.cases = :cases and "
                    "l.events = :events and l.sha256 = :sha256 and l.rows_bad = 0"),
        ("its name", "select count(*) from logs where name = :name"),
        ("its entry", "select count(*) from told where action = 'measure.log_imported' and about = "
                      "(select log_id from imports where id = :id)"),
    ),
}
KINDS = tuple(QUESTIONS)


class Office:
    """The files of an office after a cut."""

    def __init__(self, folder, contents):
        self.folder, self.contents = folder, contents
        self.database = sqlite3.connect(os.path.join(folder, "mandate.db"))

    def complaint(self, journal, promises):
        """What is wrong, or None. `journal` is the last entry that was answered for."""
        try:
            return self._whole() or (journal and self._entry(*journal)) or self._all(promises) or self._twice()
        except sqlite3.DatabaseError as error:
            return f"not whole: {error}"
        finally:
            self.database.close()

    def _one(self, question, facts=()):
        return self.database.execute(question, facts).fetchone()[0]

    def _whole(self):
        told = self._one("pragma integrity_check")
        if told != "ok":
            return f"not whole: {told[:80]}"
        orphan = self.database.execute("pragma foreign_key_check").fetchone()
        return orphan and f"not whole: a row of {orphan[0]} points at nothing"

    def _entry(self, seq, digest):
        row = self.database.execute("select hash from journal where seq = ?", (seq,)).fetchone()
        if row is None or row[0] != digest:
            return f"lost: entry {seq} of the journal was answered for and is {'gone' if row is None else 'another'}"
        before = self._one("select count(*) from journal where seq <= ?", (seq,))
        return None if before == seq else f"lost: {seq - before} entries of the journal before {seq}"

    def _all(self, promises):
        if promises:
            self.database.executescript(_TOLD)
        return next(filter(None, map(self._kept, promises)), None)

    def _twice(self):
        """Nothing that somebody did once is there twice, answered or not."""
        for what, question in (("improvement", "select title from improvements"), ("log", "select name from logs")):
            row = self.database.execute(f"{question} group by 1 having count(*) > 1").fetchone()
            if row:
                return f"doubled: the {what} {row[0]}"
        return None

    def _kept(self, promise):
        for what, question in QUESTIONS[promise.kind]:
            found = self._one(question, promise.facts)
            if found != 1:
                word = "lost" if found == 0 else f"doubled ({found})"
                return f"{word}: {promise.kind}, {what}: {_named(promise)}"
        if promise.kind == "import accepted":
            return self._file(promise)
        if promise.kind == "import done":
            return self._content(promise)
        return None

    def _file(self, promise):
        """The file of an import that is not done must lie there, whole."""
        if self._one("select state from imports where id = :id", promise.facts) == "done":
            return self._kept(Promise("import done", **promise.facts))
        try:
            with open(os.path.join(self.folder, "uploads", promise.facts["id"]), "rb") as file:
                found = hashlib.sha256(file.read()).hexdigest()
        except FileNotFoundError:
            return f"lost: import accepted, its file is gone: {_named(promise)}"
        return None if found == promise.facts["sha256"] else f"lost: import accepted, its file is damaged: {_named(promise)}"

    def _content(self, promise):
        """The events of a log that is done must be those that its file brought."""
        content = self._one("select l.content from logs l join imports i on i.log_id = l.id where i.id = :id", promise.facts)
        expected = self.contents.get(promise.facts["name"])
        if expected and hashlib.sha256(content).hexdigest() != expected:
            return f"lost: import done, other events: {_named(promise)}"
        return None


def _named(promise):
    facts = promise.facts
    return facts.get("name") or facts.get("title") or facts.get("marker") or facts.get("id") or facts.get("person")


def contents(folder):
    """The digest of the events of each log of an office, by its name."""
    database = sqlite3.connect(f"file:{os.path.join(folder, 'mandate.db')}?mode=ro", uri=True)
    try:
        rows = database.execute("select name, content from logs").fetchall()
        return {name: hashlib.sha256(content).hexdigest() for name, content in rows}
    finally:
        database.close()
