//! The part of the API that is about what comes in: its operations and the shapes of their bodies.
//!
//! Absent: the doors at which things come in; they take what their senders send, and the chapter on intakes tells that. Source: the handlers
//! themselves, which a test compares with these tables.

use super::operations::{Body, Content, Operation, get, ok, post};
use super::schema::Schema;
use super::schemas::{answer, request};
use crate::access::Permission;
use crate::web::Access;

const ADMINISTER: Access = Access::May(Permission::Administer);

#[rustfmt::skip]
pub(super) const OPERATIONS: &[Operation] = &[
    get("/api/intakes", ADMINISTER, "The addresses at which tools and mails come in, and how they fare", &[ok("Intakes")]),
    post("/api/intakes", ADMINISTER, "Add an address at which something comes in; its secret is told this once", Body::Json("NewIntake"), &[
        (201, "Kept.", Content::Json("IntakeSecret")),
    ]),
    get("/api/intakes/{id}/calls", ADMINISTER, "What came in last, and what became of it", &[ok("IntakeCalls")]),
    post("/api/intakes/{id}/secret", ADMINISTER, "Make a new secret; the one before counts no more", Body::Nothing, &[ok("IntakeSecret")]),
];

#[rustfmt::skip]
pub(super) const SCHEMAS: &[Schema] = &[
    answer("Intakes", "Addresses at which something comes in.", &[("items", "[Intake]")]),
    answer("Intake", "An address at which something comes in; feed_id is null where it brings a message.", &[
        ("id", "string"), ("name", "string"), ("form", "standard|hub|token|mail"), ("address", "string"), ("purpose", "message|nudge"),
        ("message", "string"), ("key", "string"), ("values", "string"), ("feed_id", "string?"), ("in_use", "boolean"),
        ("good_at", "instant?"), ("refused_at", "instant?"), ("trouble", "string"), ("href", "string"),
    ]),
    request("NewIntake", "A message with its name, key and values (FEEL over body or mail), or a feed to bring.", &[
        ("name", "string"), ("form", "standard|hub|token|mail"), ("message?", "string"), ("key?", "string"), ("values?", "string"),
        ("feed_id?", "string?"),
    ]),
    answer("IntakeSecret", "A secret, told this once, and where to send.", &[
        ("id", "string"), ("secret", "string"), ("address", "string"), ("href", "string"),
    ]),
    answer("IntakeCalls", "The newest first.", &[("items", "[IntakeCall]")]),
    answer("IntakeCall", "Something that came in, without what was in it.", &[
        ("message_id", "string"), ("outcome", "taken|unusable|automatic"), ("sentence", "string"), ("bytes", "integer"), ("at", "instant"),
    ]),
];
