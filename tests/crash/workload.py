"""What people do while the power is about to fail, and what the journal holds for each of their answers."""
import http.client
import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import threading
import time
import urllib.parse

READY_S = 120
PROPOSALS_EACH = 40
PROPOSERS = ("Marek", "Aisha", "Oliver", "Daniel")


class Person:
    """Somebody with a session, who notes after each answer what the journal has of them."""

    def __init__(self, port, database, first):
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.database = sqlite3.connect(f"file:{database}?mode=ro", uri=True, check_same_thread=False)
        self.first, self.cookie, self.noted, self.seen, self.id = first, None, {}, 0, None
        self._sign_in()

    def _sign_in(self):
        page = self._send("GET", "/sign-in")[2]
        card = re.search(rf">{self.first} [^<]*<.*?name=\"person\" value=\"([^\"]+)\"", page, re.S)
        if card is None:
            raise SystemExit(f"The sign-in page offers no {self.first}.")
        self.id = card.group(1)
        self.post("/sign-in/demo", {"person": self.id, "to": "/"}, expect=(303,))

    def _send(self, method, path, body=None, headers=None):
        headers = dict(headers or {})
        if self.cookie:
            headers["Cookie"] = self.cookie
        self.line.request(method, path, body, headers)
        reply = self.line.getresponse()
        return reply.status, reply.headers, reply.read().decode(errors="replace")

    def _change(self, method, path, body, headers, expect):
        status, answered, text = self._send(method, path, body, headers)
        if status not in expect:
            raise SystemExit(f"{self.first} {method} {path}: {status}\n{text[:400]}")
        for cookie in answered.get_all("Set-Cookie") or []:
            if cookie.startswith("__Host-mandate="):
                self.cookie = cookie.split(";")[0]
        row = self.database.execute(
            "select seq, hash from journal where actor_id = ? and seq > ? order by seq desc limit 1", (self.id, self.seen)
        ).fetchone()
        if row:
            self.seen = row[0]
            self.noted[answered["x-operation-id"]] = row
        return answered, text

    def get(self, path):
        """The text of a page."""
        status, _, text = self._send("GET", path)
        if status != 200:
            raise SystemExit(f"{self.first} GET {path}: {status}")
        return text

    def post(self, path, form, expect=(200, 303)):
        """Sends a form; gives headers and text."""
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._change("POST", path, urllib.parse.urlencode(form), headers, expect)

    def propose(self, title):
        """Proposes an improvement over the API; gives its id."""
        body = json.dumps({"title": title, "description": "Proposed while the power is about to fail."})
        headers = {"Content-Type": "application/json", "Idempotency-Key": title}
        return json.loads(self._change("POST", "/api/improvements", body, headers, (200, 201))[1])["id"]


def _propose_many(person):
    for number in range(PROPOSALS_EACH):
        person.propose(f"{person.first} proposes {number}")


def act(port, database):
    """Everything that people do; gives what was noted for each operation, and a line on each part."""
    people = {first: Person(port, database, first) for first in PROPOSERS}
    threads = [threading.Thread(target=_propose_many, args=(person,)) for person in people.values()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    noted = {operation: row for person in people.values() for operation, row in person.noted.items()}
    return noted, [f"{len(people)} people signed in and proposed {PROPOSALS_EACH} improvements each, at the same time"]


def record(binary, office, trace, strace):
    """Runs the office under strace while people act; gives what was noted for each operation."""
    port = _free_port()
    program = subprocess.Popen(
        [*strace, binary, "demo", "--data", office, "--listen", f"127.0.0.1:{port}"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )
    try:
        _wait(program, port)
        return act(port, os.path.join(office, "mandate.db"))
    finally:
        os.killpg(program.pid, signal.SIGKILL)
        program.wait()


def _free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def _wait(program, port):
    begin = time.monotonic()
    while time.monotonic() - begin < READY_S:
        if program.poll() is not None:
            raise SystemExit("The office did not start under strace.")
        try:
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            line.request("GET", "/readyz")
            if line.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"The office was not ready within {READY_S} s.")
