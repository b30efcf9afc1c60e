//! The shapes of tool requirements, their tests and waivers, and of what is proposed.

use super::super::schema::Schema;
use super::{answer, request};

#[rustfmt::skip]
pub(super) const REQUIREMENTS: &[Schema] = &[
    answer("RequirementsInForce", "The tool requirements of the versions in force that the person may read.", &[
        ("items", "[RequirementInForce]"), ("total", "integer"),
    ]),
    answer("RequirementInForce", "What a tool must do for a process in force, how it is met, its tests and its waivers, the newest first.", &[
        ("id", "string"), ("process_id", "string"), ("process_key", "string"), ("process", "string"), ("text", "string"),
        ("earlier", "string"), ("activity", "string"), ("step", "string"), ("priority", "must|should|could|wont"),
        ("acceptance", "string"), ("version", "string"),
        ("state", "failed|not_met|unanswered|to_test|waived|workaround|met|not_wanted"), ("gap", "string?"),
        ("note", "string"), ("answered_by", "string?"), ("answered_at", "instant?"),
        ("result", "untested|retest|failed|passed"), ("objects", "[ToolObject]"), ("tests", "[RequirementTest]"),
        ("waivers", "[Waiver]"), ("revision", "integer"), ("href", "string"),
    ]),
    answer("ToolLooks", "Looks at tools for a process, the newest first.", &[("items", "[ToolLook]")]),
    answer("ToolLook", "A look at the configuration of a tool.", &[
        ("id", "string"), ("connector_id", "string"), ("tool", "string"), ("place", "string"), ("place_label", "string"),
        ("state", "waiting|done|failed"), ("trouble", "string"), ("asked_at", "instant"), ("done_at", "instant?"), ("href", "string"),
    ]),
    answer("ToolLookOutcome", "What a look brought: what it says of each requirement, and both sides beside each other.", &[
        ("look", "ToolLook"), ("version", "string"), ("findings", "[ToolFinding]"), ("beside", "[ToolBeside]"), ("others", "integer"),
        ("notes", "[string]"),
    ]),
    answer("ToolFinding", "What a look says of a requirement; result is what taking it writes down, null where it cannot be taken.", &[
        ("requirement_id", "string"), ("text", "string"), ("verdict", "seen|missing|unclear"), ("note", "string"),
        ("looked", "[ToolLooked]"), ("result", "string?"),
        ("offer", "result|taken|changed|waived|known|unanswered|same|nothing"),
    ]),
    answer("ToolLooked", "Something that was looked for; certain where what was not found does not exist.", &[
        ("part", "state|field|type|priority|category"), ("of", "string"), ("name", "string"), ("found", "boolean"), ("certain", "boolean"),
    ]),
    answer("ToolBeside", "What process and tool have of one part, or of the choices of one field.", &[
        ("part", "state|field|type|priority|category"), ("of", "string"), ("both", "[string]"), ("only_process", "[string]"),
        ("only_tool", "[string]"), ("whole", "boolean"),
    ]),
    request("ToolLookAsking", "Where to look: a connector and a key of one of its places.", &[
        ("connector_id", "string"), ("place", "string"),
    ]),
    request("ToolLookTaking", "The requirements whose results are taken.", &[("requirement_ids", "[string]")]),
    answer("ToolLookTaken", "How many results were saved.", &[("saved", "integer")]),
    answer("ToolObject", "A part of a tool that meets a requirement.", &[
        ("id", "string"), ("tool", "string"),
        ("kind", "form|field|workflow|rule|notification|report|permission|integration|other"), ("name", "string"),
        ("link", "string"), ("named_by", "string"), ("named_at", "instant"),
    ]),
    answer("RequirementTest", "One test: the requirement as it read, and the version of the process in which it stood.", &[
        ("result", "passed|failed"), ("text", "string"), ("version", "string"), ("note", "string"), ("evidence", "string"),
        ("tested_by", "string"), ("tested_at", "instant"),
    ]),
    answer("Waiver", "A known departure of the tool from the process, accepted by its owner until a day.", &[
        ("id", "string"), ("state", "asked|accepted|expired|ended"), ("what", "string"), ("why", "string"), ("until", "day"),
        ("recorded_by", "string"), ("accepted_by", "string"), ("accepted_at", "instant?"), ("ended_at", "instant?"),
        ("end_reason", "string"),
    ]),
    request("RequirementAnswer", "How the tool meets it, on the revision that was read.", &[
        ("revision", "integer"), ("gap", "standard|configuration|customisation|workaround|not_met"), ("note?", "string"),
    ]),
    request("ToolObjectName", "A part of a tool that meets the requirement.", &[
        ("tool", "string"), ("kind", "form|field|workflow|rule|notification|report|permission|integration|other"),
        ("name", "string"), ("link?", "string"),
    ]),
    request("ToolObjectRemoval", "Nothing more is needed.", &[]),
    request("RequirementResult", "What a test showed, on the revision that was read.", &[
        ("revision", "integer"), ("passed", "boolean"), ("observation?", "string"), ("evidence?", "string"),
    ]),
    request("WaiverWish", "What the tool does otherwise, why, and until when at most.", &[
        ("what", "string"), ("why", "string"), ("until", "day"),
    ]),
    request("WaiverAcceptance", "The last day on which it holds.", &[("until", "day")]),
    request("WaiverEnd", "Why it ends.", &[("reason", "string")]),
    answer("ProposedRequirements", "What the draft, else the version in force, asks of a tool without saying so.", &[
        ("items", "[ProposedRequirement]"), ("total", "integer"),
    ]),
    answer("ProposedRequirement", "A requirement that could be written down, and the part of the definition it comes from.", &[
        ("source", "string"), ("because", "string"), ("text", "string"), ("activity", "string"),
        ("priority", "must|should|could|wont"), ("acceptance", "string"),
    ]),
    request("ProposalsTaken", "The sources of the proposals to write into the draft.", &[("sources", "[string]")]),
];
