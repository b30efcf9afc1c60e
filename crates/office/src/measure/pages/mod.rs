//! The addresses of measuring: the overview, the figures and deviations of one process.

mod figures;

use crate::access::Permission;
use crate::web::{Access, Routes};

/// Who may enter where.
#[must_use]
pub fn routes() -> Routes {
    let read = Access::May(Permission::Read);
    let propose = Access::May(Permission::ProposeImprovement);
    Routes::new()
        .get("/measures", read, figures::overview)
        .get("/processes/{key}/measures", read, figures::show)
        .get("/processes/{key}/measures.csv", read, figures::export)
        .get("/processes/{key}/deviations", read, figures::deviations)
        .get("/processes/{key}/deviations.csv", read, figures::export_deviations)
        .post("/processes/{key}/deviations/improvement", propose, figures::propose)
        .get("/api/processes/{key}/measures", read, figures::api_measures)
        .get("/api/processes/{key}/deviations", read, figures::api_deviations)
}
