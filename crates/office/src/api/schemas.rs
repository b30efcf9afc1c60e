//! The shapes of all bodies that go in and out through the API.
//!
//! Absent: what the values mean for the business; the chapters of the guide tell that. Source: the handlers themselves, which a
//! test compares with this table.

mod connectors;
mod measures;
mod requirements;

use super::schema::{Field, Schema, Side};
use connectors::CONNECTORS;
use measures::MEASURES;
use requirements::REQUIREMENTS;

pub(super) const fn answer(name: &'static str, says: &'static str, fields: &'static [Field]) -> Schema {
    Schema { name, says, side: Side::Answer, fields }
}

pub(super) const fn request(name: &'static str, says: &'static str, fields: &'static [Field]) -> Schema {
    Schema { name, says, side: Side::Request, fields }
}

const fn both(name: &'static str, says: &'static str, fields: &'static [Field]) -> Schema {
    Schema { name, says, side: Side::Both, fields }
}

/// The schema of that name.
pub(super) fn named(name: &str) -> Option<&'static Schema> {
    all().find(|schema| schema.name == name)
}

/// Every schema, in the order of the document.
pub(super) fn all() -> impl Iterator<Item = &'static Schema> {
    let groups = [
        OFFICE,
        PEOPLE,
        PROCESSES,
        COMMENTS,
        DEFINITION,
        ARCHITECTURE,
        HANDOFFS,
        REQUIREMENTS,
        DICTIONARY,
        IMPROVEMENTS,
        MEASURES,
        CONNECTORS,
        super::webhooks::SCHEMAS,
        super::intakes::SCHEMAS,
        super::cases::SCHEMAS,
        super::calendars::SCHEMAS,
        super::skills::SCHEMAS,
    ];
    groups.into_iter().flatten()
}

#[rustfmt::skip]
const OFFICE: &[Schema] = &[
    answer("Problem", "Why something was not done (RFC 9457).", &[
        ("type", "string"), ("title", "string"), ("status", "integer"), ("detail", "string"), ("operation", "string"),
        ("errors?", "[FieldProblem]"),
    ]),
    answer("FieldProblem", "What is wrong with one field; null where it is the whole request.", &[
        ("field", "string?"), ("detail", "string"),
    ]),
    answer("Document", "An OpenAPI document.", &[
        ("openapi", "string"), ("info", "{any}"), ("servers", "[any]"), ("security", "[any]"), ("tags", "[any]"),
        ("paths", "{any}"), ("components", "{any}"),
    ]),
    answer("Work", "What is asked of the person who is signed in, at most 500 at once; total counts all, and next is the address of what follows.", &[
        ("open", "[Ask]"), ("total", "integer"), ("next", "string?"),
    ]),
    answer("Ask", "One thing that is asked of a person.", &[
        ("id", "string"), ("kind", "string"), ("title", "string"), ("why", "string"), ("href", "string"), ("object", "Object"),
        ("due", "day"), ("group", "overdue|this_week|later"), ("asked_at", "instant"),
    ]),
    answer("Object", "What the ask is about.", &[("kind", "string"), ("id", "string")]),
];

#[rustfmt::skip]
const PEOPLE: &[Schema] = &[
    answer("Me", "The person who is signed in, and the roles held now.", &[
        ("id", "string"), ("name", "string"), ("email", "string"), ("title", "string"), ("unit_id", "string?"),
        ("roles", "[HeldRole]"),
    ]),
    answer("HeldRole", "A role; without a process it holds for the whole office.", &[
        ("role", "string"), ("label", "string"), ("process_id", "string?"), ("process", "string?"), ("since", "instant"),
        ("until", "instant?"),
    ]),
    answer("People", "One page of people, and how many there are in all.", &[("items", "[Person]"), ("total", "integer")]),
    answer("Person", "Somebody with an account, with the words of the roles held now.", &[
        ("id", "string"), ("name", "string"), ("email", "string"), ("title", "string"), ("unit_id", "string?"),
        ("unit", "string?"), ("roles", "[string]"), ("closed", "boolean"), ("href", "string"),
    ]),
    answer("Units", "Every unit, by name.", &[("items", "[Unit]"), ("total", "integer")]),
    answer("Unit", "A part of the organisation.", &[("id", "string"), ("name", "string"), ("parent_id", "string?")]),
];

#[rustfmt::skip]
const PROCESSES: &[Schema] = &[
    answer("Processes", "Every process the person may read.", &[("items", "[Listed]"), ("total", "integer")]),
    answer("Listed", "A process with who answers for it and where it stands.", &[
        ("id", "string"), ("key", "string"), ("name", "string"), ("category", "string"), ("level", "integer"),
        ("parent", "string?"), ("about", "string"), ("variant_of", "string?"), ("site", "string"), ("retires", "day?"),
        ("retired", "boolean"), ("owner", "string?"), ("manager", "string?"), ("version", "string?"), ("draft", "draft|in_review|sent_back|approved?"),
        ("next_review", "day?"), ("concerns", "[string]"), ("href", "string"),
    ]),
    answer("OneProcess", "A process, its versions, and the open draft.", &[
        ("process", "Listed"), ("versions", "[Version]"), ("open", "Version?"),
    ]),
    answer("OneVersion", "A version and its whole definition.", &[("version", "Version"), ("definition", "Definition")]),
    answer("Process", "A process as it stands in the register; levels 0 and 1 are areas, without a definition.", &[
        ("id", "string"), ("key", "string"), ("name", "string"), ("category", "string"), ("level", "integer"),
        ("parent_id", "string?"), ("about", "string"), ("variant_of", "string?"), ("site", "string"),
        ("retirement", "Retirement?"), ("created_at", "instant"),
    ]),
    answer("Retirement", "The end of a process; done when its asks and hand-offs ended.", &[
        ("from", "instant"), ("reason", "string"), ("successor_id", "string?"), ("by", "string"), ("done_at", "instant?"),
    ]),
    request("RetirementWish", "From which day on a process is retired (at once without one), why, and the key of what takes its place.", &[
        ("from?", "day?"), ("reason", "string"), ("successor?", "string?"),
    ]),
    request("Staying", "Why a process stays.", &[("reason", "string")]),
    request("NewVariant", "The site or region a variant is made for; the name follows from the base where none is given.", &[
        ("site", "string"), ("name?", "string?"),
    ]),
    answer("Base", "How a variant stands to its base: which version it follows, what it does differently, what changed since.", &[
        ("base", "string"), ("site", "string"), ("standing", "current|taking_over|kept|behind"), ("reason", "string?"),
        ("follows", "string?"), ("newest", "string?"), ("newest_id", "string?"), ("differs", "[ChangeTold]"),
        ("changed", "[ChangeTold]"),
    ]),
    answer("ChangeTold", "One difference in plain words.", &[("sentence", "string"), ("class", "major|minor")]),
    request("TakeOver", "The version of the base that was read, and for each contested part whose text counts: mine or theirs.", &[
        ("version_id", "string"), ("stands?", "{string}"),
    ]),
    answer("TakenOver", "The changes are in the draft; without a draft the variant said all of it already.", &[
        ("taken", "boolean"), ("draft", "Told?"),
    ]),
    answer("BothChanged", "The site and the base changed the same parts; nothing was saved.", &[("conflicts", "[{any}]")]),
    request("Keeping", "Why the variant stays as it is.", &[("version_id", "string"), ("reason", "string")]),
    answer("Kept", "The variant stays as it is.", &[("kept", "boolean")]),
    request("Place", "Where a process shall stand: its level (0 to 4), and the key of what it hangs below.", &[
        ("level", "integer"), ("category", "management|core|support"), ("parent?", "string?"), ("about?", "string"),
    ]),
    answer("Version", "One version of a process; the number is empty before publication.", &[
        ("id", "string"), ("process_id", "string"), ("number", "string"),
        ("state", "draft|in_review|sent_back|approved|published|discarded"), ("seal", "string"), ("revision", "integer"),
        ("submitted_revision", "integer?"), ("base_id", "string?"), ("follows_id", "string?"), ("started_by", "string"), ("started_at", "instant"),
        ("submitted_by", "string"), ("submitted_at", "instant?"), ("published_by", "string"), ("published_at", "instant?"),
        ("effective_at", "instant?"), ("improvement_id", "string"), ("note", "string"),
    ]),
    request("NewProcess", "A process to add: from the library, with a definition, or empty with a name.", &[
        ("library?", "string?"), ("definition?", "Definition?"), ("name?", "string?"), ("category?", "string?"),
        ("level?", "integer?"), ("parent?", "string?"), ("about?", "string"),
    ]),
    request("Appointment", "Whom to ask.", &[("person_id", "string")]),
    answer("Asked", "The person was asked.", &[("asked", "boolean")]),
    answer("Accepted", "The role is held.", &[("accepted", "boolean")]),
    request("Save", "The whole definition, and the revision it was made from.", &[
        ("revision", "integer"), ("definition", "Definition"),
    ]),
    answer("Decisions", "What the version in force computes; failing counts the examples that come out otherwise.", &[
        ("version", "string"), ("items", "[DecisionItem]"),
    ]),
    answer("DecisionItem", "One decision: what it asks and what it answers.", &[
        ("key", "string"), ("name", "string"), ("question", "string"), ("inputs", "[DecisionSlot]"),
        ("results", "[DecisionSlot]"), ("examples", "integer"), ("failing", "integer"),
    ]),
    answer("DecisionSlot", "One input or result: its name, what people read, its type in FEEL, and the texts it may be.", &[
        ("name", "string"), ("label", "string"), ("type", "string"), ("choices", "[string]"),
    ]),
    request("Evaluating", "The inputs by their names; dates, times and durations are texts, and what is left out is not known.", &[
        ("inputs?", "{any}?"),
    ]),
    answer("Evaluation", "What comes out, why parts of it are null, why each table gave what it gave, and the decisions on the way.", &[
        ("version", "string"), ("decision", "string"), ("result", "any"), ("warnings", "[string]"),
        ("why", "[DecisionReason]"), ("made", "[DecisionStep]"),
    ]),
    answer("DecisionReason", "One table: its inputs, the numbers of the rules that match, and each test of each rule.", &[
        ("table", "string"), ("hit_policy", "string"), ("inputs", "[DecisionInput]"), ("rules", "[integer]"),
        ("tests", "[[boolean]]"),
    ]),
    answer("DecisionInput", "What a column was given.", &[("label", "string"), ("value", "any")]),
    answer("DecisionStep", "A decision that was made on the way.", &[("decision", "string"), ("result", "any")]),
    answer("Told", "Where the version stands after what was done.", &[
        ("version_id", "string"), ("revision", "integer"), ("seal", "string"),
        ("state", "draft|in_review|sent_back|approved|published|discarded"), ("number", "string"),
    ]),
    answer("Saved", "The saved draft; together is true when somebody else's edit was brought in.", &[
        ("version_id", "string"), ("revision", "integer"), ("seal", "string"),
        ("state", "draft|in_review|sent_back|approved|published|discarded"), ("number", "string"), ("together", "boolean"),
        ("findings", "[Finding]"),
    ]),
    answer("Contest", "Somebody was quicker: which revision is saved now, by whom, and what they changed.", &[
        ("mine", "integer"), ("theirs", "integer"), ("by", "string"), ("at", "string"), ("changes", "[string]"),
    ]),
    answer("Finding", "Something to look at in the definition.", &[
        ("rule", "string"), ("target", "{any}"), ("severity", "error|warning|info"), ("message", "string"), ("why", "string"),
        ("remedy", "string"),
    ]),
    answer("VersionFindings", "What is found in a version, what the office switched off, and how it reads.", &[
        ("version_id", "string"), ("seal", "string"), ("findings", "[Finding]"), ("silenced", "[Silenced]"),
        ("reading", "Reading"),
    ]),
    answer("Silenced", "A rule that the office switched off, and how often it would have spoken.", &[
        ("rule", "string"), ("count", "integer"), ("reason", "string"),
    ]),
    answer("Reading", "How a text reads; ease is Flesch's reading ease, none where the text is too short.", &[
        ("words", "integer"), ("sentences", "integer"), ("ease", "number?"), ("sentence_words", "number"),
        ("passive_share", "number"),
    ]),
    answer("Rules", "Every rule; words are those that the office counts as jargon, with plainer ones.", &[
        ("total", "integer"), ("items", "[RuleItem]"), ("words", "{string}"),
    ]),
    answer("Findings", "The findings the person may read, the gravest first unless sorted otherwise.", &[
        ("items", "[OfficeFinding]"), ("total", "integer"),
    ]),
    answer("OfficeFinding", "Something to look at, at its process, as it counts in this office.", &[
        ("process_id", "string"), ("process_key", "string"), ("process", "string"), ("rule", "string"),
        ("severity", "error|warning|info"), ("message", "string"), ("place", "string"), ("href", "string"),
        ("new_at", "instant?"), ("why", "string"), ("remedy", "string"),
    ]),
    answer("RuleItem", "A rule and how much it counts here.", &[
        ("rule", "string"), ("usual", "off|hint|warning|error"), ("weight", "off|hint|warning|error"), ("reason", "string"),
        ("why", "string"), ("remedy", "string"),
    ]),
    request("Weighing", "How much a rule counts from now on, and why.", &[
        ("weight", "off|hint|warning|error"), ("reason", "string"),
    ]),
    answer("Weighed", "The rule counts this much.", &[("weight", "off|hint|warning|error")]),
    request("Restoring", "Why the rule counts as it comes again.", &[("reason", "string")]),
    answer("Restored", "The rule counts as it comes.", &[("restored", "boolean")]),
    request("Submission", "Who shall approve, by which day.", &[
        ("approvers", "[string]"), ("due?", "day?"), ("note?", "string"),
    ]),
    request("Decision", "A yes or a no to the content with this seal.", &[
        ("decision", "approved|sent_back"), ("seal", "string"), ("reason?", "string"),
    ]),
    answer("State", "Where the version stands now.", &[
        ("state", "draft|in_review|sent_back|approved|published|discarded"),
    ]),
    request("Publication", "From which day the version is in force; at once without one.", &[
        ("effective?", "day?"), ("reason?", "string"),
    ]),
];

#[rustfmt::skip]
const COMMENTS: &[Schema] = &[
    answer("Comments", "One page of what is said about a process, and how much there is in all.", &[
        ("items", "[Comment]"), ("total", "integer"),
    ]),
    answer("Comment", "What somebody said at a place of a process; the element is empty for the whole of it.", &[
        ("id", "string"), ("kind", "comment|question|practice"),
        ("state", "open|answered|accepted|declined|resolved|merged|withdrawn"), ("element", "string"), ("place", "string"),
        ("version", "string"), ("on_draft", "boolean"), ("text", "string"), ("why", "string"), ("how_often", "string"),
        ("saves", "string"), ("by", "string"), ("at", "instant"), ("edited_at", "instant?"), ("withdrawn", "boolean"),
        ("due", "day?"), ("closed_by", "string?"), ("closed_at", "instant?"), ("closing", "string"), ("listed", "boolean"),
        ("merged_into", "string?"), ("became", "string?"), ("replies", "integer"), ("href", "string"),
    ]),
    answer("Conversation", "A comment with what was replied.", &[("comment", "Comment"), ("replies", "[Reply]")]),
    answer("Reply", "What somebody said to a comment; the answer to a question is marked.", &[
        ("id", "string"), ("text", "string"), ("by", "string"), ("at", "instant"), ("edited_at", "instant?"),
        ("withdrawn", "boolean"), ("is_answer", "boolean"),
    ]),
    request("Saying", "What to say, and where; why, how_often and saves belong to a practice.", &[
        ("kind", "comment|question|practice"), ("element?", "string"), ("on_draft?", "boolean"), ("text", "string"),
        ("why?", "string"), ("how_often?", "string"), ("saves?", "string"),
    ]),
    request("Replying", "What to reply.", &[("text", "string")]),
    request("Answering", "The answer, and whether every reader shall find it.", &[("text", "string"), ("listed?", "boolean")]),
    request("Ending", "A sentence about how it ended, or why it is open again.", &[("sentence?", "string")]),
];

#[rustfmt::skip]
const ARCHITECTURE: &[Schema] = &[
    answer("House", "Every process the person may read, with what it hangs below and how it is.", &[
        ("items", "[Housed]"), ("total", "integer"),
    ]),
    answer("Housed", "A process with its place and its health; parent and base are ids.", &[
        ("id", "string"), ("key", "string"), ("name", "string"), ("level", "integer"), ("category", "string"),
        ("parent_id", "string?"), ("variant_of", "string?"), ("site", "string"), ("owner", "string?"), ("manager", "string?"),
        ("version", "string?"), ("next_review", "day?"), ("health", "HealthTold"), ("href", "string"),
    ]),
    answer("HealthTold", "How a process is, with every reason.", &[
        ("grade", "action|attention|order"), ("reasons", "[HealthReason]"),
    ]),
    answer("HealthReason", "Something that speaks against a process, and where it is settled.", &[
        ("reason", "string"), ("sentence", "string"), ("href", "string"),
    ]),
];

#[rustfmt::skip]
const DEFINITION: &[Schema] = &[
    both("Definition", "All that is agreed about one process; the diagram is BPMN 2.0 XML.", &[
        ("name", "string"), ("purpose", "string"), ("objectives", "[string]"), ("success_factors", "[string]"),
        ("criticality", "low|medium|high|vital?"), ("scope_in", "[string]"), ("scope_out", "[string]"),
        ("triggers", "[string]"), ("stakeholders", "[Stakeholder]"), ("inputs", "[Input]"), ("outputs", "[Output]"),
        ("diagram", "string"), ("activities", "{Activity}"), ("roles", "[ProcessRole]"), ("raci", "{{string}}"),
        ("separations", "[Separation]"), ("policies", "[Policy]"), ("controls", "[Control]"), ("risks", "[Risk]"), ("measures", "[Measure]"),
        ("service_levels", "[ServiceLevel]"), ("interfaces", "[Interface]"), ("forms", "{Form}"),
        ("decisions", "{ComputedDecision}"), ("tools", "[Tool]"), ("records", "[Record]"), ("requirements", "[Requirement]"), ("glossary", "[Term]"), ("mappings", "[Mapping]"),
        ("review_interval_days", "integer"),
    ]),
    both("ServiceLevel", "A time within which something must be reached in every case; steps by their ids, warnings in per cent.", &[
        ("key", "string"), ("name", "string"), ("minutes", "integer"), ("calendar", "string"), ("starts_at", "string"), ("stops_at", "string"),
        ("pauses_at", "[string]"), ("warn_at", "[integer]"),
    ]),
    both("Input", "What the process needs.", &[("name", "string"), ("supplier", "string"), ("quality", "string")]),
    both("Output", "What the process makes.", &[("name", "string"), ("customer", "string"), ("acceptance", "string")]),
    both("Stakeholder", "Somebody with a stake in the process.", &[("name", "string"), ("interest", "string")]),
    both("Activity", "Details of one activity of the diagram; forms, decisions and measures are keys.", &[
        ("number", "string"), ("purpose", "string"), ("description", "string"), ("inputs", "[string]"),
        ("outputs", "[string]"), ("steps", "string"), ("decision_rule", "string"), ("exception_path", "string"),
        ("process_time_minutes", "integer?"), ("wait_minutes", "integer?"), ("tool", "string"), ("record", "string"),
        ("forms", "[string]"), ("decisions", "[string]"), ("measures", "[string]"), ("skills", "[string]"),
    ]),
    both("ProcessRole", "A role within the process.", &[
        ("key", "string"), ("name", "string"), ("responsibility", "string"), ("authority", "string"), ("skills", "string"),
        ("unit", "string"), ("headcount", "integer?"),
    ]),
    both("Separation", "Two roles, by key, that one person must not hold together.", &[
        ("first", "string"), ("second", "string"), ("reason", "string"),
    ]),
    both("Policy", "A rule with its reason.", &[
        ("statement", "string"), ("reason", "string"), ("consequence", "string"), ("exceptions", "string"),
    ]),
    both("Control", "An action that keeps a rule.", &[
        ("key", "string"), ("statement", "string"), ("objective", "string"), ("kind", "preventive|detective|corrective"),
        ("frequency", "string"), ("activity", "string"), ("evidence", "string"),
    ]),
    both("Risk", "What could go wrong, and the keys of the controls that answer it.", &[
        ("key", "string"), ("statement", "string"), ("consequence", "string"), ("controls", "[string]"),
    ]),
    both("Measure", "A measure with its target.", &[
        ("key", "string"), ("name", "string"), ("objective", "string"), ("formula", "string"), ("unit", "string"),
        ("source", "string"), ("frequency", "string"), ("owner", "string"),
        ("kind", "volume|resolution_time_median|resolution_time_p90|reopened_share|reassigned_share|first_time_right_share|\
                  sla_met_share|other"),
        ("calendar", "string"), ("target", "Target?"),
    ]),
    request("Target", "Where a measure should be, in its unit.", &[("direction", "at_most|at_least"), ("value", "number")]),
    both("Interface", "What passes between this process and another.", &[
        ("process", "string"), ("flow", "gives|receives"), ("what", "string"), ("quality", "string"), ("time_limit", "string"),
        ("confirmed", "boolean"),
    ]),
    both("Form", "What is filled in at an activity.", &[
        ("title", "string"), ("purpose", "string"), ("fields", "[FormField]"),
    ]),
    both("FormField", "One question of a form; least and most are bounds of a number or of the characters of a text.", &[
        ("key", "string"), ("label", "string"), ("kind", "text|long_text|number|date|choice|yes_no|person"),
        ("required", "boolean"), ("help", "string"), ("choices", "[string]"), ("least", "integer?"), ("most", "integer?"),
        ("rule", "string"),
    ]),
    both("ComputedDecision", "A rule that is computed: the model is DMN XML, each example says what must come out.", &[
        ("name", "string"), ("question", "string"), ("dmn", "string"), ("examples", "[DecisionExample]"),
    ]),
    both("DecisionExample", "A case by the names of inputs and results, each as it would be typed.", &[
        ("name", "string"), ("inputs", "{string}"), ("expected", "{string}"),
    ]),
    both("Tool", "Something that the process works with.", &[("name", "string"), ("purpose", "string")]),
    both("Record", "What is kept, where and for how long.", &[
        ("name", "string"), ("place", "string"), ("retention", "string"),
    ]),
    both("Requirement", "What a tool must do for the process.", &[
        ("text", "string"), ("activity", "string"), ("priority", "must|should|could|wont"), ("acceptance", "string"),
    ]),
    both("Term", "A word and what it means here.", &[("term", "string"), ("meaning", "string")]),
    both("Mapping", "Where a framework asks for this process.", &[("framework", "string"), ("reference", "string")]),
];

#[rustfmt::skip]
const HANDOFFS: &[Schema] = &[
    answer("Handoffs", "The hand-offs the person may read.", &[("items", "[Handoff]"), ("total", "integer")]),
    answer("Handoff", "What passes from one process to another.", &[
        ("id", "string"), ("what", "string"), ("giver", "HandoffSide"), ("receiver", "HandoffSide"),
        ("state", "one_sided|differs|waiting|agreed|outside"), ("agreed_at", "instant?"), ("href", "string"),
    ]),
    answer("HandoffSide", "What one of the two processes states, and the word of its owner to the terms in force.", &[
        ("process_id", "string?"), ("process", "string"), ("names_it", "boolean"), ("quality", "string"),
        ("time_limit", "string"), ("agreed_by", "string?"), ("agreed_at", "instant?"),
    ]),
    request("Agreeing", "The terms as they were read: quality and time limit, joined by a semicolon.", &[
        ("terms", "string"),
    ]),
];

#[rustfmt::skip]
const DICTIONARY: &[Schema] = &[
    answer("Names", "The names that the person may read.", &[("items", "[Name]"), ("total", "integer")]),
    answer("Name", "A name that processes share: its spellings and meanings, the most frequent first.", &[
        ("kind", "role|term|artefact|tool"), ("name", "string"), ("spellings", "[string]"), ("similar", "[string]"),
        ("meanings", "[string]"), ("uses", "[NamePlace]"), ("href", "string"),
    ]),
    answer("NamePlace", "Where it stands; the version is empty for a draft.", &[
        ("process", "string"), ("version", "string"), ("place", "string"),
    ]),
    answer("RenamingPlan", "What another name touches; the print names exactly this plan.", &[
        ("print", "string"), ("obstructed", "boolean"), ("touched", "[RenamedVersion]"),
    ]),
    answer("RenamedVersion", "A version that changes and the number that follows; both are empty for the draft.", &[
        ("process", "string"), ("version", "string"), ("next", "string"), ("places", "integer"), ("obstacle", "string?"),
    ]),
    request("Renaming", "The new name, the print of the plan that was read, and why.", &[
        ("to", "string"), ("print", "string"), ("reason", "string"),
    ]),
];

#[rustfmt::skip]
const IMPROVEMENTS: &[Schema] = &[
    answer("Improvements", "One page of improvements, and how many there are in all.", &[
        ("items", "[Improvement]"), ("total", "integer"),
    ]),
    answer("Improvement", "An improvement from its origin to its verified benefit.", &[
        ("id", "string"), ("number", "integer"), ("name", "string"), ("title", "string"), ("description", "string"),
        ("process_id", "string?"), ("process", "string?"),
        ("stage", "proposed|accepted|in_progress|completed|verified|not_verified|declined|withdrawn"), ("priority", "number"),
        ("score", "Score"), ("origin", "Origin"), ("raised_by", "string"), ("raised_at", "instant"), ("plan", "Plan?"),
        ("version", "MadeVersion?"), ("completed_at", "instant?"), ("measured", "Measured?"), ("verified", "Verified?"),
        ("href", "string"),
    ]),
    answer("Score", "Marks from 1 to 5; priority = (value + risk + urgency) ÷ size.", &[
        ("size", "small|medium|large"), ("value", "integer"), ("risk", "integer"), ("urgency", "integer"),
    ]),
    answer("Origin", "Where it came from, and what was known at that time.", &[
        ("kind", "idea|deviation|measure|finding|workshop|audit|survey|incidents|comment|practice|objects"), ("id", "string"), ("label", "string"),
        ("href", "string"), ("evidence", "any"),
    ]),
    answer("Plan", "What was agreed when it was accepted.", &[
        ("owner_id", "string"), ("owner", "string"), ("measure", "PlannedMeasure"), ("baseline", "number"),
        ("target", "number"), ("due", "day"), ("expected", "string"),
    ]),
    answer("PlannedMeasure", "The measure that shall move; without a key only people can take it.", &[
        ("key", "string"), ("label", "string"), ("unit", "string"),
    ]),
    answer("MadeVersion", "The version of the process that was made for it.", &[
        ("id", "string"), ("label", "string"), ("href", "string"),
    ]),
    answer("Measured", "What a log says, with the cases behind it and the 95 % interval.", &[
        ("value", "number"), ("n", "integer"), ("low", "number?"), ("high", "number?"), ("at", "instant"),
    ]),
    answer("Verified", "What somebody other than the owner found.", &[
        ("value", "number"), ("by", "string"), ("at", "instant"), ("comment", "string"),
    ]),
    request("Proposal", "An improvement to propose.", &[
        ("title", "string"), ("description?", "string"), ("process_id?", "string?"),
    ]),
];
