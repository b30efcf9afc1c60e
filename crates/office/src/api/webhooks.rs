//! The part of the API that is about what goes out by webhook: its operations and the shapes of their bodies.
//!
//! Absent: what a receiver gets; the chapter on webhooks tells that. Source: the handlers themselves, which a test compares with these tables.

use super::operations::{Body, Content, Operation, get, ok, post};
use super::schema::Schema;
use super::schemas::{answer, request};
use crate::access::Permission;
use crate::web::Access;

const ADMINISTER: Access = Access::May(Permission::Administer);

#[rustfmt::skip]
pub(super) const OPERATIONS: &[Operation] = &[
    get("/api/webhooks", ADMINISTER, "The addresses that hear what happens, and how they fare", &[ok("Webhooks")]),
    post("/api/webhooks", ADMINISTER, "Add an address that hears what happens; its secret is told this once", Body::Json("NewWebhook"), &[
        (201, "Kept.", Content::Json("WebhookSecret")),
    ]),
    get("/api/webhooks/{id}/deliveries", ADMINISTER, "What an address was told last, and what came of it", &[ok("WebhookDeliveries")]),
    post("/api/webhooks/{id}/test", ADMINISTER, "Send a test", Body::Nothing, &[
        (202, "On its way.", Content::Json("WebhookDelivery")),
    ]),
    post("/api/webhooks/{id}/secret", ADMINISTER, "Make a new secret; the one before signs beside it for a day", Body::Nothing, &[
        ok("WebhookSecret"),
    ]),
];

#[rustfmt::skip]
pub(super) const SCHEMAS: &[Schema] = &[
    answer("Webhooks", "Addresses that hear what happens.", &[("items", "[Webhook]")]),
    answer("Webhook", "An address that hears what happens; of a chat only its host is told.", &[
        ("id", "string"), ("name", "string"), ("form", "signed|slack|teams|mattermost"), ("address", "string"), ("topics", "[string]"),
        ("process_id", "string?"), ("is_on", "boolean"), ("failures", "integer"), ("good_at", "instant?"), ("trouble", "string"),
        ("href", "string"),
    ]),
    request("NewWebhook", "An address to be told; topics are approval, version, process, draft, alarm, log, improvement, stop, case, automation, comment, handoff, requirement and office.", &[
        ("name", "string"), ("form", "signed|slack|teams|mattermost"), ("address", "string"), ("topics", "[string]"), ("process_id?", "string?"),
    ]),
    answer("WebhookSecret", "A secret, told this once; empty for a chat.", &[("id", "string"), ("secret", "string"), ("href", "string")]),
    answer("WebhookDeliveries", "The newest first.", &[("items", "[WebhookDelivery]")]),
    answer("WebhookDelivery", "One thing told to one address; status is 0 where no answer came.", &[
        ("id", "string"), ("message_id", "string"), ("kind", "string"), ("sentence", "string"), ("stands", "waiting|sent|failed"),
        ("attempts", "integer"), ("status", "integer"), ("ms", "integer"), ("trouble", "string"), ("made_at", "instant"),
        ("tried_at", "instant?"), ("next_at", "instant?"),
    ]),
];
