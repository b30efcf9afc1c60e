use axum::http::StatusCode;
use serde_json::{Value, json};

use super::{Cast, cast};
use crate::definition::Definition;
use crate::process::store;
use crate::testing::{Guest, Office, each};

const AT: &str = "/processes/incident-management/draft";

async fn put(office: &Office, guest: &Guest, body: Value) -> (StatusCode, Value) {
    let reply = office.json("PUT", &format!("{AT}/diagram"), Some(guest), &body).await;
    (reply.status, reply.value())
}

async fn source(office: &Office, cast: &Cast) -> String {
    office.get(&format!("{AT}/diagram.bpmn"), Some(&cast.designer)).await.body
}

async fn definition(office: &Office, cast: &Cast) -> Definition {
    let id = cast.process_id.clone();
    let read = move |tx: &mut db::Tx| {
        let version = store::open_draft(tx, &id)?.expect("open");
        store::definition(tx, &version.id)
    };
    office.app.read(read).await.expect("an open draft")
}

#[test]
fn the_drawing_and_the_panel_are_saved_together() {
    each("editor_together", |office| async move {
        let cast = cast(&office).await;
        let drawn = source(&office, &cast).await.replacen("name=\"Classify", "name=\"Sort", 1);
        let control = definition(&office, &cast).await.controls[0].clone();
        let form = format!("purpose=Know+more.&cell/classify/agent=RA&controls=yes&control={}", control.key);
        let (status, answer) =
            put(&office, &cast.designer, json!({ "revision": 1, "xml": drawn, "activities": { "classify": form } }))
                .await;
        assert_eq!((status, &answer["revision"]), (StatusCode::OK, &json!(2)), "{answer}");
        assert_eq!(answer.get("xml"), None, "the editor shows what was saved");
        let saved = definition(&office, &cast).await;
        assert_eq!(saved.diagram, drawn);
        assert_eq!(saved.activities["classify"].purpose, "Know more.");
        assert_eq!(saved.raci["classify"]["agent"], "RA");
        assert_eq!(saved.controls[0].activity, "classify");
        let (status, _) =
            put(&office, &cast.designer, json!({ "revision": 2, "activities": { "classify": "controls=yes" } })).await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(
            definition(&office, &cast).await.controls[0].activity,
            "",
            "what is not ticked stands beside the flow"
        );
    });
}

#[test]
fn whoever_only_writes_in_the_panel_is_shown_what_another_drew() {
    each("editor_redrawn", |office| async move {
        let cast = cast(&office).await;
        let drawn = source(&office, &cast).await.replacen("name=\"Classify", "name=\"Sort", 1);
        assert_eq!(put(&office, &cast.designer, json!({ "revision": 1, "xml": drawn })).await.0, StatusCode::OK);
        let written = json!({ "revision": 1, "activities": { "classify": "purpose=Know+more." } });
        let (status, answer) = put(&office, &cast.manager, written).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        assert_eq!((answer["xml"].as_str(), answer["together"].as_bool()), (Some(drawn.as_str()), Some(true)));
        assert_eq!(definition(&office, &cast).await.activities["classify"].purpose, "Know more.");
    });
}

#[test]
fn of_two_who_write_the_same_the_second_sees_both_texts_and_decides() {
    each("editor_contest", |office| async move {
        let cast = cast(&office).await;
        let form = |text: &str| json!({ "classify": format!("purpose={text}&tool={text}") });
        let first = json!({ "revision": 1, "activities": form("Theirs") });
        assert_eq!(put(&office, &cast.designer, first).await.0, StatusCode::OK);
        let (status, conflict) =
            put(&office, &cast.manager, json!({ "revision": 1, "activities": form("Mine") })).await;
        assert_eq!((status, &conflict["theirs"]), (StatusCode::CONFLICT, &json!(2)));
        let parts = conflict["parts"].as_array().expect("the parts").clone();
        assert!(parts.iter().any(|one| one["mine"] == "Mine" && one["theirs"] == "Theirs"), "{conflict}");
        for (keep, text) in [("theirs", "Theirs"), ("mine", "Mine")] {
            let choice = json!({ "seen": 2, "keep": keep });
            let body = json!({ "revision": 1, "activities": form("Mine"), "choice": choice });
            assert_eq!(put(&office, &cast.manager, body).await.0, StatusCode::OK, "{keep}");
            assert_eq!(definition(&office, &cast).await.activities["classify"].tool, text);
        }
    });
}

#[test]
fn what_cannot_be_kept_is_refused_with_the_reason_and_nothing_is_saved() {
    each("editor_refused", |office| async move {
        let cast = cast(&office).await;
        let before = definition(&office, &cast).await;
        for (body, status, sentence) in [
            (
                json!({ "revision": 1, "activities": { "classify": "process_time=soon" } }),
                422,
                "whole number of minutes",
            ),
            (json!({ "revision": 1, "activities": { "nowhere": "purpose=x" } }), 422, "no such step"),
            (json!({ "revision": 1, "xml": "<no" }), 422, "no BPMN"),
            (json!({ "revision": 1, "drawing": "" }), 400, "cannot be read"),
        ] {
            let (found, answer) = put(&office, &cast.designer, body).await;
            assert_eq!(found.as_u16(), status, "{answer}");
            assert!(answer["detail"].as_str().unwrap_or_default().contains(sentence), "{answer}");
        }
        assert_eq!(definition(&office, &cast).await, before);
    });
}

#[test]
fn a_drawing_is_laid_out_anew_without_being_saved() {
    each("editor_layout", |office| async move {
        let cast = cast(&office).await;
        let drawn = source(&office, &cast).await;
        let at = format!("{AT}/layout");
        let reply = office.json("POST", &at, Some(&cast.designer), &json!({ "xml": drawn })).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.body);
        let laid_out = bpmn::Diagram::parse(reply.value()["xml"].as_str().expect("a drawing")).expect("BPMN");
        let kept = bpmn::Diagram::parse(&drawn).expect("BPMN");
        assert!(bpmn::compare(&kept, &laid_out).iter().all(|change| change.kind == bpmn::ChangeKind::Layout));
        assert_eq!(source(&office, &cast).await, drawn, "nothing was saved");
        let empty = office.json("POST", &at, Some(&cast.designer), &json!({ "xml": "<no" })).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    });
}

#[test]
fn a_process_that_is_only_a_list_gets_its_first_diagram() {
    each("editor_first_diagram", |office| async move {
        let cast = cast(&office).await;
        let mut listed = definition(&office, &cast).await;
        listed.diagram.clear();
        let body = json!({ "revision": 1, "definition": listed });
        let saved = office.json("PUT", "/api/processes/incident-management/draft", Some(&cast.designer), &body).await;
        assert_eq!(saved.status, StatusCode::OK, "{}", saved.body);
        let page = office.get(AT, Some(&cast.designer)).await;
        assert!(page.body.contains("Nothing is drawn yet.") && !page.body.contains("<diagram-editor"), "{}", page.body);
        let at = format!("{AT}/sketch");
        let empty = office.post(&at, Some(&cast.designer), &[("steps", " ")]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        let drawn =
            office.post(&at, Some(&cast.designer), &[("steps", "Service desk agent: Classify\nResolver: Mend")]).await;
        assert_eq!(drawn.status, StatusCode::SEE_OTHER, "{}", drawn.body);
        let steps = definition(&office, &cast).await.steps();
        assert_eq!(steps[0], ("classify".to_owned(), "Classify".to_owned()));
        assert_eq!(steps.len(), 2);
        let again = office.post(&at, Some(&cast.designer), &[("steps", "Other")]).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "a drawing is not replaced");
    });
}
