//! A part of a log as a log of its own: the tickets of one priority, those opened since a change.
//!
//! Absent: selection of events inside a case; a case is taken whole. Source: the notion of a sublog in W. van der Aalst,
//! "Process Mining" (2nd ed., 2016), §5.2.

use super::column::ValueColumn;
use super::{Case, EventLog, Names};

impl EventLog {
    /// The cases for which `wanted` says yes, in the same order. Activities and resources keep their codes.
    #[must_use]
    pub fn select(&self, wanted: impl Fn(&Case<'_>) -> bool) -> EventLog {
        let chosen: Vec<usize> = self.cases().filter(|case| wanted(case)).map(|case| case.index).collect();
        let mut cases = Names::default();
        let mut starts = Vec::with_capacity(chosen.len() + 1);
        starts.push(0);
        let mut events = 0;
        for case in &chosen {
            let name = self.case(*case).map_or("", |case| case.name());
            cases.push(name).expect("a part of the names fits where all did");
            events += self.range(*case).len();
            starts.push(events as u32);
        }
        let pick = |column: &[u32]| chosen.iter().flat_map(|case| &column[self.range(*case)]).copied().collect();
        EventLog {
            activity: pick(&self.activity),
            resource: pick(&self.resource),
            row: pick(&self.row),
            time: chosen.iter().flat_map(|case| &self.time[self.range(*case)]).copied().collect(),
            columns: self.columns.iter().map(|column| part(column, chosen.iter().copied())).collect(),
            event_columns: self
                .event_columns
                .iter()
                .map(|column| part(column, chosen.iter().flat_map(|case| self.range(*case))))
                .collect(),
            activities: self.activities.clone(),
            resources: self.resources.clone(),
            starts,
            cases,
        }
    }
}

fn part(column: &ValueColumn, places: impl Iterator<Item = usize> + Clone) -> ValueColumn {
    let values = column.values.pick(places);
    ValueColumn { name: column.name.clone(), fact: column.fact, names: column.names.clone(), values }
}
