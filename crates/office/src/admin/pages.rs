//! The addresses of administration, and those that machines ask.

use std::net::{IpAddr, SocketAddr};
use std::sync::OnceLock;

use axum::Extension;
use axum::extract::{ConnectInfo, Path};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

use super::{commands, views};
use crate::access::Permission;
use crate::config::limits;
use crate::failure::Failure;
use crate::jobs::store::Wanted;
use crate::jobs::{self, State};
use crate::web::{Access, Answer, Form, Page, Routes, Visit, answer};

/// Who may enter where.
#[must_use]
pub fn routes() -> Routes {
    let administer = Access::May(Permission::Administer);
    Routes::new()
        .get("/healthz", Access::Public, healthz)
        .get("/readyz", Access::Public, readyz)
        .get("/metrics", Access::Public, metrics)
        .get("/admin", administer, overview)
        .get("/admin/jobs", administer, list)
        .post("/admin/jobs/{id}/retry", administer, try_again)
        .post("/admin/jobs/{id}/surrender", administer, give_up)
}

/// The recorder of figures, started once for the whole program.
fn recorder() -> &'static PrometheusHandle {
    static RECORDER: OnceLock<PrometheusHandle> = OnceLock::new();
    RECORDER.get_or_init(|| {
        let recorder = PrometheusBuilder::new().build_recorder();
        let handle = recorder.handle();
        // A second recorder in one program is refused; the first one then keeps the figures.
        let _ = ::metrics::set_global_recorder(recorder);
        handle
    })
}

/// Begins to record figures.
pub fn record_figures() {
    recorder();
}

async fn healthz() -> &'static str {
    "ok"
}

async fn readyz(visit: Visit) -> Answer {
    Ok(match visit.app.db().answers().await {
        Ok(()) => "ready".into_response(),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer").into_response()
        }
    })
}

async fn metrics(visit: Visit, peer: Option<Extension<ConnectInfo<SocketAddr>>>) -> Answer {
    let near = peer.is_some_and(|Extension(ConnectInfo(peer))| match peer.ip() {
        IpAddr::V4(ip) => ip.is_loopback(),
        IpAddr::V6(ip) => ip.is_loopback(),
    });
    // What a web server on this machine passes on comes from elsewhere.
    let passed_on = ["forwarded", "x-forwarded-for", "via"].iter().any(|name| visit.headers.contains_key(*name));
    if (!near || passed_on) && !visit.person().is_some_and(|actor| actor.may(Permission::Administer)) {
        return Err(Failure::NotFound);
    }
    let stats = visit.app.db().stats();
    let counts = visit.read(|tx| Ok(jobs::store::counts(tx)?)).await?;
    for (state, count) in counts {
        #[expect(clippy::cast_precision_loss, reason = "a gauge is a float; jobs are far fewer than 2^52")]
        ::metrics::gauge!("mandate_jobs", "state" => state).set(count as f64);
    }
    let mut text = recorder().render();
    text.push_str(&views::database_figures(&stats));
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response())
}

async fn overview(visit: Visit) -> Answer {
    let now = visit.now;
    let (counts, due) =
        visit.read(move |tx| Ok((jobs::store::counts(tx)?, jobs::store::due(tx, now, &Wanted::all())?))).await?;
    let health = views::Health {
        counts,
        due,
        stats: visit.app.db().stats(),
        backend: format!("{:?}", visit.app.db().backend()),
        mail: visit.app.config().smtp.is_some(),
        public_url: visit.app.config().public_url.clone(),
    };
    visit.page(
        Page::new("Administration").lead("Is the office well, and does anything wait for you?"),
        views::overview(&health),
    )
}

async fn list(visit: Visit) -> Answer {
    let key = visit.query("state").unwrap_or_default();
    let state = State::from_key(&key);
    let jobs = visit.read(move |tx| Ok(jobs::store::list(tx, state, limits::PAGE_ROWS * 4)?)).await?;
    let page = Page::new("Jobs")
        .under("Administration", "/admin")
        .lead("What happens after a change: mails, calls, clean-ups. A job is tried ten times with growing waits.");
    visit.page(page, views::jobs(&jobs, &key))
}

async fn try_again(Path(id): Path<String>, visit: Visit) -> Answer {
    let (actor, now) = (visit.actor()?, visit.now);
    visit.write(move |tx| commands::try_again(tx, &actor, now, &id)).await?;
    Ok(answer::redirect_saying("/admin/jobs", "The job is tried again at once."))
}

async fn give_up(Path(id): Path<String>, visit: Visit, mut form: Form) -> Answer {
    let (actor, now) = (visit.actor()?, visit.now);
    let reason = form.line("reason", "The reason");
    form.checked()?;
    visit.write(move |tx| commands::give_up(tx, &actor, now, &id, &reason)).await?;
    Ok(answer::redirect_saying("/admin/jobs", "The job is given up. The journal keeps why."))
}
