//! Measures, logs, deviations and scorecards.

use super::super::schema::Schema;
use super::{answer, request};

#[rustfmt::skip]
pub(super) const MEASURES: &[Schema] = &[
    answer("Potential", "What automating each activity of the version in force may save, the most first.", &[
        ("version", "string"), ("log_id", "string?"), ("ready", "boolean"), ("conditions", "[PotentialCondition]"), ("items", "[Candidate]"),
    ]),
    answer("Candidate", "One activity: hours of work a year today and what automating may save; null where it is not known.", &[
        ("activity", "string"), ("name", "string"), ("times_a_year", "number?"), ("minutes", "integer?"), ("elapsed", "boolean"),
        ("hours", "number?"),
        ("suitable", "PotentialSpan"), ("saved", "PotentialSpan?"), ("confidence", "high|fair|low"), ("factors", "[PotentialFactor]"),
        ("first", "[string]"), ("automatic", "boolean"),
    ]),
    answer("PotentialFactor", "What speaks for automating, from 0 to 1, and why; a range where it is not known.", &[
        ("name", "string"), ("share", "PotentialSpan"), ("known", "boolean"), ("why", "string"),
    ]),
    answer("PotentialCondition", "A mark of a managed process, and whether the records show it; null where nothing tells.", &[
        ("name", "string"), ("met", "boolean?"), ("why", "string"),
    ]),
    answer("Readiness", "What stands in the way of automating the version in force; held while something is unsettled and not accepted.", &[
        ("held", "boolean"), ("unsettled", "[Unsettled]"), ("conditions", "[PotentialCondition]"), ("acceptance", "ReadinessAcceptance?"),
    ]),
    answer("Unsettled", "One thing that stands in the way; its key is named when it is accepted.", &[("key", "string"), ("sentence", "string")]),
    answer("ReadinessAcceptance", "What the owner accepted, and why.", &[
        ("by", "string"), ("at", "instant"), ("reason", "string"), ("accepted", "[Unsettled]"),
    ]),
    request("ReadinessAccepting", "The keys of everything that was read to be unsettled, and why it is automated nevertheless.", &[
        ("unsettled", "[string]"), ("reason", "string"),
    ]),
    answer("PotentialSpan", "From the least to the greatest.", &[("low", "number"), ("high", "number")]),
    answer("Import", "How far an import is, and the log it became.", &[
        ("id", "string"), ("file", "string"), ("sha256", "string"), ("bytes", "integer"),
        ("state", "uploaded|running|stopped|done|failed|cancelled"), ("rows_read", "integer"), ("rows_bad", "integer"),
        ("bytes_read", "integer"),
        ("message", "string"), ("log_id", "string?"), ("href", "string"),
    ]),
    answer("Measures", "The measures of a process as a log tells them.", &[
        ("process", "string"), ("version", "string"), ("log", "Log"), ("measures", "[Figure]"),
    ]),
    answer("Log", "A ticket log of a process.", &[
        ("id", "string"), ("process_id", "string"), ("name", "string"), ("sha256", "string"), ("rows_read", "integer"),
        ("rows_good", "integer"), ("rows_bad", "integer"), ("duplicates", "integer"), ("cases", "integer"),
        ("events", "integer"), ("first_at", "instant?"), ("last_at", "instant?"), ("notes", "[string]"),
        ("imported_by", "string"), ("imported_at", "instant"),
    ]),
    answer("Figure", "One measure beside its target; null where no case counts.", &[
        ("key", "string"), ("name", "string"), ("unit", "string"), ("value", "number?"), ("cases", "integer"),
        ("target", "number?"), ("met", "boolean?"), ("counted_in", "string?"),
    ]),
    answer("Deviations", "Where a log departs from the process.", &[
        ("process", "string"), ("version", "string"), ("log_id", "string"), ("fitness", "number?"),
        ("conforming_share", "number?"), ("compared", "integer"), ("not_computed", "integer"), ("notes", "[string]"),
        ("counted_in", "string"), ("deviations", "[Deviation]"),
    ]),
    answer("Alarms", "Measures that left their limits.", &[("items", "[Alarm]")]),
    answer("Alarm", "A measure that left its limits; ended_at is null while it stands.", &[
        ("id", "string"), ("measure", "string"), ("name", "string"), ("week", "instant"), ("sentence", "string"),
        ("raised_at", "instant"), ("ended_at", "instant?"), ("outcome", "answered|improvement|settled?"), ("answer", "string"),
    ]),
    answer("CaseLog", "The log that is made of the cases of a process; trouble is empty while all is well.", &[
        ("is_on", "boolean"), ("log_id", "string?"), ("made_at", "instant?"), ("trouble", "string"),
    ]),
    answer("Feeds", "Histories that are brought by the clock.", &[("items", "[Feed]")]),
    answer("Feed", "A history that is brought by the clock; next_at is null while it is paused.", &[
        ("id", "string"), ("process_id", "string"), ("connector_id", "string"), ("place", "string"), ("schedule", "string"),
        ("events", "integer"), ("cases", "integer"), ("next_at", "instant?"), ("brought_at", "instant?"),
        ("failures", "integer"), ("trouble", "string"), ("log_id", "string?"), ("href", "string"),
    ]),
    request("AlarmAnswer", "What is done about it.", &[("answer", "string")]),
    answer("Explored", "The chosen cases of a log; shares are from 0 to 1, times in seconds.", &[
        ("log", "string"), ("counted_in", "string"), ("cases", "integer"), ("of_cases", "integer"), ("events", "integer"),
        ("measures", "[MinedMeasure]"), ("activities", "[ActivityCount]"), ("edges", "[FlowEdge]"), ("ways", "[CaseWay]"),
        ("handovers", "[GroupHandover]"),
    ]),
    answer("MinedMeasure", "A measure and the number of cases it rests on.", &[
        ("measure", "string"), ("value", "number?"), ("n", "integer"),
    ]),
    answer("ActivityCount", "How often an activity happened.", &[("activity", "string"), ("count", "integer")]),
    answer("FlowEdge", "How often one activity directly followed another, and the median time between.", &[
        ("from", "string"), ("to", "string"), ("count", "integer"), ("cases", "integer"), ("median_seconds", "number"),
    ]),
    answer("CaseWay", "A way, and how many cases take it.", &[("activities", "[string]"), ("cases", "integer")]),
    answer("GroupHandover", "How often work went from one group to another.", &[
        ("from", "string"), ("to", "string"), ("count", "integer"), ("cases", "integer"),
    ]),
    answer("StepFigures", "The chosen cases on the version in force; flows count a skipped step as if it had happened.", &[
        ("process", "string"), ("version", "string"), ("log_id", "string"), ("counted_in", "string"), ("compared", "integer"),
        ("steps", "[StepFigure]"),
        ("flows", "[FlowCount]"),
    ]),
    answer("StepFigure", "A step, with the states that stand for it; without any, nobody can see whether it happened.", &[
        ("element", "string"), ("name", "string"), ("states", "[string]"), ("cases", "integer"), ("executions", "integer"),
        ("waiting", "Spread?"), ("working", "Spread?"), ("following", "Spread?"), ("skipped_cases", "integer"),
        ("misplaced_cases", "integer"),
    ]),
    answer("Spread", "How some times are spread, in seconds.", &[
        ("n", "integer"), ("median_seconds", "number"), ("p90_seconds", "number"), ("sum_seconds", "number"),
    ]),
    answer("FlowCount", "How often a flow of the diagram was taken.", &[("element", "string"), ("count", "integer")]),
    answer("ObjectLogs", "Logs whose objects are seen together.", &[("total", "integer"), ("items", "[ObjectLogEntry]")]),
    answer("ObjectLogEntry", "A file that came with objects, or the newest logs of processes that a column links.", &[
        ("id", "string"), ("name", "string"), ("kind", "file|linked"), ("processes", "[string]"), ("href", "string"),
    ]),
    answer("ObjectLog", "The flows of all types of objects, where they meet, and which belong to which.", &[
        ("id", "string"), ("name", "string"), ("objects", "integer"), ("events", "integer"), ("types", "[ObjectTypeFlow]"),
        ("meetings", "[ObjectMeeting]"), ("links", "[ObjectLinkage]"), ("statements", "[ObjectStatement]"),
    ]),
    answer("ObjectTypeFlow", "The flow of one type of objects.", &[
        ("object_type", "string"), ("objects", "integer"), ("without_events", "integer"), ("events", "integer"),
        ("events_per_object", "HowMany"), ("objects_per_event", "HowMany"), ("relations_per_object", "HowMany"),
        ("median_seconds", "number?"), ("starts", "[ActivityCount]"), ("ends", "[ActivityCount]"), ("edges", "[ObjectFlowEdge]"),
    ]),
    answer("HowMany", "How many of something each has.", &[
        ("least", "integer"), ("median", "number"), ("mean", "number"), ("most", "integer"),
    ]),
    answer("ObjectFlowEdge", "How often one activity directly followed another: over all objects, by different ones, and as pairs of events.", &[
        ("from", "string"), ("to", "string"), ("count", "integer"), ("objects", "integer"), ("event_pairs", "integer"),
        ("mean_seconds", "number"), ("median_seconds", "number"),
    ]),
    answer("ObjectMeeting", "Events of an activity that speak of objects of these types.", &[
        ("activity", "string"), ("types", "[string]"), ("events", "integer"),
    ]),
    answer("ObjectLinkage", "How the objects of one type are linked with those of another; times from the first event of one to that of the other.", &[
        ("of", "string"), ("with", "string"), ("objects", "integer"), ("none", "integer"), ("one", "integer"), ("several", "integer"),
        ("each", "HowMany"), ("links", "integer"), ("median_seconds", "number?"), ("p90_seconds", "number?"), ("before", "integer"),
    ]),
    answer("ObjectStatement", "How often objects of a type state that they are related to another.", &[
        ("qualifier", "string"), ("from", "string"), ("to", "string"), ("count", "integer"),
    ]),
    answer("FoundObjects", "The objects behind a number; the first 1,000.", &[
        ("asked", "string"), ("total", "integer"), ("items", "[FoundObject]"),
    ]),
    answer("FoundObject", "An object, and the linked ones that count.", &[("object", "string"), ("linked", "[string]")]),
    answer("Scorecards", "Every process that the person may read.", &[("total", "integer"), ("items", "[Scorecard]")]),
    answer("Scorecard", "A process on five dimensions; computed is false, and dimensions are empty, while its log is compared.", &[
        ("process", "string"), ("name", "string"), ("computed", "boolean"), ("dimensions", "[ScoredDimension]"), ("href", "string"),
    ]),
    answer("ScoredDimension", "It misses when one of its figures misses its target, and meets when one meets and none misses.", &[
        ("dimension", "quality|effectiveness|efficiency|compliance|adoption"), ("status", "met|missed|no_target|unknown"),
        ("figures", "[ScoredFigure]"),
    ]),
    answer("ScoredFigure", "A figure with its target in words and what it rests on, or why it is not known.", &[
        ("key", "string"), ("name", "string"), ("value", "number?"), ("unit", "string"), ("target", "string"),
        ("status", "met|missed|no_target|unknown"), ("trend", "better|worse|steady|unknown"), ("basis", "string"),
    ]),
    answer("FoundProcess", "A process that some cases show; its figures are from 0 to 1, null where they were too costly.", &[
        ("process", "string"), ("log_id", "string"), ("miner", "inductive|heuristics"), ("noise_percent", "integer"),
        ("cases", "integer"), ("not_computed", "integer"), ("fitness", "number?"), ("precision", "number?"),
        ("generalization", "number?"), ("simplicity", "number"), ("steps", "[FoundStep]"), ("bpmn", "string"),
    ]),
    answer("FoundStep", "A step of it, and whether the version in force has it too.", &[
        ("element", "string"), ("name", "string"), ("published", "boolean"),
    ]),
    answer("Changes", "When cases began to take other ways; window is 0 where there are too few cases to tell.", &[
        ("log_id", "string"), ("counted_in", "string"), ("window", "integer"), ("items", "[ProcessChange]"),
    ]),
    answer("ProcessChange", "A day from which on cases take other ways, with the stretches before and after; chance from 0 to 1.", &[
        ("at", "instant"), ("chance", "number"), ("cases_before", "integer"), ("cases_after", "integer"),
        ("shifted", "[ShiftedStep]"), ("figures", "[FigureChange]"),
    ]),
    answer("ShiftedStep", "One step directly after another, and in which share of the cases; empty names are beginning and end.", &[
        ("from", "string"), ("to", "string"), ("before", "number"), ("after", "number"),
    ]),
    answer("FigureChange", "A figure before and after a change; times in hours, shares from 0 to 1.", &[
        ("measure", "string"), ("difference", "FigureDifference"),
    ]),
    answer("FigureDifference", "After less before, with the interval of 95 % confidence and the size of the effect.", &[
        ("before", "number?"), ("after", "number?"), ("difference", "number?"), ("interval", "[number]?"),
        ("n_before", "integer"), ("n_after", "integer"), ("effect", "number?"),
        ("verdict", "lower|higher|not_clear|too_few"),
    ]),
    answer("Deviation", "One departure, in how many of the compared cases, with some of them.", &[
        ("kind", "skipped|out_of_place|repeated|unexpected|unmodelled"), ("element", "string"), ("name", "string"),
        ("sentence", "string"), ("cases", "integer"), ("of", "integer"), ("extra_hours", "number?"), ("examples", "[string]"),
        ("waived_until", "day?"), ("waiver_id", "string?"),
    ]),
    answer("DeviationWaiver", "A departure of the work that the owner of the process accepts until a day; it stays counted.", &[
        ("id", "string"), ("state", "holds|expired|ended"), ("kind", "skipped|out_of_place|repeated|unexpected|unmodelled"),
        ("element", "string"), ("what", "string"), ("why", "string"), ("until", "day"), ("granted_by", "string"),
        ("granted_at", "instant"), ("ended_at", "instant?"), ("end_reason", "string"), ("href", "string"),
    ]),
    request("DeviationWaiverGrant", "A deviation as the newest log shows it, why it is left so, and the last day.", &[
        ("kind", "skipped|out_of_place|repeated|unexpected|unmodelled"), ("element", "string"), ("why", "string"), ("until", "day"),
    ]),
    request("DeviationWaiverEnd", "Why it ends.", &[("reason", "string")]),
];
