//! The part of the API that is about skills: its operations and the shapes of their bodies.
//!
//! Absent: what a skill is; the chapter on skills tells that. Source: the handlers themselves, which a test compares with these tables.

use super::operations::{Body, Content, Operation, READ, get, ok, post};
use super::schema::Schema;
use super::schemas::{answer, request};
use crate::access::Permission;
use crate::web::Access;

#[rustfmt::skip]
pub(super) const OPERATIONS: &[Operation] = &[
    Operation {
        query: &[
            ("q?", "string"), ("standing?", "nobody|one|covered|not_needed"), ("person?", "string"),
            ("sort?", "name|-name|standing|-standing"),
        ],
        ..get("/api/skills", READ, "Every skill with who has it, what needs it, and where somebody is missing", &[ok("Skills")])
    },
    get("/api/skills/{id}", READ, "A skill with who has it and what needs it", &[ok("Skill")]),
    post("/api/skills", Access::May(Permission::KeepSkills), "Put a skill on the list", Body::Json("SkillAdding"),
        &[(201, "It is on the list.", Content::Json("Skill"))]),
    Operation {
        method: "PUT",
        ..post("/api/skills/{id}/holders/{person}", READ,
            "Say that I have a skill, or give it to somebody else, which needs whoever keeps the list", Body::Nothing, &[ok("Skill")])
    },
    post("/api/skills/{id}/holders/{person}/end", READ, "A person has the skill no longer", Body::Nothing, &[ok("Skill")]),
];

#[rustfmt::skip]
pub(super) const SCHEMAS: &[Schema] = &[
    answer("Skills", "Every skill, by name.", &[("total", "integer"), ("items", "[Skill]")]),
    answer("Skill", "What people can be able to; without an id it is needed and not on the list.", &[
        ("id", "string?"), ("name", "string"), ("meaning", "string"), ("standing", "nobody|one|covered|not_needed"),
        ("holders", "[SkillHolder]"), ("needs", "[SkillNeed]"),
    ]),
    answer("SkillHolder", "Somebody who has a skill, or says so until it is confirmed.", &[
        ("person_id", "string"), ("person", "string"), ("confirmed", "boolean"), ("confirmed_by", "string"),
    ]),
    answer("SkillNeed", "An activity in force that needs a skill.", &[
        ("skill", "string"), ("process_key", "string"), ("process", "string"), ("element", "string"), ("activity", "string"),
    ]),
    request("SkillAdding", "A skill to be put on the list.", &[("name", "string"), ("meaning?", "string")]),
];
