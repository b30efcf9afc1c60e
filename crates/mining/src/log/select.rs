//! A part of a log as a log of its own: the tickets of one priority, those opened since a change.
//!
//! Absent: selection of events inside a case; a case is taken whole. Source: the notion of a sublog in W. van der Aalst,
//! "Process Mining" (2nd ed., 2016), §5.2.

use super::column::{CaseColumn, CaseValues};
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
            cases.add(name).expect("a part of the names fits where all did");
            events += self.range(*case).len();
            starts.push(events as u32);
        }
        let pick = |column: &[u32]| chosen.iter().flat_map(|case| &column[self.range(*case)]).copied().collect();
        EventLog {
            activity: pick(&self.activity),
            resource: pick(&self.resource),
            row: pick(&self.row),
            time: chosen.iter().flat_map(|case| &self.time[self.range(*case)]).copied().collect(),
            columns: self.columns.iter().map(|column| part(column, &chosen)).collect(),
            activities: self.activities.clone(),
            resources: self.resources.clone(),
            starts,
            cases,
        }
    }
}

fn part(column: &CaseColumn, chosen: &[usize]) -> CaseColumn {
    fn of<T: Copy>(values: &[T], chosen: &[usize]) -> Vec<T> {
        chosen.iter().map(|case| values[*case]).collect()
    }
    let values = match &column.values {
        CaseValues::Text { codes, names } => CaseValues::Text { codes: of(codes, chosen), names: names.clone() },
        CaseValues::Number(values) => CaseValues::Number(of(values, chosen)),
        CaseValues::Time(values) => CaseValues::Time(of(values, chosen)),
        CaseValues::Flag(values) => CaseValues::Flag(of(values, chosen)),
    };
    CaseColumn { name: column.name.clone(), fact: column.fact, values }
}
