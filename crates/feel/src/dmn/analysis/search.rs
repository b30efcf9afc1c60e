//! The search for inputs that no rule matches: column by column, equal parts together.
//!
//! Absent: a smallest list of gaps; neighbours may be told as two. Source: Calvanese and others (2016), algorithm 2.

use std::collections::HashMap;

use super::part::Column;
use super::{Choice, MAX_FINDINGS, possible};

/// Regions looked at in one table.
const MAX_REGIONS: usize = 100_000;

/// A set of rules.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct RuleSet(Vec<u64>);

impl RuleSet {
    pub fn empty(rules: usize) -> Self {
        Self(vec![0; rules.div_ceil(64)])
    }

    fn all(rules: usize) -> Self {
        let mut set = Self::empty(rules);
        (0..rules).for_each(|rule| set.insert(rule));
        set
    }

    pub fn insert(&mut self, rule: usize) {
        self.0[rule / 64] |= 1 << (rule % 64);
    }

    fn and(&self, other: &Self) -> Self {
        Self(self.0.iter().zip(&other.0).map(|(left, right)| left & right).collect())
    }

    fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }
}

pub(super) struct Search {
    /// For each column and each part of it, the rules that may match it.
    columns: Vec<Vec<RuleSet>>,
    rules: usize,
    regions: usize,
    pub complete: bool,
}

impl Search {
    pub fn new(columns: &[Column], rules: usize) -> Self {
        let sets = columns.iter().map(|column| column.parts().map(|part| possible(column, part, rules)).collect());
        Self { columns: sets.collect(), rules, regions: 0, complete: true }
    }

    /// The parts of the columns that no rule matches together.
    pub fn gaps(&mut self) -> Vec<Choice> {
        let mut found = Vec::new();
        self.look(&RuleSet::all(self.rules), &mut Vec::new(), &mut found);
        found
    }

    fn look(&mut self, active: &RuleSet, chosen: &mut Choice, found: &mut Vec<Choice>) {
        self.regions += 1;
        if self.regions > MAX_REGIONS || found.len() >= MAX_FINDINGS {
            self.complete = false;
            return;
        }
        if active.is_empty() {
            let mut gap = chosen.clone();
            gap.resize(self.columns.len(), None);
            found.push(gap);
            return;
        }
        let Some(parts) = self.columns.get(chosen.len()) else { return };
        let count = parts.len();
        let mut groups: Vec<(RuleSet, Vec<usize>)> = Vec::new();
        let mut index: HashMap<RuleSet, usize> = HashMap::new();
        for (part, rules) in parts.iter().enumerate() {
            let left = active.and(rules);
            let group = *index.entry(left.clone()).or_insert(groups.len());
            if group == groups.len() {
                groups.push((left, Vec::new()));
            }
            groups[group].1.push(part);
        }
        for (left, parts) in groups {
            chosen.push((parts.len() < count).then_some(parts));
            self.look(&left, chosen, found);
            chosen.pop();
        }
    }
}
