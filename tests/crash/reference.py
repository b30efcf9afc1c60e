"""The reference processes as files: what runs, what each case of it is told, and how the office is taught to run them.

A file holds a sentence, the diagram, what the definition needs besides it, and the script of a case, parted by lines of `--`. Flows
are written `a -> b`, with a condition behind a colon. Absent: the elements of BPMN; they stand in the files as the standard writes them.
"""
import glob
import html
import json
import os
import re

from office import Line
from people import Person

FOLDER = os.path.join(os.path.dirname(os.path.realpath(__file__)), "reference")
NAMESPACES = ('xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" '
              'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" targetNamespace="urn:reference"')
FLOW = re.compile(r"^(?:(\w+): )?(\w+) -> (\w+)(?: : (.+))?$")
# Who designs, owns, manages and appoints; who does the work, and who checks it; who asks for it.
DESIGNER, OWNER, MANAGER, LEAD = "Jonas", "Ingrid", "Marek", "Amara"
AGENT, CHECKER, ASKER = "Aisha", "Samuel", "Chloé"
# The process that is copied for all that a published definition has to say.
PATTERN = "service-request"


class Process:
    """One reference process."""

    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            self.about, rest = file.read().split("\n", 1)
        self.name = os.path.splitext(os.path.basename(path))[0]
        diagram, needs, script = rest.split("--\n")
        self.needs = json.loads(needs)
        self.script = [line.split(" ", 1) for line in script.splitlines()]
        self.key = f"reference-{self.name}"
        self.activities = re.findall(r'<(?:\w+Task|callActivity|subProcess) id="(\w+)"', diagram)
        self.diagram = self._diagram(diagram)

    def _diagram(self, text):
        body = []
        for number, line in enumerate(text.splitlines()):
            flow = FLOW.match(line)
            if flow is None:
                body.append(line)
                continue
            name, start, end, condition = flow.groups()
            said = f"<conditionExpression>{html.escape(condition)}</conditionExpression>" if condition else ""
            body.append(f'<sequenceFlow id="{name or f"f{number}"}" sourceRef="{start}" targetRef="{end}">{said}</sequenceFlow>')
        messages = "".join(
            f'<message id="{name}" name="{name}"><extensionElements><zeebe:subscription correlationKey="={key}"/></extensionElements>'
            "</message>" for name, key in self.needs.get("messages", {}).items())
        entry = self.needs.get("process", f"p-{self.name}")
        return (f'<definitions {NAMESPACES}>{messages}<error id="broken" errorCode="BROKEN"/>'
                f'<process id="{entry}" isExecutable="true">' + "\n".join(body) + "</process></definitions>")

    def definition(self, pattern):
        """What is published: the pattern with this diagram, its roles, forms and decisions."""
        checked = self.needs.get("checker", [])
        role = {"responsibility": "Does it.", "skills": "", "unit": "", "headcount": 1}
        raci = {one: {"checker" if one in checked else "agent": "RA"} for one in self.activities}
        forms = {element: {"title": f"What is filled in at {element}", "purpose": "",
                           "fields": [_field(key, kind) for key, kind in fields.items()]}
                 for element, fields in self.needs.get("forms", {}).items()}
        separations = [{"first": "agent", "second": "checker", "reason": "Four eyes see more."}] if checked else []
        return {
            **{key: value for key, value in pattern.items() if key not in ("mappings", "separations", "decisions")},
            "name": f"Reference {self.name}", "purpose": self.about, "diagram": self.diagram, "raci": raci, "forms": forms,
            "activities": {element: {"forms": [element]} for element in forms}, "separations": separations,
            "roles": [{"key": key, "name": key.capitalize(), **role} for key in ("agent", "checker")],
            "decisions": {name: {"name": name, "question": "How good is it?", "dmn": _table(name, *table)}
                          for name, table in self.needs.get("decisions", {}).items()},
            "controls": [], "risks": [], "measures": [], "service_levels": [], "requirements": [], "interfaces": [],
        }


def _field(key, kind):
    field = {"key": key, "label": f"What is {key}?", "kind": kind, "required": True, "help": ""}
    return field if isinstance(kind, str) else {**field, "kind": "choice", "choices": kind}


def _table(name, asked, rules):
    rows = "".join(f"<rule><inputEntry><text>{html.escape(test)}</text></inputEntry><outputEntry><text>\"{result}\"</text></outputEntry>"
                   "</rule>" for test, result in rules)
    return (f'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="m" name="{name}" namespace="urn:{name}">'
            f'<inputData id="asked" name="{asked}"><variable name="{asked}" typeRef="number"/></inputData><decision id="{name}" name="{name}">'
            f'<variable name="{name}"/><informationRequirement><requiredInput href="#asked"/></informationRequirement><decisionTable hitPolicy="UNIQUE"><input>'
            f'<inputExpression typeRef="number"><text>{asked}</text></inputExpression></input><output/>{rows}</decisionTable></decision>'
            "</definitions>")


def processes():
    """Every reference process, those that others call first."""
    every = [Process(path) for path in sorted(glob.glob(os.path.join(FOLDER, "*.txt")))]
    return sorted(every, key=lambda one: "calls" in one.needs)


def teach(office, database, every):
    """Publishes the processes in an office and switches them on, as people do."""
    people = {first: Person(office.port, database, first, {}, notes_journal=False) for first in (DESIGNER, OWNER, MANAGER, LEAD)}
    ask = Line(office.port, people[DESIGNER].line.cookie)
    names = {first: _name(ask, first) for first in (AGENT, CHECKER)}
    number = people[DESIGNER].send("GET", f"/api/processes/{PATTERN}")[1]["process"]["version"]
    pattern = people[DESIGNER].send("GET", f"/api/processes/{PATTERN}/versions/{number}")[1]["definition"]
    for process in every:
        at = f"/api/processes/{process.key}"
        people[DESIGNER].send("POST", "/api/processes", {"definition": process.definition(pattern)}, key=process.key)
        for role, first in (("owner", OWNER), ("manager", MANAGER)):
            people[LEAD].send("POST", f"{at}/people/{role}", {"person_id": people[first].id})
            people[first].send("POST", f"{at}/people/{role}/acceptance", {})
        seal = people[DESIGNER].send("POST", f"{at}/submission", {"approvers": [people[OWNER].id]})[1]["seal"]
        people[OWNER].send("POST", f"{at}/approval", {"decision": "approved", "seal": seal, "reason": "It runs."})
        people[OWNER].send("POST", f"{at}/publication", {"reason": "It runs."})
        # It is not managed as a real process is; whoever owns it lets it run nevertheless.
        held = people[OWNER].send("GET", f"{at}/readiness")[1]["unsettled"]
        accepted = {"unsettled": [one["key"] for one in held], "reason": "It is a reference."}
        people[OWNER].send("POST", f"{at}/readiness/acceptance", accepted)
        staff = {"people agent": names[AGENT], "people checker": names[CHECKER]}
        people[MANAGER].form(f"/processes/{process.key}/automation", staff)


def _name(line, first):
    page = line.send("GET", "/people")[2]
    found = re.search(rf">({first} [^<]*)<", page)
    if found is None:
        raise SystemExit(f"The page of people knows no {first}.")
    return html.unescape(found.group(1)).strip()
