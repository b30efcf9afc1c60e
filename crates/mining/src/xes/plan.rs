//! What to read of a XES file: which attribute names the step, who did it, and what else is kept.
//!
//! Absent: classifiers and global default values of the file (an event without a time is a bad row, not one of 1970).
//! Source: IEEE 1849-2023, §4–5.

use crate::log::{Fact, Full, Kind, Layout, Scope};
use crate::source::Limits;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What names the activity of an event.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum XesActivity {
    /// `concept:name`.
    #[default]
    Name,
    /// `concept:name`, a slash, and `lifecycle:transition` where the event has one: status and sub-status.
    NameAndTransition,
}

/// How to read a XES file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct XesOptions {
    /// What names the activity.
    pub activity: XesActivity,
    /// Only events with this `lifecycle:transition` (such as `complete`); others are left out and counted in a note.
    pub only_transition: Option<String>,
    /// Keys of the group or person, the first that an event has counts.
    pub resource: Vec<String>,
    /// Facts by the key of the trace (or event) attribute that states them.
    pub facts: BTreeMap<Fact, String>,
    /// Attributes of the trace to keep as attributes of the case. A key that is not also kept of the events is looked for
    /// there as well, where the newest decides.
    pub attributes: Vec<String>,
    /// Attributes of the events to keep.
    pub event_attributes: Vec<String>,
    /// Kinds of kept attributes that are not text, by key.
    pub kinds: BTreeMap<String, Kind>,
}

impl Default for XesOptions {
    fn default() -> Self {
        XesOptions {
            activity: XesActivity::Name,
            only_transition: None,
            resource: ["org:group", "org:resource"].map(str::to_owned).to_vec(),
            facts: BTreeMap::new(),
            attributes: Vec::new(),
            event_attributes: Vec::new(),
            kinds: BTreeMap::new(),
        }
    }
}

/// A column of the log and where its value stands.
pub(super) struct Slot {
    pub(super) slot: usize,
    pub(super) kind: Kind,
    pub(super) of_trace: bool,
    pub(super) of_event: bool,
}

/// The options made ready for reading: each wanted key has a number, its slot.
pub(super) struct Plan<'o> {
    pub(super) keys: Vec<String>,
    pub(super) longest_key: usize,
    pub(super) activity: XesActivity,
    pub(super) only_transition: &'o Option<String>,
    pub(super) resource: Vec<usize>,
    pub(super) columns: Vec<Slot>,
    pub(super) layout: Layout,
    pub(super) max_field_bytes: usize,
    /// The name of the outermost element, prefix included.
    pub(super) log_name: Vec<u8>,
}

impl<'o> Plan<'o> {
    pub(super) const NAME: usize = 0;
    pub(super) const TIME: usize = 1;
    pub(super) const TRANSITION: usize = 2;

    pub(super) fn new(options: &'o XesOptions, limits: &Limits) -> Result<Plan<'o>, Full> {
        let mut plan = Plan {
            keys: ["concept:name", "time:timestamp", "lifecycle:transition"].map(str::to_owned).to_vec(),
            longest_key: 0,
            activity: options.activity,
            only_transition: &options.only_transition,
            resource: Vec::new(),
            columns: Vec::new(),
            layout: Layout::default(),
            max_field_bytes: limits.max_field_bytes,
            log_name: Vec::new(),
        };
        plan.resource = options.resource.iter().map(|key| plan.slot(key)).collect();
        let kind = |key: &str| options.kinds.get(key).copied().unwrap_or_default();
        for (fact, key) in &options.facts {
            plan.layout.fact(*fact)?;
            plan.column(key, fact.kind(), (true, true));
        }
        for key in &options.attributes {
            plan.layout.attribute(key, kind(key), Scope::Case)?;
            let of_event = !options.event_attributes.contains(key) && key != "concept:name";
            plan.column(key, kind(key), (true, of_event));
        }
        for key in &options.event_attributes {
            plan.layout.attribute(key, kind(key), Scope::Event)?;
            plan.column(key, kind(key), (false, true));
        }
        plan.longest_key = plan.keys.iter().map(String::len).max().unwrap_or(0).max(256);
        Ok(plan)
    }

    fn slot(&mut self, key: &str) -> usize {
        self.keys.iter().position(|known| known == key).unwrap_or_else(|| {
            self.keys.push(key.to_owned());
            self.keys.len() - 1
        })
    }

    fn column(&mut self, key: &str, kind: Kind, (of_trace, of_event): (bool, bool)) {
        let slot = self.slot(key);
        self.columns.push(Slot { slot, kind, of_trace, of_event });
    }
}
