"""A case of a reference process as people and programs carry it through its script, over as many lives of the office as it takes.

What was sent and not answered is sent again with its key. A program may be lost with the office: then the lock on its work runs out
and another fetches it. Absent: what must have come of it (`ending`).
"""
import http.client
import json
import threading
import time

from office import Line

# How long anything that must come may take, and how often somebody looks, seconds.
STUCK_S, LOOK_EVERY_S = 20.0, 0.03
# How often a program is lost that had work when the office was killed.
LOST = 0.3
# How often a busy office is asked again.
BUSY_TIMES = 100
# How long a program has its work, seconds.
LOCK_S = 2


class Stuck(Exception):
    """What did not come, or what was answered wrongly."""


class Fuse:
    """Kills the office at the n-th change that is sent: before it is sent, or so many seconds after that."""

    def __init__(self, office, number=None, after_s=None):
        self.office, self.number, self.after_s = office, number, after_s
        self.lock, self.sent = threading.Lock(), 0

    def sending(self):
        """Somebody is about to send a change."""
        with self.lock:
            self.sent += 1
            burns = self.sent == self.number
        if burns and self.after_s is None:
            self.office.kill()
        elif burns:
            threading.Timer(self.after_s, self.office.kill).start()


class Carried:
    """One case: where its script stands, and what is on its way."""

    def __init__(self, process, mark, people, chance):
        self.process, self.mark, self.people, self.chance = process, mark, people, chance
        self.case_id, self.position, self.is_ended = None, 0, False
        # A change that is not answered yet, and the work that a program has: case, task and token.
        self.on_its_way, self.held = None, None
        # Changes that were answered, and performances of work by programs, by case and task.
        self.answered, self.performed, self.sent_again, self.lost_programs = 0, {}, 0, 0

    def live(self, port, fuse):
        """Goes on until the case has ended; what is raised when the office is killed ends the life, not the case."""
        self.port, self.fuse, self.lines = port, fuse, {}
        if self.on_its_way and self.on_its_way[1].endswith("/success") and self.chance.random() < LOST:
            self._lose_program()
        elif self.on_its_way:
            self.sent_again += 1
            if self._send() is not None:
                self.position += 1
            self.held = None
        elif self.held and self.chance.random() < LOST:
            self._lose_program()
        while self.position < len(self.process.script):
            verb, rest = (*self.process.script[self.position], "")[:2]
            getattr(self, f"_{verb}")(rest.replace("{case}", self.mark))
            self.position += 1
        self._until(lambda: self._look()["case"]["state"] != "running", "its end")
        self.is_ended = True

    def _lose_program(self):
        """The program that has the work is lost with the office, and knows nothing of it any more: another comes in its place."""
        self.lost_programs += 1
        case_id, task, _ = self.held
        if self.on_its_way:
            told = self._get(f"/api/cases/{case_id}")["tasks"]
            if any(one["id"] == task and one["state"] == "done" for one in told):  # it was done, and nobody was told
                self.answered += 1
                self.position += 1
        self.on_its_way = self.held = None

    def _line(self, who):
        if who not in self.lines:
            self.lines[who] = Line(self.port, self.people[who])
        return self.lines[who]

    def _ask(self, who, method, path, body=None, key=None):
        """What is answered; an office that has too much to do at once is asked again."""
        for _ in range(BUSY_TIMES):
            status, _, text = self._line(who).send(method, path, body, key=key)
            if status != 503:
                break
            time.sleep(LOOK_EVERY_S)
        return status, text

    def _get(self, path):
        return self._must("manager", "GET", path)

    def _must(self, who, method, path, body=None):
        status, text = self._ask(who, method, path, body)
        if status != 200:
            raise Stuck(f"{self.mark}: {path} is answered {status}: {text[:200]}")
        return json.loads(text)

    def _change(self, who, path, body):
        self.on_its_way = (who, path, body, f"{self.mark}-{self.position}-{path.rsplit('/', 1)[1]}")
        return self._send()

    def _send(self):
        """Sends what is on its way; gives the answer, or None where a program came back too late with its work."""
        who, path, body, key = self.on_its_way
        self.fuse.sending()
        status, text = self._ask(who, "POST", path, body, key)
        if status == 422 and "token" in body:
            self.on_its_way = None
            return None
        if status not in (200, 201):
            raise Stuck(f"{self.mark}: {path} is answered {status}: {text[:300]}")
        self.on_its_way = None
        self.answered += 1
        told = json.loads(text)
        if path.endswith("/cases"):
            self.case_id = told["case"]["id"]
        return told

    def _until(self, found, what):
        begin = time.monotonic()
        while time.monotonic() - begin < STUCK_S:
            got = found()
            if got:
                return got
            time.sleep(LOOK_EVERY_S)
        raise Stuck(f"{self.mark}: waited {STUCK_S} s for {what}, in vain")

    def _look(self):
        return self._get(f"/api/cases/{self.case_id}")

    def _begin(self, rest):
        body = {"title": self.mark, "business_key": self.mark, "variables": json.loads(rest)}
        self._change("asker", f"/api/processes/{self.process.key}/cases", body)

    def _do(self, rest):
        target, answers = (rest.split(" ", 1) + ["{}"])[:2]
        place, element = target.rsplit(":", 1) if ":" in target else (None, target)
        who = "checker" if element in self.process.needs.get("checker", []) else "agent"

        def open_task():
            for case_id in self._called(place) if place else [self.case_id]:
                tasks = [task for task in self._get(f"/api/cases/{case_id}")["tasks"]
                         if task["element"] == element and task["state"] == "open"]
                if tasks:
                    return case_id, min(task["id"] for task in tasks)
            return None

        case_id, task = self._until(open_task, f"the task {target}")
        at = f"/api/cases/{case_id}/tasks/{task}"
        if self.position % 2 == 0:
            self._must(who, "POST", f"{at}/claim", {})
        self._change(who, f"{at}/completion", {"answers": json.loads(answers)})

    def _called(self, entry):
        key = f"reference-{entry}"
        cases = self._get(f"/api/cases?q={self.mark}")["items"]
        return [one["id"] for one in cases if one["process_key"] == key and one["business_key"] == self.mark]

    def _fetch(self, topic):
        """Work of a topic: what a program has already, else what it fetches and performs."""
        def fetched():
            return self._must("manager", "POST", "/api/tasks/fetch", {"topic": topic, "most": 1, "lock_s": LOCK_S})["items"]

        if self.held is None:
            work = self._until(fetched, f"work of {topic}")[0]
            self.held = (work["task"]["case_id"], work["task"]["id"], work["token"])
            self.performed[self.held[:2]] = self.performed.get(self.held[:2], 0) + 1
        return self.held

    def _outcome(self, topic, ending, body):
        told = None
        while told is None:  # its time may be up while the office is away
            case_id, task, token = self._fetch(topic)
            told = self._change("manager", f"/api/cases/{case_id}/tasks/{task}/{ending}", {"token": token, **body})
            self.held = None

    def _work(self, rest):
        topic, variables = rest.split(" ", 1)
        self._outcome(topic, "success", {"variables": json.loads(variables)})

    def _fail(self, rest):
        topic, message = rest.split(" ", 1)
        self._outcome(topic, "failure", {"message": message})

    def _error(self, rest):
        topic, code = rest.split(" ", 1)
        self._outcome(topic, "failure", {"code": code, "message": "It is broken."})

    def _message(self, rest):
        name, key, variables = rest.split(" ", 2)
        body = {"id": f"{self.mark}-{self.position}", "name": name, "key": key, "variables": json.loads(variables)}
        self._change("manager", "/api/messages", body)


def life(office, cases, fuse):
    """All cases that have not ended are carried on at once until they have, or the office is killed; gives what went wrong."""
    wrong = []

    def one(case):
        try:
            case.live(office.port, fuse)
        except (OSError, http.client.HTTPException) as why:
            if office.program.poll() is None and fuse.number is None:
                wrong.append(f"{case.mark}: {why!r}")
        except Stuck as why:
            wrong.append(str(why))
        except Exception as why:  # told by the thread that can end the run
            wrong.append(f"{case.mark}: {why!r}")

    threads = [threading.Thread(target=one, args=(case,)) for case in cases if not case.is_ended]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong
