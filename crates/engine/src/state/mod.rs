//! Where a case stands: small rows, each of which a host can keep as a row of its own.
//!
//! Absent: the history, which grows; it is told in events. Source: BPMN 2.0.2 §13.2 (tokens and scopes).

mod change;
mod row;
mod stored;
mod table;

use std::collections::BTreeMap;
use std::sync::Arc;

use feel::Value;

pub use change::{Change, Key};
pub(crate) use row::Phase;
pub use row::{
    CaseRow, Cause, Done, Id, Incident, Job, JobKind, On, Outcome, Received, Rounds, Row, Scope, ScopeKind, Status,
    Token, TokenState, Variable, Wait,
};
pub use stored::{LoadError, STORED_VERSION};
pub(crate) use table::Table;

/// One case: an instance of a process with everything that it holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    pub(crate) row: CaseRow,
    pub(crate) scopes: Table<Scope>,
    pub(crate) tokens: Table<Token>,
    pub(crate) jobs: Table<Job>,
    pub(crate) waits: Table<Wait>,
    pub(crate) incidents: Table<Incident>,
    pub(crate) done: Table<Done>,
    pub(crate) received: Table<Received>,
    pub(crate) variables: Variables,
}

/// Variables by who holds them: a scope, or a token for what is local to one activity.
#[derive(Clone, Debug, Default)]
pub(crate) struct Variables {
    held: BTreeMap<Id, BTreeMap<Arc<str>, Value>>,
    touched: Vec<(Id, Arc<str>)>,
}

impl Default for Case {
    fn default() -> Self {
        Self::new()
    }
}

impl Case {
    /// A case that has not begun.
    #[must_use]
    pub fn new() -> Self {
        Self {
            row: CaseRow::new(),
            scopes: Table::new(),
            tokens: Table::new(),
            jobs: Table::new(),
            waits: Table::new(),
            incidents: Table::new(),
            done: Table::new(),
            received: Table::new(),
            variables: Variables::default(),
        }
    }

    #[must_use]
    pub fn status(&self) -> &Status {
        &self.row.status
    }

    /// The process that runs; empty before the case begins.
    #[must_use]
    pub fn process(&self) -> &str {
        &self.row.process
    }

    pub fn tokens(&self) -> impl Iterator<Item = &Token> {
        self.tokens.iter()
    }

    pub fn scopes(&self) -> impl Iterator<Item = &Scope> {
        self.scopes.iter()
    }

    /// Work that somebody or something must do.
    pub fn jobs(&self) -> impl Iterator<Item = &Job> {
        self.jobs.iter()
    }

    /// What the case waits for: messages, signals, times and conditions.
    pub fn waits(&self) -> impl Iterator<Item = &Wait> {
        self.waits.iter()
    }

    /// What stopped, with its cause.
    pub fn incidents(&self) -> impl Iterator<Item = &Incident> {
        self.incidents.iter()
    }

    /// The variables of the whole case, by name.
    pub fn variables(&self) -> impl Iterator<Item = (&str, &Value)> {
        let root = self.row.root;
        self.variables.held.get(&root).into_iter().flatten().map(|(name, value)| (&**name, value))
    }

    /// A variable of the whole case.
    #[must_use]
    pub fn variable(&self, name: &str) -> Option<&Value> {
        self.variables.get(self.row.root, name)
    }

    /// When the earliest timer is due.
    #[must_use]
    pub fn next_due(&self) -> Option<crate::Time> {
        let due = self.waits.iter().filter_map(|wait| match &wait.on {
            On::Timer { due } => Some(due.at),
            _ => None,
        });
        due.min()
    }

    pub(crate) fn fresh(&mut self) -> Id {
        self.row.next += 1;
        self.row.next
    }
}

impl PartialEq for Variables {
    fn eq(&self, other: &Self) -> bool {
        let written = |variables: &Self| {
            let rows = variables.rows().map(|row| (row.holder, row.name, crate::value::to_text(&row.value)));
            rows.collect::<Vec<_>>()
        };
        written(self) == written(other)
    }
}

impl Variables {
    pub fn get(&self, holder: Id, name: &str) -> Option<&Value> {
        self.held.get(&holder)?.get(name)
    }

    pub fn of(&self, holder: Id) -> impl Iterator<Item = (&Arc<str>, &Value)> {
        self.held.get(&holder).into_iter().flatten()
    }

    pub fn count(&self, holder: Id) -> usize {
        self.held.get(&holder).map_or(0, BTreeMap::len)
    }

    pub fn put(&mut self, holder: Id, name: Arc<str>, value: Value) {
        self.touched.push((holder, name.clone()));
        self.held.entry(holder).or_default().insert(name, value);
    }

    /// Removes all that one holds.
    pub fn clear(&mut self, holder: Id) -> Option<BTreeMap<Arc<str>, Value>> {
        let gone = self.held.remove(&holder)?;
        self.touched.extend(gone.keys().map(|name| (holder, name.clone())));
        Some(gone)
    }

    pub(crate) fn rows(&self) -> impl Iterator<Item = Variable> + '_ {
        self.held.iter().flat_map(|(holder, names)| {
            names.iter().map(|(name, value)| Variable { holder: *holder, name: name.clone(), value: value.clone() })
        })
    }
}
