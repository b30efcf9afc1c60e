use super::commands::{add, discard, start_draft};
use super::draft::{Saved, save};
use super::holder;
use super::model::{
    Act, Force, HolderRole, Process, State, Version, force, in_force, key_of, minor_after, next_number,
};
use super::place::Level;
use super::submission::{Submission, decide, publish, submit, withdraw};
use super::{published, store};
use crate::access::{Actor, Role};
use crate::approval::{self, Decision};
use crate::clock::Time;
use crate::definition::{Class, Definition};
use crate::failure::Failure;
use crate::library;
use crate::people;
use crate::testing::{Guest, Office, each};
use crate::worklist;

#[test]
fn the_life_cycle_fits_on_one_screen() {
    let mut grid = String::new();
    for state in State::ALL {
        for act in Act::ALL {
            let next = state.after(act).map_or("·", State::key);
            grid.push_str(&format!("{:<10} {act:<8?} {next}\n", state.key()));
        }
    }
    let expected = include_str!("tests/life_cycle.txt");
    assert_eq!(grid, expected, "\n{grid}");
}

#[test]
fn numbers_follow_the_class_of_the_change() {
    for (latest, class, expected) in [
        (None, Class::Minor, "1.0"),
        (None, Class::Major, "1.0"),
        (Some("1.0"), Class::Minor, "1.1"),
        (Some("1.9"), Class::Minor, "1.10"),
        (Some("1.10"), Class::Major, "2.0"),
    ] {
        assert_eq!(next_number(latest, class), expected);
    }
}

#[test]
fn an_address_is_made_of_letters_digits_and_dashes() {
    for (name, expected) in
        [("Incident management", "incident-management"), (" A/B  c! ", "a-b-c"), ("Ünïcödé", "n-c-d"), ("!!!", "")]
    {
        assert_eq!(key_of(name), expected, "{name}");
    }
}

/// The people and the process that most tests need: an owner and a manager who accepted, and a second approver.
pub(crate) struct Cast {
    pub designer: Guest,
    pub owner: Guest,
    pub manager: Guest,
    pub lead: Guest,
    pub process_id: String,
}

/// A process as the register holds it, without any version.
pub(crate) fn bare(id: &str, key: &str, name: &str, now: Time) -> Process {
    Process {
        id: id.to_owned(),
        key: key.to_owned(),
        name: name.to_owned(),
        category: "core".to_owned(),
        level: Level::default(),
        parent_id: None,
        about: String::new(),
        variant_of: None,
        site: String::new(),
        retirement: None,
        created_at: now,
    }
}

pub(crate) fn incident() -> Definition {
    library::one("incident-management").expect("in the library").definition
}

pub(crate) async fn actor(office: &Office, guest: &Guest) -> Actor {
    let (id, now) = (guest.person.id.clone(), office.app.now());
    let holdings = office.app.read(move |tx| Ok(people::store::holdings(tx, &id, now)?)).await.expect("holdings");
    Actor { holdings, ..guest.actor.clone() }
}

pub(crate) async fn cast(office: &Office) -> Cast {
    let designer = office.person("Dora Designer", &[Role::ProcessDesigner]).await;
    let lead = office.person("Gus Governance", &[Role::GovernanceLead]).await;
    let owner = office.person("Olga Owner", &[Role::Practitioner]).await;
    let manager = office.person("Max Manager", &[Role::Practitioner]).await;
    let now = office.app.now();
    let (by, asker) = (designer.actor.clone(), lead.actor.clone());
    let (first, second) = (owner.clone(), manager.clone());
    let process_id = office
        .app
        .write(move |tx| {
            let (process, _) = add(tx, &by, now, "core", &incident())?;
            for (guest, role) in [(&first, HolderRole::Owner), (&second, HolderRole::Manager)] {
                holder::ask(tx, &asker, now, &process.id, role, &guest.person.id)?;
                holder::accept(tx, &guest.actor, now, &process.id, role)?;
            }
            Ok(process.id)
        })
        .await
        .expect("a process with its people");
    Cast { designer, owner, manager, lead, process_id }
}

fn to(approvers: &[&Guest], now: Time) -> Submission {
    let approvers = approvers.iter().map(|guest| guest.person.id.clone()).collect();
    Submission { approvers, due_at: now.plus_days(7), note: "Please look.".into() }
}

/// Takes the open draft through approval and publication.
pub(crate) async fn publish_draft(office: &Office, cast: &Cast) -> Version {
    publish_draft_from(office, cast, None).await
}

/// [`publish_draft`], in force from a day to come.
pub(crate) async fn publish_draft_from(office: &Office, cast: &Cast, from: Option<Time>) -> Version {
    let (now, id) = (office.app.now(), cast.process_id.clone());
    let (designer, owner) = (cast.designer.actor.clone(), actor(office, &cast.owner).await);
    let submission = to(&[&cast.owner], now);
    office
        .app
        .write(move |tx| {
            submit(tx, &designer, now, &id, &submission)?;
            let seal = store::open_draft(tx, &id)?.expect("open").seal;
            decide(tx, &owner, now, &id, &seal, Decision::Approved, "")?;
            publish(tx, &owner, now, &id, from, "")
        })
        .await
        .expect("published")
}

async fn edit(
    office: &Office,
    guest: &Guest,
    process_id: &str,
    began: i64,
    f: fn(&mut Definition),
) -> Result<Saved, Failure> {
    let (now, id, by) = (office.app.now(), process_id.to_owned(), actor(office, guest).await);
    office
        .app
        .write(move |tx| {
            save(tx, &by, now, &id, began, &|definition| {
                f(definition);
                Ok(())
            })
        })
        .await
}

async fn standing(office: &Office, process_id: &str) -> (State, usize, usize) {
    let id = process_id.to_owned();
    office
        .app
        .read(move |tx| {
            let version = store::open_draft(tx, &id)?.expect("open");
            let all = approval::of_subject(tx, &super::commands::subject(&version.id))?;
            let lapsed = all.iter().filter(|one| one.lapsed_at.is_some()).count();
            Ok((version.state, all.iter().filter(|one| one.stands()).count(), lapsed))
        })
        .await
        .expect("standing")
}

#[test]
fn a_draft_goes_through_review_to_the_version_in_force_and_the_old_one_stays() {
    each("process_publish", |office| async move {
        let cast = cast(&office).await;
        let first = publish_draft(&office, &cast).await;
        assert_eq!(first.number, "1.0");
        office.app.clock().advance_seconds(3600);
        let (now, id, by) = (office.app.now(), cast.process_id.clone(), actor(&office, &cast.manager).await);
        office.app.write(move |tx| start_draft(tx, &by, now, &id, "")).await.expect("a draft");
        edit(&office, &cast.manager, &cast.process_id, 1, |d| d.purpose = "Better words.".into()).await.expect("saved");
        let second = publish_draft(&office, &cast).await;
        assert_eq!(second.number, "1.1", "wording is minor");
        let (id, now) = (cast.process_id.clone(), office.app.now());
        let (versions, (current, definition)) = office
            .app
            .read(move |tx| Ok((store::versions(tx, &id)?, published(tx, &id, now)?.expect("in force"))))
            .await
            .expect("versions");
        assert_eq!(current.id, second.id);
        assert_eq!(definition.purpose, "Better words.");
        let old = versions.iter().find(|one| one.id == first.id).expect("kept");
        assert_eq!(force(old, &versions, now), Force::Superseded);
    });
}

#[test]
fn at_any_instant_at_most_one_version_is_in_force() {
    let version = |id: &str, effective: i64| Version {
        id: id.into(),
        process_id: "p".into(),
        number: id.into(),
        state: State::Published,
        seal: String::new(),
        revision: 1,
        submitted_revision: None,
        base_id: None,
        follows_id: None,
        class: None,
        started_by: String::new(),
        started_at: Time(0),
        submitted_by: String::new(),
        submitted_at: None,
        published_by: String::new(),
        published_at: Some(Time(effective)),
        effective_at: Some(Time(effective)),
        improvement_id: String::new(),
        note: String::new(),
    };
    let versions = vec![version("1.0", 10), version("2.0", 20), version("3.0", 30)];
    for (now, expected) in [(5, None), (10, Some("1.0")), (19, Some("1.0")), (20, Some("2.0")), (99, Some("3.0"))] {
        assert_eq!(in_force(&versions, Time(now)).map(|one| one.id.as_str()), expected, "at {now}");
        let counted = versions.iter().filter(|one| force(one, &versions, Time(now)) == Force::Current).count();
        assert_eq!(counted, usize::from(expected.is_some()), "at {now}");
    }
}

#[test]
fn a_material_edit_lapses_the_approval_and_a_rewording_does_not() {
    each("process_lapse", |office| async move {
        let cast = cast(&office).await;
        let (now, id, by) = (office.app.now(), cast.process_id.clone(), cast.designer.actor.clone());
        let submission = to(&[&cast.owner, &cast.lead], now);
        let owner = actor(&office, &cast.owner).await;
        office
            .app
            .write(move |tx| {
                submit(tx, &by, now, &id, &submission)?;
                let seal = store::open_draft(tx, &id)?.expect("open").seal;
                decide(tx, &owner, now, &id, &seal, Decision::Approved, "Fine.")
            })
            .await
            .expect("one of two approved");
        assert_eq!(standing(&office, &cast.process_id).await, (State::InReview, 1, 0));
        edit(&office, &cast.designer, &cast.process_id, 1, |d| d.purpose.push_str(" Always.")).await.expect("reworded");
        assert_eq!(standing(&office, &cast.process_id).await, (State::InReview, 1, 0));
        edit(&office, &cast.designer, &cast.process_id, 2, |d| d.scope_out.push("Everything else".into()))
            .await
            .expect("changed");
        assert_eq!(standing(&office, &cast.process_id).await, (State::Draft, 0, 2));
        let lead = cast.lead.person.id.clone();
        let asks = office.app.read(move |tx| Ok(worklist::open_for(tx, &lead)?)).await.expect("asks");
        assert!(asks.is_empty(), "nobody is asked about content that no longer exists");
        let author = cast.designer.person.id.clone();
        let asks = office.app.read(move |tx| Ok(worklist::open_for(tx, &author)?)).await.expect("asks");
        let titles: Vec<&str> = asks.iter().map(|one| one.title.as_str()).collect();
        assert_eq!(titles, ["Submit again: Incident management"]);
        let (now, id, owner) = (office.app.now(), cast.process_id.clone(), actor(&office, &cast.owner).await);
        let refused =
            office.app.write(move |tx| publish(tx, &owner, now, &id, None, "").map(drop)).await.expect_err("lapsed");
        let said = "The approvals lapsed: Dora Designer changed the content of the version after it was submitted. Submit it \
                    again; once it is approved, it can be published.";
        assert_eq!(refused.sentence(), said);
    });
}

#[test]
fn the_author_cannot_be_the_only_approver_and_a_major_change_needs_the_owner() {
    each("process_duties", |office| async move {
        let cast = cast(&office).await;
        let (now, id) = (office.app.now(), cast.process_id.clone());
        let owner = actor(&office, &cast.owner).await;
        edit(&office, &cast.owner, &cast.process_id, 1, |d| d.purpose = "Mine.".into())
            .await
            .expect("the owner writes");
        let alone = to(&[&cast.owner], now);
        let (asked, by) = (id.clone(), owner.clone());
        let refused = office.app.write(move |tx| submit(tx, &by, now, &asked, &alone)).await.expect_err("alone");
        assert!(refused.sentence().contains("may not be the only one to approve"), "{refused}");
        let without_owner = to(&[&cast.lead], now);
        let (asked, by) = (id.clone(), owner.clone());
        let refused =
            office.app.write(move |tx| submit(tx, &by, now, &asked, &without_owner)).await.expect_err("major");
        assert!(refused.sentence().contains("who owns the process, must be among the approvers"), "{refused}");
        let both = to(&[&cast.owner, &cast.lead], now);
        office.app.write(move |tx| submit(tx, &owner, now, &id, &both)).await.expect("both are asked");
    });
}

#[test]
fn only_the_owner_who_accepted_publishes_and_only_what_is_approved() {
    each("process_publish_rights", |office| async move {
        let cast = cast(&office).await;
        let (now, id) = (office.app.now(), cast.process_id.clone());
        for guest in [&cast.designer, &cast.manager, &cast.lead] {
            let (asked, by) = (id.clone(), actor(&office, guest).await);
            let refused =
                office.app.write(move |tx| publish(tx, &by, now, &asked, None, "").map(drop)).await.expect_err("no");
            assert!(matches!(refused, Failure::Forbidden { .. }), "{refused}");
        }
        let owner = actor(&office, &cast.owner).await;
        let refused =
            office.app.write(move |tx| publish(tx, &owner, now, &id, None, "").map(drop)).await.expect_err("draft");
        assert_eq!(refused.sentence(), "This version is a draft; it cannot be published now.");
    });
}

#[test]
fn what_is_sent_back_waits_with_its_reason_for_the_author() {
    each("process_sent_back", |office| async move {
        let cast = cast(&office).await;
        let (now, id, by) = (office.app.now(), cast.process_id.clone(), cast.designer.actor.clone());
        let (submission, owner) = (to(&[&cast.owner], now), actor(&office, &cast.owner).await);
        let state = office
            .app
            .write(move |tx| {
                submit(tx, &by, now, &id, &submission)?;
                let seal = store::open_draft(tx, &id)?.expect("open").seal;
                let silent = decide(tx, &owner, now, &id, &seal, Decision::SentBack, " ");
                assert!(matches!(silent, Err(Failure::Refused(_))), "a reason is needed");
                decide(tx, &owner, now, &id, &seal, Decision::SentBack, "The scope is too wide.")
            })
            .await
            .expect("sent back");
        assert_eq!(state, State::SentBack);
        let author = cast.designer.person.id.clone();
        let asks = office.app.read(move |tx| Ok(worklist::open_for(tx, &author)?)).await.expect("asks");
        assert_eq!(asks.len(), 1);
        assert_eq!(asks[0].why, "Olga Owner sent the version back: The scope is too wide.");
    });
}

#[test]
fn two_people_never_overwrite_each_other_silently() {
    each("process_two_people", |office| async move {
        let cast = cast(&office).await;
        let id = cast.process_id.clone();
        edit(&office, &cast.designer, &id, 1, |d| d.purpose = "Hers.".into()).await.expect("first");
        let again =
            edit(&office, &cast.designer, &id, 1, |d| d.scope_in.push("All".into())).await.expect("her own again");
        assert!(matches!(again, Saved::Kept { together: false, .. }), "her own earlier edit is nobody else's");
        let other = edit(&office, &cast.manager, &id, 1, |d| d.triggers.push("A wish".into())).await.expect("second");
        assert!(matches!(other, Saved::Kept { together: true, .. }), "another part is brought together");
        let contest = match edit(&office, &cast.manager, &id, 1, |d| d.purpose = "His.".into()).await.expect("third") {
            Saved::Contested(contest) => contest,
            Saved::Kept { .. } => panic!("the same part was overwritten"),
        };
        assert_eq!(contest.conflicts[0].label, "Purpose");
        assert_eq!((contest.conflicts[0].mine.as_str(), contest.conflicts[0].theirs.as_str()), ("His.", "Hers."));
        assert_eq!(contest.revision, 4);
        let kept = office
            .app
            .read(move |tx| {
                let version = store::open_draft(tx, &id)?.expect("open");
                store::definition(tx, &version.id)
            })
            .await
            .expect("kept");
        assert_eq!(kept.purpose, "Hers.");
        assert!(kept.triggers.contains(&"A wish".to_owned()));
    });
}

#[test]
fn a_draft_is_withdrawn_or_discarded_and_then_another_can_begin() {
    each("process_discard", |office| async move {
        let cast = cast(&office).await;
        let (now, id, by) = (office.app.now(), cast.process_id.clone(), cast.designer.actor.clone());
        let submission = to(&[&cast.owner], now);
        office
            .app
            .write(move |tx| {
                submit(tx, &by, now, &id, &submission)?;
                assert!(matches!(start_draft(tx, &by, now, &id, ""), Err(Failure::Refused(_))), "one draft at a time");
                withdraw(tx, &by, now, &id, "Not yet.")?;
                discard(tx, &by, now, &id, "Wrong idea.")?;
                start_draft(tx, &by, now, &id, "").map(drop)
            })
            .await
            .expect("another begins");
    });
}

#[test]
fn a_role_counts_from_the_day_it_is_accepted() {
    each("process_holder", |office| async move {
        let cast = cast(&office).await;
        let heir = office.person("Hana Heir", &[Role::Practitioner]).await;
        let (now, id) = (office.app.now(), cast.process_id.clone());
        let (asker, next) = (cast.lead.actor.clone(), heir.clone());
        office
            .app
            .write(move |tx| {
                holder::ask(tx, &asker, now, &id, HolderRole::Owner, &next.person.id)?;
                let twice = holder::ask(tx, &asker, now, &id, HolderRole::Owner, &next.person.id);
                assert!(matches!(twice, Err(Failure::Refused(_))), "asked once");
                let stranger = holder::accept(tx, &asker, now, &id, HolderRole::Owner);
                assert_eq!(stranger, Err(Failure::NotFound), "nobody accepts for another");
                Ok(())
            })
            .await
            .expect("asked");
        assert!(
            !actor(&office, &heir).await.holds(Role::ProcessOwner, Some(&cast.process_id)),
            "asked is not accepted"
        );
        let (id, next) = (cast.process_id.clone(), heir.actor.clone());
        office.app.write(move |tx| holder::accept(tx, &next, now, &id, HolderRole::Owner)).await.expect("accepted");
        assert!(actor(&office, &heir).await.holds(Role::ProcessOwner, Some(&cast.process_id)));
        assert!(!actor(&office, &cast.owner).await.holds(Role::ProcessOwner, Some(&cast.process_id)), "one owner");
        let (id, next) = (cast.process_id.clone(), heir.actor.clone());
        office
            .app
            .write(move |tx| holder::leave(tx, &next, now, &id, HolderRole::Owner, "Moving on."))
            .await
            .expect("left");
        assert!(!actor(&office, &heir).await.holds(Role::ProcessOwner, Some(&cast.process_id)));
    });
}

mod canvas;
mod decisions;
mod pages;
mod pictures;
mod sections;

#[test]
fn a_reworded_version_is_numbered_after_every_minor_one_of_its_major() {
    let versions = ["2.1", "2.4", "3.0", ""].map(|number| version("p", number, Time(0)));
    for (number, next) in [("2.1", "2.5"), ("3.0", "3.1"), ("1.0", "1.1")] {
        assert_eq!(minor_after(&versions, number), next);
    }
}

/// A version that was published without the way that leads there.
pub(crate) fn version(process_id: &str, number: &str, now: Time) -> Version {
    Version {
        id: uuid::Uuid::now_v7().to_string(),
        process_id: process_id.to_owned(),
        number: number.to_owned(),
        state: State::Published,
        seal: String::new(),
        revision: 1,
        submitted_revision: None,
        base_id: None,
        follows_id: None,
        class: None,
        started_by: "Ann".to_owned(),
        started_at: now,
        submitted_by: String::new(),
        submitted_at: None,
        published_by: String::new(),
        published_at: Some(now),
        effective_at: Some(now),
        improvement_id: String::new(),
        note: String::new(),
    }
}
