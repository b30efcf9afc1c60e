//! The part of the API that is about objects of several types seen together: its operations.
//!
//! Absent: the shapes of their bodies, which stand with those of measures. Source: the handlers themselves, which a test compares with this
//! table.

use super::operations::{Operation, READ, get, ok};

#[rustfmt::skip]
pub(super) const OPERATIONS: &[Operation] = &[
    get("/api/objects", READ, "Logs whose objects are seen together", &[ok("ObjectLogs")]),
    Operation {
        query: &[("type?", "string")],
        refusals: &[422],
        ..get("/api/objects/{id}", READ, "Flows, meetings and links of objects", &[ok("ObjectLog")])
    },
    Operation {
        query: &[
            ("of", "string"), ("with?", "string"), ("at_least?", "integer"), ("at_most?", "integer"), ("days?", "number"),
            ("since?", "string"), ("by?", "any|statement|event"), ("passes?", "string"), ("begins?", "string"),
            ("ends?", "string"), ("follows?", "string"),
        ],
        refusals: &[422],
        ..get("/api/objects/{id}/found", READ, "The objects behind a number", &[ok("FoundObjects")])
    },
];
