use axum::body::Body;
use axum::http::{StatusCode, header};
use serde_json::json;

use super::{Cast, cast, publish_draft};
use crate::definition::Decision;
use crate::process::section::table::Filled;
use crate::process::section::table::tests::sent;
use crate::process::store;
use crate::testing::{Guest, Office, Reply, each, request};

const AT: &str = "/processes/incident-management";
const EDIT: &str = "/processes/incident-management/draft/decisions/priority";

async fn drafted(office: &Office, cast: &Cast) -> (i64, Decision) {
    let id = cast.process_id.clone();
    let read = move |tx: &mut db::Tx| {
        let version = store::open_draft(tx, &id)?.expect("open");
        Ok((version.revision, store::definition(tx, &version.id)?.decisions["priority"].clone()))
    };
    office.app.read(read).await.expect("an open draft")
}

/// Sends the form as it was filled in from a revision, with more fields.
async fn send(office: &Office, guest: &Guest, filled: &Filled, revision: i64, more: &[(&str, &str)]) -> Reply {
    let mut fields = sent(filled);
    fields.push(("revision".to_owned(), revision.to_string()));
    fields.extend(more.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())));
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    office.post(EDIT, Some(guest), &fields).await
}

async fn import(office: &Office, guest: &Guest, revision: i64, file: &str) -> Reply {
    let part = |name: &str| format!("--limit\r\nContent-Disposition: form-data; name=\"{name}\"");
    let body = format!(
        "{}\r\n\r\n{revision}\r\n{}; filename=\"x.dmn\"\r\n\r\n{file}\r\n--limit--\r\n",
        part("revision"),
        part("file")
    );
    let sent = request("POST", &format!("{EDIT}/model"), Some(guest))
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=limit")
        .body(Body::from(body));
    office.send(sent.expect("a request")).await
}

#[test]
fn a_decision_is_read_tried_and_explained() {
    each("decision_trial", |office| async move {
        let cast = cast(&office).await;
        publish_draft(&office, &cast).await;
        let page = |rest: &str| {
            let path = format!("{AT}/decisions/priority{rest}");
            let (office, owner) = (&office, &cast.owner);
            async move { office.get(&path, Some(owner)).await }
        };
        let read = page("").await;
        for part in ["How many are held up", "a whole site", "as expected", "Every case that the columns allow"] {
            assert!(read.body.contains(part), "{part}: {}", read.body);
        }
        let tried = page("?in=a+whole+site&in=stops+the+work&in=yes&try=yes").await;
        assert_eq!(tried.status, StatusCode::OK, "{}", tried.body);
        for part in [
            "It comes out so",
            "<strong>P1</strong>",
            "rule 1 counts",
            "matches",
            "aria-label=\"true:\"",
            "aria-label=\"false:\"",
        ] {
            assert!(tried.body.contains(part), "{part}: {}", tried.body);
        }
        let unknown = page("?in=&in=&in=&try=yes").await;
        assert!(unknown.body.contains("Nothing comes out"), "{}", unknown.body);
        let wrong = page("?in=a+team&in=can+wait&in=perhaps&try=yes").await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.body.contains("“perhaps” is not yes or no."), "{}", wrong.body);
        let file = office.get(&format!("{AT}/decisions/priority/model.dmn"), Some(&cast.owner)).await;
        assert!(file.body.contains("<decisionTable"), "{}", file.body);
        assert_eq!(page("x").await.status, StatusCode::NOT_FOUND);
        let activities = office.get(&format!("{AT}/activities"), Some(&cast.owner)).await;
        assert!(activities.body.contains("/decisions/priority"), "the activity leads to its decision");
    });
}

#[test]
fn a_table_is_filled_in_and_what_is_wrong_is_told_at_its_cell() {
    each("decision_edit", |office| async move {
        let cast = cast(&office).await;
        let (revision, decision) = drafted(&office, &cast).await;
        let mut filled = Filled::of(&decision);
        let copied = send(&office, &cast.designer, &filled, revision, &[("act", "copy-1")]).await;
        assert_eq!(copied.status, StatusCode::OK);
        assert!(copied.body.contains("Rule 1 is copied to rule 2.") && copied.body.contains("Nothing is saved yet"));
        assert_eq!(drafted(&office, &cast).await.0, revision, "a button saves nothing");

        filled.sheet.as_mut().expect("a table").rules[7].inputs[0] = "[".into();
        let saved = send(&office, &cast.designer, &filled, revision, &[]).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "a draft is saved in any state: {}", saved.body);
        let page = office.get(EDIT, Some(&cast.designer)).await.body;
        assert!(page.contains("id=\"field-cell-8-1-error\"") && page.contains("The cell cannot be read: "), "{page}");

        let (revision, _) = drafted(&office, &cast).await;
        filled.sheet.as_mut().expect("a table").rules[7].inputs[0] = "a team".into();
        filled.cases[0].expected[0] = "P4".into();
        send(&office, &cast.designer, &filled, revision, &[]).await;
        let page = office.get(EDIT, Some(&cast.designer)).await.body;
        assert!(page.contains("Priority is “P1”, not “P4”."), "{page}");
        let due = [("approver", cast.owner.person.id.as_str()), ("due", "2027-01-01")];
        let refused = office.post(&format!("{AT}/submission"), Some(&cast.designer), &due).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "an example that fails keeps the draft back");

        let (revision, _) = drafted(&office, &cast).await;
        filled.sheet.as_mut().expect("a table").rules[0].note = "x\u{1}".into();
        let refused = send(&office, &cast.designer, &filled, revision, &[]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.body.contains("control characters"), "{}", refused.body);
        let odd =
            office.post(EDIT, Some(&cast.designer), &[("revision", "1"), ("policy", "UNIQUE"), ("rule", "x")]).await;
        assert_eq!(odd.status, StatusCode::BAD_REQUEST);
        assert_eq!(
            office.get(&format!("{AT}/draft/decisions/none"), Some(&cast.designer)).await.status,
            StatusCode::NOT_FOUND
        );
    });
}

#[test]
fn two_who_fill_in_different_rules_are_both_kept_and_the_same_rule_is_asked_about() {
    each("decision_contest", |office| async move {
        let cast = cast(&office).await;
        let (began, decision) = drafted(&office, &cast).await;
        let with = |rule: usize, hours: &str| {
            let mut filled = Filled::of(&decision);
            filled.sheet.as_mut().expect("a table").rules[rule].outputs[1] = hours.into();
            filled
        };
        let hours = |decision: &Decision| -> Vec<String> {
            decision.table().expect("a table").1.rules.iter().map(|rule| rule.outputs[1].clone()).collect()
        };
        send(&office, &cast.designer, &with(2, "7"), began, &[]).await;
        let second = send(&office, &cast.manager, &with(3, "6"), began, &[]).await;
        assert_eq!(second.status, StatusCode::SEE_OTHER, "{}", second.body);
        let (_, together) = drafted(&office, &cast).await;
        assert_eq!(hours(&together)[2..4], ["7", "6"]);

        let contest = send(&office, &cast.manager, &with(2, "9"), began, &[]).await;
        assert_eq!(contest.status, StatusCode::CONFLICT);
        assert!(contest.body.contains("Decision “Priority”: rule 3"), "{}", contest.body);
        let (seen, _) = drafted(&office, &cast).await;
        let choice = [("choice", "mine"), ("seen", &*seen.to_string())];
        let decided = send(&office, &cast.manager, &with(2, "9"), began, &choice).await;
        assert_eq!(decided.status, StatusCode::SEE_OTHER, "{}", decided.body);
        assert_eq!(hours(&drafted(&office, &cast).await.1)[2..4], ["9", "6"], "mine stands, and the other's stays");
    });
}

#[test]
fn a_model_of_another_tool_comes_in_as_it_is() {
    each("decision_import", |office| async move {
        let cast = cast(&office).await;
        let (revision, _) = drafted(&office, &cast).await;
        let foreign = "<d:definitions xmlns:d=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" name=\"m\" namespace=\"m\">\
             <!-- by hand --><d:decision id=\"x\" name=\"Fixed\"><d:variable name=\"Fixed\"/>\
             <d:literalExpression><d:text>1 + 1</d:text></d:literalExpression></d:decision></d:definitions>";
        for (file, part) in [
            ("<html/>", "This is no DMN that can be kept"),
            ("<d:definitions xmlns:d=\"https://www.omg.org/spec/DMN/20230324/MODEL/\"/>", "it holds no decision"),
            ("", "This is no DMN that can be kept"),
        ] {
            let refused = import(&office, &cast.designer, revision, file).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{file}");
            assert!(refused.body.contains(part), "{}", refused.body);
        }
        let done = import(&office, &cast.designer, revision, foreign).await;
        assert_eq!(done.location(), EDIT, "{}", done.body);
        let (_, decision) = drafted(&office, &cast).await;
        assert_eq!(decision.dmn, foreign);
        let page = office.get(EDIT, Some(&cast.designer)).await.body;
        assert!(page.contains("edited in the tool that wrote it") && page.contains("1 + 1"), "{page}");
        let file = office.get(&format!("{EDIT}/model.dmn"), Some(&cast.designer)).await;
        assert_eq!(file.body, foreign);
        let again = import(&office, &cast.designer, revision, &foreign.replace("1 + 1", "3")).await;
        assert_eq!(again.status, StatusCode::CONFLICT, "the model that it began with is another by now");
        assert_eq!(drafted(&office, &cast).await.1.dmn, foreign, "nothing was replaced");
    });
}

#[test]
fn programs_evaluate_the_decisions_of_the_version_in_force() {
    each("decision_api", |office| async move {
        let cast = cast(&office).await;
        let list = format!("/api{AT}/decisions");
        assert_eq!(office.get(&list, Some(&cast.owner)).await.status, StatusCode::NOT_FOUND, "nothing is in force yet");
        publish_draft(&office, &cast).await;
        let told = office.get(&list, Some(&cast.owner)).await.value();
        assert_eq!((&told["version"], &told["items"][0]["key"]), (&json!("1.0"), &json!("priority")));
        assert_eq!(told["items"][0]["inputs"][1]["choices"], json!(["can wait", "hinders the work", "stops the work"]));
        assert_eq!(told["items"][0]["failing"], json!(0));
        let at = format!("{list}/priority/evaluations");
        let case = json!({ "inputs": { "impact": "a team", "urgency": "stops the work", "critical service": false } });
        let reply = office.json("POST", &at, Some(&cast.owner), &case).await;
        let answer = reply.value();
        assert_eq!(answer["result"], json!({ "priority": "P2", "hours": 8, "major": false }), "{answer}");
        assert_eq!(answer["why"][0]["rules"], json!([4]));
        assert_eq!(answer["why"][0]["tests"][3], json!([true, true, true]));
        assert_eq!(answer["made"][0]["decision"], json!("Priority"));
        let nothing = office.json("POST", &at, Some(&cast.owner), &json!({})).await.value();
        assert_eq!(nothing["result"], json!(null), "{nothing}");
        for (body, status) in [
            (json!({ "inputs": { "colour": "red" } }), StatusCode::UNPROCESSABLE_ENTITY),
            (json!({ "inputs": [] }), StatusCode::BAD_REQUEST),
            (json!({ "input": {} }), StatusCode::BAD_REQUEST),
            (json!([1]), StatusCode::BAD_REQUEST),
        ] {
            assert_eq!(office.json("POST", &at, Some(&cast.owner), &body).await.status, status, "{body}");
        }
        let none = office.json("POST", &format!("{list}/none/evaluations"), Some(&cast.owner), &json!({})).await;
        assert_eq!(none.status, StatusCode::NOT_FOUND);
    });
}
