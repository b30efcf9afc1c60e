use axum::http::StatusCode;
use serde_json::json;

use crate::access::Role;
use crate::jobs::{self, New};
use crate::testing::each;

#[test]
fn machines_hear_whether_the_office_is_well() {
    each("admin_health", |office| async move {
        for path in ["/healthz", "/readyz"] {
            assert_eq!(office.get(path, None).await.status, StatusCode::OK, "{path}");
        }
    });
}

#[test]
fn figures_are_for_administrators_and_near_machines_only() {
    each("admin_metrics", |office| async move {
        let administrator = office.person("Ada", &[Role::Administrator]).await;
        let practitioner = office.person("Bo", &[Role::Practitioner]).await;
        assert_eq!(office.get("/metrics", None).await.status, StatusCode::NOT_FOUND);
        assert_eq!(office.get("/metrics", Some(&practitioner)).await.status, StatusCode::NOT_FOUND);
        let figures = office.get("/metrics", Some(&administrator)).await;
        assert!(figures.body.contains("mandate_db_writes_total"), "{}", figures.body);
    });
}

#[test]
fn a_failed_job_is_seen_tried_again_and_given_up_with_a_reason() {
    each("admin_jobs", |office| async move {
        let now = office.app.now();
        office
            .app
            .write(move |tx| {
                let job = New { kind: "nothing", key: "a".into(), payload: json!({}), run_at: now };
                Ok(jobs::enqueue(tx, now, job)?)
            })
            .await
            .expect("a job is written");
        for _ in 0..10 {
            office.settle().await;
            office.app.clock().advance_seconds(3601);
        }
        let guest = office.person("Cy", &[Role::Administrator]).await;
        let failed = office.get("/admin/jobs?state=failed", Some(&guest)).await;
        assert!(failed.body.contains("knows no job of kind"), "{}", failed.body);
        let id = office.app.read(|tx| Ok(jobs::store::list(tx, None, 1)?)).await.expect("jobs")[0].id.clone();
        let refused = office.post(&format!("/admin/jobs/{id}/surrender"), Some(&guest), &[("reason", "")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let given_up =
            office.post(&format!("/admin/jobs/{id}/surrender"), Some(&guest), &[("reason", "Nobody needs it.")]).await;
        assert_eq!(given_up.location(), "/admin/jobs");
        let again = office.post(&format!("/admin/jobs/{id}/retry"), Some(&guest), &[]).await;
        assert_eq!(again.status, StatusCode::NOT_FOUND, "a job that was given up stays so");
    });
}
