//! Connectors and what trying one tells.

use super::super::schema::Schema;
use super::{answer, request};

#[rustfmt::skip]
pub(super) const CONNECTORS: &[Schema] = &[
    answer("Connectors", "Tools that the office speaks with.", &[("items", "[Connector]")]),
    answer("Connector", "A tool; rests_until is null unless it rests after failures.", &[
        ("id", "string"), ("name", "string"), ("kind", "rt|redmine|servicenow|jira|glpi|camunda8|operaton|http"), ("address", "string"),
        ("in_use", "boolean"), ("failures", "integer"), ("rests_until", "instant?"), ("good_at", "instant?"),
        ("trouble", "string"), ("href", "string"),
    ]),
    answer("Trial", "What works, or what is wrong and how to mend it.", &[
        ("works", "boolean"), ("sentence", "string"), ("who", "string"), ("version", "string"), ("places", "[TicketPlace]"),
        ("notes", "[string]"),
    ]),
    answer("EngineDryRun", "What would be deployed to an engine, and what to know of it.", &[
        ("version", "string"), ("engine", "camunda8|operaton"), ("files", "[EngineFile]"), ("notes", "[EngineNote]"),
    ]),
    answer("EngineFile", "A file that is deployed.", &[("name", "string"), ("bytes", "integer")]),
    answer("EngineNote", "A sentence about one element of the diagram.", &[
        ("element", "string"), ("name", "string"), ("weight", "lost|to_do|said"), ("sentence", "string"),
    ]),
    answer("EngineDeployments", "What was sent to engines, the newest first.", &[("items", "[EngineDeployment]")]),
    answer("EngineDeployment", "A version that was sent to an engine, and what the engine says.", &[
        ("id", "string"), ("version", "string"), ("connector_id", "string"), ("engine", "string"), ("state", "waiting|deployed|refused"),
        ("deployment", "string"), ("parts", "[EnginePart]"), ("told", "string"), ("asked_by", "string"), ("asked_at", "instant"),
        ("done_at", "instant?"),
    ]),
    answer("EnginePart", "Something that an engine keeps of a deployment.", &[
        ("what", "process|decision|form"), ("id", "string"), ("key", "string"), ("version", "integer"), ("file", "string"),
    ]),
    request("EngineAsking", "Deploys the version in force; the version is named where another must be refused.", &[
        ("connector_id", "string"), ("version?", "string"), ("although?", "boolean"),
    ]),
    answer("TicketPlace", "A queue, project or table of tickets.", &[("key", "string"), ("label", "string")]),
];
