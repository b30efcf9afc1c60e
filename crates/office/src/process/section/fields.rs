//! Every section with its questions, in the order of the document.

use super::{Column, Kind, Names, Section};
use crate::definition::dictionary;

const fn ask(name: &'static str, label: &'static str, hint: &'static str, kind: Kind) -> Column {
    Column { name, label, hint, kind }
}

const ARTEFACT: Kind = Kind::Name(Names::Shared(dictionary::Kind::Artefact));
const ROLE_NAME: Kind = Kind::Name(Names::Shared(dictionary::Kind::Role));
const TERM: Kind = Kind::Name(Names::Shared(dictionary::Kind::Term));
const TOOL: Kind = Kind::Name(Names::Shared(dictionary::Kind::Tool));
const PROCESS: Kind = Kind::Name(Names::Process);
const CALENDAR: Kind = Kind::Name(Names::Calendar);
const MISSED: Kind = Kind::Choice(&[
    ("once", "They fire once, together"),
    ("each", "Each fires, one after the other"),
    ("skip", "They fall away; it waits for the next"),
]);
const OBJECTIVE: Kind = Kind::Name(Names::Objective);

const KEY: Column = ask("key", "Key", "", Kind::Key);

/// When a control acts.
const CONTROL_KINDS: Kind =
    Kind::Choice(&[("preventive", "Prevents"), ("detective", "Detects"), ("corrective", "Corrects")]);

/// The figures that Mandate computes.
const MEASURE_KINDS: Kind = Kind::Choice(&[
    ("other", "Known from elsewhere"),
    ("volume", "Cases opened"),
    ("resolution_time_median", "Resolution time, median (hours)"),
    ("resolution_time_p90", "Resolution time, ninth decile (hours)"),
    ("reopened_share", "Reopened (per cent)"),
    ("reassigned_share", "Reassigned (per cent)"),
    ("first_time_right_share", "Right first time (per cent)"),
    ("sla_met_share", "Resolved in agreed time (per cent)"),
]);

const DIRECTIONS: Kind = Kind::Choice(&[("at_most", "At most"), ("at_least", "At least")]);
const FLOWS: Kind = Kind::Choice(&[("gives", "We give"), ("receives", "We receive")]);
const CRITICALITY: Kind = Kind::Choice(&[
    ("", "Not said"),
    ("low", "Low: nobody outside notices for weeks"),
    ("medium", "Medium: work goes on for some days, with effort"),
    ("high", "High: customers notice on the same day"),
    ("vital", "Vital: the business stops"),
]);
const DUTIES: Kind = Kind::Choice(&[("no", "May be left out"), ("yes", "Must be answered")]);
const FIELD_KINDS: Kind = Kind::Choice(&[
    ("text", "Text, one line"),
    ("long_text", "Long text"),
    ("number", "Number"),
    ("date", "Date"),
    ("choice", "Choice"),
    ("yes_no", "Yes or no"),
    ("person", "Person"),
]);
const AGREED: Kind = Kind::Choice(&[("no", "Not agreed yet"), ("yes", "Agreed by the other side")]);
const PRIORITIES: Kind =
    Kind::Choice(&[("must", "Must"), ("should", "Should"), ("could", "Could"), ("wont", "Will not, for now")]);

/// Every section, in the order of the document.
pub const SECTIONS: &[Section] = &[
    Section {
        key: "purpose",
        title: "Purpose",
        lead: "What the process is for, and what it wants to reach.",
        noun: None,
        columns: &[
            ask("name", "Name", "A noun that people know: Incident management.", Kind::Line),
            ask("purpose", "Purpose", "One or two sentences that a new colleague understands.", Kind::Text),
            ask("objectives", "Objectives", "One a line. Each needs a measure.", Kind::Text),
            ask(
                "success_factors",
                "Critical success factors",
                "What must be true for them to be reached. One a line.",
                Kind::Text,
            ),
            ask("criticality", "How much depends on it", "", CRITICALITY),
            ask("review", "Days between reviews", "365 for once a year.", Kind::Count),
        ],
        covers: &["name", "purpose", "objectives", "success_factors", "criticality", "review_interval_days"],
    },
    Section {
        key: "scope",
        title: "Scope and triggers",
        lead: "Where the process begins and ends.",
        noun: None,
        columns: &[
            ask("scope_in", "In scope", "One a line.", Kind::Text),
            ask("scope_out", "Out of scope", "One a line; say where it is handled instead.", Kind::Text),
            ask("triggers", "What starts it", "One a line.", Kind::Text),
        ],
        covers: &["scope_in", "scope_out", "triggers"],
    },
    Section {
        key: "stakeholders",
        title: "Stakeholders",
        lead: "Who has a stake in the process beside those who work in it.",
        noun: Some("Stakeholder"),
        columns: &[ask("who", "Who", "", Kind::Line), ask("interest", "Wants of it", "", Kind::Text)],
        covers: &["stakeholders"],
    },
    Section {
        key: "inputs",
        title: "Inputs",
        lead: "What the process needs, and who supplies it.",
        noun: Some("Input"),
        columns: &[
            ask("what", "What", "", ARTEFACT),
            ask("supplier", "From whom", "", Kind::Line),
            ask("quality", "Good enough when", "", Kind::Line),
        ],
        covers: &["inputs"],
    },
    Section {
        key: "outputs",
        title: "Outputs",
        lead: "What the process makes, and for whom.",
        noun: Some("Output"),
        columns: &[
            ask("what", "What", "", ARTEFACT),
            ask("customer", "For whom", "", Kind::Line),
            ask("acceptance", "Accepted when", "", Kind::Line),
        ],
        covers: &["outputs"],
    },
    Section {
        key: "roles",
        title: "Roles",
        lead: "Who does the work. Their letters stand in the RACI matrix.",
        noun: Some("Role"),
        columns: &[
            KEY,
            ask("title", "Name", "", ROLE_NAME),
            ask("responsibility", "Answers for", "", Kind::Text),
            ask("authority", "May decide alone", "", Kind::Line),
            ask("skills", "Must be able to", "", Kind::Line),
            ask("unit", "Usually works in", "", Kind::Line),
            ask("headcount", "People needed", "", Kind::Count),
        ],
        covers: &["roles"],
    },
    Section {
        key: "separations",
        title: "Separation of roles",
        lead: "Roles that one person must not hold together, each pair with its reason.",
        noun: Some("Pair"),
        columns: &[
            ask("first", "Nobody is both", "", Kind::Role),
            ask("second", "and", "", Kind::Role),
            ask("reason", "Because", "", Kind::Line),
        ],
        covers: &["separations"],
    },
    Section {
        key: "policies",
        title: "Policies",
        lead: "Rules, each with its reason.",
        noun: Some("Policy"),
        columns: &[
            ask("statement", "Rule", "", Kind::Text),
            ask("reason", "Because", "", Kind::Text),
            ask("consequence", "Otherwise", "", Kind::Line),
            ask("exceptions", "Except", "Where it does not hold, and who may say so.", Kind::Line),
        ],
        covers: &["policies"],
    },
    Section {
        key: "controls",
        title: "Controls",
        lead: "What keeps the rules, and what proves it.",
        noun: Some("Control"),
        columns: &[
            KEY,
            ask("statement", "Control", "", Kind::Text),
            ask("objective", "So that", "The risk that it answers.", Kind::Line),
            ask("kind", "Kind", "", CONTROL_KINDS),
            ask("frequency", "How often", "For example: monthly.", Kind::Line),
            ask("activity", "At which step", "", Kind::Activity),
            ask("evidence", "Evidence", "The record that proves it.", Kind::Line),
        ],
        covers: &["controls"],
    },
    Section {
        key: "risks",
        title: "Risks",
        lead: "What could go wrong, and which controls answer it.",
        noun: Some("Risk"),
        columns: &[
            KEY,
            ask("statement", "What could go wrong", "", Kind::Text),
            ask("consequence", "What it would cost", "", Kind::Line),
            ask("controls", "Answered by", "", Kind::Controls),
        ],
        covers: &["risks"],
    },
    Section {
        key: "measures",
        title: "Measures",
        lead: "How everybody sees whether the process works.",
        noun: Some("Measure"),
        columns: &[
            KEY,
            ask("title", "Name", "", Kind::Line),
            ask("objective", "Tells about the objective", "", OBJECTIVE),
            ask("kind", "Computed from the ticket log", "", MEASURE_KINDS),
            ask("formula", "Formula", "", Kind::Line),
            ask("unit", "Unit", "", Kind::Line),
            ask("direction", "Target", "", DIRECTIONS),
            ask("target", "Value", "Empty where there is no target.", Kind::Figure),
            ask("source", "Source", "", Kind::Line),
            ask("frequency", "How often", "", Kind::Line),
            ask("owner", "Who answers for it", "", Kind::Role),
            ask(
                "calendar",
                "Times count in the working time of",
                "The key of a calendar; empty for the time of the clock.",
                CALENDAR,
            ),
        ],
        covers: &["measures"],
    },
    Section {
        key: "service-levels",
        title: "Service levels",
        lead: "Times within which something must be reached in every case that runs here. The clock rests where you say.",
        noun: Some("Service level"),
        columns: &[
            KEY,
            ask("level_title", "Name", "What is promised: Resolved.", Kind::Line),
            ask("hours", "Within hours", "8 for eight hours, 0.5 for half an hour.", Kind::Figure),
            ask(
                "calendar",
                "In the working time of",
                "The key of a calendar; empty for the time of the clock.",
                CALENDAR,
            ),
            ask("starts", "The clock starts at", "", Kind::Step("The beginning of the case")),
            ask("stops", "It stops after", "", Kind::Step("The end of the case")),
            ask("pauses", "It rests at", "Names of steps or events, one a line: Ask the requester.", Kind::Text),
            ask("warn", "Warn at", "In per cent of the time: 75, 90.", Kind::Percents),
        ],
        covers: &["service_levels"],
    },
    Section {
        key: "times",
        title: "Times of steps",
        lead: "When steps are due, in whose working time they and the timers count, and how often a program tries. It stands in the diagram.",
        noun: Some("Step or timer"),
        columns: &[
            ask("element", "Step or timer", "", Kind::Timed),
            ask(
                "due",
                "Due after",
                "Of a step: PT8H for eight hours, P2D for two days. What a timer waits for is drawn.",
                Kind::Duration,
            ),
            ask(
                "calendar",
                "In the working time of",
                "The key of a calendar; empty for the time of the clock.",
                CALENDAR,
            ),
            ask("missed", "Times that were missed", "Of a timer that comes again and again.", MISSED),
            ask(
                "retry",
                "Pauses between tries",
                "Of a step that a program does: PT1M PT5M PT30M. Then it stops.",
                Kind::Pauses,
            ),
        ],
        covers: &[],
    },
    Section {
        key: "interfaces",
        title: "Interfaces",
        lead: "What passes between this process and others, agreed by both sides.",
        noun: Some("Interface"),
        columns: &[
            ask("flow", "Direction", "", FLOWS),
            ask("process", "Other process", "", PROCESS),
            ask("what", "What passes", "", ARTEFACT),
            ask("quality", "Good enough when", "", Kind::Line),
            ask("time_limit", "Within", "", Kind::Line),
            ask("confirmed", "Agreed", "", AGREED),
        ],
        covers: &["interfaces"],
    },
    Section {
        key: "forms",
        title: "Forms",
        lead: "What is filled in at the activities. Name a form here, then say what it asks.",
        noun: Some("Form"),
        columns: &[
            KEY,
            ask("form_title", "Title", "", Kind::Line),
            ask("purpose", "What it is for", "And who fills it in.", Kind::Text),
        ],
        covers: &["forms"],
    },
    Section {
        key: "decisions",
        title: "Decisions",
        lead: "Rules that can be computed from what is known. Name a decision here, then fill in its table.",
        noun: Some("Decision"),
        columns: &[
            KEY,
            ask("decision_name", "Name", "For example: Priority.", Kind::Line),
            ask("question", "Question", "What it answers: How soon must we act?", Kind::Line),
        ],
        covers: &["decisions"],
    },
    Section {
        key: "tools",
        title: "Tools",
        lead: "What the process works with.",
        noun: Some("Tool"),
        columns: &[ask("tool", "Tool", "", TOOL), ask("use", "Used for", "", Kind::Line)],
        covers: &["tools"],
    },
    Section {
        key: "records",
        title: "Records",
        lead: "What is kept of each case, where, and for how long.",
        noun: Some("Record"),
        columns: &[
            ask("record", "Record", "", Kind::Line),
            ask("place", "Kept in", "", Kind::Line),
            ask("retention", "Kept for", "For example: three years after closure.", Kind::Line),
        ],
        covers: &["records"],
    },
    Section {
        key: "requirements",
        title: "Tool requirements",
        lead: "What the tool must do for the process.",
        noun: Some("Requirement"),
        columns: &[
            ask("text", "The tool", "", Kind::Text),
            ask("activity", "At which step", "", Kind::Activity),
            ask("priority", "How much", "", PRIORITIES),
            ask("acceptance", "Met when", "", Kind::Text),
        ],
        covers: &["requirements"],
    },
    Section {
        key: "glossary",
        title: "Glossary",
        lead: "Words that mean something particular here.",
        noun: Some("Term"),
        columns: &[ask("term", "Term", "", TERM), ask("meaning", "Means", "", Kind::Text)],
        covers: &["glossary"],
    },
    Section {
        key: "mappings",
        title: "Frameworks",
        lead: "Where a framework or standard asks for this process; numbers only.",
        noun: Some("Reference"),
        columns: &[
            ask("framework", "Framework", "For example: FitSM-1:2024.", Kind::Line),
            ask("reference", "Number", "For example: PR9.1.", Kind::Line),
        ],
        covers: &["mappings"],
    },
];

/// The fields of one form.
pub const FORM_FIELDS: Section = Section {
    key: "fields",
    title: "Fields",
    lead: "What the form asks, in this order.",
    noun: Some("Field"),
    columns: &[
        KEY,
        ask("label", "Question", "As it is read.", Kind::Line),
        ask("kind", "Answer", "", FIELD_KINDS),
        ask("required", "Duty", "", DUTIES),
        ask("choices", "Choices", "Of a choice only. One a line.", Kind::Text),
        ask("least", "Least", "Of a number, or characters of a text.", Kind::Count),
        ask("most", "Most", "Of a number, or characters of a text.", Kind::Count),
        ask("rule", "Valid when", "In words: not in the future.", Kind::Line),
        ask("help", "Help", "", Kind::Line),
    ],
    covers: &[],
};

/// The section of an address.
#[must_use]
pub fn of_key(key: &str) -> Option<&'static Section> {
    SECTIONS.iter().find(|section| section.key == key)
}
