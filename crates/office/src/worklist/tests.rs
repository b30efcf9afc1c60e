use axum::http::StatusCode;
use icalendar::{Calendar, Component};

use super::model::due_in_words;
use super::{Ask, Group, Outcome, store};
use crate::access::Role;
use crate::clock::Time;
use crate::config::Config;
use crate::mail::sink::Sink;
use crate::testing::{BEGINNING, Guest, Office, config, each, each_with, request};

fn ask<'a>(person_id: &'a str, key: &'a str, due_at: Time) -> Ask<'a> {
    Ask {
        person_id,
        key,
        kind: "approval.decide",
        title: "Approve Incident management, draft 2",
        why: "You own the process.",
        href: "/processes/incident",
        object_kind: "process",
        object_id: "p1",
        due_at,
    }
}

#[test]
fn the_group_follows_the_calendar_day_and_not_the_hour() {
    let now = BEGINNING;
    for (due, group, words) in [
        (Time::of_date(now.date()).plus_days(-9), Group::Overdue, "9 days overdue"),
        (Time::of_date(now.date()).plus_seconds(-1), Group::Overdue, "1 day overdue"),
        (Time::of_date(now.date()), Group::ThisWeek, "due today"),
        (now.plus_days(1), Group::ThisWeek, "due tomorrow"),
        (now.plus_days(6), Group::ThisWeek, "due in 6 days"),
        (now.plus_days(7), Group::Later, "due in 7 days"),
    ] {
        assert_eq!((Group::of(due, now), due_in_words(due, now).as_str()), (group, words));
    }
}

#[test]
fn asking_twice_is_one_ask_with_the_newer_date() {
    each("worklist_twice", |office| async move {
        let ada = office.person("Ada", &[Role::Practitioner]).await.person.id;
        let now = office.app.now();
        let open = office
            .app
            .write(move |tx| {
                store::ask(tx, now, ask(&ada, "k", now.plus_days(9)))?;
                store::ask(tx, now.plus_days(1), ask(&ada, "k", now.plus_days(3)))?;
                Ok(store::open_for(tx, &ada)?)
            })
            .await
            .expect("asks are written");
        assert_eq!(open.len(), 1);
        assert_eq!((open[0].due_at, open[0].created_at), (now.plus_days(3), now));
    });
}

#[test]
fn a_settled_matter_is_gone_for_everybody_and_can_be_asked_again() {
    each("worklist_settled", |office| async move {
        let ada = office.person("Ada", &[Role::Practitioner]).await.person.id;
        let bob = office.person("Bob", &[Role::Practitioner]).await.person.id;
        let now = office.app.now();
        office
            .app
            .write(move |tx| {
                for person in [&ada, &bob] {
                    store::ask(tx, now, ask(person, "k", now.plus_days(3)))?;
                }
                assert_eq!(store::settle_of(tx, now, &ada, "k")?, 1);
                store::settle(tx, now.plus_days(1), "k")?;
                assert!(store::open_for(tx, &ada)?.is_empty() && store::open_for(tx, &bob)?.is_empty());
                let outcome = |done: &[super::Asked]| done.iter().map(|ask| ask.outcome).collect::<Vec<_>>();
                assert_eq!(outcome(&store::done_since(tx, &ada, now, 10)?), vec![Some(Outcome::Done)]);
                assert_eq!(outcome(&store::done_since(tx, &bob, now, 10)?), vec![Some(Outcome::Settled)]);
                let at = |done: &[super::Asked]| done.iter().map(|ask| ask.done_at).collect::<Vec<_>>();
                assert_eq!(at(&store::done_since(tx, &ada, now, 10)?), vec![Some(now)], "only Bob's was still open");
                store::ask(tx, now.plus_days(1), ask(&ada, "k", now.plus_days(9)))?;
                let again = store::open_for(tx, &ada)?;
                assert_eq!((again[0].outcome, again[0].created_at), (None, now.plus_days(1)));
                store::settle_object(tx, now, "process", "p1")?;
                assert!(store::open_for(tx, &ada)?.is_empty());
                Ok(())
            })
            .await
            .expect("asks are settled");
    });
}

/// Writes an ask for a guest through the worklist's own door.
async fn put(office: &Office, guest: &Guest, key: &'static str, title: &'static str, due_at: Time) {
    let (id, now) = (guest.person.id.clone(), office.app.now());
    office
        .app
        .write(move |tx| Ok(store::ask(tx, now, Ask { title, ..ask(&id, key, due_at) })?))
        .await
        .expect("an ask is written");
}

#[test]
fn every_page_counts_what_presses_and_nothing_that_has_time() {
    each("worklist_pressing", |office| async move {
        let ada = office.person("Ada", &[Role::Practitioner]).await;
        let count = |body: &str| ["1 waiting", "2 waiting", "3 waiting"].iter().position(|words| body.contains(words));
        assert_eq!(count(&office.get("/me", Some(&ada)).await.body), None, "nothing is asked");
        let now = office.app.now();
        for (key, days) in [("late", -3), ("soon", 5), ("far", 200)] {
            put(&office, &ada, key, "Something", now.plus_days(days)).await;
        }
        assert_eq!(count(&office.get("/me", Some(&ada)).await.body), Some(2), "all three are new");
        for (days, expected) in [(0, 3), (2, 2), (195, 3)] {
            let (id, now) = (ada.person.id.clone(), now.plus_days(days));
            let counted = office.app.read(move |tx| Ok(store::pressing(tx, &id, now)?)).await.expect("counted");
            assert_eq!(counted, expected, "after {days} days");
        }
    });
}

#[test]
fn my_work_shows_my_asks_by_their_day_and_nobody_elses() {
    each("worklist_home", |office| async move {
        let ada = office.person("Ada", &[Role::Practitioner]).await;
        let bob = office.person("Bob", &[Role::Practitioner]).await;
        let now = office.app.now();
        put(&office, &ada, "a", "Late <b>thing</b>", now.plus_days(-3)).await;
        put(&office, &ada, "b", "Soon thing", now.plus_days(2)).await;
        put(&office, &ada, "c", "Far thing", now.plus_days(20)).await;
        put(&office, &bob, "d", "Bob's thing", now.plus_days(2)).await;
        let page = office.get("/", Some(&ada)).await;
        assert_eq!(page.status, StatusCode::OK);
        let places: Vec<usize> = ["Overdue", "Late &lt;b&gt;thing", "This week", "Soon thing", "Later", "Far thing"]
            .into_iter()
            .map(|words| page.body.find(words).unwrap_or_else(|| panic!("{words} is not on the page")))
            .collect();
        assert!(places.is_sorted(), "{places:?}");
        assert!(page.body.contains("3 things are asked of you; one is overdue.") && !page.body.contains("Bob"));
        let api = office.get("/api/work", Some(&ada)).await.value();
        let groups: Vec<&str> =
            api["open"].as_array().expect("a list").iter().filter_map(|ask| ask["group"].as_str()).collect();
        assert_eq!(groups, vec!["overdue", "this_week", "later"]);
        assert_eq!(api["open"][0]["due"], "2026-10-30");
    });
}

#[test]
fn programs_read_work_a_part_at_a_time_and_each_thing_once() {
    each("worklist_parts", |office| async move {
        let ada = office.person("Ada", &[Role::Practitioner]).await;
        let bob = office.person("Bob", &[Role::Practitioner]).await;
        let now = office.app.now();
        for (key, days) in [("a", 3), ("b", 1), ("c", 1), ("d", 2), ("e", 1)] {
            put(&office, &ada, key, key, now.plus_days(days)).await;
        }
        put(&office, &bob, "f", "f", now.plus_days(1)).await;
        let (mut next, mut seen) = (Some("/api/work?limit=2".to_owned()), Vec::new());
        while let Some(path) = next {
            let part = office.get(&path, Some(&ada)).await.value();
            assert_eq!(part["total"], 5);
            let open = part["open"].as_array().expect("a list");
            seen.extend(open.iter().filter_map(|ask| ask["title"].as_str().map(str::to_owned)));
            next = part["next"].as_str().map(str::to_owned);
            let more = office.get("/api/work", Some(&bob)).await.value();
            let foreign = format!("/api/work?after={}", more["open"][0]["id"].as_str().expect("an id"));
            assert_eq!(office.get(&foreign, Some(&ada)).await.status, StatusCode::NOT_FOUND);
        }
        assert_eq!(seen, ["b", "c", "e", "d", "a"]);
        for wrong in ["limit=0", "limit=501", "limit=all"] {
            let refused = office.get(&format!("/api/work?{wrong}"), Some(&ada)).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        }
    });
}

#[test]
fn a_reminder_is_noted_with_the_step_that_each_thing_has_reached() {
    each("worklist_steps", |office| async move {
        let ada = office.person("Ada", &[Role::Practitioner]).await;
        let now = office.app.now();
        let days: Vec<i64> = (-30..=5).collect();
        for day in &days {
            let title = day.to_string().leak();
            put(&office, &ada, title, title, now.plus_days(*day)).await;
        }
        let id = ada.person.id.clone();
        let noted = office.app.write(move |tx| {
            store::note_reminder(tx, now, &id)?;
            Ok((store::open_for(tx, &id)?, store::has_news(tx, &id, now)?, store::has_news(tx, &id, now.plus_days(1))?))
        });
        let (open, has_news, tomorrow) = noted.await.expect("noted");
        assert_eq!((open.len(), has_news, tomorrow), (days.len(), false, true));
        for ask in open {
            let left: i64 = ask.title.parse().expect("days");
            let step = match left {
                3.. => 1,
                1..=2 => 2,
                left => 3 + (-left) / 7,
            };
            assert_eq!(ask.reminded, step, "{left} days are left");
        }
    });
}

#[test]
fn somebody_without_work_is_told_so_and_a_stranger_is_led_to_the_door() {
    each("worklist_empty", |office| async move {
        let ada = office.person("Ada", &[Role::Practitioner]).await;
        let page = office.get("/", Some(&ada)).await;
        assert!(page.body.contains("Nothing is asked of you just now."));
        let stranger = office.get("/", None).await;
        assert_eq!((stranger.status, stranger.location()), (StatusCode::SEE_OTHER, "/sign-in?to=/"));
        assert_eq!(office.get("/api/work", None).await.status, StatusCode::UNAUTHORIZED);
    });
}

/// The calendar with its folded lines joined, parsed by the reader of another program's making.
fn parsed(body: &str) -> Calendar {
    body.parse().expect("it is a calendar")
}

async fn subscribed(office: &Office, guest: &Guest) -> String {
    let (id, token) = (guest.person.id.clone(), format!("token-of-{}", guest.person.name));
    let path = format!("/calendar/{token}.ics");
    office
        .app
        .write(move |tx| Ok(crate::people::store::set_calendar_token(tx, &id, Some(&token))?))
        .await
        .expect("a token is set");
    path
}

#[test]
fn the_calendar_reads_back_what_was_asked() {
    each("worklist_calendar", |office| async move {
        let ada = office.person("Ada", &[Role::Practitioner]).await;
        let title = "Approve; “Änderung, Größe” \\ and a title that is so long that its line must be folded: ☃☃☃☃☃☃☃☃☃☃☃☃☃☃☃☃☃☃☃";
        put(&office, &ada, "a", title, office.app.now().plus_days(2)).await;
        let path = subscribed(&office, &ada).await;
        let reply = office.get(&path, None).await;
        assert_eq!(reply.status, StatusCode::OK);
        assert_eq!(reply.headers["cache-control"], "no-store");
        assert_eq!(reply.headers["content-type"], "text/calendar; charset=utf-8");
        for line in reply.body.split_terminator("\r\n") {
            assert!(line.len() <= 75 && !line.contains('\n'), "{line}");
        }
        assert!(reply.body.contains("REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n"), "{}", reply.body);
        let calendar = parsed(&reply.body);
        let event = calendar.events().next().expect("one event");
        assert_eq!(event.get_summary(), Some(title));
        assert_eq!(event.get_description(), Some("You own the process.\nhttp://office.test/processes/incident"));
        assert_eq!(event.get_url(), Some("http://office.test/processes/incident"));
        assert_eq!(event.property_value("DTSTART"), Some("20261104"));
        assert_eq!(event.property_value("DTSTAMP"), Some("20261102T080000Z"));
        assert_eq!(calendar.property_value("VERSION"), Some("2.0"));
    });
}

#[test]
fn the_calendar_is_sent_again_only_when_it_changed() {
    each("worklist_etag", |office| async move {
        let ada = office.person("Ada", &[Role::Practitioner]).await;
        let path = subscribed(&office, &ada).await;
        let first = office.get(&path, None).await;
        assert_eq!(parsed(&first.body).events().count(), 0);
        let again = |tag: axum::http::HeaderValue| {
            request("GET", &path, None).header("if-none-match", tag).body(axum::body::Body::empty()).expect("a request")
        };
        let tag = first.headers["etag"].clone();
        assert_eq!(office.send(again(tag.clone())).await.status, StatusCode::NOT_MODIFIED);
        put(&office, &ada, "a", "New thing", office.app.now()).await;
        assert_eq!(office.send(again(tag)).await.status, StatusCode::OK);
    });
}

#[test]
fn a_wrong_calendar_address_is_nothing() {
    each("worklist_wrong_token", |office| async move {
        let ada = office.person("Ada", &[Role::Practitioner]).await;
        let path = subscribed(&office, &ada).await;
        for wrong in
            ["/calendar/.ics", "/calendar/token-of-Bob.ics", path.trim_end_matches(".ics"), "/calendar/%E2%82%AC.ics"]
        {
            assert_eq!(office.get(wrong, Some(&ada)).await.status, StatusCode::NOT_FOUND, "{wrong}");
        }
        let ended = office.post("/me/calendar/end", Some(&ada), &[]).await;
        assert_eq!(ended.location(), "/me", "{}", ended.body);
        assert_eq!(office.get(&path, None).await.status, StatusCode::NOT_FOUND, "an ended address");
        office.post("/me/calendar/end", Some(&ada), &[]).await;
        assert_eq!(office.get("/calendar/.ics", None).await.status, StatusCode::NOT_FOUND, "none is no address");
    });
}

/// Turns the clock, lets the clockwork strike and the jobs run, and counts the mails that arrived in all.
async fn mails_after(office: &Office, sink: &Sink, seconds: i64) -> usize {
    office.app.clock().advance_seconds(seconds);
    (super::jobs::REMINDERS.strike)(office.app.clone()).await.expect("the clockwork strikes");
    (super::jobs::REMINDERS.strike)(office.app.clone()).await.expect("twice, as two nodes would");
    office.settle().await;
    sink.mails().len()
}

const HOUR_S: i64 = 3600;
const DAY_S: i64 = 24 * HOUR_S;

#[test]
fn a_person_is_reminded_at_each_step_and_never_twice() {
    each_with("worklist_reminders", |db| async move {
        let sink = Sink::open(0).await;
        let office = Office::with(db, Config { smtp: Some(sink.url()), ..config() });
        let ada = office.person("Ada", &[Role::Practitioner]).await;
        assert_eq!(mails_after(&office, &sink, 0).await, 0, "nothing is asked");
        put(&office, &ada, "a", "First thing", office.app.now().plus_days(10)).await;
        assert_eq!(mails_after(&office, &sink, 300).await, 1, "it is new");
        put(&office, &ada, "b", "Second thing", office.app.now().plus_days(10)).await;
        assert_eq!(mails_after(&office, &sink, 300).await, 1, "not within the hour");
        assert_eq!(mails_after(&office, &sink, HOUR_S).await, 2, "the second is new");
        assert_eq!(mails_after(&office, &sink, 6 * DAY_S).await, 2, "nothing happened");
        for (days, mails, why) in [
            (2, 3, "two days before"),
            (1, 3, "nothing between"),
            (1, 4, "the due day"),
            (6, 4, "nothing within a week"),
            (1, 5, "one week overdue"),
            (7, 6, "another week"),
        ] {
            assert_eq!(mails_after(&office, &sink, days * DAY_S).await, mails, "{why}");
        }
        let mail = &sink.mails()[1];
        assert_eq!(mail.header("subject").as_deref(), Some("2 things are asked of you (Mandate)"));
        let body = mail.body().replace("\r\n", "\n");
        assert!(body.contains("- Second thing (new)\n") && body.contains("- First thing\n"), "{body}");
        assert!(body.contains("  http://office.test/processes/incident\n"), "{body}");
    });
}

#[test]
fn a_reminder_follows_a_due_day_that_moved() {
    each_with("worklist_moved", |db| async move {
        let sink = Sink::open(0).await;
        let office = Office::with(db, Config { smtp: Some(sink.url()), ..config() });
        let ada = office.person("Ada", &[Role::Practitioner]).await;
        put(&office, &ada, "a", "A thing", office.app.now().plus_days(1)).await;
        assert_eq!(mails_after(&office, &sink, 0).await, 1);
        put(&office, &ada, "a", "A thing", office.app.now().plus_days(9)).await;
        assert_eq!(mails_after(&office, &sink, 2 * HOUR_S).await, 1, "the new day is far away");
        assert_eq!(mails_after(&office, &sink, 7 * DAY_S).await, 2, "two days before the new day");
    });
}

#[test]
fn without_a_mail_server_no_stale_reminders_pile_up() {
    each("worklist_no_server", |office| async move {
        let ada = office.person("Ada", &[Role::Practitioner]).await;
        put(&office, &ada, "a", "A thing", office.app.now()).await;
        (super::jobs::REMINDERS.strike)(office.app.clone()).await.expect("the clockwork strikes");
        let jobs = office.app.read(|tx| Ok(crate::jobs::store::list(tx, None, 9)?)).await.expect("jobs");
        assert!(jobs.is_empty(), "{jobs:?}");
    });
}
