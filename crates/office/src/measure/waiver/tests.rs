use axum::http::StatusCode;
use serde_json::{Value, json};

use super::{State, store};
use crate::access::Role;
use crate::journal;
use crate::measure::Mode;
use crate::measure::tests::{EXPORT, imported, incident};
use crate::process::retirement::{self, Wish};
use crate::process::tests::actor;
use crate::process::{HolderRole, holder};
use crate::testing::{Guest, Office, each};
use crate::worklist;

const HERE: &str = "/processes/incident-management/deviations";
const API: &str = "/api/processes/incident-management/deviations";

/// The first deviation of the log as programs read it, with the word that names it in forms.
async fn first(office: &Office, guest: &Guest) -> (Value, String) {
    let all = office.get(API, Some(guest)).await.value();
    let one = all["deviations"][0].clone();
    let key = format!("{}:{}", one["kind"].as_str().expect("a kind"), one["element"].as_str().expect("an element"));
    (one, key)
}

/// An owner with an imported log, the process, and the first deviation.
async fn departing(office: &Office) -> (Guest, String, String) {
    let (owner, process_id) = incident(office).await;
    imported(office, &owner, &process_id, EXPORT.as_bytes(), Mode::AllOrNothing).await;
    let (_, key) = first(office, &owner).await;
    (owner, process_id, key)
}

async fn grant(office: &Office, owner: &Guest, key: &str, why: &str, until: &str) -> (StatusCode, String) {
    let fields = [("deviation", key), ("why", why), ("until", until)];
    let reply = office.post(&format!("{HERE}/waivers"), Some(owner), &fields).await;
    (reply.status, reply.body)
}

/// A day so many days from now, as forms send it.
fn day(office: &Office, days: i64) -> String {
    office.app.now().plus_days(days).date().to_string()
}

async fn titles(office: &Office, guest: &Guest) -> Vec<String> {
    let id = guest.person.id.clone();
    let asks = office.app.read(move |tx| Ok(worklist::store::open_for(tx, &id)?)).await.expect("it reads");
    let waives = asks.into_iter().filter(|ask| ask.kind == "measure.waive");
    waives.map(|ask| format!("{} due {}", ask.title, ask.due_at.date())).collect()
}

#[test]
fn an_owner_accepts_a_deviation_for_a_while_and_everybody_reads_it_where_it_is_counted() {
    each("waiver_granted", |office| async move {
        let (owner, process_id, key) = departing(&office).await;
        let reader = office.person("Rita Reader", &[Role::Practitioner]).await;
        let before = office.get(API, Some(&owner)).await.value();
        assert_eq!(before["deviations"][0]["waived_until"], Value::Null);
        let offered = office.get(HERE, Some(&owner)).await.body;
        assert!(offered.contains("Grant waiver") && offered.contains("it stays counted"), "{offered}");
        assert!(!office.get(HERE, Some(&reader)).await.body.contains("Grant waiver"), "others are offered nothing");
        let new = format!("{HERE}/waivers/new?deviation={}", crate::web::form::encode(&key));
        let form = office.get(&new, Some(&owner)).await;
        assert_eq!(form.status, StatusCode::OK, "{}", form.body);
        let sentence = before["deviations"][0]["sentence"].as_str().expect("a sentence");
        assert!(form.body.contains(&ui_text(sentence)), "{sentence} in {}", form.body);

        let until = day(&office, 100);
        let (status, body) = grant(&office, &owner, &key, "The tool is changed in spring <soon>.", &until).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{body}");
        let words = office.app.now().plus_days(100).day_in_words();
        let page = office.get(HERE, Some(&reader)).await.body;
        for said in
            [&format!("waived until {words}"), "The tool is changed in spring &lt;soon&gt;.", "Granted by Olga Owner"]
        {
            assert!(page.contains(said), "{said} in {page}");
        }
        assert!(office.get(HERE, Some(&owner)).await.body.contains("Make improvement"), "it can still be improved");
        let file = office.get(&format!("{HERE}.csv"), Some(&reader)).await.body;
        assert!(file.lines().next().is_some_and(|header| header.ends_with(",Waived until")), "{file}");
        assert_eq!(file.lines().filter(|line| line.ends_with(&format!(",{until}"))).count(), 1, "{file}");
        let after = office.get(API, Some(&reader)).await.value();
        assert_eq!(after["deviations"][0]["waived_until"], json!(until));
        for figure in ["fitness", "conforming_share", "compared"] {
            assert_eq!(before[figure], after[figure], "{figure} stays");
        }
        let href = format!("{HERE}/waivers/{}", after["deviations"][0]["waiver_id"].as_str().expect("an id"));
        let own = office.get(&href, Some(&owner)).await.body;
        assert!(own.contains("Grant it anew") && own.contains("End the waiver"), "{own}");
        let shown = office.get(&href, Some(&reader)).await;
        assert_eq!(shown.status, StatusCode::OK, "{}", shown.body);
        assert!(!shown.body.contains("End the waiver"), "{}", shown.body);
        let entries = office
            .app
            .read(move |tx| Ok(journal::store::of_object(tx, "process", &process_id, 5)?))
            .await
            .expect("it reads");
        assert_eq!(entries.iter().filter(|entry| entry.action == "measure.waiver_granted").count(), 1);
        office.settle().await;
    });
}

/// A sentence as a page writes it.
fn ui_text(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[test]
fn who_does_not_own_the_process_and_what_says_too_little_is_refused_and_nothing_is_lost() {
    each("waiver_refused", |office| async move {
        let (owner, process_id, key) = departing(&office).await;
        let other = office.person("Otto Other", &[Role::Practitioner]).await;
        let elsewhere = office.person_on("Elsa Elsewhere", &[Role::ProcessOwner], Some("another")).await;
        let until = day(&office, 30);
        for stranger in [&other, &elsewhere] {
            assert_eq!(grant(&office, stranger, &key, "Because.", &until).await.0, StatusCode::FORBIDDEN);
            let form = office.get(&format!("{HERE}/waivers/new?deviation={key}"), Some(stranger)).await;
            assert_eq!(form.status, StatusCode::FORBIDDEN);
        }
        let (past, today, far) = (day(&office, -1), day(&office, 0), day(&office, 800));
        for (why, until, said) in [
            ("  ", until.as_str(), "The reason is missing."),
            ("Kept <words>.", "", "The last day is missing."),
            ("Kept <words>.", "31/31/2026", "day"),
            ("Kept <words>.", past.as_str(), "The last day must be after today."),
            ("Kept <words>.", today.as_str(), "The last day must be after today."),
            ("Kept <words>.", far.as_str(), "The last day must be within 730 days"),
        ] {
            let (status, body) = grant(&office, &owner, &key, why, until).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{why} {until}");
            assert!(body.contains(said), "{said} in {body}");
            assert!(why.trim().is_empty() || body.contains("Kept &lt;words&gt;."), "nothing is lost: {body}");
        }
        let (status, body) = grant(&office, &owner, "skipped:nothing", "Because.", &until).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(body.contains("no longer found in the newest log"), "{body}");
        let sent = json!({ "kind": "skipped", "element": "nothing", "why": "Because.", "until": until });
        let unknown = office.json("POST", &format!("{API}/waivers"), Some(&owner), &sent).await;
        assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", unknown.body);
        let none = office.app.read(move |tx| Ok(store::standing(tx, &process_id)?)).await.expect("it reads");
        assert_eq!(none, Vec::new(), "nothing was granted");
        office.settle().await;
    });
}

#[test]
fn a_program_grants_and_ends_a_waiver_and_what_ended_cannot_end_again() {
    each("waiver_api", |office| async move {
        let (owner, ..) = departing(&office).await;
        let (one, _) = first(&office, &owner).await;
        let until = day(&office, 30);
        let sent = json!({ "kind": one["kind"], "element": one["element"], "why": "A trial runs.", "until": until });
        let granted = office.json("POST", &format!("{API}/waivers"), Some(&owner), &sent).await;
        assert_eq!(granted.status, StatusCode::OK, "{}", granted.body);
        let granted = granted.value();
        assert_eq!(
            (&granted["state"], &granted["until"], &granted["why"]),
            (&json!("holds"), &json!(until), &sent["why"])
        );
        let end = format!("{API}/waivers/{}/end", granted["id"].as_str().expect("an id"));
        let foreign =
            office.json("POST", &format!("{API}/waivers/none/end"), Some(&owner), &json!({ "reason": "x" })).await;
        assert_eq!(foreign.status, StatusCode::NOT_FOUND);
        let blank = office.json("POST", &end, Some(&owner), &json!({ "reason": " " })).await;
        assert_eq!(blank.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", blank.body);
        let page = granted["href"].as_str().expect("an address").to_owned();
        let form = office.post(&format!("{page}/end"), Some(&owner), &[("reason", "")]).await;
        assert_eq!(form.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(form.body.contains("The reason is missing."), "{}", form.body);
        let ended = office.json("POST", &end, Some(&owner), &json!({ "reason": "The trial is over." })).await;
        assert_eq!((ended.status, &ended.value()["state"]), (StatusCode::OK, &json!("ended")), "{}", ended.body);
        let again = office.json("POST", &end, Some(&owner), &json!({ "reason": "Again." })).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", again.body);
        assert_eq!(titles(&office, &owner).await, Vec::<String>::new(), "nobody is asked any more");
        assert!(!office.get(HERE, Some(&owner)).await.body.contains("waived until"));
        let shown = office.get(&page, Some(&owner)).await.body;
        assert!(shown.contains("The trial is over.") && !shown.contains("End the waiver"), "{shown}");
        office.settle().await;
    });
}

#[test]
fn the_owner_is_asked_when_the_day_comes_and_a_new_owner_takes_over() {
    each("waiver_asked", |office| async move {
        let (owner, process_id, key) = departing(&office).await;
        let (soon, later) = (day(&office, 10), day(&office, 20));
        grant(&office, &owner, &key, "A trial runs.", &soon).await;
        let (status, body) = grant(&office, &owner, &key, "It runs on.", &later).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{body}");
        let id = process_id.clone();
        let standing = office.app.read(move |tx| Ok(store::standing(tx, &id)?)).await.expect("it reads");
        assert_eq!(standing.len(), 1, "one stands at a time: {standing:?}");
        let waiver = &standing[0];
        assert_eq!((waiver.why.as_str(), waiver.until.date().to_string()), ("It runs on.", later.clone()));
        assert_eq!(waiver.state(waiver.until), State::Holds, "it holds through its last day");
        let asks = titles(&office, &owner).await;
        assert!(asks.len() == 1 && asks[0].ends_with(&format!("due {later}")), "{asks:?}");

        let next = office.person("Nora Next", &[Role::Practitioner]).await;
        let lead = office.person("Lars Lead", &[Role::GovernanceLead]).await;
        let (now, id) = (office.app.now(), process_id.clone());
        let (by, new) = (actor(&office, &lead).await, next.clone());
        let hand_over = move |tx: &mut db::Tx| {
            holder::ask(tx, &by, now, &id, HolderRole::Owner, &new.person.id)?;
            holder::accept(tx, &new.actor, now, &id, HolderRole::Owner)
        };
        office.app.write(hand_over).await.expect("handed over");
        office.settle().await;
        assert_eq!(titles(&office, &owner).await, Vec::<String>::new(), "who left the role is not asked");
        assert_eq!(titles(&office, &next).await, asks);

        office.app.clock().advance_seconds(21 * 86_400);
        let late = office.person_on("Lena Late", &[Role::ProcessOwner], Some(&process_id)).await;
        assert_eq!(first(&office, &late).await.0["waived_until"], Value::Null, "it holds no longer");
        assert!(!office.get(HERE, Some(&late)).await.body.contains("waived until"));
        let shown = office.get(&waiver.href("incident-management"), Some(&late)).await.body;
        assert!(shown.contains("expired on") && shown.contains("Grant it anew"), "{shown}");
        assert_eq!(titles(&office, &next).await.len(), 1, "the question stays until it is answered");

        let (by, now) = (actor(&office, &next).await, office.app.now());
        let wish = Wish { reason: "The new desk does it.".to_owned(), ..Wish::default() };
        office.app.write(move |tx| retirement::retire(tx, &by, now, &process_id, &wish)).await.expect("retired");
        office.settle().await;
        assert_eq!(titles(&office, &next).await, Vec::<String>::new(), "nobody is asked about what is retired");
    });
}
