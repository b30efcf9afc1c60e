//! The same against a real Request Tracker, where `MANDATE_TEST_RT` names one and `MANDATE_TEST_RT_TOKENS` a file
//! `{"tokens":{"reader":…,"writer":…},"queue":"3"}`.

use super::{connected, pulled, tried};
use crate::connector::tool::Act;
use crate::connector::tool::shape::{Part, Shape, shape};
use crate::connector::{Action, Cursor, Kind, Session, history, ticket};
use crate::testing::{Office, each};

/// What the tool has in a place.
async fn shaped(office: &Office, id: &str, kind: Kind, place: &str) -> Shape {
    let mut session = Session::open(&office.app, id).await.expect("open");
    let found = shape(kind, &mut session.line, place).await.expect("a shape");
    session.close(&office.app, Ok(())).await.expect("closed");
    println!("{found:?}");
    found
}

#[test]
fn a_real_request_tracker_is_read_whole_and_written_once() {
    let (Ok(url), Ok(file)) = (std::env::var("MANDATE_TEST_RT"), std::env::var("MANDATE_TEST_RT_TOKENS")) else {
        println!("skipped: MANDATE_TEST_RT and MANDATE_TEST_RT_TOKENS name no Request Tracker");
        return;
    };
    let text = std::fs::read_to_string(file).expect("the file of tokens");
    let tokens: serde_json::Value = serde_json::from_str(&text).expect("the file is JSON");
    let token = |who: &str| tokens["tokens"][who].as_str().expect("a token").to_owned();
    let (reader, writer, queue) =
        (token("reader"), token("writer"), tokens["queue"].as_str().expect("a queue").to_owned());
    each("connector_real_rt", move |office| {
        let (url, reader, writer, queue) = (url.clone(), reader.clone(), writer.clone(), queue.clone());
        async move {
            let bot = connected(&office, Kind::Rt, &url, "", &reader).await;
            let found = tried(&office, &bot).await.expect("it works");
            println!("{} as {}; {} queues", found.version, found.who, found.places.len());
            assert!(found.places.iter().any(|place| place.key == queue));
            let agent = connected(&office, Kind::Rt, &format!("{url}/"), "", &writer).await;
            let mark = format!("M-{}", uuid::Uuid::now_v7().simple());
            let create =
                Act::Create {
                    place: queue.clone(), subject: "Mend the hand-over".into(), text: "Because äöü.".into()
                };
            let made = ticket::act(&office.app, &agent, &mark, &create, false).await.expect("made");
            assert!(made.changed);
            let again = ticket::act(&office.app, &agent, &mark, &create, false).await.expect("found");
            assert_eq!((again.changed, &again.ticket.key), (false, &made.ticket.key));
            let state = |state: &str| Act::State { ticket: made.ticket.key.clone(), state: state.to_owned() };
            let denied = ticket::act(&office.app, &bot, &mark, &state("open"), false).await.expect_err("reads only");
            assert!(denied.sentence.contains("Permission Denied"), "{}", denied.sentence);
            let words = Act::Comment { ticket: made.ticket.key.clone(), text: "Looked at it".into(), inside: true };
            for changed in [true, false] {
                assert_eq!(
                    ticket::act(&office.app, &agent, &mark, &words, false).await.expect("said").changed,
                    changed
                );
            }
            let field =
                Act::Field { ticket: made.ticket.key.clone(), field: "Priority class".into(), value: "P1".into() };
            assert!(ticket::act(&office.app, &agent, &mark, &field, false).await.expect("set").changed);
            assert!(ticket::act(&office.app, &agent, &mark, &state("resolved"), false).await.expect("done").changed);
            let found = shaped(&office, &bot, Kind::Rt, &queue).await;
            assert!(
                found.find(Part::State, "resolved").is_some() && found.find(Part::Field, "Priority class").is_some()
            );
            assert!(found.whole.contains(&Part::State), "the queue has the life cycle that is delivered");
            let (batch, cursor) = pulled(&office, &bot, &queue, &Cursor::default()).await.expect("pulled");
            let own: Vec<Action> = batch
                .events
                .iter()
                .filter(|event| event.case_id == made.ticket.key)
                .map(|event| event.action)
                .collect();
            for action in [Action::Create, Action::CommentPrivate, Action::Field, Action::Status] {
                assert!(own.contains(&action), "{action:?} is missing in {own:?}");
            }
            println!("{} events of {} tickets", batch.events.len(), batch.cases.len());
            let (first, second) = (batch.clone(), batch);
            let new = office.app.write(move |tx| Ok(history::store::keep(tx, "feed", &first)?)).await.expect("kept");
            assert!(new > 0);
            let new = office.app.write(move |tx| Ok(history::store::keep(tx, "feed", &second)?)).await.expect("kept");
            assert_eq!(new, 0);
            let (again, _) = pulled(&office, &bot, &queue, &cursor).await.expect("pulled");
            let new = office.app.write(move |tx| Ok(history::store::keep(tx, "feed", &again)?)).await.expect("kept");
            assert_eq!(new, 0, "nothing happened meanwhile");
        }
    });
}

/// The same of Redmine: `MANDATE_TEST_REDMINE`, and in `MANDATE_TEST_REDMINE_KEYS` a file `{"keys":{"anna":…,"bot":…},"project":1}` in
/// which `bot` may report and no more.
#[test]
fn a_real_redmine_is_read_whole_and_written_once() {
    let (Ok(url), Ok(file)) = (std::env::var("MANDATE_TEST_REDMINE"), std::env::var("MANDATE_TEST_REDMINE_KEYS"))
    else {
        println!("skipped: MANDATE_TEST_REDMINE and MANDATE_TEST_REDMINE_KEYS name no Redmine");
        return;
    };
    let text = std::fs::read_to_string(file).expect("the file of keys");
    let keys: serde_json::Value = serde_json::from_str(&text).expect("the file is JSON");
    let key = |who: &str| keys["keys"][who].as_str().expect("a key").to_owned();
    let (anna, bot, project) = (key("anna"), key("bot"), keys["project"].to_string());
    each("connector_real_redmine", move |office| {
        let (url, anna, bot, project) = (url.clone(), anna.clone(), bot.clone(), project.clone());
        async move {
            let reader = connected(&office, Kind::Redmine, &url, "", &bot).await;
            let writer = connected(&office, Kind::Redmine, &format!("{url}/"), "", &anna).await;
            let found = tried(&office, &reader).await.expect("it works");
            println!("{} as {}; {} projects", found.version, found.who, found.places.len());
            let mark = format!("M-{}", uuid::Uuid::now_v7().simple());
            let create = Act::Create { place: project.clone(), subject: "Mend äöü".into(), text: "Because.".into() };
            let made = ticket::act(&office.app, &writer, &mark, &create, false).await.expect("made");
            let again = ticket::act(&office.app, &writer, &mark, &create, false).await.expect("found");
            assert_eq!((made.changed, again.changed, &again.ticket.key), (true, false, &made.ticket.key));
            let state = |state: &str| Act::State { ticket: made.ticket.key.clone(), state: state.to_owned() };
            let denied = ticket::act(&office.app, &reader, &mark, &state("In Progress"), false).await;
            assert!(denied.expect_err("may only report").sentence.contains("is still New"));
            assert!(
                ticket::act(&office.app, &writer, &mark, &state("In Progress"), false).await.expect("done").changed
            );
            let words = Act::Comment { ticket: made.ticket.key.clone(), text: "Looked at it".into(), inside: false };
            for changed in [true, false] {
                let said = ticket::act(&office.app, &writer, &mark, &words, false).await.expect("said");
                assert_eq!(said.changed, changed);
            }
            let field = Act::Field { ticket: made.ticket.key.clone(), field: "priority_id".into(), value: "4".into() };
            for changed in [true, false] {
                let set = ticket::act(&office.app, &writer, &mark, &field, false).await.expect("set");
                assert_eq!(set.changed, changed);
            }
            let found = shaped(&office, &reader, Kind::Redmine, &project).await;
            assert!(found.find(Part::State, "In Progress").is_some() && found.find(Part::Priority, "Urgent").is_some());
            assert!(found.find(Part::Field, "Assignee").is_some() && found.whole.contains(&Part::Field));
            let (batch, cursor) = pulled(&office, &reader, &project, &Cursor::default()).await.expect("pulled");
            let own: Vec<String> =
                batch.events.iter().filter(|one| one.case_id == made.ticket.key).map(super::told).collect();
            println!("{} events of {} issues: {own:?}", batch.events.len(), batch.cases.len());
            assert!(own.iter().any(|one| one.contains("status New→In Progress")), "{own:?}");
            let new = office.app.write(move |tx| Ok(history::store::keep(tx, "feed", &batch)?)).await.expect("kept");
            assert!(new > 0);
            let (again, _) = pulled(&office, &reader, &project, &cursor).await.expect("pulled");
            let new = office.app.write(move |tx| Ok(history::store::keep(tx, "feed", &again)?)).await.expect("kept");
            assert_eq!(new, 0, "nothing happened meanwhile");
        }
    });
}
