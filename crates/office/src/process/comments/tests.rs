use axum::http::StatusCode;

use super::element::{self, Elements, GONE, Kind, WHOLE, standing_at};
use crate::access::Role;
use crate::comment::Place;
use crate::definition::{Definition, Policy};
use crate::process::holder;
use crate::process::model::HolderRole;
use crate::process::tests::{Cast, cast, incident, publish_draft};
use crate::testing::{Guest, Office, each};
use crate::web::csv;
use crate::worklist;

const HREF: &str = "/processes/incident-management";

/// Says something as a form does; returns the address of the conversation.
async fn say(office: &Office, by: &Guest, fields: &[(&str, &str)]) -> String {
    let reply = office.post(&format!("{HREF}/comments"), Some(by), fields).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
    reply.location().to_owned()
}

async fn page(office: &Office, path: &str, guest: &Guest) -> String {
    let reply = office.get(path, Some(guest)).await;
    assert_eq!(reply.status, StatusCode::OK, "{path}: {}", reply.body);
    reply.body
}

async fn asked(office: &Office, guest: &Guest) -> Vec<String> {
    let id = guest.person.id.clone();
    let open = office.app.read(move |tx| Ok(worklist::open_for(tx, &id)?)).await.expect("readable");
    open.into_iter().filter(|ask| ask.object_kind == "comment").map(|ask| ask.title).collect()
}

/// A published process and somebody who reads it.
async fn published(office: &Office) -> (Cast, Guest) {
    let cast = cast(office).await;
    publish_draft(office, &cast).await;
    let reader = office.person("Rita Reader", &[Role::Practitioner]).await;
    (cast, reader)
}

#[test]
fn every_part_of_a_definition_is_a_place_with_a_key_of_its_own() {
    let definition = incident();
    let elements = Elements::of(&definition);
    let mut keys: Vec<&str> = elements.all().iter().map(|one| one.key.as_str()).collect();
    let count = keys.len();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), count, "two places share a key");
    for kind in ["activity", "step", "raci", "role", "policy", "control", "risk", "measure", "interface", "section"] {
        assert!(keys.iter().any(|key| key.starts_with(&format!("{kind}/"))), "no {kind}");
    }
    assert!(elements.all().iter().all(|one| !one.label().trim().is_empty()));
}

#[test]
fn a_reworded_policy_keeps_what_was_said_and_another_one_does_not() {
    let policy = |statement: &str| Policy { statement: statement.into(), ..Policy::default() };
    let with = |statement: &str| Definition { policies: vec![policy(statement)], ..Definition::default() };
    let old = "Every incident has exactly one owner at any time";
    let place = Elements::of(&with(old)).place(&element::worded(Kind::Policy, old)).expect("there");
    let cases = [
        (old, true),
        ("Every incident has exactly one named owner at any time", true),
        ("Major incidents are announced within ten minutes", false),
        ("", false),
    ];
    for (new, expected) in cases {
        let elements = Elements::of(&with(new));
        assert_eq!(elements.find(&place).is_some(), expected, "{new}");
        let keys = standing_at(&elements, std::slice::from_ref(&place), GONE);
        assert_eq!(keys.is_empty(), expected, "{new}");
    }
    let whole = [Place::default()];
    assert_eq!(standing_at(&Elements::of(&with(old)), &whole, WHOLE).len(), 1);
    assert!(standing_at(&Elements::of(&with(old)), &whole, GONE).is_empty());
}

#[test]
fn what_a_reader_says_stands_at_its_place_until_it_is_resolved() {
    each("comments_place", |office| async move {
        let (cast, reader) = published(&office).await;
        let fields =
            [("kind", "comment"), ("element", "activity/diagnose"), ("text", "Line one\r\nLine two @Max Manager")];
        let at = say(&office, &reader, &fields).await;
        let activities = page(&office, &format!("{HREF}/activities"), &reader).await;
        assert!(activities.contains("Line one Line two") && activities.contains("1 open comment"));
        let overview = page(&office, HREF, &reader).await;
        assert!(overview.contains("1 open comment."), "the diagram says it");
        assert_eq!(asked(&office, &cast.manager).await.len(), 1, "who was mentioned is asked to read it");
        let reply = office.post(&format!("{at}/replies"), Some(&cast.manager), &[("text", "I see.")]).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
        assert!(asked(&office, &cast.manager).await.is_empty(), "whoever replies has read it");
        assert_eq!(asked(&office, &reader).await.len(), 1, "whoever began is told");
        let other = office.person("Otto Other", &[Role::Auditor]).await;
        let refused = office.post(&format!("{at}/resolution"), Some(&other), &[("sentence", "Done.")]).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        let empty = office.post(&format!("{at}/resolution"), Some(&cast.owner), &[("sentence", " ")]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(empty.body.contains("The sentence is missing."));
        let done = office.post(&format!("{at}/resolution"), Some(&cast.owner), &[("sentence", "Made clearer.")]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER);
        assert!(!page(&office, &format!("{HREF}/comments"), &reader).await.contains("Line one"), "hidden by default");
        let all =
            page(&office, &format!("{HREF}/comments?state=all&kind=comment&element=activity/diagnose"), &reader).await;
        assert!(all.contains("Line one"));
        assert!(
            !page(&office, &format!("{HREF}/comments?state=all&element=activity/assign"), &reader)
                .await
                .contains("Line one")
        );
        assert!(page(&office, &at, &reader).await.contains("Made clearer."));
        let again = office.post(&format!("{at}/reopening"), Some(&reader), &[("sentence", "Not yet.")]).await;
        assert_eq!(again.status, StatusCode::SEE_OTHER);
        office.settle().await;
    });
}

#[test]
fn a_question_asked_before_is_shown_first_and_an_answer_is_found_by_every_reader() {
    each("comments_question", |office| async move {
        let (cast, reader) = published(&office).await;
        let first =
            say(&office, &reader, &[("kind", "question"), ("element", ""), ("text", "Who calls the vendor at night?")])
                .await;
        assert_eq!((asked(&office, &cast.manager).await.len(), asked(&office, &cast.owner).await.len()), (1, 1));
        let fields = [("kind", "question"), ("element", ""), ("text", "At night, who is calling vendors?")];
        let shown = office.post(&format!("{HREF}/comments"), Some(&reader), &fields).await;
        assert_eq!(shown.status, StatusCode::OK);
        assert!(shown.body.contains("Was this asked before?") && shown.body.contains("Who calls the vendor at night?"));
        let second = say(&office, &reader, &[&fields[..], &[("anyway", "yes")]].concat()).await;
        let into = first.rsplit('/').next().expect("an id").to_owned();
        let merged = office.post(&format!("{second}/merger"), Some(&cast.owner), &[("into", &into)]).await;
        assert_eq!(merged.status, StatusCode::SEE_OTHER, "{}", merged.body);
        let answer = [("text", "The incident manager."), ("listed", "yes")];
        let refused = office.post(&format!("{first}/answer"), Some(&reader), &answer).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        let done = office.post(&format!("{first}/answer"), Some(&cast.manager), &answer).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        assert!(asked(&office, &cast.owner).await.is_empty(), "one answer is enough");
        for path in [HREF.to_owned(), format!("{HREF}/questions"), format!("{HREF}/questions?q=vendor")] {
            let body = page(&office, &path, &reader).await;
            assert!(
                body.contains("Who calls the vendor at night?") && body.contains("The incident manager."),
                "{path}"
            );
        }
        assert!(page(&office, &second, &reader).await.contains("merged it into another question"));
        let unlisted = office.post(&format!("{first}/listing"), Some(&cast.owner), &[("listed", "no")]).await;
        assert_eq!(unlisted.status, StatusCode::SEE_OTHER);
        assert!(!page(&office, HREF, &reader).await.contains("The incident manager."));
        office.settle().await;
    });
}

#[test]
fn what_is_said_about_a_draft_is_for_those_who_see_drafts() {
    each("comments_draft", |office| async move {
        let (cast, reader) = published(&office).await;
        office.post(&format!("{HREF}/draft"), Some(&cast.manager), &[]).await;
        let fields =
            [("kind", "comment"), ("on", "draft"), ("element", "role/agent"), ("text", "Two of them? @Olga Owner")];
        let refused = office.post(&format!("{HREF}/comments"), Some(&reader), &fields).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND);
        let outsider = [fields[0], fields[1], fields[2], ("text", "Look, @Rita Reader")];
        let outside = office.post(&format!("{HREF}/comments"), Some(&cast.owner), &outsider).await;
        assert_eq!(outside.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(outside.body.contains("Rita Reader may not see its draft"), "{}", outside.body);
        let at = say(&office, &cast.designer, &fields).await;
        assert_eq!(office.get(&at, Some(&reader)).await.status, StatusCode::NOT_FOUND);
        let shown = page(&office, &at, &cast.owner).await;
        assert!(shown.contains("draft, revision 1"), "it says which revision");
        assert!(page(&office, &format!("{HREF}/draft"), &cast.manager).await.contains("Two of them?"));
        for path in [format!("{HREF}/comments?state=all"), format!("{HREF}/comments.csv?state=all"), HREF.to_owned()] {
            assert!(!page(&office, &path, &reader).await.contains("Two of them?"), "{path}");
        }
        assert_eq!(asked(&office, &cast.manager).await.len(), 1, "whoever began the draft is told");
        office.settle().await;
    });
}

#[test]
fn hostile_texts_stay_text_and_are_safe_in_a_spreadsheet() {
    each("comments_hostile", |office| async move {
        let (_, reader) = published(&office).await;
        for text in [
            "<script>alert(1)</script>",
            "=HYPERLINK(\"http://evil.test\")",
            "\"><img src=x onerror=alert(1)>",
            "@SUM(A1)",
        ] {
            let fields = [
                ("kind", "practice"),
                ("element", "activity/diagnose"),
                ("text", text),
                ("why", text),
                ("saves", text),
            ];
            let at = say(&office, &reader, &fields).await;
            for path in [at, format!("{HREF}/comments"), format!("{HREF}/activities"), HREF.to_owned()] {
                let body = page(&office, &path, &reader).await;
                assert!(!body.contains("<script>alert") && !body.contains("<img src=x"), "{path}");
            }
        }
        let file = page(&office, &format!("{HREF}/comments.csv?state=all"), &reader).await;
        let records = csv::records(file.trim_start_matches('\u{feff}')).expect("a table");
        assert_eq!(records.len(), 5);
        assert!(records.iter().flat_map(|(_, cells)| cells).all(|cell| !cell.starts_with(['=', '@', '+'])));
        let bad: [&[(&str, &str)]; 5] = [
            &[("kind", "shout"), ("text", "x")],
            &[("kind", "comment"), ("text", "")],
            &[("kind", "comment"), ("text", "a\u{0}b")],
            &[("kind", "comment"), ("text", "x"), ("element", "activity/none")],
            &[("kind", "comment"), ("text", "x"), ("mention", "Nobody At All")],
        ];
        for fields in bad {
            let refused = office.post(&format!("{HREF}/comments"), Some(&reader), fields).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{fields:?}");
        }
        office.settle().await;
    });
}

#[test]
fn a_new_manager_is_asked_what_is_open_and_the_old_one_is_not() {
    each("comments_holder", |office| async move {
        let (cast, reader) = published(&office).await;
        say(&office, &reader, &[("kind", "question"), ("element", ""), ("text", "Is the form needed?")]).await;
        let next = office.person("Nora Next", &[Role::Practitioner]).await;
        let (lead, now, id, guest) = (cast.lead.actor.clone(), office.app.now(), cast.process_id.clone(), next.clone());
        office
            .app
            .write(move |tx| {
                holder::ask(tx, &lead, now, &id, HolderRole::Manager, &guest.person.id)?;
                holder::accept(tx, &guest.actor, now, &id, HolderRole::Manager)
            })
            .await
            .expect("accepted");
        office.settle().await;
        assert_eq!((asked(&office, &next).await.len(), asked(&office, &cast.manager).await.len()), (1, 0));
    });
}

#[test]
fn programs_say_answer_and_read_the_same() {
    each("comments_api", |office| async move {
        let (cast, reader) = published(&office).await;
        let api = "/api/processes/incident-management/comments";
        let body =
            serde_json::json!({ "kind": "question", "element": "activity/diagnose", "text": "How long may it take?" });
        let said = office.json("POST", api, Some(&reader), &body).await;
        assert_eq!(said.status, StatusCode::CREATED, "{}", said.body);
        let id = said.value()["comment"]["id"].as_str().expect("an id").to_owned();
        let writing = |text: &str| serde_json::json!({ "text": text });
        let replied = office.json("POST", &format!("{api}/{id}/replies"), Some(&reader), &writing("Anybody?")).await;
        assert_eq!(replied.status, StatusCode::CREATED);
        let answered =
            office.json("POST", &format!("{api}/{id}/answer"), Some(&cast.owner), &writing("An hour.")).await;
        assert_eq!(answered.value()["comment"]["state"], "answered", "{}", answered.body);
        let listed =
            office.get(&format!("{api}?state=answered&person={}", reader.person.id), Some(&reader)).await.value();
        assert_eq!((listed["total"].as_i64(), listed["items"][0]["replies"].as_i64()), (Some(1), Some(2)));
        let unknown =
            office.json("POST", api, Some(&reader), &serde_json::json!({ "kind": "shout", "text": "x" })).await;
        assert_eq!(unknown.status, StatusCode::BAD_REQUEST);
        let missing = office.json("POST", &format!("{api}/none/replies"), Some(&reader), &writing("x")).await;
        assert_eq!(missing.status, StatusCode::NOT_FOUND);
        let gone = office.json("POST", &format!("{api}/{id}/withdrawal"), Some(&reader), &serde_json::json!({})).await;
        assert_eq!(gone.value()["comment"]["withdrawn"], true);
        office.settle().await;
    });
}
