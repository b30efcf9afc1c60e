use serde_json::json;

use super::stand::{RT_TOKEN, Rt, RtTicket};
use super::{connected, pulled, told, tried};
use crate::connector::tool::Act;
use crate::connector::{Cursor, Kind, Why, history, ticket};
use crate::testing::each;

#[test]
fn a_trial_says_who_we_are_and_what_we_may_read() {
    each("connector_rt_trial", |office| async move {
        let (stand, _) = Rt::walked().open().await;
        let id = connected(&office, Kind::Rt, &stand.url(), "", RT_TOKEN).await;
        let found = tried(&office, &id).await.expect("it works");
        assert_eq!((found.who.as_str(), found.version.as_str()), ("smo-bot", "Request Tracker 5.0.3+dfsg-3~deb12u6"));
        let places: Vec<&str> = found.places.iter().map(|place| place.label.as_str()).collect();
        assert_eq!(places, ["Incidents", "Requests"]);
        let wrong = connected(&office, Kind::Rt, &format!("{}/", stand.url()), "", "1-44-wrong").await;
        assert_ne!(wrong, id);
        let trouble = tried(&office, &wrong).await.expect_err("a wrong token");
        assert_eq!(trouble.why, Why::Credential);
        assert!(!trouble.sentence.contains("wrong"), "{}", trouble.sentence);
    });
}

#[test]
fn a_history_is_read_whole_in_order_and_the_next_time_only_what_is_new() {
    each("connector_rt_pull", |office| async move {
        let (stand, rt) = Rt::walked().open().await;
        let id = connected(&office, Kind::Rt, &stand.url(), "", RT_TOKEN).await;
        let (batch, cursor) = pulled(&office, &id, "3", &Cursor::default()).await.expect("pulled");
        let first: Vec<String> = batch.events.iter().filter(|event| event.case_id == "1").map(told).collect();
        assert_eq!(
            first,
            [
                "1 09:00:00 create → by anna",
                "1 09:05:00 assign Nobody→anna by anna",
                "1 09:05:00 status new→open by anna",
                "1 09:09:00 comment_private → by anna",
                "1 09:20:00 assign anna→boris by anna",
                "1 09:55:00 status open→resolved by anna",
            ],
            "mails and the second word about an owner are left out"
        );
        let tickets: std::collections::BTreeSet<&str> =
            batch.events.iter().map(|event| event.case_id.as_str()).collect();
        assert_eq!(tickets.len(), 8, "the other queue is left out: {tickets:?}");
        assert_eq!(batch.cases.len(), 8);
        // What is read again within the overlap is the same event.
        let kept = batch.clone();
        let new = office.app.write(move |tx| Ok(history::store::keep(tx, "feed", &kept)?)).await.expect("kept");
        assert_eq!(new, i64::try_from(batch.events.len()).expect("a number"));
        rt.lock().expect("free").transactions.push((
            81,
            3,
            "Status",
            "Status",
            "resolved".into(),
            "open".into(),
            -10 * 86_400,
            false,
        ));
        let (next, _) = pulled(&office, &id, "3", &cursor).await.expect("pulled");
        assert!(next.events.len() < 6, "only what is new, and the last five minutes: {}", next.events.len());
        let new = office.app.write(move |tx| Ok(history::store::keep(tx, "feed", &next)?)).await.expect("kept");
        assert_eq!(new, 1);
        let again = batch.clone();
        let new = office.app.write(move |tx| Ok(history::store::keep(tx, "feed", &again)?)).await.expect("kept");
        assert_eq!(new, 0, "the whole history again changes nothing");
    });
}

#[test]
fn hidden_rows_are_no_end_and_are_told() {
    each("connector_rt_hidden", |office| async move {
        let mut rt = Rt::default();
        rt.tickets.insert(1, RtTicket { queue: 3, status: "open".into(), ..RtTicket::default() });
        rt.transactions.push((1, 1, "Create", "", String::new(), String::new(), -9000, false));
        for id in 2..=350 {
            rt.transactions.push((id, 1, "Comment", "", String::new(), String::new(), -8000, true));
        }
        rt.transactions.push((351, 1, "Status", "Status", "new".into(), "open".into(), -7000, false));
        let (stand, _) = rt.open().await;
        let id = connected(&office, Kind::Rt, &stand.url(), "", RT_TOKEN).await;
        let (batch, cursor) = pulled(&office, &id, "3", &Cursor::default()).await.expect("pulled");
        let all: Vec<String> = batch.events.iter().map(told).collect();
        assert_eq!(all.len(), 2, "{all:?}");
        assert!(batch.notes.iter().any(|note| note.contains("does not see every entry")), "{:?}", batch.notes);
        let (again, same) = pulled(&office, &id, "3", &cursor).await.expect("pulled");
        assert!(again.events.len() <= 1 && same.safe >= cursor.safe, "{again:?}");
    });
}

#[test]
fn a_ticket_that_moves_in_brings_its_whole_history() {
    each("connector_rt_moves", |office| async move {
        let (stand, rt) = Rt::walked().open().await;
        let id = connected(&office, Kind::Rt, &stand.url(), "", RT_TOKEN).await;
        let (_, cursor) = pulled(&office, &id, "3", &Cursor::default()).await.expect("pulled");
        {
            let mut rt = rt.lock().expect("free");
            rt.tickets.get_mut(&9).expect("there").queue = 3;
            rt.transactions.push((90, 9, "Set", "Queue", "4".into(), "3".into(), -86_400, false));
        }
        let (batch, _) = pulled(&office, &id, "3", &cursor).await.expect("pulled");
        let own: Vec<String> = batch.events.iter().filter(|event| event.case_id == "9").map(told).collect();
        assert!(own.iter().any(|one| one.contains(" create ")), "{own:?}");
        assert!(own.iter().any(|one| one.contains(" group ")), "{own:?}");
    });
}

#[test]
fn a_ticket_is_made_once_even_when_the_answer_is_lost() {
    each("connector_rt_create", |office| async move {
        let (stand, rt) = Rt::default().open().await;
        let id = connected(&office, Kind::Rt, &stand.url(), "", RT_TOKEN).await;
        let act = Act::Create { place: "3".into(), subject: "Mend the hand-over".into(), text: "Because.".into() };
        let dry = ticket::act(&office.app, &id, "M-1", &act, true).await.expect("a dry run");
        assert!(!dry.changed && rt.lock().expect("free").tickets.is_empty(), "{}", dry.sentence);
        rt.lock().expect("free").loses_answer = true;
        let lost = ticket::act(&office.app, &id, "M-1", &act, false).await.expect_err("the answer is lost");
        assert_eq!(lost.why, Why::Unreachable, "{}", lost.sentence);
        let found = ticket::act(&office.app, &id, "M-1", &act, false).await.expect("found");
        assert!(!found.changed, "{}", found.sentence);
        assert_eq!(found.ticket.href, format!("{}/Ticket/Display.html?id=1", stand.url()));
        let other = ticket::act(&office.app, &id, "M-2", &act, false).await.expect("another");
        assert!(other.changed);
        assert_eq!((rt.lock().expect("free").tickets.len(), stand.count("POST", "/REST/2.0/ticket")), (2, 2));
    });
}

#[test]
fn a_yes_that_did_nothing_is_told_as_a_no() {
    each("connector_rt_denied", |office| async move {
        let mut rt = Rt::walked();
        rt.reads_only = true;
        let (stand, rt) = rt.open().await;
        let id = connected(&office, Kind::Rt, &stand.url(), "", RT_TOKEN).await;
        let state = |state: &str| Act::State { ticket: "1".into(), state: state.into() };
        let denied = ticket::act(&office.app, &id, "M-1", &state("open"), false).await.expect_err("denied");
        assert!(
            denied.sentence.contains("Permission Denied") && denied.sentence.contains("still resolved"),
            "{}",
            denied.sentence
        );
        let words = Act::Comment { ticket: "1".into(), text: "Hello".into(), inside: true };
        let denied = ticket::act(&office.app, &id, "M-1", &words, false).await.expect_err("denied");
        assert!(denied.sentence.contains("the comment is not on #1"), "{}", denied.sentence);
        rt.lock().expect("free").reads_only = false;
        let bad = ticket::act(&office.app, &id, "M-1", &state("nonsense"), false).await.expect_err("no such state");
        assert!(bad.sentence.contains("isn't a valid status"), "{}", bad.sentence);
        let done = ticket::act(&office.app, &id, "M-1", &state("open"), false).await.expect("done");
        assert_eq!((done.changed, done.ticket.state.as_str()), (true, "open"));
        let again = ticket::act(&office.app, &id, "M-1", &state("open"), false).await.expect("so already");
        assert!(!again.changed, "{}", again.sentence);
        for _ in 0..2 {
            ticket::act(&office.app, &id, "M-7", &words, false).await.expect("said");
        }
        assert_eq!(rt.lock().expect("free").tickets[&1].said, ["Hello\n\n[M-7]"], "the same mark says it once");
    });
}

#[test]
fn the_answer_of_another_kind_of_server_is_told() {
    each("connector_rt_other", |office| async move {
        let stand = super::stand::Stand::open(|_| super::stand::said(200, json!({ "hello": "world" }))).await;
        let id = connected(&office, Kind::Rt, &stand.url(), "", RT_TOKEN).await;
        let trouble = tried(&office, &id).await.expect_err("no RT");
        assert!(trouble.sentence.contains("This is not Request Tracker"), "{}", trouble.sentence);
    });
}
