//! Objects seen together, through the door: a file with objects, linked logs, what is asked of them, and who may see what.

use axum::http::StatusCode;
use mining::{LinkBy, LinkColumn, Mapping, Since, TimeFormat};

use super::model::{Linking, Sought, Source, check, usual_type};
use crate::access::Role;
use crate::demo::furnish;
use crate::measure::commands::{Read, keep};
use crate::measure::{Format, Mode, Plan, Reading, read::read};
use crate::process;
use crate::testing::{Guest, Office, each};

fn source(process_id: &str, object_type: &str) -> Source {
    Source { process_id: process_id.to_owned(), object_type: object_type.to_owned() }
}

#[test]
fn a_set_needs_logs_with_words_of_their_own_and_a_column_that_links_them() {
    let link = |from, to| LinkColumn { from, column: "problem".to_owned(), to };
    let both = [source("1", "incident"), source("2", "problem")];
    assert_eq!(check(&both, &[link(0, 1)]), Ok(()));
    assert_eq!(check(&both[..1], &[link(0, 0)]), Ok(()), "the parent of an incident");
    let told = |sources: &[Source], links: &[LinkColumn]| -> Vec<String> {
        check(sources, links).expect_err("refused").into_iter().map(|one| one.sentence).collect()
    };
    assert!(told(&both, &[])[0].contains("column"));
    assert!(told(&both, &[link(0, 2)])[0].contains("column"));
    assert!(told(&[source("1", "Incident"), source("2", "incident")], &[link(0, 1)])[0].contains("word of its own"));
    assert!(told(&[source("1", ""), source("1", "x")], &[link(0, 1)]).len() == 2);
    assert!(told(&[], &[]).len() == 2);
}

#[test]
fn the_word_for_a_case_is_taken_from_the_name_of_its_process() {
    for (process, word) in [
        ("Incident management", "incident"),
        ("Change enablement", "change"),
        ("Service request", "service request"),
        ("Management", "management"),
    ] {
        assert_eq!(usual_type(process), word);
    }
}

#[test]
fn what_is_asked_stands_in_the_address_and_is_told_in_words() {
    let linked = |within| {
        Sought::Linked(Linking {
            with: "incident".to_owned(),
            at_least: 2,
            at_most: None,
            within,
            by: LinkBy::Statement,
        })
    };
    let step = Since::Step("Implemented".to_owned());
    for (sought, words) in [
        (Sought::All, "Every change"),
        (Sought::Passes("Assess".to_owned()), "Each change that passes through “Assess”"),
        (Sought::Follows("A&b".to_owned(), "C".to_owned()), "Each change in which “A&b” is directly followed by “C”"),
        (linked(None), "Each change with at least 2 incident, as one of them states"),
        (
            linked(Some((step, 7.0))),
            "Each change with at least 2 incident that begins within 7 days after “Implemented” of the change, as one of them states",
        ),
    ] {
        let parameters = sought.parameters();
        let read = Sought::read(|name| parameters.iter().find(|(key, _)| *key == name).map(|(_, value)| value.clone()));
        assert_eq!(read, Ok(sought.clone()));
        assert_eq!(sought.words("change"), words);
    }
    let wrong = |name: &str, value: &str| {
        let of = |asked: &str| match asked {
            "with" => Some("incident".to_owned()),
            asked if asked == name => Some(value.to_owned()),
            _ => None,
        };
        Sought::read(of).expect_err("it cannot be read")
    };
    assert!(wrong("at_least", "many").contains("“many”"));
    assert!(wrong("days", "-1").contains("“-1”"));
    assert!(wrong("at_most", "0").contains("less than"));
    assert!(Sought::read(|name| (name == "follows").then(|| "A".to_owned())).is_err());
}

/// Imports a table for a process as its owner would.
async fn import(
    office: &Office,
    guest: &Guest,
    process_id: &str,
    name: &'static str,
    text: &'static str,
    column: &'static str,
) {
    let (actor, now, id) = (process::tests::actor(office, guest).await, office.app.now(), process_id.to_owned());
    office
        .app
        .write(move |tx| {
            let mut mapping = Mapping::events("number", "state", "at", TimeFormat::YearMonthDay);
            mapping.attributes = vec![column.to_owned()];
            let plan = Plan::Columns(Box::new(mapping));
            let go = |_| std::ops::ControlFlow::Continue(());
            let imported = read(text.as_bytes(), Format::Table, Some(&plan), Mode::AllOrNothing, &go).expect("read");
            let content = imported.log.to_bytes();
            let reading = Reading::default();
            let read = Read {
                process_id: &id,
                name,
                sha256: "",
                reading: &reading,
                imported: &imported,
                content: &content,
                objects: None,
            };
            keep(tx, &actor, now, &read).map(|_| ())
        })
        .await
        .expect("imported");
}

const INCIDENTS: &str = "number,state,at,problem\n\
    I1,New,2026-09-01 08:00,P1\nI1,Closed,2026-09-02 08:00,P1\n\
    I2,New,2026-09-03 08:00,P1\n\
    I3,New,2026-09-04 08:00,P7\n\
    I4,New,2026-09-05 08:00,\n";
const PROBLEMS: &str = "number,state,at,owner\n\
    P1,Registered,2026-09-02 10:00,Ana\nP1,Closed,2026-09-02 20:00,Ana\n\
    P2,Registered,2026-09-03 10:00,Bo\n";

/// An office with a log of incidents that name problems, and one of problems.
async fn two_logs(office: &Office) -> (Guest, String, String) {
    furnish(&office.app).await.expect("furnished");
    office.settle().await;
    let guest = office.person("Lia Liaison", &[Role::ToolsLiaison, Role::Practitioner]).await;
    let ids = office.app.read(|tx| {
        let id = |tx: &mut db::Tx, key| Ok::<_, crate::failure::Failure>(process::store::by_key(tx, key)?.id);
        Ok((id(tx, "supplier-management")?, id(tx, "capacity-management")?))
    });
    let (incidents, problems) = ids.await.expect("both");
    import(office, &guest, &incidents, "incidents.csv", INCIDENTS, "problem").await;
    import(office, &guest, &problems, "problems.csv", PROBLEMS, "owner").await;
    office.settle().await;
    (guest, incidents, problems)
}

/// What links both logs by the column that names the problem of an incident.
fn linking<'a>(incidents: &'a str, problems: &'a str) -> [(&'a str, &'a str); 6] {
    [
        ("name", "Tickets"),
        ("process", incidents),
        ("object_type", "incident"),
        ("process", problems),
        ("object_type", "problem"),
        ("link", "0\u{241f}1\u{241f}problem"),
    ]
}

/// The address of both logs so linked.
async fn linked(office: &Office, guest: &Guest, incidents: &str, problems: &str) -> String {
    office.post("/objects", Some(guest), &linking(incidents, problems)).await.location().to_owned()
}

#[test]
fn logs_are_linked_by_the_column_that_names_the_others_and_every_number_leads_to_its_objects() {
    each("object_linked", |office| async move {
        let (guest, incidents, problems) = two_logs(&office).await;
        let choose = office.get("/objects/new", Some(&guest)).await;
        assert!(choose.body.contains("incidents.csv") && choose.body.contains("problems.csv"), "{}", choose.body);
        let step = office.get(&format!("/objects/new?process={incidents}&process={problems}"), Some(&guest)).await;
        assert!(
            step.body.contains("“problem” of") && step.body.contains("2 links from 2 cases; 1 names"),
            "{}",
            step.body
        );
        assert!(!step.body.contains("“owner” of"), "{}", step.body);
        let link = "0\u{241f}1\u{241f}problem";
        let mut fields = vec![
            ("name", "Tickets"),
            ("process", &incidents),
            ("object_type", "incident"),
            ("process", &problems),
            ("object_type", "incident"),
            ("link", link),
        ];
        let refused = office.post("/objects", Some(&guest), &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.body.contains("a word of its own"), "{}", refused.body);
        fields[4].1 = "problem";
        let made = office.post("/objects", Some(&guest), &fields).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
        let at = made.location().to_owned();
        let flows = office.get(&at, Some(&guest)).await.body;
        assert!(flows.contains("incident begins") && flows.contains("map-flow dots-1"), "{flows}");
        let links = office.get(&format!("{at}?view=links"), Some(&guest)).await.body;
        assert!(links.contains("problem with incident") && links.contains("Ask for objects"), "{links}");
        let types = office.get(&format!("{at}?view=types"), Some(&guest)).await.body;
        assert!(types.contains("Without any event"), "{types}");
        let several = office.get(&format!("{at}/found?of=problem&with=incident&at_least=2"), Some(&guest)).await.body;
        assert!(several.contains("object=P1") && several.contains("1 of 2"), "{several}");
        let soon = format!("{at}/found?of=problem&with=incident&days=1&since=step%3AClosed+%28problem%29");
        let soon = office.get(&soon, Some(&guest)).await.body;
        assert!(soon.contains("1 of 2") && soon.contains("object=I2"), "{soon}");
        let file =
            office.get(&format!("{at}/found.csv?of=incident&with=problem&at_least=0&at_most=0"), Some(&guest)).await;
        assert!(file.body.contains("\r\nI3,incident") && file.body.contains("\r\nI4,"), "{}", file.body);
        let one = office.get(&format!("{at}/one?object=P1"), Some(&guest)).await.body;
        assert!(one.contains("object=I1") && one.contains("Ana") && one.contains("Registered"), "{one}");
        let bad = office.get(&format!("{at}/found?of=problem&with=incident&at_least=lots"), Some(&guest)).await;
        assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
        for missing in ["found?of=nothing", "one?object=none"] {
            assert_eq!(office.get(&format!("{at}/{missing}"), Some(&guest)).await.status, StatusCode::NOT_FOUND);
        }
        for (file, start) in [
            ("flow.csv", "\u{feff}Objects,From"),
            ("links.csv", "\u{feff}Of,With"),
            ("types.csv", "\u{feff}Type,Objects"),
            ("meetings.csv", "\u{feff}Step,Speaks of"),
            ("statements.csv", "\u{feff}As what,"),
            ("log.jsonocel", "{"),
        ] {
            let reply = office.get(&format!("{at}/{file}"), Some(&guest)).await;
            assert!(reply.status == StatusCode::OK && reply.body.starts_with(start), "{file}: {}", reply.body);
        }
        let api = office.get(&format!("/api{at}"), Some(&guest)).await.value();
        assert_eq!((api["objects"].as_u64(), api["links"][0]["links"].as_u64()), (Some(6), Some(2)), "{api}");
        let found =
            office.get(&format!("/api{at}/found?of=problem&with=incident&at_least=2"), Some(&guest)).await.value();
        assert_eq!((&found["items"][0]["object"], found["total"].as_u64()), (&"P1".into(), Some(1)));
        office.settle().await;
    });
}

#[test]
fn a_number_of_objects_becomes_one_improvement_or_a_question_to_the_owner() {
    each("object_improvement", |office| async move {
        let (guest, incidents, problems) = two_logs(&office).await;
        let at = linked(&office, &guest, &incidents, &problems).await;
        let several = office.get(&format!("{at}/found?of=problem&with=incident&at_least=2"), Some(&guest)).await.body;
        assert!(several.contains("Make improvement") && several.contains("Ask the owner of Capacity"), "{several}");
        let improve = format!("{at}/improvement?of=problem&with=incident&at_least=2");
        let made = office.post(&improve, Some(&guest), &[]).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
        let improvement = office.get(made.location().split('?').next().unwrap_or_default(), Some(&guest)).await.body;
        assert!(
            improvement.contains("Each problem with at least 2 incident: 1 of 2 (50.0\u{a0}%), in “Tickets”."),
            "{improvement}"
        );
        let again = office.post(&improve, Some(&guest), &[]).await;
        assert_eq!(
            again.location().split('?').next(),
            made.location().split('?').next(),
            "one number, one improvement"
        );
        let known = office.get(&format!("{at}/found?of=problem&with=incident&at_least=2"), Some(&guest)).await.body;
        assert!(known.contains("In the register as") && !known.contains("Make improvement"), "{known}");
        let none = office.post(&format!("{at}/improvement?of=nothing"), Some(&guest), &[]).await;
        assert_eq!(none.status, StatusCode::NOT_FOUND);
        office.settle().await;
    });
}

#[test]
fn a_newer_log_is_seen_at_once_and_a_column_that_is_gone_is_told() {
    each("object_newer", |office| async move {
        let (guest, incidents, problems) = two_logs(&office).await;
        let at = linked(&office, &guest, &incidents, &problems).await;
        import(
            &office,
            &guest,
            &incidents,
            "more.csv",
            "number,state,at,problem\nI8,New,2026-10-01 08:00,P2\n",
            "problem",
        )
        .await;
        let more = office.get(&format!("{at}/found?of=problem&with=incident"), Some(&guest)).await.body;
        assert!(more.contains("object=I8") && !more.contains("object=I1"), "{more}");
        import(&office, &guest, &incidents, "newer.csv", "number,state,at,other\nI9,New,2026-10-01 08:00,x\n", "other")
            .await;
        let gone = office.get(&at, Some(&guest)).await;
        assert_eq!(gone.status, StatusCode::OK, "the page tells it");
        assert!(gone.body.contains("no column “problem”") && gone.body.contains("No longer link"), "{}", gone.body);
        let removed = office.post(&format!("{at}/removal"), Some(&guest), &[]).await;
        assert_eq!(removed.status, StatusCode::SEE_OTHER);
        assert_eq!(office.get(&at, Some(&guest)).await.status, StatusCode::NOT_FOUND);
        office.settle().await;
    });
}

#[test]
fn linked_logs_are_seen_by_those_who_may_read_them_and_undone_by_those_who_bring_them() {
    each("object_rights", |office| async move {
        let (guest, incidents, problems) = two_logs(&office).await;
        let fields = linking(&incidents, &problems);
        let reader = office.person("Rita Reader", &[Role::Practitioner]).await;
        assert_eq!(office.post("/objects", Some(&reader), &fields).await.status, StatusCode::FORBIDDEN);
        let owner = office.person_on("Oda Owner", &[Role::ProcessOwner], Some(&incidents)).await;
        let refused = office.post("/objects", Some(&owner), &fields).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND, "the other process is not theirs: {}", refused.body);
        let at = office.post("/objects", Some(&guest), &fields).await.location().to_owned();
        assert_eq!(office.get(&at, Some(&reader)).await.status, StatusCode::OK);
        assert!(!office.get(&at, Some(&reader)).await.body.contains("No longer link"));
        assert_eq!(office.get(&at, Some(&owner)).await.status, StatusCode::NOT_FOUND);
        assert!(!office.get("/objects", Some(&owner)).await.body.contains("Tickets"));
        let removal = office.post(&format!("{at}/removal"), Some(&reader), &[]).await;
        assert_eq!(removal.status, StatusCode::FORBIDDEN);
        assert_eq!(office.get(&at, Some(&reader)).await.status, StatusCode::OK);
        office.settle().await;
    });
}
