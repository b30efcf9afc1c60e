//! The part of the API that is about cases and tasks: its operations and the shapes of their bodies.
//!
//! Absent: what a case does; the chapter on cases tells that. Source: the handlers themselves, which a test compares with these tables.

use super::operations::{Body, Content, Operation, READ, get, ok, post};
use super::schema::Schema;
use super::schemas::{answer, request};
use crate::access::Permission;
use crate::web::Access;

const START: Access = Access::May(Permission::StartCase);
const RUN: Access = Access::May(Permission::RunProcess);

#[rustfmt::skip]
pub(super) const OPERATIONS: &[Operation] = &[
    Operation {
        query: &[("q?", "string"), ("process?", "string"), ("state?", "running|completed|failed|cancelled|stopped"), ("mine?", "1|0"), ("page?", "integer")],
        ..get("/api/cases", READ, "The cases that I may see, the newest first", &[ok("Cases")])
    },
    get("/api/cases/{id}", READ, "One case with its values, its work and what stopped", &[ok("WholeCase")]),
    post("/api/cases/{id}/cancellation", RUN, "Cancel a case", Body::Json("CaseReason"), &[ok("WholeCase")]),
    Operation {
        keyed: true,
        ..post("/api/processes/{key}/cases", START, "Begin a case of a process that runs here", Body::Json("NewCase"), &[
            (201, "Begun; Location names its address.", Content::Json("WholeCase")),
            (200, "Begun before under this key.", Content::Json("WholeCase")),
        ])
    },
    get("/api/tasks", READ, "My open tasks: taken on, or offered to me", &[ok("Tasks")]),
    get("/api/cases/{id}/tasks/{task}", READ, "A task for people with the questions of its form", &[ok("TaskForm")]),
    post("/api/cases/{id}/tasks/{task}/claim", READ, "Take a task on", Body::Nothing, &[ok("CaseTask")]),
    post("/api/cases/{id}/tasks/{task}/completion", READ, "Do a task; answers by the keys of its questions", Body::Json("TaskAnswers"), &[ok("WholeCase")]),
    post("/api/tasks/fetch", RUN, "Fetch work of a topic for a program, under a lock", Body::Json("FetchTasks"), &[ok("FetchedTasks")]),
    post("/api/cases/{id}/tasks/{task}/success", RUN, "Work of a program is done", Body::Json("TaskSuccess"), &[ok("CaseTask")]),
    post("/api/cases/{id}/tasks/{task}/failure", RUN, "Work of a program failed: try again, stop, or an error that the process catches", Body::Json("TaskFailure"), &[ok("CaseTask")]),
    post("/api/messages", RUN, "Send a message to the case that waits for it, or to a process that begins with it; each id counts once", Body::Json("OutsideMessage"), &[ok("TakenMessage")]),
];

#[rustfmt::skip]
pub(super) const SCHEMAS: &[Schema] = &[
    answer("Cases", "A page of cases.", &[("items", "[Case]"), ("total", "integer")]),
    answer("Case", "A running or ended process; started_by is empty where a time, message or signal began it.", &[
        ("id", "string"), ("code", "string"), ("title", "string"), ("business_key", "string"), ("process", "string"),
        ("process_key", "string"), ("state", "running|completed|failed|cancelled"), ("stops", "integer"), ("started_by", "string"),
        ("started_at", "instant"), ("ended_at", "instant?"), ("outcome", "string"), ("href", "string"),
    ]),
    answer("WholeCase", "A case with its values by name.", &[
        ("case", "Case"), ("version", "string"), ("variables", "{any}"), ("tasks", "[CaseTask]"), ("stopped", "[StoppedStep]"),
    ]),
    answer("CaseTask", "Work of a case; people are named by their ids.", &[
        ("case_id", "string"), ("id", "integer"), ("kind", "user|service|send|business_rule|script|call"), ("element", "string"),
        ("name", "string"), ("topic", "string"), ("state", "open|done|withdrawn"), ("due", "day?"), ("offered_at", "instant"),
        ("claimed_by", "string"), ("done_by", "string"), ("done_at", "instant?"), ("href", "string"),
    ]),
    answer("StoppedStep", "What keeps a case from going on, and who is asked to mend it.", &[
        ("id", "integer"), ("element", "string"), ("message", "string"), ("at", "instant"), ("asked", "string"),
    ]),
    answer("Tasks", "Open tasks, the earliest due first.", &[("items", "[CaseTask]")]),
    answer("TaskForm", "A task with its questions; schema says as JSON Schema 2020-12 what valid answers are.", &[
        ("task", "CaseTask"), ("questions", "[TaskQuestion]"), ("schema", "{any}"),
    ]),
    answer("TaskQuestion", "A question; a way is answered with the id of a flow.", &[
        ("key", "string"), ("label", "string"), ("kind", "text|long_text|number|date|choice|yes_no|person|way|ways"),
        ("required", "boolean"), ("choices", "[TaskChoice]"),
    ]),
    answer("TaskChoice", "What can be chosen.", &[("value", "string"), ("label", "string")]),
    request("NewCase", "What begins a case; answers are those of its start form.", &[
        ("title", "string"), ("business_key?", "string"), ("answers?", "{any}"), ("variables?", "{any}"),
    ]),
    request("TaskAnswers", "Answers by the keys of the questions.", &[("answers?", "{any}")]),
    request("CaseReason", "Why.", &[("reason", "string")]),
    request("FetchTasks", "Which work, how much at once, and for how many seconds.", &[
        ("topic", "string"), ("most?", "integer"), ("lock_s?", "integer"),
    ]),
    answer("FetchedTasks", "Work under a lock.", &[("items", "[HeldTask]")]),
    answer("HeldTask", "Work that a program has until the lock ends; the token goes with the outcome.", &[
        ("task", "CaseTask"), ("token", "string"), ("until", "instant"), ("variables", "{any}"), ("headers", "{any}"),
    ]),
    request("TaskSuccess", "The outcome of work.", &[("token", "string"), ("variables?", "{any}")]),
    request("TaskFailure", "Why it failed; a code is an error that the process may catch.", &[
        ("token", "string"), ("message?", "string"), ("code?", "string"), ("pause_s?", "integer"),
    ]),
    request("OutsideMessage", "A message; the key says for which case.", &[
        ("id", "string"), ("name", "string"), ("key?", "string?"), ("variables?", "{any}"),
    ]),
    answer("TakenMessage", "The message was taken.", &[("id", "string")]),
];
