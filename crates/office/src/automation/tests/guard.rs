//! Nothing is automated while it is not settled, unless its owner accepts that by name.

use axum::http::StatusCode;
use serde_json::json;

use super::*;
use crate::testing::each;

const ON: &str = "/processes/service-request/automation";
const READINESS: &str = "/processes/service-request/readiness";

/// A process in force without a control.
fn loose() -> Definition {
    let mut definition = service_request();
    for risk in &mut definition.risks {
        risk.controls.clear();
    }
    definition.controls.clear();
    definition
}

#[test]
fn a_process_that_is_not_managed_is_held_until_its_owner_accepts_it_by_name() {
    each("automation_guard", |office| async move {
        let cast = published(&office, loose()).await;
        let page = office.get(ON, Some(&cast.manager)).await.body;
        assert!(page.contains("Held") && page.contains("It has no control."), "{page}");
        let refused = office.post(ON, Some(&cast.manager), &[("starter user", "on")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.body.contains("is not ready to be automated"), "{}", refused.body);
        let file = "/processes/service-request/elsewhere/camunda8/diagram.bpmn";
        assert_eq!(office.get(file, Some(&cast.manager)).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let elsewhere = office.get("/processes/service-request/elsewhere", Some(&cast.manager)).await.body;
        assert!(elsewhere.contains("Held") && !elsewhere.contains("camunda8/diagram.bpmn"), "{elsewhere}");

        let accept = format!("{READINESS}/acceptance");
        let said = [("read", "controlled"), ("reason", "The controls come with the next version.")];
        assert_eq!(office.post(&accept, Some(&cast.manager), &said).await.status, StatusCode::FORBIDDEN);
        let mute = office.post(&accept, Some(&cast.owner), &[("read", "controlled"), ("reason", " ")]).await;
        assert!(
            mute.status == StatusCode::UNPROCESSABLE_ENTITY && mute.body.contains("Say in at most"),
            "{}",
            mute.body
        );
        let long = "x".repeat(1_001);
        let endless = office.post(&accept, Some(&cast.owner), &[("read", "controlled"), ("reason", &long)]).await;
        assert_eq!(endless.status, StatusCode::UNPROCESSABLE_ENTITY);
        let blind = office.post(&accept, Some(&cast.owner), &[("read", "aimed"), ("reason", "Because.")]).await;
        assert_eq!(blind.status, StatusCode::CONFLICT, "what was not read is not accepted");
        let done = office.post(&accept, Some(&cast.owner), &said).await;
        assert_eq!(done.location(), READINESS, "{}", done.body);

        let first = office.get("/processes/service-request", Some(&cast.manager)).await.body;
        assert!(first.contains("Olga Owner accepted that") && first.contains("with the next version"), "{first}");
        let journal = office.get("/processes/service-request/journal", Some(&cast.manager)).await.body;
        assert!(journal.contains("accepted that it is automated"), "{journal}");
        let on = office.post(ON, Some(&cast.manager), &[("starter user", "on")]).await;
        assert_eq!(on.location(), "/processes/service-request/cases", "{}", on.body);
        assert_eq!(office.get(file, Some(&cast.manager)).await.status, StatusCode::OK);
    });
}

#[test]
fn something_else_that_comes_up_is_held_anew_and_what_runs_goes_on() {
    each("automation_guard_again", |office| async move {
        let cast = published(&office, loose()).await;
        let api = "/api/processes/service-request/readiness";
        let told = office.get(api, Some(&cast.manager)).await.value();
        assert_eq!((told["held"].clone(), told["acceptance"].clone()), (json!(true), json!(null)), "{told}");
        assert_eq!(told["unsettled"], json!([{ "key": "controlled", "sentence": "It has no control." }]));
        let body = json!({ "unsettled": ["controlled"], "reason": "We watch it by hand." });
        let refused = office.json("POST", &format!("{api}/acceptance"), Some(&cast.lead), &body).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        let accepted = office.json("POST", &format!("{api}/acceptance"), Some(&cast.owner), &body).await.value();
        assert_eq!(
            (accepted["held"].clone(), accepted["acceptance"]["by"].clone()),
            (json!(false), json!("Olga Owner"))
        );
        office.post(ON, Some(&cast.manager), &[("starter user", "on")]).await;

        let left = office.post("/processes/service-request/people/manager/departure", Some(&cast.manager), &[]).await;
        assert!(left.status.is_redirection(), "{}", left.body);
        let told = office.get(api, Some(&cast.owner)).await.value();
        assert_eq!(told["held"], json!(true), "nobody accepted that it has no manager: {told}");
        let staffed = office.post(ON, Some(&cast.owner), &[("starter user", "on")]).await;
        assert_eq!(staffed.location(), "/processes/service-request/cases", "it runs already: {}", staffed.body);
        office.post(&format!("{ON}/end"), Some(&cast.owner), &[]).await;
        let again = office.post(ON, Some(&cast.owner), &[("starter user", "on")]).await;
        assert!(again.body.contains("Nobody accepted to be its manager."), "{}", again.body);
        office.settle().await;
    });
}

#[test]
fn a_process_in_order_begins_without_anybody_accepting_anything() {
    each("automation_guard_open", |office| async move {
        let desk = desk(&office).await;
        let page = office.get(READINESS, Some(&desk.user)).await.body;
        assert!(page.contains("Nothing stands in the way"), "{page}");
        let nothing = [("read", "controlled"), ("reason", "To be safe.")];
        let refused = office.post(&format!("{READINESS}/acceptance"), Some(&desk.cast.owner), &nothing).await;
        assert!(refused.body.contains("everything is settled"), "{}", refused.body);
    });
}
