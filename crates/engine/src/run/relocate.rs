//! Carrying a running case over to another program: each element at which it stands becomes one of the other program.
//!
//! An element becomes the one that is named for it, else the one with its id. It must be of the same kind, within the same part, and wait
//! for the same kind of thing; everything that does not fit is told at once, and nothing is changed. What a case waits for stays: a time
//! that was set, a message by its name and key. An event on the border that the other program adds is watched from now on; one for
//! which nothing is named may fall away. Absent: moving a token to where it would not have waited. Source: process instance migration
//! of Camunda 7 and 8 (an instruction maps one activity of the same kind within the same scope).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Machine;
use crate::calendars::Calendars;
use crate::element;
use crate::program::{Body, Kind, Node, Program, SubKind, Task, Trigger};
use crate::state::{Case, Change, Id, JobKind, Key, Row, ScopeKind, TokenState, Wait};
use crate::timer::Time;

/// What becomes of elements: the other one, or nothing for an event that is watched no longer.
pub type Mapping = BTreeMap<String, Option<String>>;

/// What keeps a case from being carried over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misfit {
    /// The element of the program that the case runs on.
    pub element: String,
    /// A sentence.
    pub sentence: String,
}

/// An element of a program as something to stand at.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stand {
    pub element: String,
    pub name: String,
    /// The kind in words; only elements of the same kind stand for each other.
    pub kind: String,
    /// It watches besides the flow, and may fall away.
    pub optional: bool,
}

impl Program {
    /// Every element at which a case can stand.
    #[must_use]
    pub fn stands(&self) -> Vec<Stand> {
        self.nodes.iter().map(|node| self.stand(node)).collect()
    }

    fn stand(&self, node: &Node) -> Stand {
        let optional = matches!(node.kind, Kind::Boundary { .. } | Kind::Start(_));
        Stand { element: node.id.to_string(), name: self.name_of(&node.id), kind: kind(node), optional }
    }

    /// Whether a timer of an element is set for a date, rather than for a while from when it is reached.
    #[must_use]
    pub fn is_dated(&self, element: &str) -> bool {
        self.dated.contains(element)
    }
}

/// The elements at which a case stands, each once, in the order of their ids.
#[must_use]
pub fn stands(program: &Program, case: &Case) -> Vec<Stand> {
    let elements: BTreeSet<&str> = elements(program, case).into_iter().map(|(element, _)| element).collect();
    elements.into_iter().filter_map(|element| program.node(element)).map(|node| program.stand(node)).collect()
}

/// Every element that rows of a case name, and whether it only watches beside the flow.
fn elements<'a>(program: &Program, case: &'a Case) -> Vec<(&'a str, bool)> {
    let mut all: Vec<(&str, bool)> = case.tokens().map(|token| (&*token.element, false)).collect();
    let watches = |wait: &Wait| {
        let border = program.node(&wait.element).is_some_and(|node| matches!(node.kind, Kind::Boundary { .. }));
        border || case.tokens.get(wait.owner).is_none()
    };
    all.extend(case.waits().map(|wait| (&*wait.element, watches(wait))));
    all.extend(case.done.iter().map(|done| (&*done.element, false)));
    for scope in case.scopes() {
        if let ScopeKind::AdHoc { todo, .. } = &scope.kind {
            all.extend(todo.iter().map(|element| (&**element, false)));
        }
    }
    all
}

/// Carries a case over; working time is reckoned in these calendars, as by [`super::step_in`]. What changed comes back as rows to write; the case runs on the other program from now on.
///
/// # Errors
/// Everything that does not fit; the case is as it was.
pub fn relocate(
    from: &Program,
    to: &Program,
    case: &mut Case,
    mapping: &Mapping,
    now: Time,
    calendars: &Calendars,
) -> Result<Vec<Change>, Vec<Misfit>> {
    let way = Way { from, to, mapping };
    let misfits = way.misfits(case);
    if !misfits.is_empty() {
        return Err(misfits);
    }
    let before = case.row.next;
    let kept = case.clone();
    way.rename(case);
    let mut machine = Machine::new(to, case, now, calendars);
    let watched = way.watch(&mut machine, &kept);
    if let Err(misfit) = watched {
        *case = kept;
        return Err(vec![misfit]);
    }
    Ok(case.told(before))
}

/// Takes changes back: what has to be written so that a case is again what it was before them.
#[must_use]
pub fn taken_back(before: &Case, changes: &[Change]) -> Vec<Change> {
    let rows: BTreeMap<String, Row> = before.rows().map(|row| (name(&key_of(&row)), row)).collect();
    let mut back = Vec::new();
    for change in changes {
        let key = match change {
            Change::Put(row) => key_of(row),
            Change::Delete(key) => Some(key.clone()),
        };
        match (rows.get(&name(&key)), key) {
            (Some(row), _) => back.push(Change::Put(row.clone())),
            (None, Some(key)) => back.push(Change::Delete(key)),
            (None, None) => {}
        }
    }
    back
}

fn name(key: &Option<Key>) -> String {
    format!("{key:?}")
}

/// The key of a row; none for the case itself.
fn key_of(row: &Row) -> Option<Key> {
    Some(match row {
        Row::Case(_) => return None,
        Row::Scope(one) => Key::Scope(one.id),
        Row::Token(one) => Key::Token(one.id),
        Row::Variable(one) => Key::Variable(one.holder, one.name.clone()),
        Row::Wait(one) => Key::Wait(one.id),
        Row::Job(one) => Key::Job(one.id),
        Row::Incident(one) => Key::Incident(one.id),
        Row::Done(one) => Key::Done(one.id),
        Row::Received(one) => Key::Received(one.id),
    })
}

/// From which program to which, and how.
struct Way<'a> {
    from: &'a Program,
    to: &'a Program,
    mapping: &'a Mapping,
}

impl<'a> Way<'a> {
    /// What an element becomes; none where it falls away.
    fn becomes<'b>(&'b self, element: &'b str) -> Option<&'b str> {
        match self.mapping.get(element) {
            Some(other) => other.as_deref(),
            None => Some(element),
        }
    }

    fn new_node(&self, element: &str) -> Option<&'a Node> {
        self.becomes(element).and_then(|other| self.to.node(other))
    }

    fn misfits(&self, case: &Case) -> Vec<Misfit> {
        let mut found: BTreeMap<&str, String> = BTreeMap::new();
        for (element, watches) in elements(self.from, case) {
            if !found.contains_key(element)
                && let Some(sentence) = self.misfit(element, watches)
            {
                found.insert(element, sentence);
            }
        }
        for token in case.tokens() {
            if let Some(sentence) = self.lost_flow(token) {
                found.entry(&token.element).or_insert(sentence);
            }
        }
        for wait in case.waits() {
            if let Some(sentence) = self.lost_trigger(case, wait) {
                found.entry(&wait.element).or_insert(sentence);
            }
        }
        for scope in case.scopes() {
            let is_process = matches!(scope.kind, ScopeKind::Process | ScopeKind::Call);
            if is_process && self.becomes(&scope.element).and_then(|other| self.to.process(other)).is_none() {
                found.entry(&scope.element).or_insert_with(|| "The process is not in the other version.".to_owned());
            }
        }
        found.into_iter().map(|(element, sentence)| Misfit { element: element.to_owned(), sentence }).collect()
    }

    /// Why an element cannot become what it is to become.
    fn misfit(&self, element: &str, watches: bool) -> Option<String> {
        let name = self.from.name_of(element);
        let Some(other) = self.becomes(element) else {
            return (!watches).then(|| format!("The case waits at “{name}”; say what it becomes."));
        };
        let Some(after) = self.to.node(other) else {
            return Some(if other == element {
                format!("“{name}” is not in the other version. Say what it becomes, or finish or skip it first.")
            } else {
                format!("“{name}” is to become “{other}”, which is not in the other version.")
            });
        };
        // An element that the old program lacks stopped the case; anything that is there mends it.
        let before = self.from.node(element)?;
        let (old, new) = (kind(before), kind(after));
        if old != new {
            let other = self.to.name_of(other);
            return Some(format!(
                "“{name}” is {old}, “{other}” {new}; only the same kind can stand for it. Choose another, or finish or skip it first."
            ));
        }
        if repeats(before) != repeats(after) {
            return Some(format!("“{name}” is repeated in one version and not in the other, or in another way."));
        }
        if !self.is_same_part(before, after) {
            return Some(format!("“{name}” stands in another part of the process there. Finish or skip it first."));
        }
        if let (Kind::Boundary { on, .. }, Kind::Boundary { on: there, .. }) = (&before.kind, &after.kind) {
            let around = &self.from.nodes[*on];
            if self.becomes(&around.id) != Some(&*self.to.nodes[*there].id) {
                let host = self.from.name_of(&around.id);
                return Some(format!("“{name}” watches “{host}”, and there it watches something else."));
            }
        }
        None
    }

    fn is_same_part(&self, before: &Node, after: &Node) -> bool {
        match (before.parent, after.parent) {
            (Some(old), Some(new)) => self.becomes(&self.from.nodes[old].id) == Some(&*self.to.nodes[new].id),
            (None, None) => {
                let (old, new) = (&self.from.processes[before.process], &self.to.processes[after.process]);
                self.becomes(&old.id) == Some(&*new.id)
            }
            _ => false,
        }
    }

    /// Why a token that waits for others could not tell any more by which flow it came.
    fn lost_flow(&self, token: &crate::state::Token) -> Option<String> {
        let flows: Vec<&str> = match &token.state {
            TokenState::Joining => token.via.as_deref().into_iter().collect(),
            TokenState::Resetting { seen } => seen.iter().map(|flow| &**flow).collect(),
            _ => return None,
        };
        let node = self.new_node(&token.element)?;
        let is_there = |flow: &str| node.incoming.iter().any(|at| *self.to.flows[*at].id == *flow);
        let lost = flows.iter().any(|flow| !is_there(flow) && self.same_flow(flow, node).is_none());
        lost.then(|| {
            let name = self.from.name_of(&token.element);
            format!(
                "The case waits at “{name}” where branches come together, and the flows that lead there are others."
            )
        })
    }

    /// The flow into a node that comes from where an old flow came from; none where there is none, or several.
    fn same_flow(&self, flow: &str, node: &Node) -> Option<&'a Arc<str>> {
        let old = self.from.flows.iter().find(|one| *one.id == *flow)?;
        let source = self.becomes(&self.from.nodes[old.source].id)?;
        let mut fits = node.incoming.iter().map(|at| &self.to.flows[*at]);
        let found = fits.find(|one| *self.to.nodes[one.source].id == *source)?;
        let others = fits.filter(|one| *self.to.nodes[one.source].id == *source).count();
        (others == 0).then_some(&found.id)
    }

    /// Why what is waited for could not come any more.
    fn lost_trigger(&self, case: &Case, wait: &Wait) -> Option<String> {
        let (before, after) = (self.from.node(&wait.element)?, self.new_node(&wait.element)?);
        let token = case.tokens.get(wait.owner)?;
        let stands = self.from.node(&token.element)?;
        if matches!(stands.kind, Kind::EventBased) {
            let gateway = self.new_node(&token.element)?;
            let leads = gateway.outgoing.iter().any(|flow| self.to.flows[*flow].target == after.index);
            if !leads {
                let name = self.from.name_of(&before.id);
                return Some(format!("“{name}” does not follow the same gateway in the other version."));
            }
        }
        None
    }

    fn other(&self, element: &Arc<str>) -> Arc<str> {
        match self.becomes(element) {
            Some(other) if *other != **element => other.into(),
            _ => element.clone(),
        }
    }

    /// Writes the new names into the rows; what falls away is removed.
    fn rename(&self, case: &mut Case) {
        case.row.process = self.other(&case.row.process.clone());
        for id in ids(case.scopes.iter().map(|one| one.id)) {
            case.scopes.change(id, |scope| {
                scope.element = self.other(&scope.element);
                if let ScopeKind::AdHoc { todo, .. } = &mut scope.kind {
                    *todo = todo.iter().map(|element| self.other(element)).collect();
                }
            });
        }
        for id in ids(case.tokens.iter().map(|one| one.id)) {
            let Some(node) = case.tokens.get(id).and_then(|token| self.new_node(&token.element)) else { continue };
            let flow = |flow: &Arc<str>| match self.same_flow(flow, node) {
                Some(other) if !node.incoming.iter().any(|at| self.to.flows[*at].id == *flow) => other.clone(),
                _ => flow.clone(),
            };
            case.tokens.change(id, |token| {
                token.via = token.via.as_ref().map(flow);
                if let TokenState::Resetting { seen } = &mut token.state {
                    *seen = seen.iter().map(flow).collect();
                }
                token.element = self.other(&token.element);
            });
        }
        for id in ids(case.waits.iter().map(|one| one.id)) {
            let Some(wait) = case.waits.get(id) else { continue };
            if self.becomes(&wait.element).is_none() {
                case.waits.remove(id);
            } else {
                case.waits.change(id, |wait| wait.element = self.other(&wait.element));
            }
        }
        for id in ids(case.jobs.iter().map(|one| one.id)) {
            case.jobs.change(id, |job| job.element = self.other(&job.element));
        }
        for id in ids(case.incidents.iter().map(|one| one.id)) {
            case.incidents.change(id, |incident| incident.element = self.other(&incident.element));
        }
        for id in ids(case.done.iter().map(|one| one.id)) {
            case.done.change(id, |done| done.element = self.other(&done.element));
        }
    }

    /// Watches what the other program adds: events on the border of activities that are under way, and event sub-processes.
    fn watch(&self, machine: &mut Machine, before: &Case) -> Result<(), Misfit> {
        for token in before.tokens().filter(|token| token.state == TokenState::Waiting) {
            let (Some(old), Some(new)) = (self.from.node(&token.element), self.new_node(&token.element)) else {
                continue;
            };
            if !new.is_activity() || machine.is_round(token.id) {
                continue;
            }
            let known = self.images(&old.boundary);
            for event in new.boundary.iter().map(|at| &self.to.nodes[*at]).filter(|event| !known.contains(&*event.id)) {
                let Some(catch) = event.catch() else { continue };
                let listens = machine.listen(token.id, (token.scope, token.id), &event.id, catch);
                listens.map_err(|trouble| self.unwatched(event, &trouble.message))?;
            }
        }
        for scope in before.scopes().filter(|scope| !scope.kept) {
            let (Some(old), Some(new)) =
                (body(self.from, &scope.element), self.becomes(&scope.element).and_then(|other| body(self.to, other)))
            else {
                continue;
            };
            if matches!(scope.kind, ScopeKind::Rounds(_) | ScopeKind::EventSubProcess) {
                continue;
            }
            let known = self.images(&old.event_subs);
            for sub in new.event_subs.iter().map(|at| &self.to.nodes[*at]).filter(|sub| !known.contains(&*sub.id)) {
                let listens = element::event_sub_process::listen(machine, scope.id, sub);
                listens.map_err(|trouble| self.unwatched(sub, &trouble.message))?;
            }
        }
        Ok(())
    }

    /// What old elements became.
    fn images(&self, nodes: &[usize]) -> BTreeSet<&str> {
        nodes.iter().filter_map(|at| self.becomes(&self.from.nodes[*at].id)).collect()
    }

    fn unwatched(&self, event: &Node, why: &str) -> Misfit {
        let name = self.to.name_of(&event.id);
        Misfit {
            element: event.id.to_string(),
            sentence: format!("“{name}” of the other version cannot watch: {why}."),
        }
    }
}

fn ids(all: impl Iterator<Item = Id>) -> Vec<Id> {
    all.collect()
}

fn body<'a>(program: &'a Program, element: &str) -> Option<&'a Body> {
    match program.process(element) {
        Some(process) => Some(&process.body),
        None => program.node(element).and_then(Node::body),
    }
}

/// How an activity is repeated, as far as a case under way depends on it.
fn repeats(node: &Node) -> Option<(bool, bool)> {
    use crate::program::Looping;
    match node.activity.as_ref()?.looping.as_ref()? {
        Looping::Loop { .. } => Some((false, false)),
        Looping::Multi(multi) => Some((true, multi.sequential)),
    }
}

/// The kind of an element in words: what waits there, and for what.
fn kind(node: &Node) -> String {
    match &node.kind {
        Kind::Start(catch) => format!("a start{}", triggers(&catch.triggers)),
        Kind::Catch(catch) => format!("an event{}", triggers(&catch.triggers)),
        Kind::Boundary { interrupting: true, catch, .. } => {
            format!("an event on the border{}", triggers(&catch.triggers))
        }
        Kind::Boundary { catch, .. } => {
            format!("an event on the border{} that breaks nothing off", triggers(&catch.triggers))
        }
        Kind::Throw(_) => "an event that tells something".to_owned(),
        Kind::End(_) => "an end".to_owned(),
        Kind::Exclusive => "an exclusive gateway".to_owned(),
        Kind::Parallel => "a parallel gateway".to_owned(),
        Kind::Inclusive => "an inclusive gateway".to_owned(),
        Kind::Complex(_) => "a complex gateway".to_owned(),
        Kind::EventBased => "an event-based gateway".to_owned(),
        Kind::Task(task) => match task {
            Task::Pass => "a plain task",
            Task::Work(work) => match work.kind {
                JobKind::User => "a task for people",
                JobKind::Send => "a send task of a program",
                JobKind::BusinessRule => "a decision of a program",
                JobKind::Script => "a script of a program",
                JobKind::Service | JobKind::Call => "a service task",
            },
            Task::Script { .. } => "a script",
            Task::Decision(_) => "a decision",
            Task::Send(_) => "a send task",
            Task::Receive(_) => "a receive task",
        }
        .to_owned(),
        Kind::Sub(sub) => match sub.kind {
            SubKind::Embedded => "a sub-process",
            SubKind::Event => "an event sub-process",
            SubKind::Transaction => "a transaction",
            SubKind::AdHoc { .. } => "an ad-hoc sub-process",
        }
        .to_owned(),
        Kind::Call(_) => "a call of a process".to_owned(),
    }
}

fn triggers(all: &[Trigger]) -> String {
    let words: Vec<&str> = all
        .iter()
        .map(|trigger| match trigger {
            Trigger::Message(_) => "a message",
            Trigger::Signal(_) => "a signal",
            Trigger::Timer(_) => "a time",
            Trigger::Condition(_) => "a condition",
            Trigger::Error(_) => "an error",
            Trigger::Escalation(_) => "an escalation",
            Trigger::Cancel => "a cancellation",
            Trigger::Undo => "what is to be undone",
            Trigger::Link(_) => "a link",
        })
        .collect();
    if words.is_empty() { String::new() } else { format!(" for {}", words.join(" or ")) }
}
