//! The table of operations: each address for programs, who may use it, what it takes and what it answers.
//!
//! Absent: the refusals that every address has in common; the document adds them.

use super::schema::Field;
use crate::access::Permission;
use crate::web::Access;

/// What a request carries.
#[derive(Clone, Copy)]
pub(super) enum Body {
    Nothing,
    /// JSON of the named schema.
    Json(&'static str),
    /// A file as it is.
    File,
}

/// What an answer carries.
#[derive(Clone, Copy)]
pub(super) enum Content {
    /// JSON of the named schema.
    Json(&'static str),
    /// A page.
    Html,
}

/// An answer that is no refusal: its status, what it means and what it carries.
pub(super) type Good = (u16, &'static str, Content);

/// One address and method.
pub(super) struct Operation {
    pub method: &'static str,
    pub path: &'static str,
    pub access: Access,
    pub summary: &'static str,
    /// Parameters of the query, with their kinds (see [`Field`]); all may be left out unless their name lacks the `?`.
    pub query: &'static [Field],
    /// Whether an `Idempotency-Key` header makes a repeated request safe.
    pub keyed: bool,
    pub body: Body,
    pub answers: &'static [Good],
    /// Statuses of refusals beyond the common ones.
    pub refusals: &'static [u16],
}

impl Operation {
    /// The names in the path, in order.
    pub(super) fn path_names(&self) -> impl Iterator<Item = &'static str> {
        self.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
    }

    /// Every status of a refusal, as a problem document.
    pub(super) fn refused(&self) -> Vec<u16> {
        let mut all = vec![400, 500, 503];
        if self.access != Access::Public {
            all.push(401);
        }
        if matches!(self.access, Access::May(_)) {
            all.push(403);
        }
        if self.path_names().next().is_some() {
            all.push(404);
        }
        if self.method != "GET" {
            all.extend([403, 422]);
        }
        all.extend(self.refusals);
        all.sort_unstable();
        all.dedup();
        all
    }
}

pub(super) const READ: Access = Access::May(Permission::Read);
const DRAFT: Access = Access::May(Permission::DraftProcess);
const KEEP: Access = Access::May(Permission::KeepDictionary);
const MEET: Access = Access::May(Permission::AnswerRequirement);
const BRING: Access = Access::May(Permission::ImportLog);
pub(super) const ADMINISTER: Access = Access::May(Permission::Administer);

pub(super) const fn get(
    path: &'static str,
    access: Access,
    summary: &'static str,
    answers: &'static [Good],
) -> Operation {
    Operation {
        method: "GET",
        path,
        access,
        summary,
        query: &[],
        keyed: false,
        body: Body::Nothing,
        answers,
        refusals: &[],
    }
}

/// The conditions of the log explorer.
const CONDITIONS: [Field; 15] = [
    ("log?", "string"),
    ("count?", "string"),
    ("from?", "day"),
    ("until?", "day"),
    ("begun_from?", "string"),
    ("begun_before?", "string"),
    ("value?", "string"),
    ("passes?", "string"),
    ("avoids?", "string"),
    ("follows_from?", "string"),
    ("follows_to?", "string"),
    ("begins?", "string"),
    ("ends?", "string"),
    ("longer?", "number"),
    ("shorter?", "number"),
];

/// The conditions, and how a process is found.
const FINDING: [Field; 17] = {
    let mut all = [("miner?", "inductive|heuristics"); 17];
    all[1] = ("noise?", "integer");
    let mut at = 0;
    while at < CONDITIONS.len() {
        all[at + 2] = CONDITIONS[at];
        at += 1;
    }
    all
};

/// Something of some cases of a log.
const fn chosen(path: &'static str, summary: &'static str, answers: &'static [Good]) -> Operation {
    Operation { query: &CONDITIONS, refusals: &[422], ..get(path, READ, summary, answers) }
}

/// A process that is found in some cases of a log.
const fn found(path: &'static str, summary: &'static str, answers: &'static [Good]) -> Operation {
    Operation { query: &FINDING, refusals: &[422], ..get(path, READ, summary, answers) }
}

pub(super) const fn post(
    path: &'static str,
    access: Access,
    summary: &'static str,
    body: Body,
    answers: &'static [Good],
) -> Operation {
    Operation { method: "POST", body, ..get(path, access, summary, answers) }
}

pub(super) const fn ok(schema: &'static str) -> Good {
    (200, "Done.", Content::Json(schema))
}

/// Every operation in its group.
pub(super) const GROUPS: &[(&str, &[Operation])] = &[
    ("Office", OFFICE),
    ("Work", WORK),
    ("People", PEOPLE),
    ("Skills", super::skills::OPERATIONS),
    ("Processes", PROCESSES),
    ("Drafts", DRAFTS),
    ("Comments", COMMENTS),
    ("Rules", RULES),
    ("Findings", FINDINGS),
    ("Calendars", super::calendars::OPERATIONS),
    ("Requirements", REQUIREMENTS),
    ("Architecture", ARCHITECTURE),
    ("Hand-offs", HANDOFFS),
    ("Dictionary", DICTIONARY),
    ("Improvements", IMPROVEMENTS),
    ("Measures", MEASURES),
    ("Objects", super::objects::OPERATIONS),
    ("Cases", super::cases::OPERATIONS),
    ("Connectors", super::connectors::OPERATIONS),
    ("Webhooks", super::webhooks::OPERATIONS),
    ("Intakes", super::intakes::OPERATIONS),
];

/// Every operation with its group.
pub(super) fn all() -> impl Iterator<Item = (&'static str, &'static Operation)> {
    GROUPS.iter().flat_map(|(group, operations)| operations.iter().map(|one| (*group, one)))
}

#[rustfmt::skip]
const OFFICE: &[Operation] = &[
    get("/api/openapi.json", Access::SignedIn, "This description, for programs", &[ok("Document")]),
    get("/api/docs", Access::SignedIn, "This description, for people", &[(200, "A page.", Content::Html)]),
];

const WORK: &[Operation] = &[Operation {
    query: &[("after?", "string"), ("limit?", "integer")],
    refusals: &[404, 422],
    ..get("/api/work", Access::SignedIn, "What is asked of me, the earliest due day first", &[ok("Work")])
}];

#[rustfmt::skip]
const PEOPLE: &[Operation] = &[
    get("/api/me", Access::SignedIn, "Who I am, and which roles I hold now", &[ok("Me")]),
    Operation {
        query: &[
            ("q?", "string"), ("role?", "string"), ("unit?", "string"),
            ("sort?", "name|-name|title|-title|unit|-unit"), ("page?", "integer"),
        ],
        ..get("/api/people", READ, "The people of the office, a page at a time", &[ok("People")])
    },
    get("/api/units", READ, "The units of the organisation", &[ok("Units")]),
];

#[rustfmt::skip]
const PROCESSES: &[Operation] = &[
    Operation {
        query: &[("state?", "in_force|changing|unpublished|area|retired")],
        ..get("/api/processes", READ, "Every process I may read; the retired ones only when asked for", &[ok("Processes")])
    },
    Operation {
        keyed: true,
        ..post("/api/processes", Access::May(Permission::AddProcess), "Add a process", Body::Json("NewProcess"), &[
            (200, "The process that this idempotency key made before.", Content::Json("Process")),
            (201, "Added; Location names its address.", Content::Json("Process")),
        ])
    },
    get("/api/processes/{key}", READ, "One process and its versions", &[ok("OneProcess")]),
    get("/api/processes/{key}/versions/{number}/findings", READ,
        "What is found in a version, as it counts in this office, and how it reads; the number or “draft”", &[ok("VersionFindings")]),
    Operation {
        method: "PUT",
        ..post("/api/processes/{key}/place", Access::May(Permission::ArrangeProcess), "Give a process its place",
            Body::Json("Place"), &[ok("Process")])
    },
    post("/api/processes/{key}/retirement", Access::May(Permission::PublishProcess), "Retire a process from a day on",
        Body::Json("RetirementWish"), &[ok("Process")]),
    post("/api/processes/{key}/reinstatement", Access::May(Permission::PublishProcess), "Take the end of a process back",
        Body::Json("Staying"), &[ok("Process")]),
    post("/api/processes/{key}/variants", Access::May(Permission::AddProcess), "Make a variant for a site",
        Body::Json("NewVariant"), &[(201, "Made, with a draft to begin with.", Content::Json("Process"))]),
    get("/api/processes/{key}/base", READ, "How a variant stands to its base", &[ok("Base")]),
    post("/api/processes/{key}/base/takeover", DRAFT, "Take over what changed in the base", Body::Json("TakeOver"),
        &[ok("TakenOver"), (409, "Both changed the same.", Content::Json("BothChanged"))]),
    Operation {
        refusals: &[409],
        ..post("/api/processes/{key}/base/keeping", DRAFT, "Keep the variant as it is", Body::Json("Keeping"), &[ok("Kept")])
    },
    get("/api/processes/{key}/decisions", READ, "The decisions of the version in force: what they ask and answer", &[ok("Decisions")]),
    post("/api/processes/{key}/decisions/{decision}/evaluations", READ,
        "Make a decision of the version in force, with the reasons; nothing is kept", Body::Json("Evaluating"), &[ok("Evaluation")]),
    get("/api/processes/{key}/versions/{number}", READ, "One version with its definition; the number or “draft”",
        &[ok("OneVersion")]),
    post("/api/processes/{key}/people/{role}", Access::May(Permission::AppointProcess),
        "Ask a person to be owner or manager", Body::Json("Appointment"), &[ok("Asked")]),
    post("/api/processes/{key}/people/{role}/acceptance", READ, "Accept the role I was asked to hold", Body::Nothing,
        &[ok("Accepted")]),
];

#[rustfmt::skip]
const DRAFTS: &[Operation] = &[
    post("/api/processes/{key}/draft", DRAFT, "Start a draft", Body::Nothing, &[(201, "Started.", Content::Json("Told"))]),
    Operation {
        method: "PUT",
        ..post("/api/processes/{key}/draft", DRAFT, "Save the draft; edits of different parts come together",
            Body::Json("Save"), &[ok("Saved"), (409, "Somebody was quicker.", Content::Json("Contest"))])
    },
    Operation {
        refusals: &[409],
        ..post("/api/processes/{key}/submission", DRAFT, "Submit the draft for approval", Body::Json("Submission"), &[ok("Told")])
    },
    Operation {
        refusals: &[409],
        ..post("/api/processes/{key}/approval", Access::May(Permission::ApproveProcess),
            "Approve or send back exactly what I read", Body::Json("Decision"), &[ok("State")])
    },
    Operation {
        refusals: &[409],
        ..post("/api/processes/{key}/publication", Access::May(Permission::PublishProcess), "Publish the approved version",
            Body::Json("Publication"), &[ok("Told")])
    },
];

#[rustfmt::skip]
const COMMENTS: &[Operation] = &[
    Operation {
        query: &[
            ("q?", "string"), ("state?", "closed|all|open|answered|accepted|declined|resolved|merged|withdrawn"),
            ("kind?", "comment|question|practice"), ("person?", "string"), ("element?", "string"), ("on?", "draft|published"),
            ("sort?", "said|-said|place|-place|kind|-kind|person|-person|state|-state"), ("page?", "integer"),
        ],
        ..get("/api/processes/{key}/comments", READ, "What is said about a process, a page at a time", &[ok("Comments")])
    },
    Operation {
        keyed: true,
        ..post("/api/processes/{key}/comments", READ, "Say, ask, or tell another way to do it", Body::Json("Saying"), &[
            (200, "What this idempotency key said before.", Content::Json("Conversation")),
            (201, "Said.", Content::Json("Conversation")),
        ])
    },
    get("/api/processes/{key}/comments/{id}", READ, "One conversation", &[ok("Conversation")]),
    Operation {
        keyed: true,
        ..post("/api/processes/{key}/comments/{id}/replies", READ, "Reply", Body::Json("Replying"), &[
            (200, "What this idempotency key said before.", Content::Json("Conversation")),
            (201, "Said.", Content::Json("Conversation")),
        ])
    },
    post("/api/processes/{key}/comments/{id}/answer", READ, "Answer as whoever is responsible", Body::Json("Answering"),
        &[ok("Conversation")]),
    post("/api/processes/{key}/comments/{id}/resolution", READ, "Resolve what I said, or what I am responsible for",
        Body::Json("Ending"), &[ok("Conversation")]),
    post("/api/processes/{key}/comments/{id}/reopening", READ, "Open it again", Body::Json("Ending"), &[ok("Conversation")]),
    post("/api/processes/{key}/comments/{id}/withdrawal", READ, "Withdraw my words", Body::Nothing, &[ok("Conversation")]),
    post("/api/processes/{key}/comments/{id}/improvement", Access::May(Permission::ProposeImprovement),
        "Make an improvement of it; a practice is accepted by that", Body::Nothing, &[
            (200, "The improvement that was made of it before.", Content::Json("Improvement")),
            (201, "Made.", Content::Json("Improvement")),
        ]),
];

#[rustfmt::skip]
const RULES: &[Operation] = &[
    get("/api/rules", READ, "Every rule by which definitions are checked, and how much it counts here", &[ok("Rules")]),
    post("/api/rules/{rule}/decision", Access::May(Permission::SetRules), "Weight a rule for the office, with a reason",
        Body::Json("Weighing"), &[ok("Weighed")]),
    post("/api/rules/{rule}/restoration", Access::May(Permission::SetRules), "Let a rule count as it comes again",
        Body::Json("Restoring"), &[ok("Restored")]),
];

#[rustfmt::skip]
const FINDINGS: &[Operation] = &[
    Operation {
        query: &[
            ("q?", "string"), ("rule?", "string"), ("process?", "string"), ("severity?", "error|warning|info"),
            ("sort?", "severity|-severity|process|-process|rule|-rule"),
        ],
        ..get("/api/findings", READ, "What is found in the definitions in force and between processes", &[ok("Findings")])
    },
];

#[rustfmt::skip]
const ARCHITECTURE: &[Operation] = &[
    get("/api/architecture", READ, "Every process with its place and its health", &[ok("House")]),
];

#[rustfmt::skip]
const HANDOFFS: &[Operation] = &[
    Operation {
        query: &[
            ("q?", "string"), ("process?", "string"), ("state?", "one_sided|differs|waiting|agreed|outside"),
            ("sort?", "what|-what|from|-from|to|-to|state|-state"),
        ],
        ..get("/api/hand-offs", READ, "What passes between processes, and how far it is agreed", &[ok("Handoffs")])
    },
    get("/api/hand-offs/{id}", READ, "One hand-off", &[ok("Handoff")]),
    post("/api/hand-offs/{id}/{side}/agreement", Access::May(Permission::PublishProcess),
        "Agree as owner of the giver or the receiver to the terms I read", Body::Json("Agreeing"), &[ok("Handoff")]),
];

#[rustfmt::skip]
const REQUIREMENTS: &[Operation] = &[
    Operation {
        query: &[
            ("q?", "string"), ("process?", "string"), ("tool?", "string"), ("priority?", "must|should|could|wont"),
            ("state?", "failed|not_met|unanswered|to_test|waived|workaround|met|not_wanted"),
            ("sort?", "requirement|-requirement|process|-process|priority|-priority|state|-state"),
        ],
        ..get("/api/requirements", READ, "What the processes in force ask of tools, and how it stands", &[ok("RequirementsInForce")])
    },
    get("/api/requirements/{id}", READ, "One requirement", &[ok("RequirementInForce")]),
    changing("/api/requirements/{id}/answer", MEET, "Say how the tool meets it", Body::Json("RequirementAnswer")),
    changing("/api/requirements/{id}/objects", MEET, "Name a part of a tool that meets it", Body::Json("ToolObjectName")),
    changing("/api/requirements/{id}/objects/{object}/removal", MEET, "Take a part of a tool away from it", Body::Json("ToolObjectRemoval")),
    changing("/api/requirements/{id}/tests", MEET, "Write down a test", Body::Json("RequirementResult")),
    changing("/api/requirements/{id}/waivers", MEET, "Ask for a waiver", Body::Json("WaiverWish")),
    changing("/api/requirements/{id}/waivers/{waiver}/acceptance", Access::May(Permission::PublishProcess),
        "Accept a waiver as owner of the process", Body::Json("WaiverAcceptance")),
    changing("/api/requirements/{id}/waivers/{waiver}/end", MEET, "End a waiver", Body::Json("WaiverEnd")),
    get("/api/processes/{key}/tool/checks", READ, "Looks at tools for a process", &[ok("ToolLooks")]),
    post("/api/processes/{key}/tool/checks", MEET, "Look at a tool; nothing is changed there", Body::Json("ToolLookAsking"),
        &[(202, "On its way.", Content::Json("ToolLook"))]),
    get("/api/processes/{key}/tool/checks/{id}", READ, "What a look at a tool brought", &[ok("ToolLookOutcome")]),
    Operation {
        refusals: &[409],
        ..post("/api/processes/{key}/tool/checks/{id}/results", MEET, "Take what was seen as results of tests",
            Body::Json("ToolLookTaking"), &[ok("ToolLookTaken")])
    },
    get("/api/processes/{key}/tool/proposals", DRAFT, "What the definition asks of a tool without saying so", &[ok("ProposedRequirements")]),
    Operation {
        refusals: &[409],
        ..post("/api/processes/{key}/tool/proposals", DRAFT, "Write proposals into the draft; answers what is left",
            Body::Json("ProposalsTaken"), &[ok("ProposedRequirements")])
    },
];

/// A change of a requirement, which may have been changed meanwhile.
const fn changing(path: &'static str, access: Access, summary: &'static str, body: Body) -> Operation {
    const REQUIREMENT: &[Good] = &[ok("RequirementInForce")];
    Operation { refusals: &[409], ..post(path, access, summary, body, REQUIREMENT) }
}

#[rustfmt::skip]
const DICTIONARY: &[Operation] = &[
    Operation {
        query: &[
            ("q?", "string"), ("kind?", "role|term|artefact|tool"), ("divided?", "string"),
            ("sort?", "name|-name|kind|-kind|processes|-processes"),
        ],
        ..get("/api/dictionary", READ, "The names that processes share, and where they stand", &[ok("Names")])
    },
    get("/api/dictionary/{kind}/{name}", READ, "One name", &[ok("Name")]),
    Operation {
        query: &[("to", "string")],
        refusals: &[422],
        ..get("/api/dictionary/{kind}/{name}/renaming", KEEP, "What another name would touch", &[ok("RenamingPlan")])
    },
    Operation {
        refusals: &[409],
        ..post("/api/dictionary/{kind}/{name}/renaming", KEEP, "Give it another name everywhere, as the plan says",
            Body::Json("Renaming"), &[ok("RenamingPlan")])
    },
];

#[rustfmt::skip]
const IMPROVEMENTS: &[Operation] = &[
    Operation {
        query: &[
            ("q?", "string"), ("stage?", "string"), ("process?", "string"), ("owner?", "string"), ("origin?", "string"),
            ("sort?", "string"), ("page?", "integer"),
        ],
        ..get("/api/improvements", READ, "The register of improvements, a page at a time", &[ok("Improvements")])
    },
    Operation {
        keyed: true,
        ..post("/api/improvements", Access::May(Permission::ProposeImprovement), "Propose an improvement",
            Body::Json("Proposal"), &[
            (200, "The improvement that this idempotency key made before.", Content::Json("Improvement")),
            (201, "Proposed; Location names its address.", Content::Json("Improvement")),
        ])
    },
    get("/api/improvements/{id}", READ, "One improvement", &[ok("Improvement")]),
];

#[rustfmt::skip]
const MEASURES: &[Operation] = &[
    Operation {
        keyed: true,
        query: &[("mapping", "string"), ("name?", "string"), ("mode?", "all_or_nothing|good_rows")],
        refusals: &[413],
        ..post("/api/logs", BRING, "Bring a ticket log with a saved mapping", Body::File,
            &[(202, "Being read; Location tells how far it is.", Content::Json("Import"))])
    },
    get("/api/imports/{id}", BRING, "How far an import of mine is", &[ok("Import")]),
    post("/api/imports/{id}/good-rows", BRING, "Let an import that stopped at bad rows take the good ones", Body::Nothing,
        &[(202, "Being read again.", Content::Json("Import"))]),
    post("/api/imports/{id}/cancellation", BRING, "Cancel an import, or discard the file of one that stopped", Body::Nothing,
        &[(200, "Cancelled, or as it ended when that came too late.", Content::Json("Import"))]),
    Operation {
        query: &[("log?", "string"), ("count?", "string")],
        refusals: &[422],
        ..get("/api/processes/{key}/measures", READ, "The measures beside their targets", &[ok("Measures")])
    },
    get("/api/processes/{key}/case-log", BRING, "Whether the cases of a process that runs here are its log", &[ok("CaseLog")]),
    post("/api/processes/{key}/case-log", BRING, "Let the cases of a process be its log, made anew when more work was done",
        Body::Nothing, &[ok("CaseLog")]),
    post("/api/processes/{key}/case-log/end", BRING, "Make no more logs of the cases of a process; the last one stays",
        Body::Nothing, &[ok("CaseLog")]),
    get("/api/feeds", BRING, "The feeds of processes that I may bring logs for", &[ok("Feeds")]),
    get("/api/processes/{key}/alarms", READ, "Measures that left their limits, those that stand first", &[ok("Alarms")]),
    post("/api/processes/{key}/alarms/{id}/answer", Access::May(Permission::ManageImprovement),
        "Say what is done about an alarm", Body::Json("AlarmAnswer"), &[ok("Alarm")]),
    Operation {
        query: &[("log?", "string")],
        refusals: &[422],
        ..get("/api/processes/{key}/deviations", READ, "Where the work departs from the process", &[ok("Deviations")])
    },
    post("/api/processes/{key}/deviations/waivers", Access::May(Permission::PublishProcess),
        "Accept a deviation as owner of the process until a day", Body::Json("DeviationWaiverGrant"), &[ok("DeviationWaiver")]),
    post("/api/processes/{key}/deviations/waivers/{id}/end", Access::May(Permission::PublishProcess),
        "End a waiver of a deviation", Body::Json("DeviationWaiverEnd"), &[ok("DeviationWaiver")]),
    found("/api/processes/{key}/explorer/found", "The process that the chosen cases show, as BPMN, with how good it is", &[ok("FoundProcess")]),
    chosen("/api/processes/{key}/explorer/changes", "Days from which on the chosen cases take other ways", &[ok("Changes")]),
    get("/api/scorecards", READ, "Every process on its five dimensions", &[ok("Scorecards")]),
    get("/api/processes/{key}/scorecard", READ, "A process on its five dimensions", &[ok("Scorecard")]),
    get("/api/processes/{key}/readiness", READ, "What stands in the way of automating the process in force, and what its owner accepted", &[ok("Readiness")]),
    Operation {
        refusals: &[409],
        ..post("/api/processes/{key}/readiness/acceptance", READ,
            "Accept as its owner that the process is automated although this is not settled", Body::Json("ReadinessAccepting"), &[ok("Readiness")])
    },
    get("/api/processes/{key}/potential", READ, "What automating each activity may save, with the reasons", &[ok("Potential")]),
    chosen("/api/processes/{key}/explorer", "Figures, flow, ways and hand-overs of the chosen cases", &[ok("Explored")]),
    chosen("/api/processes/{key}/explorer/steps", "The chosen cases on the steps and flows of the version in force", &[ok("StepFigures")]),
];
