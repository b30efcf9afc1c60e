use axum::http::StatusCode;
use serde_json::json;

use super::super::tests::{Cast, bare, cast, publish_draft};
use super::{Retirement, Wish, complaints};
use crate::clock::Time;
use crate::journal;
use crate::process::Process;
use crate::testing::{BEGINNING, Guest, Office, each};
use crate::worklist;

const AT: &str = "/processes/incident-management";

fn ended(process: Process, day: i64) -> Process {
    let end = Retirement {
        from: BEGINNING.plus_days(day),
        reason: "Old".into(),
        successor_id: None,
        by: "Ann".into(),
        done_at: None,
    };
    Process { retirement: Some(end), ..process }
}

fn one(id: &str) -> Process {
    bare(id, id, &format!("Process {id}"), BEGINNING)
}

#[test]
fn a_process_ends_only_with_a_reason_a_day_to_come_and_nothing_below() {
    let below = Process { parent_id: Some("a".into()), ..one("child") };
    let wish = |reason: &str, day: Option<i64>, successor: Option<&str>| Wish {
        from: day.map(|day| BEGINNING.plus_days(day)),
        reason: reason.into(),
        successor_id: successor.map(str::to_owned),
    };
    let good = || wish("Nobody needs it", Some(3), Some("b"));
    for (name, process, others, wish, expected) in [
        ("may end", one("a"), vec![one("b")], good(), &[][..]),
        ("today and without a successor", one("a"), vec![], wish("Old", Some(0), None), &[]),
        ("no reason", one("a"), vec![], wish(" ", None, None), &["reason"]),
        ("yesterday", one("a"), vec![], wish("Old", Some(-1), None), &["from"]),
        ("itself", one("a"), vec![], wish("Old", None, Some("a")), &["successor"]),
        ("unknown successor", one("a"), vec![], wish("Old", None, Some("x")), &["successor"]),
        ("a successor that ends", one("a"), vec![ended(one("b"), 9)], good(), &["successor"]),
        ("something below", one("a"), vec![one("b"), below.clone()], good(), &[""]),
        ("something retired below", one("a"), vec![one("b"), ended(below, -1)], good(), &[]),
        ("ended already", ended(one("a"), -1), vec![one("b")], good(), &[""]),
        ("ends already", ended(one("a"), 5), vec![one("b")], good(), &[""]),
    ] {
        let all: Vec<Process> = std::iter::once(process.clone()).chain(others).collect();
        let found: Vec<&str> = complaints(&process, &wish, &all, BEGINNING)
            .into_iter()
            .map(|refusal| refusal.field.unwrap_or_default())
            .collect();
        assert_eq!(found, expected, "{name}");
    }
    assert!(!ended(one("a"), 1).is_retired(BEGINNING) && ended(one("a"), 0).is_retired(BEGINNING));
}

async fn page(office: &Office, path: &str, guest: &Guest) -> String {
    let reply = office.get(path, Some(guest)).await;
    assert_eq!(reply.status, StatusCode::OK, "{path}: {}", reply.body);
    reply.body
}

async fn asks(office: &Office, guest: &Guest) -> Vec<String> {
    let id = guest.person.id.clone();
    let open = office.app.read(move |tx| Ok(worklist::open_for(tx, &id)?)).await.expect("it reads");
    open.into_iter().map(|one| one.kind).collect()
}

async fn deeds(office: &Office, cast: &Cast) -> Vec<String> {
    let id = cast.process_id.clone();
    let read = move |tx: &mut db::Tx| Ok(journal::store::of_object(tx, "process", &id, 100)?);
    office.app.read(read).await.expect("it reads").into_iter().map(|entry| entry.action.clone()).collect()
}

#[test]
fn a_process_is_retired_in_two_steps_leaves_the_lists_and_stays_as_an_archive() {
    each("retirement_door", |office| async move {
        let cast = cast(&office).await;
        publish_draft(&office, &cast).await;
        office.post(&format!("{AT}/draft"), Some(&cast.designer), &[]).await;
        office
            .post(
                "/library/service-request/adoption",
                Some(&cast.designer),
                &[("name", "Service request"), ("category", "core")],
            )
            .await;
        let at = format!("{AT}/retirement");
        for guest in [&cast.manager, &cast.designer] {
            assert_eq!(office.get(&at, Some(guest)).await.status, StatusCode::FORBIDDEN);
            assert_eq!(
                office.post(&at, Some(guest), &[("reason", "x"), ("sure", "yes")]).await.status,
                StatusCode::FORBIDDEN
            );
        }
        assert_eq!(asks(&office, &cast.owner).await, ["process.review"]);
        let silent = office.post(&at, Some(&cast.owner), &[("sure", "yes")]).await;
        assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
        let wish = [("reason", "The new desk does it."), ("successor", "service-request")];
        let question = office.post(&at, Some(&cast.owner), &wish).await;
        assert_eq!(question.status, StatusCode::OK);
        assert!(question.body.contains("Its open draft is discarded"), "{}", question.body);
        assert!(question.body.contains("1 open ask about it ends"), "{}", question.body);
        assert!(page(&office, "/processes", &cast.lead).await.contains(">Incident management<"), "asking ends nothing");
        let done = office.post(&at, Some(&cast.owner), &[&wish[..], &[("sure", "yes")]].concat()).await;
        assert_eq!(done.location(), AT, "{}", done.body);

        assert!(!page(&office, "/processes", &cast.lead).await.contains(">Incident management<"));
        assert!(page(&office, "/processes?state=retired", &cast.lead).await.contains(">Incident management<"));
        for rest in ["", "/activities", "/versions", "/journal"] {
            let archive = page(&office, &format!("{AT}{rest}"), &cast.lead).await;
            assert!(archive.contains("Retired since") && archive.contains("The new desk does it."), "{rest}");
            assert!(archive.contains("/processes/service-request"), "the successor is named on {rest}");
        }
        assert!(asks(&office, &cast.owner).await.is_empty());
        assert!(!page(&office, "/architecture", &cast.lead).await.contains("Incident management"));
        for (path, fields) in [("/draft", vec![]), ("/people/owner", vec![("person", cast.lead.person.id.as_str())])] {
            let actor = if path == "/draft" { &cast.designer } else { &cast.lead };
            let refused = office.post(&format!("{AT}{path}"), Some(actor), &fields).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
            assert!(refused.body.contains("is retired since"), "{path}: {}", refused.body);
        }
        office.settle().await;

        let back =
            office.post(&format!("{AT}/reinstatement"), Some(&cast.owner), &[("reason", "The desk was late.")]).await;
        assert_eq!(back.location(), AT, "{}", back.body);
        assert!(page(&office, "/processes", &cast.lead).await.contains(">Incident management<"));
        assert_eq!(asks(&office, &cast.owner).await, ["process.review"], "its review is due again");
        let deeds = deeds(&office, &cast).await;
        assert!(deeds.contains(&"process.retired".to_owned()) && deeds.contains(&"process.reinstated".to_owned()));
        office.settle().await;
    });
}

#[test]
fn a_process_that_ends_on_a_later_day_is_followed_until_then() {
    each("retirement_day", |office| async move {
        let cast = cast(&office).await;
        publish_draft(&office, &cast).await;
        let day = Time(office.app.now().0).plus_days(2).date().to_string();
        let wish = [("reason", "It moves."), ("from", day.as_str()), ("sure", "yes")];
        office.post(&format!("{AT}/retirement"), Some(&cast.owner), &wish).await;
        assert!(page(&office, "/processes", &cast.lead).await.contains("retires on 4 Nov 2026"));
        assert_eq!(asks(&office, &cast.owner).await, ["process.review"], "nothing ends before its day");
        let started = office.post(&format!("{AT}/draft"), Some(&cast.designer), &[]).await;
        assert_eq!(started.status, StatusCode::SEE_OTHER, "it can be changed until then");
        office.app.clock().advance_seconds(2 * 24 * 3600);
        (super::ON_ITS_DAY.strike)(office.app.clone()).await.expect("the day comes");
        assert!(asks(&office, &cast.owner).await.is_empty());
        assert_eq!(deeds(&office, &cast).await.iter().filter(|one| *one == "process.retired").count(), 1);
        (super::ON_ITS_DAY.strike)(office.app.clone()).await.expect("again");
        assert_eq!(deeds(&office, &cast).await.iter().filter(|one| *one == "process.retired").count(), 1, "once only");
        let lead = office.person("Lea Later", &[crate::access::Role::GovernanceLead]).await;
        let draft = office.get("/api/processes/incident-management", Some(&lead)).await.value();
        assert_eq!(draft["process"]["draft"], json!(null), "its draft is discarded");
        office.settle().await;
    });
}

#[test]
fn programs_retire_a_process_and_bring_it_back() {
    each("retirement_api", |office| async move {
        let cast = cast(&office).await;
        publish_draft(&office, &cast).await;
        let at = "/api/processes/incident-management/retirement";
        for wrong in [
            json!({ "reason": "" }),
            json!({ "reason": "Old", "from": "2020-01-01" }),
            json!({ "reason": "Old", "from": "soon" }),
            json!({ "reason": "Old", "successor": "none" }),
            json!({ "reason": "Old", "successor": "incident-management" }),
        ] {
            let refused = office.json("POST", at, Some(&cast.owner), &wrong).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}: {}", refused.body);
        }
        let done = office.json("POST", at, Some(&cast.owner), &json!({ "reason": "Old" })).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.body);
        assert_eq!(done.value()["retirement"]["by"], "Olga Owner");
        assert_eq!(office.get("/api/processes", Some(&cast.lead)).await.value()["total"], 0);
        let archived = office.get("/api/processes?state=retired", Some(&cast.lead)).await.value();
        assert_eq!(archived["items"][0]["retired"], true);
        let again = office.json("POST", at, Some(&cast.owner), &json!({ "reason": "Old" })).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        let back = "/api/processes/incident-management/reinstatement";
        let back = office.json("POST", back, Some(&cast.owner), &json!({ "reason": "Needed" })).await;
        assert_eq!(back.value()["retirement"], json!(null), "{}", back.body);
        office.settle().await;
    });
}
