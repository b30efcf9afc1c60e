"""Opens an office again after a power cut, as its operator would, and looks whether it goes on where its answers left it.

Who had a session still has it; a request that is sent again with its key is done once; an import that was accepted ends well.
"""
import json
import subprocess
import time

from office import Line, NotReady, Office

# How long the office may take until it is back, and an accepted import until it is done, seconds.
BACK_S, IMPORT_S = 30, 90
LOOK_EVERY_S = 0.05
# How many of the newest sessions and proposals are tried.
TRIED = 3
# How a request is answered that was done before: with what it made, or what it began.
AGAIN = (200, 202)


def look(binary, folder, promises, unanswered):
    """What is wrong, or None; and the seconds until the office was back.

    `unanswered` holds the proposals and imports that may have been on their way.
    """
    try:
        with Office(binary, folder, BACK_S) as office:
            return _look(office.port, promises, unanswered), office.ready_after_s
    except NotReady as why:
        return f"not back: {why}", BACK_S


def _look(port, promises, unanswered):
    sessions = {one.facts["person"]: one.facts["cookie"] for one in promises if one.kind == "sign-in"}
    for person, cookie in list(sessions.items())[-TRIED:]:
        status, _, text = Line(port, cookie).send("GET", "/api/me")
        if status != 200 or person not in text:
            return f"lost: sign-in, {person} is answered {status}"
    for kind in ("proposal", "import accepted"):
        for one in [one for one in promises if one.kind == kind][-TRIED:]:
            status, told = _send_again(port, sessions, one)
            if status not in AGAIN or told.get("id") != one.facts["id"]:
                return f"doubled: {one.facts['key']} was sent again and answered {status}"
    for one in unanswered:
        if one.facts["person"] in sessions:
            (first, made), (second, found) = (_send_again(port, sessions, one) for _ in range(2))
            if first not in (201, *AGAIN) or second not in AGAIN or made.get("id") != found.get("id"):
                return f"doubled: {one.facts['key']} was sent twice more and answered {first} and {second}"
    return next(filter(None, (_ended(port, one) for one in unfinished(promises))), None)


def _send_again(port, sessions, promise):
    facts = promise.facts
    line, address = Line(port, sessions[facts["person"]]), facts.get("address", "/api/improvements")
    status, _, text = line.send("POST", address, facts["body"], "text/csv", key=facts["key"])
    return status, json.loads(text) if text.startswith("{") else {}


def unfinished(promises):
    """The imports that were accepted and of which nobody was told that they are done."""
    done = {one.facts["id"] for one in promises if one.kind == "import done"}
    return [one for one in promises if one.kind == "import accepted" and one.facts["id"] not in done]


def _ended(port, accepted):
    begin = time.monotonic()
    while time.monotonic() - begin < IMPORT_S:
        status, _, text = Line(port, accepted.facts["cookie"]).send("GET", f"/api/imports/{accepted.facts['id']}")
        told = json.loads(text)
        if status != 200:
            return f"lost: import accepted, {accepted.facts['name']} is answered {status}"
        if told["state"] == "done":
            return None
        if told["state"] != "running":
            return f"lost: import accepted, {accepted.facts['name']} is {told['state']}: {told['message']}"
        time.sleep(LOOK_EVERY_S)
    return f"lost: import accepted, {accepted.facts['name']} was not taken up again within {IMPORT_S} s"


def verify(binary, folder):
    """What the program says about its own journal when it is broken, or None."""
    done = subprocess.run([binary, "verify", "--data", folder], capture_output=True, text=True, check=False)
    return None if done.returncode == 0 else f"not whole: the journal does not verify: {done.stderr.strip()}"
