//! The life of each object: the events that speak of it, in order.
//!
//! The relations of events turned round, each event once for an object. Absent: what follows from it (`flow`, `network`).

use super::log::ObjectLog;

/// For each object its events in order of time, then of the file.
#[derive(Clone, Debug)]
pub(super) struct Lives {
    starts: Vec<u32>,
    events: Vec<u32>,
}

impl Lives {
    pub(super) fn of(log: &ObjectLog) -> Lives {
        // An event may name an object twice, with two qualifiers.
        let mut last = vec![u32::MAX; log.object_type.len()];
        let mut starts = vec![0_u32; log.object_type.len() + 1];
        for event in 0..log.event_type.len() {
            for relation in log.event_objects.of(event) {
                let object = relation.object as usize;
                if std::mem::replace(&mut last[object], event as u32) != event as u32 {
                    starts[object + 1] += 1;
                }
            }
        }
        for object in 1..starts.len() {
            starts[object] += starts[object - 1];
        }
        let mut events = vec![0_u32; starts.last().map_or(0, |end| *end as usize)];
        let mut next: Vec<u32> = starts.clone();
        last.fill(u32::MAX);
        for event in 0..log.event_type.len() {
            for relation in log.event_objects.of(event) {
                let object = relation.object as usize;
                if std::mem::replace(&mut last[object], event as u32) != event as u32 {
                    events[next[object] as usize] = event as u32;
                    next[object] += 1;
                }
            }
        }
        Lives { starts, events }
    }

    pub(super) fn events(&self, object: usize) -> &[u32] {
        &self.events[self.starts[object] as usize..self.starts[object + 1] as usize]
    }

    pub(super) fn heap_bytes(&self) -> usize {
        (self.starts.capacity() + self.events.capacity()) * 4
    }

    /// When the first and the last event of an object happened, microseconds since 1970; none without events.
    pub(super) fn span(&self, log: &ObjectLog, object: usize) -> Option<(i64, i64)> {
        let events = self.events(object);
        let time = |event: &u32| log.event_time[*event as usize];
        Some((time(events.first()?), time(events.last()?)))
    }
}

/// How many of something each object (or event) has.
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Serialize)]
pub struct HowMany {
    /// The fewest.
    pub least: u64,
    /// The one in the middle.
    pub median: f64,
    /// The mean.
    pub mean: f64,
    /// The most.
    pub most: u64,
}

impl HowMany {
    /// Of some counts; nothing counts as zeros.
    pub(super) fn of(mut counts: Vec<u64>) -> HowMany {
        let Some(least) = counts.iter().min().copied() else { return HowMany::default() };
        let most = counts.iter().max().copied().unwrap_or_default();
        let mean = counts.iter().sum::<u64>() as f64 / counts.len() as f64;
        counts.sort_unstable();
        let half = counts.len() / 2;
        let median = match counts.len() % 2 {
            1 => counts[half] as f64,
            _ => (counts[half - 1] + counts[half]) as f64 / 2.0,
        };
        HowMany { least, median, mean, most }
    }
}
