"""Somebody who works in the office: they sign in, send changes, and note what each answer promised them."""
import hashlib
import json
import re
import sqlite3
import time

from office import Line, session
from promises import Answer, Promise

# How long an import may take under strace, and how often somebody looks, seconds.
IMPORT_S, IMPORT_EVERY_S = 100, 0.1
STATES = ("New", "Assigned", "In progress", "Resolved", "Closed")


class Person:
    """Somebody with a session. What they are answered goes to `answers`, by operation.

    With `notes_journal` each answer also promises the last journal entry of this person; not for those for whom the office
    itself acts in the background.
    """

    def __init__(self, port, database, first, answers, notes_journal=True):
        self.line, self.first, self.answers, self.seen = Line(port), first, answers, 0
        # What was sent with a key and is not answered yet, as a promise without an id.
        self.database = self.on_its_way = None
        if notes_journal:
            self.database = sqlite3.connect(f"file:{database}?mode=ro", uri=True, check_same_thread=False)
        self.id = self.line.person(first)
        self.sign_in()

    def sign_in(self):
        """Begins a new session."""
        self.line.cookie = None
        status, headers, text = self.line.form("/sign-in/demo", {"person": self.id, "to": "/"})
        self.line.cookie = session(headers)
        if status != 303 or not self.line.cookie:
            raise SystemExit(f"{self.first} could not sign in: {status}\n{text[:400]}")
        digest = hashlib.sha256(self.line.cookie.split("=", 1)[1].encode()).hexdigest()
        self.note(headers, Promise("sign-in", person=self.id, token_hash=digest, cookie=self.line.cookie))

    def note(self, headers, *promises):
        """Notes what an answer promised."""
        row = self.database and self.database.execute(
            "select seq, hash from journal where actor_id = ? and seq > ? order by seq desc limit 1", (self.id, self.seen)
        ).fetchone()
        if row:
            self.seen = row[0]
        self.answers[headers["x-operation-id"]] = Answer(row or None, promises)

    def send(self, method, path, body=None, **rest):
        """Sends a request that must succeed; gives the headers and the JSON of the answer."""
        status, headers, text = self.line.send(method, path, body, **rest)
        if status not in (200, 201, 202):
            raise SystemExit(f"{self.first} {method} {path}: {status}\n{text[:400]}")
        return headers, json.loads(text)

    def change(self, method, path, body, promise, **rest):
        """Sends a change; `promise` makes a promise of the JSON that comes back."""
        headers, told = self.send(method, path, body, **rest)
        self.note(headers, promise(told))
        return told

    def form(self, path, fields, *promises):
        """Sends a form."""
        status, headers, text = self.line.form(path, fields)
        if status != 303:
            raise SystemExit(f"{self.first} POST {path}: {status}\n{text[:2000]}")
        self.note(headers, *promises)

    def propose(self, title):
        """Proposes an improvement; gives its id."""
        body = {"title": title, "description": "Proposed while the power is about to fail."}
        key = title.encode("ascii", "ignore").decode()
        self.on_its_way = Promise("proposal", title=title, key=key, body=body, person=self.id)
        return self._send_once("/api/improvements", body).facts["id"]

    def accept(self, improvement, due):
        """Accepts an improvement, and owns it."""
        fields = {"owner": self.id, "measure_name": "Calls", "unit": "calls", "baseline": "40", "target": "12.5", "due": due,
                  "expected": "Fewer people call twice."}
        self.form(f"/improvements/{improvement}/acceptance", fields, Promise("acceptance", id=improvement, owner=self.id))

    def bring(self, mapping, name, cases):
        """Brings a log of so many cases; gives its promise."""
        text = log(name, cases)
        address, digest = f"/api/logs?mapping={mapping}&name={name}", hashlib.sha256(text).hexdigest()
        self.on_its_way = Promise(
            "import accepted", name=name, sha256=digest, cases=cases, events=cases * len(STATES), person=self.id,
            cookie=self.line.cookie, address=address, body=text, key=name)
        return self._send_once(address, text, kind="text/csv")

    def _send_once(self, address, body, **rest):
        """Sends what is on its way, with its key; gives what it promised."""
        sent = self.on_its_way
        headers, told = self.send("POST", address, body, key=sent.facts["key"], **rest)
        promised = Promise(sent.kind, id=told["id"], **sent.facts)
        self.note(headers, promised)
        self.on_its_way = None
        return promised

    def wait(self, accepted):
        """Looks until an import is done; the answer that says so promises its events. Gives the seconds."""
        begin = time.monotonic()
        while time.monotonic() - begin < IMPORT_S:
            headers, told = self.send("GET", f"/api/imports/{accepted.facts['id']}")
            if told["state"] == "done":
                self.note(headers, Promise("import done", **accepted.facts))
                return time.monotonic() - begin
            if told["state"] != "running":
                raise SystemExit(f"{accepted.facts['name']} is {told['state']}: {told['message']}")
            time.sleep(IMPORT_EVERY_S)
        raise SystemExit(f"{accepted.facts['name']} was not read within {IMPORT_S} s.")


def log(name, cases):
    """A log as the ticketing tool writes it: each case goes through every state."""
    rows = ["number,state,at,group"]
    for case in range(cases):
        day, minute = 1 + case % 28, case // 28 % 60
        rows += [f"{name}-{case},{state},2026-09-{day:02} {8 + hour:02}:{minute:02},Desk" for hour, state in enumerate(STATES)]
    return ("\n".join(rows) + "\n").encode()


def turn(owner, manager, process, marker, effective):
    """One version of a process, from the draft to its publication with the day from which it is in force."""
    about = {"version": None, "marker": f"[{marker}]"}

    def promise(kind, **rest):
        def of(told):
            about["version"] = told.get("version_id", about["version"])
            return Promise(kind, **about, **{name: told[key] for name, key in rest.items()})
        return of

    address = f"/api/processes/{process}/draft"
    told = manager.change("POST", address, {}, promise("draft started", revision="revision"))
    definition = manager.send("GET", f"/api/processes/{process}/versions/draft")[1]["definition"]
    definition["purpose"] = f"{definition['purpose'].split('[')[0]}[{marker}]"
    body = {"revision": told["revision"], "definition": definition}
    told = manager.change("PUT", address, body, promise("draft saved", revision="revision"))
    xml = re.sub(r'(<[\w:]*[tT]ask\b[^>]*? name=")([^"\[]*)(?:\[[^"]*)?"', rf'\g<1>\g<2>[{marker}]"', definition["diagram"], count=1)
    if f"[{marker}]" not in xml:
        raise SystemExit(f"The diagram of {process} has no task with a name.")
    body = {"revision": told["revision"], "xml": xml}
    manager.change("PUT", f"/processes/{process}/draft/diagram", body, promise("diagram saved", revision="revision"))
    about["approver"], about["effective"] = owner.id, effective
    body = {"approvers": [owner.id], "note": marker}
    seal = manager.change("POST", f"/api/processes/{process}/submission", body, promise("submission", seal="seal"))["seal"]
    about["seal"] = seal
    body = {"decision": "approved", "seal": seal, "reason": marker}
    owner.change("POST", f"/api/processes/{process}/approval", body, promise("approval"))
    body = {"effective": effective, "reason": marker}
    owner.change("POST", f"/api/processes/{process}/publication", body, promise("publication", number="number"))
