//! What exports of changes need after their rows are in order: the group that holds from a change on, and rows that change
//! nothing.
//!
//! Absent: other fields that are carried forward. Source: the audit tables of ServiceNow (`sys_audit`) and Jira (change log).

use super::column::{NO_TEXT, Values};
use super::{EventLog, Names};

/// The activity of a row that only says which group the case has from now on; no file has it, as control characters are
/// refused.
pub(crate) const GROUP_MARK: &str = "\u{1}group";

impl EventLog {
    /// Gives each event the group that the newest change before it names, and takes the changes of the group out. Cases without
    /// any other event are gone.
    pub(crate) fn carry_groups(mut self) -> EventLog {
        let Some(mark) = self.activities.code(GROUP_MARK) else { return self };
        let mut removed = vec![false; self.event_count()];
        for case in 0..self.case_count() {
            let mut group = None;
            for event in self.range(case) {
                if self.activity[event] == mark {
                    group = Some(self.resource[event]);
                    removed[event] = true;
                } else if let Some(group) = group {
                    self.resource[event] = group;
                }
            }
        }
        let mut log = self.without(&removed);
        let mut activities = Names::default();
        for (code, name) in log.activities.iter().enumerate() {
            if code as u32 != mark {
                activities.push(name).expect("a part of the names fits where all did");
            }
        }
        log.activities = activities;
        log.activity.iter_mut().filter(|code| **code > mark).for_each(|code| *code -= 1);
        log
    }

    /// Takes out the events that have the activity and resource of the one before in their case; answers how many.
    pub(crate) fn only_changes(self) -> (EventLog, u64) {
        let mut removed = vec![false; self.event_count()];
        for case in 0..self.case_count() {
            for event in self.range(case).skip(1) {
                let same = |codes: &[u32]| codes[event] == codes[event - 1];
                removed[event] = same(&self.activity) && same(&self.resource);
            }
        }
        let count = removed.iter().filter(|gone| **gone).count() as u64;
        (if count == 0 { self } else { self.without(&removed) }, count)
    }

    /// Takes the marked events out, and the cases that have none left.
    fn without(mut self, removed: &[bool]) -> EventLog {
        fn keep<T: Copy>(values: &mut Vec<T>, removed: &[bool]) {
            let mut marks = removed.iter();
            values.retain(|_| !marks.next().copied().unwrap_or(false));
        }
        let (mut left, mut at, mut empty) = (0, 0, false);
        for (place, start) in self.starts.iter_mut().enumerate() {
            let kept = removed[at..*start as usize].iter().filter(|gone| !**gone).count() as u32;
            empty |= place > 0 && kept == 0;
            at = *start as usize;
            left += kept;
            *start = left;
        }
        keep(&mut self.activity, removed);
        keep(&mut self.time, removed);
        keep(&mut self.resource, removed);
        keep(&mut self.row, removed);
        for column in &mut self.event_columns {
            match &mut column.values {
                Values::Text(values) => keep(values, removed),
                Values::Number(values) => keep(values, removed),
                Values::Time(values) => keep(values, removed),
                Values::Flag(values) => keep(values, removed),
            }
        }
        let unused = self.resource.iter().all(|code| *code == NO_TEXT);
        if unused {
            self.resources = Names::default();
        }
        if empty { self.select(|case| case.events().len() > 0) } else { self }
    }
}
