//! Objects of several types seen together say the same as each type by itself, and the same as counting by hand.
//!
//! Logs made by chance; what is held against is computed here in the plainest way.

use mining::{
    EventLog, Limits, LinkBy, LinkColumn, LinkQuery, LinkedLog, Mapping, Mode, Network, ObjectLog, OcelOptions,
    OcelVersion, Since, TimeFormat,
};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % below
    }
}

const TYPES: [&str; 3] = ["incident", "problem", "change"];

/// An object-centric log made by chance: some events speak of nothing, some objects have no event, some relations come twice.
fn chance(dice: &mut Dice) -> ObjectLog {
    let objects = 5 + dice.below(25);
    let kinds: Vec<usize> = (0..objects).map(|_| dice.below(3)).collect();
    let link = |dice: &mut Dice| {
        let qualifier = ["", "cause", "fix"][dice.below(3)];
        format!(r#"{{"objectId":"o{}","qualifier":"{qualifier}"}}"#, dice.below(objects))
    };
    let links = |dice: &mut Dice, most: usize| {
        let count = dice.below(most);
        (0..count).map(|_| link(dice)).collect::<Vec<_>>().join(",")
    };
    let object = |(at, kind): (usize, &usize), dice: &mut Dice| {
        format!(r#"{{"id":"o{at}","type":"{}","relationships":[{}]}}"#, TYPES[*kind], links(dice, 3))
    };
    let stated: Vec<String> = kinds.iter().enumerate().map(|one| object(one, dice)).collect();
    let events = (0..10 + dice.below(60)).map(|at| {
        let activity = ["open", "work", "wait", "close"][dice.below(4)];
        let (day, hour) = (1 + dice.below(20), dice.below(24));
        format!(
            r#"{{"id":"e{at}","type":"{activity}","time":"2026-03-{day:02}T{hour:02}:00:00Z","relationships":[{}]}}"#,
            links(dice, 5)
        )
    });
    let events: Vec<String> = events.collect();
    let types = TYPES.map(|name| format!(r#"{{"name":"{name}","attributes":[]}}"#)).join(",");
    let text = format!(
        r#"{{"objectTypes":[{types}],"eventTypes":[],"events":[{}],"objects":[{}]}}"#,
        events.join(","),
        stated.join(",")
    );
    read(text.as_bytes())
}

fn read(text: &[u8]) -> ObjectLog {
    mining::import_ocel_json(text, &OcelOptions::default(), Mode::AllOrNothing, &Limits::default()).expect("good").log
}

#[test]
fn the_flow_of_each_type_is_that_of_the_log_flattened_by_it() {
    let mut dice = Dice(1);
    for _ in 0..200 {
        let log = chance(&mut dice);
        for flow in mining::object_flow(&log).types {
            let flat = log.flatten(&flow.object_type).expect("a type of the log");
            let dfg = mining::dfg(&flat);
            let counted = |all: &[(String, u64)]| all.iter().cloned().collect::<BTreeMap<_, _>>();
            assert_eq!((flow.starts, flow.ends), (counted(&dfg.starts), counted(&dfg.ends)));
            assert_eq!((flow.objects - flow.without_events) as usize, flat.case_count());
            let edges: BTreeMap<_, _> =
                flow.edges.iter().map(|edge| ((edge.from.clone(), edge.to.clone()), edge)).collect();
            assert_eq!(edges.len(), dfg.edges.len());
            for edge in &dfg.edges {
                let own = edges[&(edge.from.clone(), edge.to.clone())];
                assert_eq!((own.count, own.objects), (edge.count, edge.cases), "{edge:?}");
                assert!((own.median_seconds - edge.median_seconds).abs() < 1e-6, "{own:?} {edge:?}");
                assert!(own.event_pairs <= own.count && own.objects <= own.count);
            }
            let events: u64 = dfg.activities.iter().map(|(_, count)| count).sum();
            let spoken: u64 = flow.activities.values().map(|(_, objects)| objects).sum();
            assert_eq!(spoken, events);
            let mean = flow.events_per_object.mean * flow.objects as f64;
            assert!((mean - events as f64).abs() < 1e-6);
        }
    }
}

#[test]
fn pairs_of_events_are_counted_once_however_many_objects_share_them() {
    let text = r#"{"objectTypes":[],"eventTypes":[],"objects":[{"id":"a","type":"item"},{"id":"b","type":"item"},
        {"id":"p","type":"parcel"}],"events":[
        {"id":"1","type":"pack","time":"2026-01-01T00:00:00Z","relationships":[{"objectId":"a"},{"objectId":"b"},{"objectId":"p"}]},
        {"id":"2","type":"send","time":"2026-01-01T02:00:00Z","relationships":[{"objectId":"a"},{"objectId":"b"},{"objectId":"p"}]},
        {"id":"3","type":"note","time":"2026-01-01T03:00:00Z","relationships":[]}]}"#;
    let flow = mining::object_flow(&read(text.as_bytes()));
    let item = &flow.types[0];
    let edge = &item.edges[0];
    assert_eq!((edge.count, edge.objects, edge.event_pairs, edge.median_seconds), (2, 2, 1, 7200.0));
    assert_eq!((item.events, item.objects_per_event.mean, flow.types[1].objects_per_event.most), (2, 2.0, 1));
    let met: Vec<_> = flow.meetings.iter().map(|one| (one.activity.as_str(), one.types.len(), one.events)).collect();
    assert_eq!(met, [("note", 0, 1), ("pack", 2, 1), ("send", 2, 1)]);
}

/// The links of a log, by hand.
fn linked(log: &ObjectLog, by: LinkBy) -> BTreeSet<(usize, usize)> {
    let mut links = BTreeSet::new();
    let mut both = |one: usize, other: usize| {
        if one != other {
            links.extend([(one, other), (other, one)]);
        }
    };
    if by != LinkBy::Event {
        log.objects().for_each(|one| one.objects().for_each(|(other, _)| both(one.index, other.index)));
    }
    if by != LinkBy::Statement {
        for event in log.events() {
            event.objects().for_each(|(one, _)| event.objects().for_each(|(other, _)| both(one.index, other.index)));
        }
    }
    links
}

#[test]
fn links_and_what_is_asked_of_them_are_those_counted_by_hand() {
    let mut dice = Dice(2);
    for round in 0..200 {
        let log = chance(&mut dice);
        let by = [LinkBy::Any, LinkBy::Statement, LinkBy::Event][round % 3];
        let network = Network::of(&log, by).expect("few links");
        let links = linked(&log, by);
        let kind: Vec<&str> = log.objects().map(|object| object.object_type()).collect();
        let times = |object: usize| {
            let of_object = log.events().filter(|event| event.objects().any(|(one, _)| one.index == object));
            of_object.map(|event| event.time()).collect::<Vec<i64>>()
        };
        for (of, with) in TYPES.iter().flat_map(|of| TYPES.map(|with| (*of, with))) {
            let count = |one: usize| links.iter().filter(|(from, to)| *from == one && kind[*to] == with).count();
            let counts: Vec<usize> = (0..kind.len()).filter(|one| kind[*one] == of).map(count).collect();
            let told = network.linkage(&log, of, with).expect("both types");
            let of_count = |wanted: usize| counts.iter().filter(|count| **count == wanted).count() as u64;
            assert_eq!((told.none, told.one), (of_count(0), of_count(1)));
            assert_eq!(told.several, counts.len() as u64 - told.none - told.one);
            assert_eq!(told.links, counts.iter().sum::<usize>() as u64);
            let step = Since::Step("work".to_owned());
            let within = [
                None,
                Some((Since::Begin, 86_400.0)),
                Some((Since::End, 3.0 * 86_400.0)),
                Some((step, 5.0 * 86_400.0)),
            ][dice.below(4)]
            .clone();
            let query = LinkQuery {
                of: of.to_owned(),
                with: with.to_owned(),
                at_least: dice.below(3) as u64,
                at_most: (dice.below(2) == 0).then_some(2),
                within: within.clone(),
            };
            let follows = |one: usize, other: usize| {
                let Some((since, seconds)) = &within else { return true };
                let (own, others) = (times(one), times(other));
                let work = log
                    .events()
                    .find(|event| event.activity() == "work" && event.objects().any(|(object, _)| object.index == one));
                let work = work.map(|event| event.time());
                let from = match since {
                    Since::Begin => own.first(),
                    Since::End => own.last(),
                    Since::Step(_) => work.as_ref(),
                };
                let apart = from.zip(others.first()).map(|(from, other)| (other - from) as f64 / 1e6);
                apart.is_some_and(|apart| (0.0..=*seconds).contains(&apart))
            };
            let sought = (0..kind.len()).filter(|one| kind[*one] == of).filter_map(|one| {
                let others = links.iter().filter(|(from, to)| *from == one && kind[*to] == with && follows(one, *to));
                let others: Vec<u32> = others.map(|(_, to)| *to as u32).collect();
                let count = others.len() as u64;
                let is_sought = count >= query.at_least && query.at_most.is_none_or(|most| count <= most);
                is_sought.then_some((one as u32, others))
            });
            assert_eq!(network.find(&log, &query), sought.collect::<Vec<_>>(), "{query:?}");
        }
    }
}

/// A log made by chance as a table; `named` are cases of another log that its rows may name.
fn table(dice: &mut Dice, prefix: &str, column: &str, of_events: bool, named: &[String]) -> EventLog {
    let mut text = format!("case,activity,time,group,{column}\n");
    for case in 0..5 + dice.below(20) {
        let mut name = String::new();
        for step in 0..1 + dice.below(6) {
            if !named.is_empty() && (step == 0 || of_events) {
                name = match dice.below(5) {
                    0 => String::new(),
                    1 => "GONE1".to_owned(),
                    2 => format!("\"{}, {}\"", named[dice.below(named.len())], named[dice.below(named.len())]),
                    _ => named[dice.below(named.len())].clone(),
                };
            }
            let activity = ["Open", "Work", "Close"][dice.below(3)];
            let (day, minute) = (1 + dice.below(25), dice.below(60));
            text += &format!("{prefix}{case},{activity},2026-02-{day:02} {step:02}:{minute:02}:00,Desk,{name}\n");
        }
    }
    let mut mapping = Mapping::events("case", "activity", "time", TimeFormat::YearMonthDay);
    mapping.resource = Some("group".to_owned());
    if of_events {
        mapping.event_attributes = vec![column.to_owned()];
    } else {
        mapping.attributes = vec![column.to_owned()];
    }
    let go = |_| ControlFlow::Continue(());
    mining::import_csv(text.as_bytes(), &mapping, &go, Mode::AllOrNothing, &Limits::default()).expect("good").log
}

/// The events of a log as lines without the rows of the source: case, activity without its type, time, who.
fn lines(log: &EventLog, of: &str) -> Vec<String> {
    let line = |case: &str, event: mining::Event<'_>| {
        let activity = event.activity.replace(&format!(" ({of})"), "");
        format!("{} {activity} {} {:?}", case.rsplit('/').next().unwrap_or(case), event.time, event.resource)
    };
    let mut lines: Vec<String> =
        log.cases().flat_map(|case| case.events().map(move |event| line(case.name(), event))).collect();
    lines.sort();
    lines
}

fn names(log: &EventLog) -> Vec<String> {
    log.cases().map(|case| case.name().to_owned()).collect()
}

#[test]
fn flattening_linked_logs_by_a_type_gives_the_log_of_that_type_back() {
    let mut dice = Dice(3);
    for round in 0..100 {
        let of_events = round % 2 == 0;
        let problems = table(&mut dice, "PRB", "none", false, &[]);
        // Every other time the cases of both logs have the same names.
        let prefix = if round % 4 < 2 { "INC" } else { "PRB" };
        let incidents = table(&mut dice, prefix, "problem", of_events, &names(&problems));
        let logs = [
            LinkedLog { object_type: "incident", log: &incidents },
            LinkedLog { object_type: "problem", log: &problems },
        ];
        let columns = [LinkColumn { from: 0, column: "problem".to_owned(), to: 1 }];
        let (log, told) = mining::link_logs(&logs, &columns).expect("linked");
        assert_eq!(log.events().len(), incidents.event_count() + problems.event_count());
        let flat = log.flatten("incident").expect("a type");
        assert_eq!(lines(&flat, "incident"), lines(&incidents, "incident"));
        // What the incidents say, by hand: which events name which problem for the first time in a row.
        let mut expected = lines(&problems, "problem");
        let mut stated = BTreeSet::new();
        for case in incidents.cases() {
            let mut before = Vec::new();
            for event in case.events() {
                let value = if of_events {
                    incidents.event_column("problem").and_then(|column| column.get(event.place))
                } else {
                    incidents.column("problem").and_then(|column| column.get(case.index))
                };
                let Some(mining::Value::Text(text)) = value else {
                    before.clear();
                    continue;
                };
                let known = |name: &&str| problems.find_case(name).is_some();
                let mut named: Vec<&str> = text.split(',').map(str::trim).filter(known).collect();
                named.sort_unstable();
                named.dedup();
                for name in &named {
                    stated.insert((case.index, (*name).to_owned()));
                    if of_events && !before.contains(name) {
                        expected.push(format!("{name} {} {} {:?}", event.activity, event.time, event.resource));
                    }
                }
                before = named;
            }
        }
        expected.sort();
        let flat = log.flatten("problem").expect("a type");
        let mut found: Vec<String> =
            lines(&flat, "problem").iter().map(|line| line.replace(" (incident)", "")).collect();
        found.sort();
        assert_eq!(found, expected);
        assert_eq!(told[0].links, stated.len() as u64);
        let statements: u64 = mining::statements(&log).iter().map(|one| one.count).sum();
        assert_eq!(statements, stated.len() as u64);
        assert!(told[0].unknown <= 1 && told[0].examples.iter().all(|name| name == "GONE1"));
        let mut text = Vec::new();
        mining::export_ocel_json(&log, OcelVersion::Two, &mut text).expect("memory");
        assert_eq!(read(&text), log, "it comes back from OCEL 2.0 as it is");
    }
}

#[test]
fn a_link_that_cannot_be_made_is_refused_and_names_are_suggested_where_they_match() {
    let mut dice = Dice(4);
    let problems = table(&mut dice, "PRB", "none", false, &[]);
    let incidents = table(&mut dice, "INC", "problem", false, &names(&problems));
    let logs = [LinkedLog { object_type: "a", log: &incidents }, LinkedLog { object_type: "a", log: &problems }];
    let refused = |columns: &[LinkColumn]| mining::link_logs(&logs[..1], columns).expect_err("refused").to_string();
    assert!(mining::link_logs(&logs, &[]).expect_err("twice").to_string().contains("“a”"));
    let column = |column: &str, to| LinkColumn { from: 0, column: column.to_owned(), to };
    assert!(refused(&[column("nothing", 0)]).contains("“nothing”"));
    assert!(refused(&[column("problem", 7)]).contains("“problem”"));
    let other = [LinkedLog { object_type: "a", log: &incidents }, LinkedLog { object_type: "b", log: &problems }];
    let told = mining::linked_by(&other, &[column("problem", 1), column("problem", 0), column("gone", 1)]);
    assert!(told[0].as_ref().is_ok_and(|one| one.links > 0 && one.cases > 0));
    assert!(told[1].as_ref().is_ok_and(|one| one.links == 0 && one.unknown > 0));
    assert!(told[2].is_err());
}
