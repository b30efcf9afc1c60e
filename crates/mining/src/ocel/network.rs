//! Which objects belong together: incidents with the problem behind them, changes with the incidents that they cause.
//!
//! Two objects are linked where one states that it is related to the other (in either direction) or where an event speaks of
//! both; who asks says which counts. Absent: links over a third object; what caused what (that one begins after the other is no
//! cause). Source: OCEL 2.0 Specification, §2 (object-to-object and event-to-object relations); the counts are the
//! cardinalities of entity-relationship models (P. Chen, 1976).

use super::lives::{HowMany, Lives};
use super::log::ObjectLog;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// Most links of one network.
pub const MAX_LINKS: usize = 20_000_000;
/// An event that speaks of more objects than this links none of them: it is a batch, and says nothing of pairs.
pub const MAX_LINKED_BY_EVENT: usize = 1_000;

/// What links two objects.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkBy {
    /// Either.
    #[default]
    Any,
    /// One of them states it.
    Statement,
    /// An event speaks of both.
    Event,
}

/// There are more than [`MAX_LINKS`] links.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooManyLinks;

impl fmt::Display for TooManyLinks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "The objects have more than {MAX_LINKS} links; choose what is stated only, or a shorter period.")
    }
}

impl std::error::Error for TooManyLinks {}

/// How objects of a type state that they are related to objects of another.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Statement {
    /// The qualifier; empty for none.
    pub qualifier: String,
    /// The type that states it.
    pub from: String,
    /// The type of what is named.
    pub to: String,
    /// How often.
    pub count: u64,
}

/// How the objects of one type are linked with those of another.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Linkage {
    /// Seen from this type.
    pub of: String,
    /// The other.
    pub with: String,
    /// Objects of the type.
    pub objects: u64,
    /// Those with no object of the other.
    pub none: u64,
    /// Those with one.
    pub one: u64,
    /// Those with several.
    pub several: u64,
    /// Objects of the other of each object.
    pub each: HowMany,
    /// Links in all.
    pub links: u64,
    /// Of links whose objects both have events: seconds from the first event of the one to the first of the other; the median,
    /// below zero where the other usually begins before.
    pub median_seconds: Option<f64>,
    /// The time that nine of ten do not exceed.
    pub p90_seconds: Option<f64>,
    /// Links in which the other begins before.
    pub before: u64,
}

/// From when on a linked object counts as following.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Since {
    /// The first event of the object.
    #[default]
    Begin,
    /// Its last event.
    End,
    /// Its first event of this activity; an object without one is followed by nothing.
    Step(String),
}

/// Which objects are sought.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkQuery {
    /// Objects of this type …
    pub of: String,
    /// … with objects of that type …
    pub with: String,
    /// … at least so many …
    pub at_least: u64,
    /// … and at most so many.
    pub at_most: Option<u64>,
    /// Count only those that begin after this moment and within so many seconds of it.
    pub within: Option<(Since, f64)>,
}

/// All objects of a log with those that each is linked with, and their lives.
#[derive(Clone, Debug)]
pub struct Network {
    starts: Vec<u32>,
    others: Vec<u32>,
    lives: Lives,
    /// First and last event of each object, microseconds since 1970; none without events.
    spans: Vec<Option<(i64, i64)>>,
    /// Events that speak of too many objects to link them.
    crowded: u64,
}

impl Network {
    /// The links of a log.
    ///
    /// # Errors
    /// [`TooManyLinks`].
    pub fn of(log: &ObjectLog, by: LinkBy) -> Result<Network, TooManyLinks> {
        let mut links: Vec<(u32, u32)> = Vec::new();
        let mut add = |one: u32, other: u32| {
            if one != other {
                if links.len() >= MAX_LINKS * 2 {
                    links.sort_unstable();
                    links.dedup();
                    if links.len() > MAX_LINKS {
                        return Err(TooManyLinks);
                    }
                }
                links.push((one.min(other), one.max(other)));
            }
            Ok(())
        };
        if by != LinkBy::Event {
            for object in 0..log.object_type.len() {
                for relation in log.object_objects.of(object) {
                    add(object as u32, relation.object)?;
                }
            }
        }
        let mut crowded = 0;
        if by != LinkBy::Statement {
            let mut objects = Vec::new();
            for event in 0..log.event_type.len() {
                objects.clear();
                objects.extend(log.event_objects.of(event).iter().map(|relation| relation.object));
                objects.sort_unstable();
                objects.dedup();
                if objects.len() > MAX_LINKED_BY_EVENT {
                    crowded += 1;
                    continue;
                }
                for (at, one) in objects.iter().enumerate() {
                    for other in &objects[at + 1..] {
                        add(*one, *other)?;
                    }
                }
            }
        }
        links.sort_unstable();
        links.dedup();
        if links.len() > MAX_LINKS {
            return Err(TooManyLinks);
        }
        let lives = Lives::of(log);
        let spans = (0..log.object_type.len()).map(|object| lives.span(log, object)).collect();
        let (starts, others) = both_ways(&links, log.object_type.len());
        Ok(Network { starts, others, lives, spans, crowded })
    }

    /// Events that speak of more than [`MAX_LINKED_BY_EVENT`] objects and therefore link none.
    #[must_use]
    pub fn crowded(&self) -> u64 {
        self.crowded
    }

    /// The numbers of the objects that one is linked with, in order.
    #[must_use]
    pub fn with(&self, object: usize) -> &[u32] {
        &self.others[self.starts[object] as usize..self.starts[object + 1] as usize]
    }

    /// How many links there are.
    #[must_use]
    pub fn link_count(&self) -> usize {
        self.others.len() / 2
    }

    /// The numbers of the events that speak of an object, in order of time, then of the file.
    #[must_use]
    pub fn events(&self, object: usize) -> &[u32] {
        self.lives.events(object)
    }

    /// Bytes of memory that the links and lives take.
    #[must_use]
    pub fn heap_bytes(&self) -> usize {
        (self.starts.capacity() + self.others.capacity()) * 4 + self.spans.capacity() * 24 + self.lives.heap_bytes()
    }

    /// When the first and the last event of an object happened, microseconds since 1970; none without events.
    #[must_use]
    pub fn span(&self, object: usize) -> Option<(i64, i64)> {
        self.spans.get(object).copied().flatten()
    }

    /// How the objects of one type are linked with those of another; none when the log has not both types.
    #[must_use]
    pub fn linkage(&self, log: &ObjectLog, of: &str, with: &str) -> Option<Linkage> {
        let (of, with) = (code(log, of)?, code(log, with)?);
        let mut counts = Vec::new();
        let mut seconds = Vec::new();
        for object in objects(log, of) {
            let mut count = 0;
            for other in self.with(object).iter().filter(|other| log.object_type[**other as usize] == with) {
                count += 1;
                if let (Some((begin, _)), Some((other, _))) = (self.spans[object], self.spans[*other as usize]) {
                    seconds.push((other - begin) as f64 / 1e6);
                }
            }
            counts.push(count);
        }
        let (none, one) = [0, 1].map(|wanted| counts.iter().filter(|count| **count == wanted).count() as u64).into();
        let objects = counts.len() as u64;
        Some(Linkage {
            of: log.object_types[of as usize].name.clone(),
            with: log.object_types[with as usize].name.clone(),
            objects,
            none,
            one,
            several: objects - none - one,
            links: counts.iter().sum(),
            each: HowMany::of(counts),
            before: seconds.iter().filter(|seconds| **seconds < 0.0).count() as u64,
            p90_seconds: crate::quantile(&mut seconds, 0.9),
            median_seconds: crate::quantile(&mut seconds, 0.5),
        })
    }

    /// The objects that a question asks for, each with the numbers of the linked objects that count, in the order of the log.
    #[must_use]
    pub fn find(&self, log: &ObjectLog, query: &LinkQuery) -> Vec<(u32, Vec<u32>)> {
        let Some((of, with)) = code(log, &query.of).zip(code(log, &query.with)) else { return Vec::new() };
        let step = match &query.within {
            Some((Since::Step(name), _)) => log.event_types.iter().position(|kind| kind.name == *name),
            _ => None,
        };
        let moment = |object: usize, since: &Since| match since {
            Since::Begin => self.spans[object].map(|(begin, _)| begin),
            Since::End => self.spans[object].map(|(_, end)| end),
            Since::Step(_) => {
                let is_step = |event: &&u32| Some(log.event_type[**event as usize] as usize) == step;
                self.events(object).iter().find(is_step).map(|event| log.event_time[*event as usize])
            }
        };
        let found = |object: usize| {
            let from = query.within.as_ref().map(|(since, seconds)| (moment(object, since), *seconds));
            let counts = |other: u32| match from {
                None => true,
                Some((from, seconds)) => from
                    .zip(self.spans[other as usize])
                    .is_some_and(|(from, (other, _))| other >= from && (other - from) as f64 / 1e6 <= seconds),
            };
            let of_type = self.with(object).iter().copied().filter(|other| log.object_type[*other as usize] == with);
            (object as u32, of_type.filter(|other| counts(*other)).collect::<Vec<u32>>())
        };
        let is_sought = |(_, others): &(u32, Vec<u32>)| {
            let count = others.len() as u64;
            count >= query.at_least && query.at_most.is_none_or(|most| count <= most)
        };
        objects(log, of).map(found).filter(is_sought).collect()
    }
}

/// How objects state that they are related, by qualifier and types, the most frequent first.
#[must_use]
pub fn statements(log: &ObjectLog) -> Vec<Statement> {
    let mut counts: BTreeMap<(u32, u32, u32), u64> = BTreeMap::new();
    for (object, from) in log.object_type.iter().enumerate() {
        for relation in log.object_objects.of(object) {
            let to = log.object_type[relation.object as usize];
            *counts.entry((relation.qualifier, *from, to)).or_default() += 1;
        }
    }
    let name = |code: u32| log.object_types[code as usize].name.clone();
    let stated = |((qualifier, from, to), count)| {
        let qualifier = log.qualifiers.get(qualifier).unwrap_or_default().to_owned();
        Statement { qualifier, from: name(from), to: name(to), count }
    };
    let mut all: Vec<Statement> = counts.into_iter().map(stated).collect();
    all.sort_by(|a, b| {
        b.count.cmp(&a.count).then_with(|| (&a.from, &a.to, &a.qualifier).cmp(&(&b.from, &b.to, &b.qualifier)))
    });
    all
}

fn code(log: &ObjectLog, name: &str) -> Option<u32> {
    log.object_types.iter().position(|kind| kind.name == name).map(|code| code as u32)
}

fn objects(log: &ObjectLog, of: u32) -> impl Iterator<Item = usize> {
    log.object_type.iter().enumerate().filter(move |(_, kind)| **kind == of).map(|(object, _)| object)
}

/// For each object the others of its links, in order.
fn both_ways(links: &[(u32, u32)], objects: usize) -> (Vec<u32>, Vec<u32>) {
    let mut starts = vec![0_u32; objects + 1];
    for (one, other) in links {
        starts[*one as usize + 1] += 1;
        starts[*other as usize + 1] += 1;
    }
    for object in 1..starts.len() {
        starts[object] += starts[object - 1];
    }
    let mut next = starts.clone();
    let mut others = vec![0_u32; links.len() * 2];
    // Links are in order, so what comes before an object is written before what comes after it.
    for (one, other) in links {
        for (from, to) in [(*other, *one), (*one, *other)] {
            others[next[from as usize] as usize] = to;
            next[from as usize] += 1;
        }
    }
    for object in 0..objects {
        others[starts[object] as usize..starts[object + 1] as usize].sort_unstable();
    }
    (starts, others)
}
