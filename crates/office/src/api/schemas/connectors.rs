//! Connectors and what trying one tells.

use super::super::schema::Schema;
use super::answer;

#[rustfmt::skip]
pub(super) const CONNECTORS: &[Schema] = &[
    answer("Connectors", "Tools that the office speaks with.", &[("items", "[Connector]")]),
    answer("Connector", "A tool; rests_until is null unless it rests after failures.", &[
        ("id", "string"), ("name", "string"), ("kind", "rt|redmine|servicenow|jira|glpi"), ("address", "string"),
        ("in_use", "boolean"), ("failures", "integer"), ("rests_until", "instant?"), ("good_at", "instant?"),
        ("trouble", "string"), ("href", "string"),
    ]),
    answer("Trial", "What works, or what is wrong and how to mend it.", &[
        ("works", "boolean"), ("sentence", "string"), ("who", "string"), ("version", "string"), ("places", "[TicketPlace]"),
        ("notes", "[string]"),
    ]),
    answer("TicketPlace", "A queue, project or table of tickets.", &[("key", "string"), ("label", "string")]),
];
