use axum::http::StatusCode;

use super::facts::Entry;
use super::house::house;
use super::landscape::{Group, Listing};
use super::model::{Facts, Grade, Health, RULE, Reason, health};
use crate::access::Role;
use crate::clock::Time;
use crate::process::tests::{bare, cast, publish_draft};
use crate::process::{Level, Process};
use crate::testing::{BEGINNING, Guest, Office, each};

/// A process of which nothing is to be said.
fn well() -> Facts {
    Facts {
        is_in_force: true,
        next_review: Some(BEGINNING.plus_days(200)),
        has_owner: true,
        has_manager: true,
        ..Facts::default()
    }
}

#[test]
fn health_follows_from_who_answers_and_from_the_version_in_force() {
    let day = |days: i64| Some(BEGINNING.plus_days(days));
    let cases: [Told; 12] = [
        ("well kept", well(), Grade::Order, &[]),
        ("no owner", Facts { has_owner: false, ..well() }, Grade::Action, &["Nobody has accepted to own it."]),
        ("no manager", Facts { has_manager: false, ..well() }, Grade::Action, &["Nobody has accepted to manage it."]),
        ("overdue", Facts { next_review: day(-3), ..well() }, Grade::Action, &["Its review is 3 days overdue."]),
        ("just overdue", Facts { next_review: day(-1), ..well() }, Grade::Action, &["Its review is 1 day overdue."]),
        ("due today", Facts { next_review: day(0), ..well() }, Grade::Attention, &["Its review is due today."]),
        ("near", Facts { next_review: day(29), ..well() }, Grade::Attention, &["Its review is due in 29 days."]),
        ("not near", Facts { next_review: day(30), ..well() }, Grade::Order, &[]),
        ("errors", Facts { errors: 2, ..well() }, Grade::Action, &["The version in force has 2 errors."]),
        (
            "not published",
            Facts { is_in_force: false, next_review: day(-9), ..well() },
            Grade::Attention,
            &["No version is published."],
        ),
        (
            "in force later",
            Facts { is_in_force: false, upcoming: day(9), ..well() },
            Grade::Attention,
            &["Its first version is in force only from 11 Nov 2026."],
        ),
        (
            "lapsed",
            Facts { lapsed: Some("Max changed it.".into()), ..well() },
            Grade::Attention,
            &["The approvals of its draft lapsed: Max changed it."],
        ),
    ];
    tell(&cases);
}

#[test]
fn health_follows_from_measures_hand_offs_and_the_log() {
    let cases: [Told; 9] = [
        (
            "one measure",
            Facts { off_target: vec!["Reopened".into()], ..well() },
            Grade::Attention,
            &["Reopened is off its target."],
        ),
        (
            "two measures",
            Facts { off_target: vec!["Reopened".into(), "Volume".into()], ..well() },
            Grade::Attention,
            &["2 measures are off their target: Reopened, Volume."],
        ),
        ("hand-off", Facts { handoffs_open: 1, ..well() }, Grade::Attention, &["1 hand-off is not agreed."]),
        (
            "musts missed",
            Facts { musts_missed: 2, ..well() },
            Grade::Attention,
            &["2 tool requirements that are a must fail or are not met."],
        ),
        (
            "names what is retired",
            Facts { names_retired: vec!["Old desk".into()], ..well() },
            Grade::Attention,
            &["It still names a hand-off with Old desk, which is retired."],
        ),
        (
            "deviations",
            Facts { deviations_open: 4, ..well() },
            Grade::Attention,
            &["4 deviations in the log are looked after by nobody."],
        ),
        (
            "odd log",
            Facts { is_log_unreadable: true, ..well() },
            Grade::Attention,
            &["The newest log cannot be held against the version in force."],
        ),
        (
            "behind",
            Facts { is_behind: true, ..well() },
            Grade::Attention,
            &["Its base changed, and nobody answered yet."],
        ),
        ("an area", Facts { is_area: true, has_owner: true, ..Facts::default() }, Grade::Order, &[]),
    ];
    tell(&cases);
}

/// A name for the case, what is known, what comes of it, and why.
type Told<'a> = (&'a str, Facts, Grade, &'a [&'a str]);

fn tell(cases: &[Told]) {
    for (name, facts, grade, expected) in cases {
        let found = health(facts, BEGINNING);
        let sentences: Vec<String> = found.reasons.iter().map(Reason::sentence).collect();
        assert_eq!(
            (found.grade, sentences),
            (*grade, expected.iter().map(|one| (*one).to_owned()).collect()),
            "{name}"
        );
    }
}

#[test]
fn the_gravest_reason_decides_and_stands_first() {
    let facts = Facts { has_owner: false, errors: 1, handoffs_open: 2, is_behind: true, ..well() };
    let found = health(&facts, BEGINNING);
    let keys: Vec<&str> = found.reasons.iter().map(Reason::key).collect();
    assert_eq!(
        (found.grade, keys),
        (Grade::Action, vec!["no_owner", "errors_in_force", "handoffs_not_agreed", "base_changed"])
    );
    let area = health(&Facts { is_area: true, errors: 3, ..Facts::default() }, BEGINNING);
    assert_eq!(area.reasons, vec![Reason::NoOwner], "an area is asked for nothing but an owner");
}

#[test]
fn the_rule_in_words_has_a_line_for_every_reason() {
    let every = [
        Reason::NoOwner,
        Reason::NoManager,
        Reason::ReviewOverdue(1),
        Reason::Errors(1),
        Reason::NotPublished,
        Reason::Lapsed(String::new()),
        Reason::ReviewNear(1),
        Reason::OffTarget(vec![]),
        Reason::Handoffs(1),
        Reason::Requirements(1),
        Reason::NamesRetired(vec![]),
        Reason::Deviations(1),
        Reason::LogUnreadable,
        Reason::Behind,
    ];
    let grades: Vec<Grade> = every.iter().map(Reason::grade).collect();
    let told: Vec<Grade> = RULE.iter().map(|(grade, _)| *grade).collect();
    assert_eq!(grades, told, "in the same order, with the same grade");
    for grade in Grade::ALL {
        assert_eq!(Grade::from_key(grade.key()), Some(grade));
    }
}

fn entry(id: &str, level: Level, parent: Option<&str>, grade: Grade, owner: Option<&str>) -> Entry {
    let process = Process { level, parent_id: parent.map(str::to_owned), ..bare(id, id, id, BEGINNING) };
    let reasons = if grade == Grade::Order { vec![] } else { vec![Reason::NoOwner] };
    Entry {
        process,
        owner: owner.map(str::to_owned),
        manager: None,
        number: None,
        next_review: None,
        area: parent.map(str::to_owned),
        health: Health { grade, reasons },
    }
}

fn entries() -> Vec<Entry> {
    let mut lyon = entry("lyon", Level::Process, Some("run"), Grade::Attention, Some("Mia"));
    lyon.process.variant_of = Some("incident".into());
    vec![
        entry("run", Level::Area, None, Grade::Order, Some("Ann")),
        entry("incident", Level::Process, Some("run"), Grade::Order, Some("Bob")),
        lyon,
        entry("triage", Level::SubProcess, Some("incident"), Grade::Action, None),
        entry("call", Level::Procedure, Some("triage"), Grade::Order, Some("Bob")),
        entry("alone", Level::Process, Some("hidden"), Grade::Attention, Some("Ann")),
    ]
}

#[test]
fn the_house_holds_boxes_in_boxes_and_counts_what_needs_something() {
    let all = entries();
    let tops = house(&all, None);
    let names = |nodes: &[super::house::Node]| -> Vec<String> {
        nodes.iter().map(|one| one.entry.process.id.clone()).collect()
    };
    assert_eq!(names(&tops), ["run", "alone"], "what hangs below something that is hidden stands at the top");
    let run = &tops[0];
    assert_eq!((run.below, run.action, run.attention), (4, 1, 1));
    assert_eq!(names(&run.inside), ["incident"], "a variant stands in its base and not beside it");
    assert_eq!(names(&run.inside[0].inside), ["lyon", "triage"]);
    let triage = &run.inside[0].inside[1];
    assert_eq!((triage.below, triage.inside.len()), (1, 0), "three levels are drawn, the rest is counted");
    assert_eq!(names(&house(&all, Some("triage"))), ["call"]);
    assert!(house(&all, Some("call")).is_empty());
}

#[test]
fn the_landscape_is_filtered_sorted_and_grouped() {
    let all = entries();
    let names = |listing: &Listing| -> Vec<&str> {
        listing.select(&all).into_iter().map(|one| one.process.id.as_str()).collect()
    };
    let listing = |sort: &str| Listing { sort: sort.into(), ..Listing::default() };
    assert_eq!(names(&listing("health")), ["triage", "alone", "lyon", "call", "incident"], "areas stand on the map");
    assert_eq!(names(&listing("owner")), ["alone", "call", "incident", "lyon", "triage"], "nobody stands last");
    let narrowed = Listing { owner: "Bob".into(), level: Some(Level::Procedure), ..listing("name") };
    assert_eq!(names(&narrowed), ["call"]);
    assert_eq!(names(&Listing { grade: Some(Grade::Action), ..listing("name") }), ["triage"]);
    assert_eq!(names(&Listing { words: "MIA".into(), ..listing("name") }), ["lyon"]);
    let groups = |group: Group| -> Vec<String> {
        let listing = Listing { group, ..listing("name") };
        listing.grouped(&listing.select(&all)).into_iter().map(|(name, of)| format!("{name} {}", of.len())).collect()
    };
    assert_eq!(groups(Group::Owner), ["Nobody yet 1", "Ann 1", "Bob 2", "Mia 1"]);
    assert_eq!(groups(Group::Health), ["Needs action 1", "Needs attention 2", "In order 2"]);
    assert_eq!(groups(Group::Review), ["No review yet 5"]);
    for (group, key, _) in Group::ALL {
        assert_eq!(Group::from_key(key), group);
    }
}

async fn page(office: &Office, path: &str, guest: &Guest) -> String {
    let reply = office.get(path, Some(guest)).await;
    assert_eq!(reply.status, StatusCode::OK, "{path}: {}", reply.body);
    reply.body
}

#[test]
fn the_map_and_the_landscape_tell_who_answers_and_what_is_wrong() {
    each("architecture_pages", |office| async move {
        let cast = cast(&office).await;
        let reader = office.person("Rita Reader", &[Role::Practitioner]).await;
        assert!(page(&office, "/architecture", &reader).await.contains("needs attention"), "it is not published yet");
        publish_draft(&office, &cast).await;
        let area = [("name", "Run"), ("level", "1"), ("category", "core"), ("purpose", "What runs.")];
        office.post("/processes", Some(&cast.designer), &area).await;
        let place = [("level", "2"), ("category", "core"), ("parent", "run")];
        office.post("/processes/incident-management/place", Some(&cast.owner), &place).await;
        let map = page(&office, "/architecture", &reader).await;
        assert!(map.contains("Incident management") && map.contains("Olga Owner") && map.contains("Core"), "{map}");
        assert!(map.contains("/architecture?under=run"), "an area leads down");
        let run = page(&office, "/architecture?under=run", &reader).await;
        assert!(run.contains("What runs.") && run.contains("/processes/incident-management"));
        assert_eq!(office.get("/architecture?under=none", Some(&reader)).await.status, StatusCode::NOT_FOUND);
        for query in ["", "?group=owner", "?group=health&sort=-review", "?health=action", "?q=nothing+like+it"] {
            let shown = page(&office, &format!("/architecture/landscape{query}"), &reader).await;
            assert_eq!(shown.matches("<h1").count(), 1, "{query}");
            assert!(shown.contains("How health is told"));
        }
        office.app.clock().advance_seconds(400 * 24 * 3600);
        let lead = office.person("Lea Later", &[Role::Practitioner]).await;
        let late = page(&office, "/architecture/landscape?health=action", &lead).await;
        assert!(late.contains("days overdue"), "a review that is overdue calls for action: {late}");
        let csv = page(&office, "/architecture/landscape.csv", &lead).await;
        assert!(csv.contains("needs action") && csv.contains("Incident management"), "{csv}");
        let told = office.get("/api/architecture", Some(&lead)).await.value();
        assert_eq!(told["total"], 2);
        let incident = told["items"].as_array().expect("a list").iter().find(|one| one["key"] == "incident-management");
        assert_eq!(incident.expect("listed")["health"]["reasons"][0]["reason"], "review_overdue");
        office.settle().await;
    });
}

#[test]
fn nobody_sees_a_process_that_they_may_not_read() {
    each("architecture_hidden", |office| async move {
        let cast = cast(&office).await;
        let other = office.person_on("Olaf Other", &[Role::ProcessOwner], Some("another")).await;
        assert!(!page(&office, "/architecture", &other).await.contains("Incident management"));
        let told = office.get("/api/architecture", Some(&other)).await.value();
        assert_eq!(told["total"], 0);
        assert!(page(&office, "/architecture/landscape", &cast.owner).await.contains("Incident management"));
    });
}

#[test]
fn an_instant_is_told_by_its_month() {
    let listing = Listing { group: Group::Review, ..Listing::default() };
    let mut one = entry("a", Level::Process, None, Grade::Order, None);
    one.next_review = Some(Time::parse_date("2027-02-03").expect("a day"));
    let groups = listing.grouped(&[&one]);
    assert_eq!(groups[0].0, "February 2027");
}
