"""The real program on a folder of its own: started (under strace or not), asked over HTTP, killed without warning."""
import contextlib
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import time
import urllib.parse

ANSWER_S = 60
# Between two looks whether the office is ready, seconds.
LOOK_EVERY_S = 0.02


class Office:
    """A running demo office; leaving the `with` kills it by `SIGKILL`."""

    def __init__(self, binary, folder, ready_s, strace=(), database=None):
        self.port = _free_port()
        arguments = [binary, "demo", "--data", folder, "--listen", f"127.0.0.1:{self.port}"]
        arguments += ["--database", database] if database else []
        begin = time.monotonic()
        self.program = subprocess.Popen(
            [*strace, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        self.ready_after_s = None
        while time.monotonic() - begin < ready_s:
            if self.program.poll() is not None:
                raise NotReady(f"The office ended with {self.program.returncode} before it was ready.")
            if _is_ready(self.port):
                self.ready_after_s = time.monotonic() - begin
                return
            time.sleep(LOOK_EVERY_S)
        self.kill()
        raise NotReady(f"The office was not ready within {ready_s} s.")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.kill()

    def kill(self):
        """Ends it without a goodbye."""
        with contextlib.suppress(ProcessLookupError):  # somebody else was quicker
            if self.program.poll() is None:
                os.killpg(self.program.pid, signal.SIGKILL)
        self.program.wait()


class NotReady(Exception):
    """Why an office did not open."""


class Line:
    """A connection with the cookie of whoever speaks."""

    def __init__(self, port, cookie=None):
        self.http, self.cookie = http.client.HTTPConnection("127.0.0.1", port, timeout=ANSWER_S), cookie

    def send(self, method, path, body=None, kind=None, key=None):
        """Sends a request; gives status, headers and text. A dict as body goes as JSON."""
        headers = {"Accept": "application/json, text/html"}
        if isinstance(body, dict):
            body, kind = json.dumps(body), "application/json"
        for name, value in (("Cookie", self.cookie), ("Content-Type", kind), ("Idempotency-Key", key)):
            if value:
                headers[name] = value
        self.http.request(method, path, body, headers)
        reply = self.http.getresponse()
        return reply.status, reply.headers, reply.read().decode(errors="replace")

    def form(self, path, fields):
        """Sends a form."""
        return self.send("POST", path, urllib.parse.urlencode(fields), "application/x-www-form-urlencoded")

    def person(self, first):
        """The id of a person of the demo by first name."""
        page = self.send("GET", "/sign-in")[2]
        card = re.search(rf">{first} [^<]*<.*?name=\"person\" value=\"([^\"]+)\"", page, re.S)
        if card is None:
            raise SystemExit(f"The sign-in page offers no {first}.")
        return card.group(1)


def session(headers):
    """The session cookie that an answer brings, as `name=token`."""
    for cookie in headers.get_all("Set-Cookie") or []:
        if cookie.startswith("__Host-mandate="):
            return cookie.split(";")[0]
    return None


def _is_ready(port):
    try:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        line.request("GET", "/readyz")
        return line.getresponse().status == 200
    except OSError:
        return False


def _free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]
