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
        query: &[("q?", "string"), ("process?", "string"), ("state?", "running|completed|failed|cancelled|stopped|paused"), ("mine?", "1|0"), ("value?", "string"), ("at?", "string"), ("age?", "integer"), ("sort?", "newest|time_left"), ("further?", "integer"), ("page?", "integer")],
        refusals: &[422],
        ..get("/api/cases", READ, "The cases that I may see, the newest first", &[ok("Cases")])
    },
    get("/api/cases/{id}", READ, "One case with its values, its work and what stopped", &[ok("WholeCase")]),
    Operation { keyed: true, ..post("/api/cases/{id}/cancellation", RUN, "Cancel a case", Body::Json("CaseReason"), &[ok("WholeCase")]) },
    post("/api/cases/{id}/pause", RUN, "Pause a case: nobody is asked, no time passes, what comes is kept", Body::Json("CaseReason"), &[ok("WholeCase")]),
    post("/api/cases/{id}/resumption", RUN, "Let a paused case go on", Body::Nothing, &[ok("WholeCase")]),
    post("/api/cases/acts", RUN, "One act over at most 500 cases, by id or code; each has its own outcome", Body::Json("CaseActs"), &[ok("CaseOutcomes")]),
    get("/api/processes/{key}/cases/stops", RUN, "Stopped steps of the running cases of a process, by step and cause", &[ok("StopGroups")]),
    post("/api/processes/{key}/cases/stops/acts", RUN, "One act over at most 500 stopped steps of one group; each has its own outcome", Body::Json("StopActs"), &[ok("CaseOutcomes")]),
    Operation {
        query: &[("version?", "string"), ("element?", "string"), ("codes?", "string"), ("map.*?", "string")],
        refusals: &[422],
        ..get("/api/processes/{key}/cases/migration", RUN, "What would come of moving cases to the version in force; map.ELEMENT says what an element becomes", &[ok("MigrationLook")])
    },
    post("/api/processes/{key}/cases/migrations", RUN, "Move cases to the version in force", Body::Json("NewMigration"), &[
        (201, "Moved; each case says what came of it.", Content::Json("CaseMigration")),
    ]),
    get("/api/processes/{key}/cases/migrations/{id}", READ, "A move of cases, for whoever runs the process or audits the office", &[ok("CaseMigration")]),
    post("/api/processes/{key}/cases/migrations/{id}/undo", RUN, "Take a move back, of one case or of all that have made no step since", Body::Json("UndoneMigration"), &[ok("CaseMigration")]),
    post("/api/processes/{key}/cases/migrations/{id}/keep", RUN, "Keep a move; it cannot be taken back any more", Body::Nothing, &[ok("CaseMigration")]),
    Operation {
        keyed: true,
        ..post("/api/processes/{key}/cases", START, "Begin a case of a process that runs here", Body::Json("NewCase"), &[
            (201, "Begun; Location names its address.", Content::Json("WholeCase")),
            (200, "Begun before under this key.", Content::Json("WholeCase")),
        ])
    },
    get("/api/cases/{id}/comments", READ, "What was said about a case and its tasks", &[ok("CaseComments")]),
    post("/api/cases/{id}/comments", READ, "Say something about a case, or one of its tasks", Body::Json("NewCaseComment"), &[
        (201, "Said.", Content::Json("CaseComment")),
    ]),
    get("/api/cases/{id}/attachments", READ, "The files of a case; each is had at its href", &[ok("CaseFiles")]),
    Operation {
        query: &[("name", "string"), ("task?", "integer")],
        refusals: &[413],
        ..post("/api/cases/{id}/attachments", READ, "Attach a file of at most 10 MiB", Body::File, &[(201, "Attached.", Content::Json("CaseFile"))])
    },
    Operation {
        query: &[("days?", "integer"), ("way?", "remove|empty")],
        ..get("/api/processes/{key}/cases/retention", READ, "How long ended cases are kept, and what would go now", &[ok("CaseRetention")])
    },
    Operation {
        method: "PUT",
        ..post("/api/processes/{key}/cases/retention", RUN, "Say how long ended cases are kept; for the owner of the process", Body::Json("SetCaseRetention"), &[ok("CaseRetention")])
    },
    get("/api/tasks", READ, "My open tasks: taken on, or offered to me", &[ok("Tasks")]),
    get("/api/cases/{id}/tasks/{task}", READ, "A task for people with the questions of its form", &[ok("TaskForm")]),
    post("/api/cases/{id}/tasks/{task}/claim", READ, "Take a task on", Body::Nothing, &[ok("CaseTask")]),
    Operation { keyed: true, ..post("/api/cases/{id}/tasks/{task}/completion", READ, "Do a task; answers by the keys of its questions", Body::Json("TaskAnswers"), &[ok("WholeCase")]) },
    post("/api/tasks/fetch", RUN, "Fetch work of a topic for a program, under a lock", Body::Json("FetchTasks"), &[ok("FetchedTasks")]),
    Operation { keyed: true, ..post("/api/cases/{id}/tasks/{task}/success", RUN, "Work of a program is done", Body::Json("TaskSuccess"), &[ok("CaseTask")]) },
    Operation { keyed: true, ..post("/api/cases/{id}/tasks/{task}/failure", RUN, "Work of a program failed: try again, stop, or an error that the process catches", Body::Json("TaskFailure"), &[ok("CaseTask")]) },
    post("/api/messages", RUN, "Send a message to the case that waits for it, or to a process that begins with it; each id counts once", Body::Json("OutsideMessage"), &[ok("TakenMessage")]),
];

#[rustfmt::skip]
pub(super) const SCHEMAS: &[Schema] = &[
    answer("Cases", "A page of cases; looked_back_to where the words were not looked for in the titles of older cases, which further asks for (microseconds since 1970).", &[("items", "[Case]"), ("total", "integer"), ("looked_back_to", "instant?")]),
    answer("Case", "A running or ended process; started_by is empty where a time, message or signal began it.", &[
        ("id", "string"), ("code", "string"), ("title", "string"), ("business_key", "string"), ("process", "string"),
        ("process_key", "string"), ("state", "running|completed|failed|cancelled"), ("stops", "integer"), ("paused", "boolean"), ("started_by", "string"),
        ("started_at", "instant"), ("ended_at", "instant?"), ("outcome", "string"), ("href", "string"),
        ("level_due_at?", "instant"),
    ]),
    answer("WholeCase", "A case with its values by name.", &[
        ("case", "Case"), ("version", "string"), ("variables", "{any}"), ("tasks", "[CaseTask]"), ("stopped", "[StoppedStep]"),
        ("service_levels", "[CaseServiceLevel]"),
    ]),
    answer("CaseServiceLevel", "The clock of a service level in a case; left_seconds is negative where the time is over.", &[
        ("key", "string"), ("name", "string"), ("stand", "running|paused|stopped|void"), ("outcome", "running|paused|met|missed|void"),
        ("left_seconds", "integer"), ("used_percent", "integer"), ("due_at", "instant?"), ("since", "instant"), ("why", "string"),
    ]),
    answer("CaseComments", "Comments, the first one first.", &[("items", "[CaseComment]")]),
    answer("CaseComment", "Words of a person; null once withdrawn. A task of 0 means the whole case.", &[
        ("id", "string"), ("task", "integer"), ("author", "string"), ("text", "string?"), ("said_at", "instant"),
    ]),
    request("NewCaseComment", "What somebody says.", &[("text", "string"), ("task?", "integer")]),
    answer("CaseFiles", "Files, the first one first.", &[("items", "[CaseFile]")]),
    answer("CaseFile", "A file of a case; size in bytes.", &[
        ("id", "string"), ("task", "integer"), ("name", "string"), ("size", "integer"), ("sha256", "string"), ("by", "string"),
        ("attached_at", "instant"), ("href", "string"),
    ]),
    answer("CaseRetention", "Days after the end of a case; null where cases are kept for ever.", &[
        ("days", "integer?"), ("way", "remove|empty?"), ("set_by", "string"), ("set_at", "instant?"), ("would_go", "CaseRetentionPreview?"),
    ]),
    answer("CaseRetentionPreview", "What would go now: cases that ended before this.", &[
        ("cases", "integer"), ("comments", "integer"), ("files", "integer"), ("before", "instant"),
    ]),
    request("SetCaseRetention", "For how many days, and what becomes of them then; without days they are kept for ever.", &[
        ("days?", "integer?"), ("way?", "remove|empty"),
    ]),
    request("CaseActs", "What is done with each; skip, cancel and pause need a reason, hand needs two people by id.", &[
        ("cases", "[string]"), ("act", "retry|skip|cancel|pause|resume|hand"), ("reason?", "string"), ("from?", "string"), ("to?", "string"),
    ]),
    answer("StopGroups", "Stopped steps with the same cause together, the most first.", &[("total", "integer"), ("items", "[StopGroup]")]),
    answer("StopGroup", "Stops at one step for one cause; message is that of the oldest.", &[
        ("key", "string"), ("element", "string"), ("name", "string"), ("cause", "string"), ("message", "string"), ("since", "instant"),
        ("stops", "[StopOfGroup]"),
    ]),
    answer("StopOfGroup", "A stopped step of a case.", &[
        ("case_id", "string"), ("code", "string"), ("title", "string"), ("stop", "integer"), ("message", "string"), ("paused", "boolean"),
    ]),
    request("StopActs", "What is done with each; skip needs a reason and takes a flow, correct needs the name of a value.", &[
        ("group", "string"), ("stops", "[StopChosen]"), ("act", "retry|skip|correct"), ("reason?", "string"), ("via?", "string"),
        ("name?", "string"), ("value?", "string"),
    ]),
    request("StopChosen", "A stopped step.", &[("case_id", "string"), ("stop", "integer")]),
    answer("CaseOutcomes", "What came of each case, and with how many it was done.", &[("items", "[CaseOutcome]"), ("done", "integer")]),
    answer("CaseOutcome", "What came of one case.", &[
        ("case_id", "string"), ("code", "string"), ("title", "string"), ("done", "boolean"), ("sentence", "string"),
    ]),
    answer("MigrationLook", "What would come of a move; unknown are codes of no such case.", &[
        ("number", "string"), ("elements", "[MigrationElement]"), ("cases", "[MigrationReport]"), ("unknown", "[string]"), ("is_cut", "boolean"),
    ]),
    answer("MigrationElement", "Where cases stand, what it becomes (null: nothing yet), and what it could become.", &[
        ("element", "string"), ("name", "string"), ("kind", "string"), ("cases", "integer"), ("becomes", "string?"), ("choices", "[string]"),
    ]),
    answer("MigrationReport", "A case that could be moved; where there are obstacles it would stay.", &[
        ("id", "string"), ("code", "string"), ("title", "string"), ("from", "string"), ("stands", "[string]"), ("obstacles", "[MigrationObstacle]"),
    ]),
    answer("MigrationObstacle", "What keeps a case, at its element.", &[("element", "string"), ("sentence", "string")]),
    request("NewMigration", "Which cases, by id or code; mapping says by element what it becomes, null for an event that is watched no longer.", &[
        ("cases", "[string]"), ("mapping?", "{any}"), ("reason?", "string"),
    ]),
    request("UndoneMigration", "One case by its id; none for all.", &[("case?", "string?")]),
    answer("CaseMigration", "A move of cases; until says how long it can be taken back.", &[
        ("id", "string"), ("number", "string"), ("by", "string"), ("began_at", "instant"), ("until", "instant"), ("kept_at", "instant?"),
        ("reason", "string"), ("mapping", "{any}"), ("cases", "[MovedCase]"),
    ]),
    answer("MovedCase", "A case of a move.", &[
        ("id", "string"), ("code", "string"), ("title", "string"), ("from", "string"), ("state", "waiting|moved|stayed|taken_back"), ("why", "string"),
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
