use axum::http::StatusCode;
use serde_json::json;

use super::{Cast, cast, incident, publish_draft};
use crate::access::Role;
use crate::definition::Definition;
use crate::process::store;
use crate::testing::{Guest, Office, each};

pub(super) const AT: &str = "/processes/incident-management";

pub(super) async fn page(office: &Office, path: &str, guest: &Guest) -> String {
    let reply = office.get(path, Some(guest)).await;
    assert_eq!(reply.status, StatusCode::OK, "{path}: {}", reply.body);
    assert_eq!(reply.body.matches("<h1").count(), 1, "{path} has one heading");
    reply.body
}

pub(super) async fn draft_of(office: &Office, cast: &Cast) -> (i64, Definition) {
    let id = cast.process_id.clone();
    let read = move |tx: &mut db::Tx| {
        let version = store::open_draft(tx, &id)?.expect("open");
        let definition = store::definition(tx, &version.id)?;
        Ok((version.revision, definition))
    };
    office.app.read(read).await.expect("an open draft")
}

#[test]
fn every_page_of_a_process_opens_before_and_after_its_publication() {
    each("process_pages", |office| async move {
        let cast = cast(&office).await;
        let read = [
            "",
            "/activities",
            "/sipoc",
            "/forms",
            "/decisions",
            "/decisions/priority",
            "/raci",
            "/rules",
            "/people",
            "/versions",
            "/journal",
            "/review",
        ];
        for rest in read {
            page(&office, &format!("{AT}{rest}"), &cast.owner).await;
        }
        let mut edits = vec!["/draft".to_owned(), "/draft/raci".to_owned(), "/submission".to_owned()];
        edits.extend(crate::process::section::SECTIONS.iter().map(|one| format!("/draft/sections/{}", one.key)));
        edits.extend(incident().forms.keys().map(|key| format!("/draft/forms/{key}")));
        edits.extend(incident().decisions.keys().map(|key| format!("/draft/decisions/{key}")));
        edits.extend(incident().steps().into_iter().map(|(id, _)| format!("/draft/activities/{id}")));
        for rest in &edits {
            page(&office, &format!("{AT}{rest}"), &cast.designer).await;
        }
        publish_draft(&office, &cast).await;
        office.post(&format!("{AT}/draft"), Some(&cast.designer), &[]).await;
        for rest in read.iter().copied().chain(["/versions/1.0", "/compare?from=1.0&to=draft"]) {
            page(&office, &format!("{AT}{rest}"), &cast.owner).await;
        }
        let review = office.get(&format!("{AT}/review"), Some(&cast.lead)).await;
        assert_eq!(review.location(), AT, "a draft that was not submitted is not shown to a reader");
        let draft = ["/compare?from=1.0&to=draft", "/versions/draft"];
        for path in draft.iter().map(|rest| format!("{AT}{rest}")).chain([format!("/api{AT}/versions/draft")]) {
            assert_eq!(office.get(&path, Some(&cast.lead)).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        for path in
            ["/processes", "/processes?state=changing&sort=-review&q=inc", "/library", "/library/service-request"]
        {
            page(&office, path, &cast.designer).await;
        }
        let way_out = page(&office, &format!("{AT}/elsewhere"), &cast.lead).await;
        assert!(way_out.contains("Operaton") && way_out.contains("report.form"), "both engines, and the form");
        let (eight, form) = ("elsewhere/camunda8/diagram.bpmn", "elsewhere/camunda8/files/report.form");
        let plain = ["diagram.bpmn", "definition.json", "files.json", "diagram.bpmn?version=1.0"];
        for file in plain.into_iter().chain([eight, form, "elsewhere/operaton/diagram.bpmn"]) {
            assert_eq!(office.get(&format!("{AT}/{file}"), Some(&cast.lead)).await.status, StatusCode::OK, "{file}");
        }
        for path in [
            "/processes/none",
            "/processes/incident-management/versions/9.9",
            "/library/none",
            "/processes/incident-management/elsewhere/none/diagram.bpmn",
        ] {
            assert_eq!(office.get(path, Some(&cast.lead)).await.status, StatusCode::NOT_FOUND, "{path}");
        }
    });
}

#[test]
fn every_process_of_the_library_can_be_opened_and_adopted() {
    each("library_adoption", |office| async move {
        let boss = office.person("Bea Boss", &[Role::SmoManager]).await;
        for (at, entry) in crate::library::all().iter().enumerate() {
            let (path, name) = (format!("/library/{}", entry.key), entry.definition.name.as_str());
            assert!(page(&office, &path, &boss).await.contains("Adopt as a draft"), "{path}");
            let form = [("name", name), ("category", "core")];
            let adopted = office.post(&format!("{path}/adoption"), Some(&boss), &form).await;
            page(&office, &format!("{}/draft", adopted.location()), &boss).await;
            let library = page(&office, "/library", &boss).await;
            assert!(library.contains(&format!("href=\"{path}\"")), "{path} has a card");
            assert_eq!(library.matches("in your office").count(), at + 1, "{name} is marked as adopted");
        }
    });
}

#[test]
fn a_process_goes_from_the_library_to_the_version_in_force_through_the_door() {
    each("process_journey", |office| async move {
        let boss = office.person("Bea Boss", &[Role::SmoManager]).await;
        let olga = office.person("Olga Owner", &[Role::Practitioner]).await;
        let max = office.person("Max Manager", &[Role::Practitioner]).await;
        let adopted = office
            .post(
                "/library/change-enablement/adoption",
                Some(&boss),
                &[("name", "Change enablement"), ("category", "core")],
            )
            .await;
        assert_eq!(adopted.location(), "/processes/change-enablement");
        let again = office
            .post(
                "/library/change-enablement/adoption",
                Some(&boss),
                &[("name", "Change enablement"), ("category", "core")],
            )
            .await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "one process of a name");
        let at = "/processes/change-enablement";
        for (guest, role) in [(&olga, "owner"), (&max, "manager")] {
            let form = [("person", guest.person.id.as_str())];
            let asked = office.post(&format!("{at}/people/{role}"), Some(&boss), &form).await;
            assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.body);
            let accepted = office.post(&format!("{at}/people/{role}/acceptance"), Some(guest), &[]).await;
            assert_eq!(accepted.status, StatusCode::SEE_OTHER, "{}", accepted.body);
        }
        let alone = office
            .post(&format!("{at}/submission"), Some(&boss), &[("approver", &boss.person.id), ("due", "2026-12-01")])
            .await;
        assert_eq!(alone.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(alone.body.contains("may not be the only one to approve"), "{}", alone.body);
        let submitted = office
            .post(
                &format!("{at}/submission"),
                Some(&boss),
                &[("approver", &olga.person.id), ("due", "2026-12-01"), ("note", "Please.")],
            )
            .await;
        assert_eq!(submitted.location(), format!("{at}/review"), "{}", submitted.body);
        let review = page(&office, &format!("{at}/review"), &olga).await;
        let seal = review
            .split("name=\"seal\" value=\"")
            .nth(1)
            .and_then(|rest| rest.split('"').next())
            .expect("a seal")
            .to_owned();
        let silent =
            office.post(&format!("{at}/approval"), Some(&olga), &[("decision", "sent_back"), ("seal", &seal)]).await;
        assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY, "a reason is needed");
        let approved =
            office.post(&format!("{at}/approval"), Some(&olga), &[("decision", "approved"), ("seal", &seal)]).await;
        assert_eq!(approved.status, StatusCode::SEE_OTHER, "{}", approved.body);
        let stranger = office.post(&format!("{at}/publication"), Some(&max), &[]).await;
        assert_eq!(stranger.status, StatusCode::FORBIDDEN);
        let published = office.post(&format!("{at}/publication"), Some(&olga), &[("effective", "")]).await;
        assert_eq!(published.location(), at, "{}", published.body);
        let shown = page(&office, at, &max).await;
        assert!(shown.contains("Version 1.0") && shown.contains("in force") && shown.contains("<svg"), "{shown}");
        let list = page(&office, "/processes", &max).await;
        assert!(list.contains("Olga Owner") && list.contains("Version 1.0"), "{list}");
    });
}

#[test]
fn the_second_of_two_sees_both_texts_and_decides() {
    each("process_contest", |office| async move {
        let cast = cast(&office).await;
        let at = format!("{AT}/draft/sections/purpose");
        let (revision, before) = draft_of(&office, &cast).await;
        let revision = revision.to_string();
        let objectives = before.objectives.join("\n");
        let form = |purpose: &'static str, review: &'static str| {
            vec![
                ("revision", revision.clone()),
                ("name", before.name.clone()),
                ("purpose", purpose.to_owned()),
                ("objectives", objectives.clone()),
                ("review", review.to_owned()),
            ]
        };
        let send = async |guest: &Guest, mut fields: Vec<(&str, String)>, more: &[(&'static str, &str)]| {
            fields.extend(more.iter().map(|(name, value)| (*name, (*value).to_owned())));
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            office.post(&at, Some(guest), &fields).await
        };
        assert_eq!(send(&cast.designer, form("Hers.", "365"), &[]).await.status, StatusCode::SEE_OTHER);
        let second = send(&cast.manager, form("His.", "90"), &[]).await;
        assert_eq!(second.status, StatusCode::CONFLICT);
        for expected in ["Dora Designer changed “Purpose”", "Hers.", "His.", "Keep mine", "Take theirs"] {
            assert!(second.body.contains(expected), "{expected}: {}", second.body);
        }
        assert_eq!(draft_of(&office, &cast).await.1.purpose, "Hers.", "nothing is overwritten");
        let theirs = send(&cast.manager, form("His.", "90"), &[("seen", "2"), ("choice", "theirs")]).await;
        assert_eq!(theirs.status, StatusCode::SEE_OTHER, "{}", theirs.body);
        let (_, kept) = draft_of(&office, &cast).await;
        assert_eq!((kept.purpose.as_str(), kept.review_interval_days), ("Hers.", 90), "the rest of mine is saved");
        let stale = send(&cast.manager, form("His.", "365"), &[("seen", "2"), ("choice", "mine")]).await;
        assert_eq!(stale.status, StatusCode::SEE_OTHER, "only the days changed since, and not by a third");
        let (_, kept) = draft_of(&office, &cast).await;
        assert_eq!(kept.purpose, "His.");
    });
}

#[test]
fn the_diagram_is_saved_as_it_is_drawn_and_a_contest_is_told_to_the_editor() {
    each("process_editor", |office| async move {
        let cast = cast(&office).await;
        let put = async |guest: &Guest, revision: i64, xml: &str| {
            let body = json!({ "revision": revision, "xml": xml });
            office.json("PUT", &format!("{AT}/draft/diagram"), Some(guest), &body).await
        };
        let source = office.get(&format!("{AT}/draft/diagram.bpmn"), Some(&cast.designer)).await.body;
        let renamed = source.replacen("name=\"Classify", "name=\"Sort and classify", 1);
        assert_ne!(renamed, source);
        let saved = put(&cast.designer, 1, &renamed).await;
        assert_eq!(saved.status, StatusCode::OK, "{}", saved.body);
        assert_eq!(saved.value()["revision"], 2);
        assert!(saved.value()["findings"].is_array());
        let other = source.replacen("name=\"Classify", "name=\"File", 1);
        let contested = put(&cast.manager, 1, &other).await;
        assert_eq!(contested.status, StatusCode::CONFLICT);
        assert_eq!(
            (contested.value()["by"].as_str(), contested.value()["theirs"].as_i64()),
            (Some("Dora Designer"), Some(2))
        );
        assert_eq!(put(&cast.manager, 2, &other).await.status, StatusCode::OK, "a person decided to keep it");
        let broken = put(&cast.manager, 3, "<no").await;
        assert_eq!(broken.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", broken.body);
        let nonsense = office.json("PUT", &format!("{AT}/draft/diagram"), Some(&cast.manager), &json!([])).await;
        assert_eq!(nonsense.status, StatusCode::BAD_REQUEST);
    });
}

#[test]
fn activities_and_letters_are_written_as_forms_and_checked_while_typing() {
    each("process_forms", |office| async move {
        let cast = cast(&office).await;
        let at = format!("{AT}/draft/activities/classify");
        let typing = office.post(&format!("{at}/findings"), Some(&cast.designer), &[("purpose", "")]).await;
        assert_eq!(typing.status, StatusCode::OK);
        assert!(typing.body.contains("missing"), "{}", typing.body);
        let fields = [
            ("revision", "1"),
            ("purpose", "Know what matters."),
            ("steps", "1. Look.\r\n2. Sort."),
            ("process_time", "7"),
            ("cell/classify/agent", "RA"),
            ("cell/classify/incident_manager", ""),
        ];
        let saved = office.post(&at, Some(&cast.designer), &fields).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
        let (revision, definition) = draft_of(&office, &cast).await;
        let one = &definition.activities["classify"];
        assert_eq!(
            (one.purpose.as_str(), one.steps.as_str(), one.process_time_minutes),
            ("Know what matters.", "1. Look.\n2. Sort.", Some(7))
        );
        assert_eq!(definition.raci["classify"].get("agent").map(String::as_str), Some("RA"));
        assert!(!definition.raci["classify"].contains_key("incident_manager"));
        let wrong = office.post(&at, Some(&cast.designer), &[("revision", "2"), ("process_time", "soon")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.body.contains("must be a whole number of minutes"), "{}", wrong.body);
        let cells = [
            ("revision", revision.to_string()),
            ("cell/classify/agent", "R".into()),
            ("cell/classify/incident_manager", "A".into()),
        ];
        let cells: Vec<(&str, &str)> = cells.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert_eq!(
            office.post(&format!("{AT}/draft/raci"), Some(&cast.designer), &cells).await.status,
            StatusCode::SEE_OTHER
        );
        assert_eq!(draft_of(&office, &cast).await.1.raci["classify"]["incident_manager"], "A");
        let lost = office.post(&format!("{AT}/draft/raci"), Some(&cast.designer), &[]).await;
        assert_eq!(lost.status, StatusCode::BAD_REQUEST, "a form without its revision is not guessed at");
    });
}

#[test]
fn my_steps_come_first_once_i_say_which_role_i_have() {
    each("process_practice", |office| async move {
        let cast = cast(&office).await;
        let agent = office.person("Ann Agent", &[Role::Practitioner]).await;
        let before = page(&office, AT, &agent).await;
        assert!(before.contains("Say which role you have here"), "{before}");
        let wrong = office.post(&format!("{AT}/practice"), Some(&agent), &[("role", "king")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        office.post(&format!("{AT}/practice"), Some(&agent), &[("role", "agent")]).await;
        let after = page(&office, AT, &agent).await;
        assert!(after.contains("is-mine") && after.contains("Change my roles"), "{after}");
        assert!(!page(&office, AT, &cast.lead).await.contains("Change my roles"), "everybody has their own");
    });
}

#[test]
fn a_few_lines_make_a_first_diagram_and_hostile_names_stay_text() {
    each("process_sketch", |office| async move {
        let dora = office.person("Dora Designer", &[Role::ProcessDesigner]).await;
        let steps = "Agent: Take the report\nSort it\nResolver: <script>alert(1)</script>";
        let fields =
            [("name", "On-call <b>handover</b>"), ("category", "support"), ("purpose", "Hand over."), ("steps", steps)];
        let made = office.post("/processes", Some(&dora), &fields).await;
        assert_eq!(made.location(), "/processes/on-call-b-handover-b/draft", "{}", made.body);
        let shown = page(&office, "/processes/on-call-b-handover-b", &dora).await;
        assert!(!shown.contains("<script>alert") && !shown.contains("<b>handover"), "{shown}");
        assert!(shown.contains("Take the report") && shown.contains("This is a draft"), "{shown}");
        let empty = office.post("/processes", Some(&dora), &[("name", "!!!"), ("category", "core")]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    });
}

#[test]
fn readers_read_and_do_not_draft() {
    each("process_readers", |office| async move {
        cast(&office).await;
        let reader = office.person("Rita Reader", &[Role::Practitioner]).await;
        for (path, fields) in [
            (format!("{AT}/draft"), vec![]),
            (format!("{AT}/people/owner"), vec![("person", "x")]),
            (format!("{AT}/approval"), vec![("decision", "approved"), ("seal", "x")]),
            (format!("{AT}/publication"), vec![]),
            ("/library/service-request/adoption".to_owned(), vec![("name", "X"), ("category", "core")]),
        ] {
            assert_eq!(office.post(&path, Some(&reader), &fields).await.status, StatusCode::FORBIDDEN, "{path}");
        }
        for path in [format!("{AT}/draft"), format!("{AT}/compare?from=draft&to=9.9"), format!("{AT}/draft/raci")] {
            let status = office.get(&path, Some(&reader)).await.status;
            assert!(status == StatusCode::FORBIDDEN || status == StatusCode::NOT_FOUND, "{path}: {status}");
        }
    });
}

#[test]
fn programs_do_the_same_through_the_api() {
    each("process_api", |office| async move {
        let boss = office.person("Bea Boss", &[Role::SmoManager]).await;
        let olga = office.person("Olga Owner", &[Role::Practitioner]).await;
        let max = office.person("Max Manager", &[Role::Practitioner]).await;
        let at = "/api/processes/service-request";
        let added = office
            .json(
                "POST",
                "/api/processes",
                Some(&boss),
                &json!({ "library": "service-request", "name": "Service request" }),
            )
            .await;
        assert_eq!(added.status, StatusCode::CREATED, "{}", added.body);
        assert_eq!(added.location(), at);
        for (guest, role) in [(&olga, "owner"), (&max, "manager")] {
            let asked = office
                .json("POST", &format!("{at}/people/{role}"), Some(&boss), &json!({ "person_id": guest.person.id }))
                .await;
            assert_eq!(asked.status, StatusCode::OK, "{}", asked.body);
            let accepted =
                office.json("POST", &format!("{at}/people/{role}/acceptance"), Some(guest), &json!({})).await;
            assert_eq!(accepted.status, StatusCode::OK, "{}", accepted.body);
        }
        let draft = office.get(&format!("{at}/versions/draft"), Some(&boss)).await.value();
        let mut definition = draft["definition"].clone();
        definition["purpose"] = json!("Give people what they are entitled to.");
        let saved = office
            .json("PUT", &format!("{at}/draft"), Some(&boss), &json!({ "revision": 1, "definition": definition }))
            .await;
        assert_eq!(saved.status, StatusCode::OK, "{}", saved.body);
        assert_eq!(saved.value()["revision"], 2);
        definition["purpose"] = json!("Something else.");
        let contested = office
            .json("PUT", &format!("{at}/draft"), Some(&olga), &json!({ "revision": 1, "definition": definition }))
            .await;
        assert_eq!(contested.status, StatusCode::CONFLICT, "{}", contested.body);
        let submitted = office
            .json("POST", &format!("{at}/submission"), Some(&boss), &json!({ "approvers": [olga.person.id] }))
            .await;
        assert_eq!(submitted.status, StatusCode::OK, "{}", submitted.body);
        let seal = submitted.value()["seal"].clone();
        let decided = office
            .json("POST", &format!("{at}/approval"), Some(&olga), &json!({ "decision": "approved", "seal": seal }))
            .await;
        assert_eq!(decided.value()["state"], "approved", "{}", decided.body);
        let published = office.json("POST", &format!("{at}/publication"), Some(&olga), &json!({})).await;
        assert_eq!(published.value()["number"], "1.0", "{}", published.body);
        let read = office.get(&format!("{at}/versions/1.0"), Some(&max)).await.value();
        assert_eq!(read["definition"]["purpose"], "Give people what they are entitled to.");
        let all = office.get("/api/processes", Some(&max)).await.value();
        assert_eq!((all["total"].as_i64(), all["items"][0]["version"].as_str()), (Some(1), Some("1.0")));
        let wrong = office
            .json(
                "PUT",
                &format!("{at}/draft"),
                Some(&boss),
                &json!({ "revision": 1, "definition": { "nonsense": 1 } }),
            )
            .await;
        assert_eq!(wrong.status, StatusCode::BAD_REQUEST, "{}", wrong.body);
    });
}

#[test]
fn fifty_approvals_at_the_same_time_are_one() {
    each("process_fifty", |office| async move {
        let cast = cast(&office).await;
        let approvers = [cast.owner.person.id.as_str(), cast.lead.person.id.as_str()];
        let form = [("approver", approvers[0]), ("approver", approvers[1]), ("due", "2026-12-01")];
        let submitted = office.post(&format!("{AT}/submission"), Some(&cast.designer), &form).await;
        assert_eq!(submitted.status, StatusCode::SEE_OTHER, "{}", submitted.body);
        let id = cast.process_id.clone();
        let seal =
            office.app.read(move |tx| Ok(store::open_draft(tx, &id)?.expect("open").seal)).await.expect("a seal");
        let (fields, path) = ([("decision", "approved"), ("seal", seal.as_str())], format!("{AT}/approval"));
        let mut waiting: Vec<_> = (0..50).map(|_| Box::pin(office.post(&path, Some(&cast.lead), &fields))).collect();
        let mut given = 0;
        std::future::poll_fn(|context| {
            waiting.retain_mut(|one| match one.as_mut().poll(context) {
                std::task::Poll::Ready(reply) => {
                    given += usize::from(reply.status == StatusCode::SEE_OTHER);
                    false
                }
                std::task::Poll::Pending => true,
            });
            if waiting.is_empty() { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
        })
        .await;
        assert_eq!(given, 1, "one answer counts");
        let id = cast.process_id.clone();
        let entries = office
            .app
            .read(move |tx| Ok(crate::journal::store::of_object(tx, "process", &id, 200)?))
            .await
            .expect("the journal");
        assert_eq!(entries.iter().filter(|entry| entry.action == "process.approved").count(), 1);
    });
}

#[test]
fn a_process_stands_between_its_suppliers_and_its_customers() {
    each("process_sipoc", |office| async move {
        let cast = cast(&office).await;
        let read = page(&office, &format!("{AT}/sipoc"), &cast.owner).await;
        let definition = incident();
        for text in [&definition.inputs[0].name, &definition.outputs[1].acceptance, &definition.triggers[0]] {
            assert!(read.contains(text.as_str()), "{text}");
        }
        assert!(read.contains("Comes from") && read.contains("Change enablement"), "interfaces stand there too");
        let words = page(&office, &format!("{AT}/activities"), &cast.owner).await;
        assert!(words.contains("class=\"term\"") && words.contains("/rules#word-"), "words lead to the glossary");
    });
}
