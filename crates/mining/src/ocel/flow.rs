//! The flows of all types of objects seen together: an object-centric directly-follows graph.
//!
//! One graph for each type, over activities that all types share; where an event speaks of objects of several types, their flows
//! meet. What follows what is counted in three ways: objects that do so, each time (`count`), different objects (`objects`), and
//! pairs of events (`event_pairs`). Absent: discovery of nets. Source: A. Berti and W. van der Aalst, "OC-PM: analyzing
//! object-centric event logs and process models" (2023), §3, for the graph and the three counts.

use super::lives::{HowMany, Lives};
use super::log::ObjectLog;
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};

/// A pair of activities that follow each other in the life of objects of one type.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TypeEdge {
    /// The first.
    pub from: String,
    /// What follows.
    pub to: String,
    /// How often, over all objects.
    pub count: u64,
    /// How many different objects do so.
    pub objects: u64,
    /// How many different pairs of events are behind it: three items that are packed and then sent together are one.
    pub event_pairs: u64,
    /// Mean seconds between the two, over all objects.
    pub mean_seconds: f64,
    /// Median of the same.
    pub median_seconds: f64,
}

/// The flow of one type.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TypeFlow {
    /// The type of object.
    pub object_type: String,
    /// Objects of the type.
    pub objects: u64,
    /// Objects of which no event speaks.
    pub without_events: u64,
    /// Events that speak of the type.
    pub events: u64,
    /// Events of each object.
    pub events_per_object: HowMany,
    /// Objects of the type of which each event speaks that speaks of any.
    pub objects_per_event: HowMany,
    /// Other objects that each object states it is related to.
    pub relations_per_object: HowMany,
    /// Median seconds from the first event of an object to its last; none without events.
    pub median_seconds: Option<f64>,
    /// With which activity the life of an object begins, and how often.
    pub starts: BTreeMap<String, u64>,
    /// With which it ends.
    pub ends: BTreeMap<String, u64>,
    /// What follows what, the most frequent first.
    pub edges: Vec<TypeEdge>,
    /// For each activity how many of its events speak of the type, and of how many objects they speak in all.
    pub activities: BTreeMap<String, (u64, u64)>,
}

/// Events of one activity that speak of objects of the same types.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Meeting {
    /// What happens.
    pub activity: String,
    /// Of which types the events speak, in the order of the log; none for events that speak of no object.
    pub types: Vec<String>,
    /// How many do.
    pub events: u64,
}

/// The flows of all types.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ObjectFlow {
    /// Events of each activity.
    pub activities: BTreeMap<String, u64>,
    /// One flow for each type, in the order of the log.
    pub types: Vec<TypeFlow>,
    /// Where flows meet: each activity with the sets of types of which its events speak, the most frequent first.
    pub meetings: Vec<Meeting>,
}

/// The flows of all types of an object-centric log.
#[must_use]
pub fn object_flow(log: &ObjectLog) -> ObjectFlow {
    let mut activities = BTreeMap::new();
    for code in &log.event_type {
        *activities.entry(activity(log, *code)).or_insert(0) += 1;
    }
    let lives = Lives::of(log);
    let mut of_type: Vec<Vec<u32>> = vec![Vec::new(); log.object_types.len()];
    for (object, kind) in (0_u32..).zip(&log.object_type) {
        of_type[*kind as usize].push(object);
    }
    let spoken = Spoken::of(log);
    let flow = |(kind, objects): (usize, &Vec<u32>)| type_flow(log, &lives, &spoken, kind, objects);
    let types = of_type.iter().enumerate().map(flow).collect();
    ObjectFlow { activities, types, meetings: spoken.meetings(log) }
}

fn activity(log: &ObjectLog, code: u32) -> String {
    log.event_types[code as usize].name.clone()
}

fn type_flow(log: &ObjectLog, lives: &Lives, spoken: &Spoken, kind: usize, objects: &[u32]) -> TypeFlow {
    let (mut starts, mut ends): (HashMap<u32, u64>, HashMap<u32, u64>) = (HashMap::new(), HashMap::new());
    let mut steps = Vec::new();
    let (mut counts, mut seconds) = (Vec::with_capacity(objects.len()), Vec::new());
    let code = |event: u32| log.event_type[event as usize];
    for object in objects {
        let events = lives.events(*object as usize);
        counts.push(events.len() as u64);
        let (Some(first), Some(last)) = (events.first(), events.last()) else { continue };
        *starts.entry(code(*first)).or_default() += 1;
        *ends.entry(code(*last)).or_default() += 1;
        seconds.push(apart(log, *first, *last));
        steps.extend(events.windows(2).map(|pair| {
            let edge = (u64::from(code(pair[0])) << 32) | u64::from(code(pair[1]));
            Stepped { edge, from: pair[0], to: pair[1], object: *object }
        }));
    }
    let stated = |object: &u32| log.object_objects.of(*object as usize).len() as u64;
    let named =
        |counts: HashMap<u32, u64>| counts.into_iter().map(|(code, count)| (activity(log, code), count)).collect();
    let of_activity = spoken.of_type(kind).map(|(code, events, objects)| (activity(log, code), (events, objects)));
    TypeFlow {
        object_type: log.object_types[kind].name.clone(),
        objects: objects.len() as u64,
        without_events: counts.iter().filter(|count| **count == 0).count() as u64,
        events: spoken.of_type(kind).map(|(_, events, _)| events).sum(),
        events_per_object: HowMany::of(counts),
        objects_per_event: HowMany::of(spoken.objects_per_event(kind)),
        relations_per_object: HowMany::of(objects.iter().map(stated).collect()),
        median_seconds: crate::quantile(&mut seconds, 0.5),
        starts: named(starts),
        ends: named(ends),
        edges: edges(log, steps),
        activities: of_activity.collect(),
    }
}

/// Seconds between two events.
fn apart(log: &ObjectLog, from: u32, to: u32) -> f64 {
    (log.event_time[to as usize] - log.event_time[from as usize]) as f64 / 1e6
}

/// One step of one object.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Stepped {
    /// Codes of both activities.
    edge: u64,
    from: u32,
    to: u32,
    object: u32,
}

/// The steps of all objects of a type, drawn together.
fn edges(log: &ObjectLog, mut steps: Vec<Stepped>) -> Vec<TypeEdge> {
    steps.sort_unstable();
    let of_edge = steps.chunk_by(|one, other| one.edge == other.edge).map(|steps| {
        let mut seconds: Vec<f64> = steps.iter().map(|step| apart(log, step.from, step.to)).collect();
        let mut objects: Vec<u32> = steps.iter().map(|step| step.object).collect();
        objects.sort_unstable();
        objects.dedup();
        let pairs = steps.chunk_by(|one, other| (one.from, one.to) == (other.from, other.to)).count();
        TypeEdge {
            from: activity(log, (steps[0].edge >> 32) as u32),
            to: activity(log, steps[0].edge as u32),
            count: steps.len() as u64,
            objects: objects.len() as u64,
            event_pairs: pairs as u64,
            mean_seconds: seconds.iter().sum::<f64>() / seconds.len() as f64,
            median_seconds: crate::quantile(&mut seconds, 0.5).unwrap_or_default(),
        }
    });
    let mut edges: Vec<TypeEdge> = of_edge.collect();
    edges.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| (&a.from, &a.to).cmp(&(&b.from, &b.to))));
    edges
}

/// Of which types, and how many objects of each, the events speak.
struct Spoken {
    /// By type and activity, of each event how many objects.
    counted: BTreeMap<(u32, u32), Vec<u32>>,
    /// Activity and types.
    together: HashMap<(u32, Vec<u32>), u64>,
}

impl Spoken {
    fn of(log: &ObjectLog) -> Spoken {
        let mut spoken = Spoken { counted: BTreeMap::new(), together: HashMap::new() };
        let (mut objects, mut types): (Vec<u32>, Vec<u32>) = (Vec::new(), Vec::new());
        for (event, code) in log.event_type.iter().enumerate() {
            objects.clear();
            objects.extend(log.event_objects.of(event).iter().map(|relation| relation.object));
            objects.sort_unstable();
            objects.dedup();
            types.clear();
            types.extend(objects.iter().map(|object| log.object_type[*object as usize]));
            types.sort_unstable();
            for same in types.chunk_by(|one, other| one == other) {
                spoken.counted.entry((same[0], *code)).or_default().push(same.len() as u32);
            }
            types.dedup();
            *spoken.together.entry((*code, types.clone())).or_default() += 1;
        }
        spoken
    }

    fn counted(&self, kind: usize) -> impl Iterator<Item = (u32, &Vec<u32>)> {
        self.counted.range((kind as u32, 0)..=(kind as u32, u32::MAX)).map(|((_, code), counts)| (*code, counts))
    }

    /// Each activity whose events speak of a type, with those events and the objects of which they speak in all.
    fn of_type(&self, kind: usize) -> impl Iterator<Item = (u32, u64, u64)> {
        let all = |counts: &Vec<u32>| counts.iter().map(|count| u64::from(*count)).sum();
        self.counted(kind).map(move |(code, counts)| (code, counts.len() as u64, all(counts)))
    }

    fn objects_per_event(&self, kind: usize) -> Vec<u64> {
        self.counted(kind).flat_map(|(_, counts)| counts.iter().map(|count| u64::from(*count))).collect()
    }

    fn meetings(self, log: &ObjectLog) -> Vec<Meeting> {
        let named =
            |types: Vec<u32>| types.into_iter().map(|kind| log.object_types[kind as usize].name.clone()).collect();
        let meeting = |((code, types), events)| Meeting { activity: activity(log, code), types: named(types), events };
        let mut meetings: Vec<Meeting> = self.together.into_iter().map(meeting).collect();
        meetings.sort_by(|a, b| {
            b.events.cmp(&a.events).then_with(|| (&a.activity, &a.types).cmp(&(&b.activity, &b.types)))
        });
        meetings
    }
}
