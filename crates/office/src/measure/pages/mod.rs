//! The addresses of measuring: the way of a file, the overview, the figures and deviations of one process.

mod alarms;
mod cases;
pub(super) mod figures;
mod import;

pub use figures::{known, may_propose};

use super::{api, case_log, feed, waiver};
use crate::access::Permission;
use crate::web::{Access, Routes};

/// Who may enter where.
#[must_use]
pub fn routes() -> Routes {
    let read = Access::May(Permission::Read);
    let propose = Access::May(Permission::ProposeImprovement);
    let bring = Access::May(Permission::ImportLog);
    let manage = Access::May(Permission::ManageImprovement);
    let routes = Routes::new()
        .get("/measures/import", bring, import::start)
        .upload("/measures/import", bring, import::receive)
        .get("/measures/imports/{id}", bring, import::show)
        .get("/measures/imports/{id}/progress", bring, import::progress)
        .post("/measures/imports/{id}/mapping", bring, import::map)
        .post("/measures/imports/{id}/beginning", bring, import::begin)
        .post("/measures/imports/{id}/again", bring, import::begin_again)
        .post("/measures/imports/{id}/good-rows", bring, import::good_rows)
        .post("/measures/imports/{id}/remapping", bring, import::map_anew)
        .post("/measures/imports/{id}/cancellation", bring, import::cancel)
        .get("/measures/imports/{id}/rejects.csv", bring, import::rejects)
        .get("/measures", read, figures::overview)
        .get("/processes/{key}/measures", read, figures::show)
        .get("/processes/{key}/measures.csv", read, figures::export)
        .get("/processes/{key}/deviations", read, figures::deviations)
        .get("/processes/{key}/deviations.csv", read, figures::export_deviations)
        .get("/processes/{key}/deviations/cases", read, cases::show)
        .get("/processes/{key}/deviations/cases.csv", read, cases::export)
        .post("/processes/{key}/deviations/improvement", propose, figures::propose)
        .post("/processes/{key}/alarms/{id}/answer", manage, alarms::answer)
        .post("/processes/{key}/alarms/{id}/improvement", manage, alarms::improve)
        .get("/api/processes/{key}/alarms", read, alarms::api_list)
        .post("/api/processes/{key}/alarms/{id}/answer", manage, alarms::api_answer)
        .upload("/api/logs", bring, api::bring)
        .get("/api/imports/{id}", bring, api::show)
        .post("/api/imports/{id}/good-rows", bring, api::good_rows)
        .post("/api/imports/{id}/cancellation", bring, api::cancel)
        .get("/api/processes/{key}/measures", read, figures::api_measures)
        .get("/api/processes/{key}/deviations", read, figures::api_deviations);
    waiver::pages::routes(case_log::pages::routes(feed::pages::routes(routes)))
}
