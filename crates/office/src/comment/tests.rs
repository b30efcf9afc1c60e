use super::commands::{self, Answer, New};
use super::likeness::{SIMILAR, alike, likeness, words};
use super::model::{Act, Comment, EDIT_MINUTES, Kind, Matter, Notes, Place, State, Subject, TEXT_CHARS, Version};
use super::{mention, store};
use crate::access::Role;
use crate::clock::Time;
use crate::failure::Failure;
use crate::people::Person;
use crate::testing::{Guest, Office, each};
use crate::worklist;

#[test]
fn the_life_cycle_of_each_kind_is_the_grid() {
    use Act as A;
    use State as S;
    let expected = |state, kind, act| match (state, act) {
        (S::Open, A::Answer) => (kind != Kind::Comment).then_some(S::Answered),
        (S::Open, A::Accept) => (kind == Kind::Practice).then_some(S::Accepted),
        (S::Open, A::Decline) => (kind == Kind::Practice).then_some(S::Declined),
        (S::Open, A::Resolve) => (kind != Kind::Practice).then_some(S::Resolved),
        (S::Answered | S::Declined | S::Resolved | S::Merged, A::Reopen) => Some(S::Open),
        (S::Open | S::Answered | S::Resolved, A::Merge) => (kind == Kind::Question).then_some(S::Merged),
        (S::Open, A::Withdraw) => Some(S::Withdrawn),
        _ => None,
    };
    for kind in Kind::ALL {
        for state in State::ALL {
            let mut line = format!("{:<17}{:<10}", kind.label(), state.label());
            for act in Act::ALL {
                let found = state.after(kind, act);
                line.push_str(&format!("{:<10}", found.as_ref().map_or("–", |state| state.label())));
                assert_eq!(found.ok(), expected(state, kind, act), "{kind:?} {state:?} {act:?}");
            }
            println!("{line}");
        }
    }
}

#[test]
fn every_key_reads_back() {
    for kind in Kind::ALL {
        assert_eq!(Kind::from_key(kind.key()), Some(kind));
    }
    for state in State::ALL {
        assert_eq!(State::from_key(state.key()), Some(state));
        assert_eq!(
            store::Which::from_key(store::Which::Only(state).key()),
            match state {
                State::Open => store::Which::Open,
                other => store::Which::Only(other),
            }
        );
    }
}

#[test]
fn questions_in_other_words_order_and_number_are_alike() {
    let cases = [
        ("Who calls the vendor at night?", "At night, who is calling the vendors?", true),
        ("Who calls the vendor?", "Who calls the customer?", true),
        ("May I close a ticket without an answer?", "Can tickets be closed without answers", true),
        ("Who approves a laptop?", "When is an incident major?", false),
        ("", "", false),
        ("the of and", "the of and", false),
        ("Wer ruft den Lieferanten an?", "Wer ruft den Lieferanten?", true),
    ];
    for (one, other, expected) in cases {
        let score = likeness(&words(one), &words(other));
        assert_eq!(score >= SIMILAR, expected, "{one} / {other}: {score:.2}");
        assert!((0.0..=1.0).contains(&score));
        assert_eq!(score, likeness(&words(other), &words(one)), "it is the same both ways");
    }
}

#[test]
fn the_most_alike_stands_first_and_only_so_many_are_shown() {
    let all = ["Who calls the vendor?", "Who calls the vendor at night?", "Is the form needed?"];
    let found = alike("who calls a vendor at night", &all, |one| one, SIMILAR, 5);
    assert_eq!(found, [&all[1], &all[0]]);
    assert_eq!(alike("who calls a vendor at night", &all, |one| one, SIMILAR, 1).len(), 1);
}

fn person(id: &str, name: &str, email: &str) -> Person {
    Person {
        id: id.into(),
        name: name.into(),
        email: email.into(),
        title: String::new(),
        unit_id: None,
        created_at: Time(0),
        disabled_at: None,
    }
}

fn people() -> Vec<Person> {
    vec![
        person("ann", "Ann Lee", "ann@office.test"),
        person("anne", "Ann Lee Smith", "anne@office.test"),
        person("chloe", "Chloé Martin", "chloe@office.test"),
        person("sam1", "Sam Same", "sam1@office.test"),
        person("sam2", "Sam Same", "sam2@office.test"),
    ]
}

#[test]
fn a_name_after_an_at_sign_mentions_the_person() {
    let cases: [(&str, &[&str]); 9] = [
        ("@Ann Lee, look", &["ann"]),
        ("ask @ann lee smith and @CHLOÉ MARTIN.", &["anne", "chloe"]),
        ("@Ann Lee @Ann Lee", &["ann"]),
        ("write to ann@office.test", &[]),
        ("write to @ann@office.test", &["ann"]),
        ("@Ann Leeds is somebody else", &[]),
        ("@nobody, @ and @@", &[]),
        ("@sam2@office.test", &["sam2"]),
        ("", &[]),
    ];
    for (text, expected) in cases {
        assert_eq!(mention::in_text(text, &people()).expect(text), expected, "{text}");
    }
    let shared = mention::in_text("@Sam Same", &people()).expect_err("two are called so");
    assert!(shared.sentence.contains("mail address"), "{}", shared.sentence);
}

#[test]
fn names_of_the_list_are_taken_as_they_stand() {
    assert_eq!(
        mention::in_field("Ann Lee; @chloé martin, ,ann@office.test", &people()).expect("known"),
        ["ann", "chloe"]
    );
    for wrong in ["Sam Same", "Nobody", "Ann"] {
        assert_eq!(mention::in_field(wrong, &people()).expect_err(wrong).field, Some("mention"));
    }
}

/// A thing to talk about: `answerer` answers for it; `speaks` and `drafts` as the actor may.
fn matter(answerer: &Guest, speaks: bool, drafts: bool) -> Matter {
    Matter {
        subject: Subject { kind: "thing", id: "thing-1".into() },
        name: "The thing".into(),
        href: "/things/1/comments".into(),
        answerers: vec![(answerer.person.id.clone(), answerer.person.name.clone())],
        speaks,
        drafts,
    }
}

fn new(kind: Kind, text: &str) -> New {
    New {
        kind,
        place: Place { element: "part/1".into(), name: "Part One".into() },
        version: Version { id: "v1".into(), label: "Version 1.0".into(), is_draft: false },
        text: text.into(),
        notes: Notes { why: "It is quicker.".into(), ..Notes::default() },
        mentions: Vec::new(),
        drafter_id: String::new(),
    }
}

async fn say(office: &Office, by: &Guest, matter: &Matter, new: New) -> Result<Comment, Failure> {
    let (actor, now, matter) = (by.actor.clone(), office.app.now(), matter.clone());
    office.app.write(move |tx| commands::say(tx, &actor, now, &matter, &new)).await
}

/// The kinds of what is asked of a guest.
async fn asked(office: &Office, guest: &Guest) -> Vec<String> {
    let id = guest.person.id.clone();
    let open = office.app.read(move |tx| Ok(worklist::open_for(tx, &id)?)).await.expect("readable");
    open.into_iter().map(|ask| ask.kind).collect()
}

#[test]
fn a_question_is_asked_answered_and_told() {
    each("comment_question", |office| async move {
        let asker = office.person("Ada Asker", &[Role::Practitioner]).await;
        let owner = office.person("Olaf Owner", &[Role::Practitioner]).await;
        let other = office.person("Otto Other", &[Role::Practitioner]).await;
        let (plain, speaking) = (matter(&owner, false, false), matter(&owner, true, true));
        let first = say(&office, &asker, &plain, new(Kind::Question, "Who calls the vendor?")).await.expect("asked");
        let second = say(&office, &other, &plain, new(Kind::Question, "Who is calling vendors?")).await.expect("asked");
        assert_eq!(asked(&office, &owner).await, ["comment.answer", "comment.answer"]);
        let (actor, now, at, into) = (owner.actor.clone(), office.app.now(), second.id.clone(), first.id.clone());
        let both = speaking.clone();
        office.app.write(move |tx| commands::merge(tx, &actor, now, &both, &at, &into)).await.expect("merged");
        assert_eq!(asked(&office, &owner).await.len(), 1, "the merged one is asked no more");
        let answer = Answer { text: "The incident manager.".into(), is_listed: true, mentions: vec![] };
        let (actor, at, refused, by) = (owner.actor.clone(), first.id.clone(), plain.clone(), asker.actor.clone());
        let (mine, given) = (first.id.clone(), answer.clone());
        let no = office.app.write(move |tx| commands::answer(tx, &by, now, &refused, &mine, &given)).await;
        assert!(matches!(no, Err(Failure::Forbidden { .. })), "only whoever is responsible answers");
        let speaking = speaking.clone();
        office.app.write(move |tx| commands::answer(tx, &actor, now, &speaking, &at, &answer)).await.expect("answered");
        assert!(asked(&office, &owner).await.is_empty());
        assert_eq!(asked(&office, &asker).await, ["comment.read"]);
        assert_eq!(asked(&office, &other).await, ["comment.read"], "who asked the same is told too");
        let found =
            office.app.read(|tx| Ok(store::found(tx, "thing", "INCIDENT manager", 8)?)).await.expect("readable");
        assert_eq!(found, [("thing-1".to_owned(), first.id.clone(), "Who calls the vendor?".to_owned())]);
        let (by, id, plain) = (asker.actor.clone(), first.id.clone(), plain.clone());
        office.app.write(move |tx| commands::read(tx, &by, now, &plain, &id)).await.expect("read");
        assert!(asked(&office, &asker).await.is_empty());
        office.settle().await;
    });
}

#[test]
fn words_are_their_authors_and_leave_a_trace_when_withdrawn() {
    each("comment_words", |office| async move {
        let author = office.person("Ada Author", &[Role::Practitioner]).await;
        let owner = office.person("Olaf Owner", &[Role::Practitioner]).await;
        let speaking = matter(&owner, true, true);
        let one = say(&office, &author, &speaking, new(Kind::Comment, "  First words ")).await.expect("said");
        assert_eq!(one.words.text, "First words");
        let edit = |guest: &Guest, text: &'static str| {
            let (actor, now, id, matter) = (guest.actor.clone(), office.app.now(), one.id.clone(), speaking.clone());
            office.app.write(move |tx| commands::edit(tx, &actor, now, &matter, (&id, None), text))
        };
        assert!(matches!(edit(&owner, "Mine").await, Err(Failure::Forbidden { .. })), "nobody edits others' words");
        edit(&author, "Better words").await.expect("edited");
        office.app.clock().advance_seconds(EDIT_MINUTES * 60);
        assert!(matches!(edit(&author, "Too late").await, Err(Failure::Refused(_))));
        let withdraw = |guest: &Guest| {
            let (actor, now, id, matter) = (guest.actor.clone(), office.app.now(), one.id.clone(), speaking.clone());
            office.app.write(move |tx| commands::withdraw(tx, &actor, now, &matter, (&id, None)))
        };
        assert!(matches!(withdraw(&owner).await, Err(Failure::Forbidden { .. })));
        withdraw(&author).await.expect("withdrawn");
        assert!(matches!(withdraw(&author).await, Err(Failure::Refused(_))));
        let (id, subject) = (one.id.clone(), speaking.subject.clone());
        let (kept, entries) = office
            .app
            .read(move |tx| {
                let entries = crate::journal::store::of_object(tx, "comment", &id, 10)?;
                Ok((store::by_id(tx, &subject, &id)?, entries))
            })
            .await
            .expect("kept");
        assert_eq!((kept.state, kept.words.text.as_str()), (State::Withdrawn, ""));
        assert_eq!(kept.words.author, "Ada Author");
        let history: Vec<String> = entries.iter().map(|entry| entry.payload().to_string()).collect();
        assert!(history.iter().any(|one| one.contains("First words") && one.contains("Better words")), "{history:?}");
        office.settle().await;
    });
}

#[test]
fn a_practice_opens_a_request_and_nobody_decides_about_their_own() {
    each("comment_practice", |office| async move {
        let agent = office.person("Ada Agent", &[Role::Practitioner]).await;
        let owner = office.person("Olaf Owner", &[Role::Practitioner]).await;
        let speaking = matter(&owner, true, true);
        let without = New { notes: Notes::default(), ..new(Kind::Practice, "I call first.") };
        let refused = say(&office, &agent, &speaking, without).await.expect_err("the reason is missing");
        assert!(matches!(&refused, Failure::Refused(all) if all[0].field == Some("why")), "{refused:?}");
        let one = say(&office, &agent, &speaking, new(Kind::Practice, "I call first.")).await.expect("said");
        assert_eq!(asked(&office, &owner).await, ["comment.decide"]);
        let decline = |guest: &Guest, reason: &'static str| {
            let (actor, now, id, matter) = (guest.actor.clone(), office.app.now(), one.id.clone(), speaking.clone());
            office.app.write(move |tx| commands::decline(tx, &actor, now, &matter, &id, reason))
        };
        assert!(matches!(decline(&agent, "Mine").await, Err(Failure::Refused(_))));
        assert!(matches!(decline(&owner, "  ").await, Err(Failure::Refused(_))));
        decline(&owner, "The vendor wants it in writing.").await.expect("declined");
        assert_eq!(asked(&office, &agent).await, ["comment.read"]);
        office.settle().await;
    });
}

#[test]
fn what_is_said_about_a_draft_stays_with_those_who_may_see_it() {
    each("comment_draft", |office| async move {
        let designer = office.person("Dora Designer", &[Role::ProcessDesigner]).await;
        let owner = office.person("Olaf Owner", &[Role::Practitioner]).await;
        let (inside, outside) = (matter(&owner, false, true), matter(&owner, false, false));
        let about = || New {
            version: Version { id: "v2".into(), label: "Draft, revision 3".into(), is_draft: true },
            drafter_id: designer.person.id.clone(),
            ..new(Kind::Comment, "This step is new.")
        };
        assert!(matches!(say(&office, &owner, &outside, about()).await, Err(Failure::NotFound)));
        let one = say(&office, &owner, &inside, about()).await.expect("said");
        assert_eq!(asked(&office, &designer).await, ["comment.read"], "whoever began the draft is told");
        for (drafts, expected) in [(true, 1), (false, 0)] {
            let (subject, id) = (inside.subject.clone(), one.id.clone());
            let matter = if drafts { inside.clone() } else { outside.clone() };
            let (listed, seen) = office
                .app
                .read(move |tx| {
                    let listed = store::list(tx, &store::Listing::of(subject.clone(), drafts, 10))?.1;
                    Ok((listed, commands::seen(tx, &matter, &id).is_ok()))
                })
                .await
                .expect("readable");
            assert_eq!((listed, seen), (expected, drafts));
        }
        office.settle().await;
    });
}

#[test]
fn texts_have_their_limits_and_a_withdrawn_answer_opens_the_question_again() {
    each("comment_limits", |office| async move {
        let asker = office.person("Ada Asker", &[Role::Practitioner]).await;
        let owner = office.person("Olaf Owner", &[Role::Practitioner]).await;
        let speaking = matter(&owner, true, true);
        for text in [String::new(), "x".repeat(TEXT_CHARS + 1)] {
            let refused = say(&office, &asker, &speaking, new(Kind::Comment, &text)).await;
            assert!(matches!(refused, Err(Failure::Refused(_))));
        }
        let one = say(&office, &asker, &speaking, new(Kind::Question, &"ü".repeat(TEXT_CHARS))).await.expect("fits");
        let (actor, now, id, matter) = (owner.actor.clone(), office.app.now(), one.id.clone(), speaking.clone());
        let state = office
            .app
            .write(move |tx| {
                let answer = Answer { text: "Yes.".into(), is_listed: true, mentions: vec![] };
                commands::answer(tx, &actor, now, &matter, &id, &answer)?;
                let reply = store::replies(tx, &id)?.remove(0);
                assert!(reply.is_answer && store::by_id(tx, &matter.subject, &id)?.is_listed);
                commands::withdraw(tx, &actor, now, &matter, (&id, Some(&reply.id)))?;
                let kept = store::by_id(tx, &matter.subject, &id)?;
                Ok((kept.state, kept.is_listed))
            })
            .await
            .expect("withdrawn");
        assert_eq!(state, (State::Open, false));
        assert_eq!(asked(&office, &owner).await, ["comment.answer"]);
        office.settle().await;
    });
}
