use super::model::due_in_words;
use super::{Ask, Group, Outcome, store};
use crate::access::Role;
use crate::clock::Time;
use crate::testing::{BEGINNING, each};

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
                assert_eq!(store::settle(tx, now, "k")?, 1, "only Bob's was still open");
                assert_eq!(store::settle(tx, now, "k")?, 0);
                assert!(store::open_for(tx, &ada)?.is_empty() && store::open_for(tx, &bob)?.is_empty());
                let outcome = |done: &[super::Asked]| done.iter().map(|ask| ask.outcome).collect::<Vec<_>>();
                assert_eq!(outcome(&store::done_since(tx, &ada, now, 10)?), vec![Some(Outcome::Done)]);
                assert_eq!(outcome(&store::done_since(tx, &bob, now, 10)?), vec![Some(Outcome::Settled)]);
                store::ask(tx, now.plus_days(1), ask(&ada, "k", now.plus_days(9)))?;
                let again = store::open_for(tx, &ada)?;
                assert_eq!((again[0].outcome, again[0].created_at), (None, now.plus_days(1)));
                assert_eq!(store::settle_object(tx, now, "process", "p1")?, 1);
                assert!(store::open_for(tx, &ada)?.is_empty());
                Ok(())
            })
            .await
            .expect("asks are settled");
    });
}
