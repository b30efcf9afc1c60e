use axum::http::StatusCode;
use mining::Target;

use super::model::{next_after, suggested};
use super::store;
use crate::app::WORKSHOP;
use crate::automation::tests::deployed;
use crate::clock::Time;
use crate::connector::tests::stand::{RT_TOKEN, Rt};
use crate::connector::tests::{connected, tried};
use crate::connector::{Kind, State};
use crate::measure::store as logs;
use crate::measure::tests::incident;
use crate::process::tests::{cast, publish_draft};
use crate::testing::{BEGINNING, Guest, Office, each};
use crate::worklist;

/// Lets every clockwork strike that has a part in feeds, then everything that follows.
async fn tick(office: &Office) {
    let tick = WORKSHOP.clockwork.iter().find(|one| one.name == super::TICK.name).expect("feeds have a clockwork");
    (tick.strike)(office.app.clone()).await.expect("struck");
    office.settle().await;
}

async fn feed(office: &Office, id: &str) -> super::Feed {
    let id = id.to_owned();
    office.app.read(move |tx| Ok(store::by_id(tx, &id)?)).await.expect("a feed")
}

async fn begun(office: &Office, owner: &Guest, process_id: &str, connector: &str) -> String {
    let place = format!("{connector} 3");
    let fields = [("process", process_id), ("place", &place), ("since", "2026-01-01"), ("schedule", "*/15 * * * *")];
    let reply = office.post("/measures/feeds", Some(owner), &fields).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
    office.settle().await;
    reply.location().to_owned()
}

fn mapping(revision: &str) -> Vec<(&str, &str)> {
    vec![
        ("revision", revision),
        ("state", "new"),
        ("target", "step:register"),
        ("state", "open"),
        ("target", ""),
        ("state", "resolved"),
        ("target", "step:resolve"),
        ("state", "(assigned)"),
        ("target", "ignored"),
        ("state", "(noted inside)"),
        ("target", "ignored"),
        ("resolved", "resolved"),
        ("closed", "resolved"),
    ]
}

async fn asks(office: &Office, guest: &Guest) -> Vec<String> {
    let id = guest.person.id.clone();
    let open = office.app.read(move |tx| Ok(worklist::open_for(tx, &id)?)).await.expect("asks");
    open.into_iter().filter(|ask| ask.object_kind == "feed").map(|ask| ask.title).collect()
}

#[test]
fn a_connected_tool_becomes_the_log_of_a_process_and_stays_up_to_date() {
    each("feed_journey", |office| async move {
        let (owner, process_id) = incident(&office).await;
        let (stand, rt) = Rt::walked().open().await;
        let connector = connected(&office, Kind::Rt, &stand.url(), "", RT_TOKEN).await;
        let empty = office.get("/measures/feeds/new", Some(&owner)).await;
        assert!(empty.body.contains("No tool to connect to"), "an untried connector is not offered");
        tried(&office, &connector).await.expect("it works");
        assert!(office.get("/measures/feeds/new", Some(&owner)).await.body.contains("Incidents"));
        let here = begun(&office, &owner, &process_id, &connector).await;
        let id = here.rsplit('/').next().expect("an id").to_owned();
        let page = office.get(&here, Some(&owner)).await;
        for word in ["Say what the states mean", "44 changes of 8 tickets", "resolved", "(assigned)"] {
            assert!(page.body.contains(word), "{word}: {}", page.body);
        }
        assert_eq!(asks(&office, &owner).await, ["Map the states of Incidents"]);
        assert!(feed(&office, &id).await.log_id.is_empty(), "no log before somebody looked");
        let stale = office.post(&format!("{here}/mapping"), Some(&owner), &mapping("7")).await;
        assert_eq!(stale.status, StatusCode::CONFLICT);
        let mapped = office.post(&format!("{here}/mapping"), Some(&owner), &mapping("1")).await;
        assert_eq!(mapped.status, StatusCode::SEE_OTHER, "{}", mapped.body);
        office.settle().await;
        let first = feed(&office, &id).await;
        let log_id = first.log_id.clone();
        let log = office.app.read(move |tx| Ok(logs::log_by_id(tx, &log_id)?)).await.expect("a log");
        assert_eq!((log.cases, log.events), (8, 44));
        assert!(log.name.starts_with("Incidents in Request Tracker"), "{}", log.name);
        assert!(asks(&office, &owner).await.is_empty());
        let measures = office.get("/processes/incident-management/measures", Some(&owner)).await;
        assert!(measures.body.contains("8 cases"), "{}", measures.body);

        // A quarter of an hour later nothing is new: the log stays the same one.
        office.app.clock().advance_seconds(900);
        tick(&office).await;
        assert_eq!(feed(&office, &id).await.log_id, first.log_id);
        assert_eq!(office.get(&here, Some(&owner)).await.status, StatusCode::OK);
        rt.lock().expect("free").transactions.push((
            81,
            3,
            "Status",
            "Status",
            "resolved".into(),
            "open".into(),
            -86_400,
            false,
        ));
        office.app.clock().advance_seconds(900);
        tick(&office).await;
        let second = feed(&office, &id).await;
        assert_ne!(second.log_id, first.log_id);
        let process = process_id.clone();
        let all = office.app.read(move |tx| Ok(logs::logs(tx, &process)?)).await.expect("logs");
        assert_eq!((all.len(), all[0].events), (1, 45), "the newer log takes the place of the older");
        let ended = office.post(&format!("{here}/end"), Some(&owner), &[]).await;
        assert_eq!(ended.location(), "/measures/import");
        assert_eq!(office.get(&here, Some(&owner)).await.status, StatusCode::NOT_FOUND);
        office.settle().await;
    });
}

#[test]
fn what_goes_wrong_stands_on_the_page_asks_one_person_and_mends_itself() {
    each("feed_trouble", |office| async move {
        let (owner, process_id) = incident(&office).await;
        let (stand, rt) = Rt::walked().open().await;
        let connector = connected(&office, Kind::Rt, &stand.url(), "", RT_TOKEN).await;
        tried(&office, &connector).await.expect("it works");
        rt.lock().expect("free").is_down = true;
        let here = begun(&office, &owner, &process_id, &connector).await;
        let id = here.rsplit('/').next().expect("an id").to_owned();
        assert!(asks(&office, &owner).await.is_empty(), "once is no reason to ask anybody");
        office.app.clock().advance_seconds(900);
        tick(&office).await;
        assert_eq!(asks(&office, &owner).await, ["Look why Incidents is not brought"]);
        let page = office.get(&here, Some(&owner)).await;
        assert!(page.body.contains("has a fault of its own"), "{}", page.body);
        rt.lock().expect("free").is_down = false;
        office.app.clock().advance_seconds(900);
        tick(&office).await;
        let well = feed(&office, &id).await;
        assert_eq!((well.failures, well.trouble.as_str(), well.cases), (0, "", 8));
        assert_eq!(asks(&office, &owner).await, ["Map the states of Incidents"]);
        for (act, revision, expected) in [
            ("pause", "1", StatusCode::SEE_OTHER),
            ("pause", "2", StatusCode::UNPROCESSABLE_ENTITY),
            ("resumption", "2", StatusCode::SEE_OTHER),
        ] {
            let reply = office.post(&format!("{here}/{act}"), Some(&owner), &[("revision", revision)]).await;
            assert_eq!(reply.status, expected, "{act} {revision}: {}", reply.body);
        }
        let stranger = office.person("Sid", &[crate::access::Role::Practitioner]).await;
        assert_eq!(office.get(&here, Some(&stranger)).await.status, StatusCode::FORBIDDEN);
        let other = office.person_on("Olga", &[crate::access::Role::ProcessOwner], Some("another")).await;
        assert_eq!(office.get(&here, Some(&other)).await.status, StatusCode::NOT_FOUND);
        assert_eq!(office.post(&format!("{here}/end"), Some(&other), &[]).await.status, StatusCode::NOT_FOUND);
        office.settle().await;
    });
}

#[test]
fn schedules_are_read_and_too_often_is_refused() {
    for (pattern, expected) in [
        ("5 * * * *", "2026-11-02T08:05:00Z"),
        ("*/15 * * * *", "2026-11-02T08:15:00Z"),
        ("0 5 * * *", "2026-11-03T05:00:00Z"),
        ("0 5 * * 1", "2026-11-09T05:00:00Z"),
        ("0 8 * * *", "2026-11-03T08:00:00Z"),
    ] {
        assert_eq!(next_after(pattern, BEGINNING).map(Time::rfc3339), Ok(expected.to_owned()), "{pattern}");
    }
    for pattern in [
        "",
        "* * * * *",
        "*/4 * * * *",
        "0,1 * * * *",
        "nonsense",
        "5 * * *",
        "5 * * * * *",
        "99 * * * *",
        "0 0 31 2 *",
        "@hourly",
        "5 \u{0} * * *",
    ] {
        assert!(next_after(pattern, BEGINNING).is_err(), "{pattern}");
    }
    assert!(next_after(&"5 ".repeat(200), BEGINNING).is_err());
}

#[test]
fn states_are_suggested_by_name_and_by_what_the_tool_says_of_them() {
    let steps = [("register", "Register the incident"), ("resolve", "Resolve"), ("assign", "Assign")];
    let steps: Vec<(String, String)> = steps.iter().map(|(id, name)| ((*id).to_owned(), (*name).to_owned())).collect();
    let states: Vec<String> = ["new", "resolved", "rejected"].map(str::to_owned).into();
    let acts: Vec<String> = ["(assigned)", "(noted inside)"].map(str::to_owned).into();
    let ends = vec![
        State { label: "resolved".into(), ends: true },
        State { label: "rejected".into(), ends: true },
        State { label: "deleted".into(), ends: true },
    ];
    let reading = suggested(&states, &acts, &ends, &steps);
    assert_eq!(reading.states["new"], Target::Activity("register".into()));
    assert_eq!(reading.states["(assigned)"], Target::Activity("assign".into()));
    assert_eq!(reading.states["(noted inside)"], Target::Ignored);
    assert_eq!(
        (reading.resolved, reading.closed),
        (vec!["resolved".to_owned()], vec!["resolved".to_owned(), "rejected".to_owned()])
    );
}

/// A process that begins with the new tickets of a place.
const BEGINS: &str = "<startEvent id=\"s\"><messageEventDefinition messageRef=\"ticket\"/></startEvent>\
     <userTask id=\"t\" name=\"Look\"/><sequenceFlow id=\"a\" sourceRef=\"s\" targetRef=\"t\"/>";

#[test]
fn a_new_ticket_begins_a_process_once_and_an_old_one_begins_nothing() {
    each("feed_begins", |office| async move {
        let cast = cast(&office).await;
        publish_draft(&office, &cast).await;
        office.settle().await;
        let (stand, rt) = Rt::walked().open().await;
        let connector = connected(&office, Kind::Rt, &stand.url(), "", RT_TOKEN).await;
        tried(&office, &connector).await.expect("it works");
        deployed(&office, &cast, BEGINS).await;
        begun(&office, &cast.owner, &cast.process_id, &connector).await;
        let cases = || async { office.get("/api/cases", Some(&cast.owner)).await.value()["items"].clone() };
        assert_eq!(cases().await.as_array().map(Vec::len), Some(0), "eight tickets are history");
        {
            let mut rt = rt.lock().expect("free");
            rt.tickets.get_mut(&9).expect("a ticket").queue = 3;
            rt.transactions.push((90, 9, "Create", "", String::new(), String::new(), 700, false));
        }
        for _ in 0..3 {
            office.app.clock().advance_seconds(900);
            tick(&office).await;
            assert_eq!(cases().await.as_array().map(Vec::len), Some(1), "once, whatever is brought again");
        }
        let all = cases().await;
        assert_eq!(all.as_array().map(Vec::len), Some(1), "{all}");
        let id = all[0]["id"].as_str().expect("an id");
        let case = office.get(&format!("/api/cases/{id}"), Some(&cast.owner)).await.value();
        assert_eq!(
            (case["variables"]["ticket"].clone(), case["variables"]["place"].clone()),
            ("9".into(), "Incidents".into())
        );
    });
}

#[test]
fn a_nudge_brings_a_feed_at_the_next_full_minute_and_a_burst_is_one_pull() {
    each("feed_nudged", |office| async move {
        let (owner, process_id) = incident(&office).await;
        let (stand, _) = Rt::walked().open().await;
        let connector = connected(&office, Kind::Rt, &stand.url(), "", RT_TOKEN).await;
        tried(&office, &connector).await.expect("it works");
        let here = begun(&office, &owner, &process_id, &connector).await;
        let id = here.rsplit('/').next().expect("an id").to_owned();
        let pulls = stand.count("POST", "/REST/2.0/transactions");
        for _ in 0..5 {
            let (id, now) = (id.clone(), office.app.now());
            office.app.write(move |tx| super::nudge(tx, now, &id)).await.expect("nudged");
        }
        office.settle().await;
        assert_eq!(stand.count("POST", "/REST/2.0/transactions"), pulls, "not yet");
        office.app.clock().advance_seconds(60);
        office.settle().await;
        assert!(stand.count("POST", "/REST/2.0/transactions") > pulls, "it was brought");
        let all = office.app.read(|tx| Ok(crate::jobs::store::list(tx, None, 100)?)).await.expect("jobs");
        assert_eq!(all.iter().filter(|job| job.key.ends_with(":nudged")).count(), 1, "one pull");
        let now = office.app.now();
        office.app.write(move |tx| super::nudge(tx, now, "none")).await.expect("a feed that is gone is left alone");
    });
}
