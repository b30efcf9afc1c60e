//! The part of the API that is about connectors and engines: its operations. The shapes of their bodies stand in `schemas::connectors`.
//!
//! Absent: how a tool is spoken with. Source: the handlers themselves, which a test compares with this table.

use super::operations::{ADMINISTER, Body, Content, Operation, READ, get, ok, post};
use crate::access::Permission;
use crate::web::Access;

pub(super) const OPERATIONS: &[Operation] = &[
    get("/api/connectors", ADMINISTER, "The tools that the office speaks with, and how they fare", &[ok("Connectors")]),
    post(
        "/api/connectors/{id}/trial",
        ADMINISTER,
        "Ask a tool who we are and what we may read",
        Body::Nothing,
        &[ok("Trial")],
    ),
    get("/api/processes/{key}/elsewhere/{engine}", READ, "What would be deployed to an engine", &[ok("EngineDryRun")]),
    get("/api/processes/{key}/elsewhere/deployments", READ, "What was deployed to engines", &[ok("EngineDeployments")]),
    post(
        "/api/processes/{key}/elsewhere/deployments",
        Access::May(Permission::RunProcess),
        "Deploy the version in force to an engine",
        Body::Json("EngineAsking"),
        &[(202, "On its way.", Content::Json("EngineDeployment"))],
    ),
];
