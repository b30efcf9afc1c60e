//! The register of processes: each with who answers for it, where it stands and what it lacks.
//!
//! Absent: measured health; `measure` tells whether a process is followed.

pub mod store;

use std::cmp::Ordering;
use std::collections::BTreeSet;

use super::model::{Process, State, Version};
use super::place::Level;
use crate::clock::Time;

/// Days before a review from which it counts as near.
const NEAR_DAYS: i64 = 30;

/// A line of the register.
#[derive(Clone, Debug)]
pub struct Listed {
    pub process: Process,
    /// What it hangs below, the broadest first.
    pub above: Vec<Above>,
    /// What it is a variant of, if of anything.
    pub base: Option<Above>,
    /// The names of those who accepted.
    pub owner: Option<String>,
    pub manager: Option<String>,
    pub current: Option<Version>,
    /// The draft that is open, in whatever state.
    pub open: Option<Version>,
    pub next_review: Option<Time>,
}

/// A process that another one hangs below or varies.
#[derive(Clone, Debug)]
pub struct Above {
    pub key: String,
    pub name: String,
}

/// Something that a process lacks, or soon will.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Concern {
    ReviewOverdue,
    NoOwner,
    NoManager,
    NotPublished,
    ReviewNear,
}

impl Concern {
    /// The concern in a few words.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Concern::ReviewOverdue => "review overdue",
            Concern::NoOwner => "no owner",
            Concern::NoManager => "no manager",
            Concern::NotPublished => "not published",
            Concern::ReviewNear => "review soon",
        }
    }

    /// Whether a promise is broken, rather than something near.
    #[must_use]
    pub fn is_grave(self) -> bool {
        matches!(self, Concern::ReviewOverdue | Concern::NoOwner | Concern::NoManager)
    }
}

impl Listed {
    /// Everything that the process lacks, the gravest first. An area needs an owner only, and what is retired needs nothing.
    #[must_use]
    pub fn concerns(&self, now: Time) -> Vec<Concern> {
        let days = self.next_review.map(|at| now.days_until(at));
        if self.process.is_retired(now) {
            return Vec::new();
        }
        let has_definition = !self.process.level.is_area();
        let all = [
            (Concern::ReviewOverdue, days.is_some_and(|days| days < 0)),
            (Concern::NoOwner, self.owner.is_none()),
            (Concern::NoManager, has_definition && self.manager.is_none()),
            (Concern::NotPublished, has_definition && self.current.is_none()),
            (Concern::ReviewNear, days.is_some_and(|days| (0..NEAR_DAYS).contains(&days))),
        ];
        all.into_iter().filter(|(_, holds)| *holds).map(|(concern, _)| concern).collect()
    }

    /// The word of the filter: how far the process is.
    #[must_use]
    pub fn standing(&self) -> &'static str {
        match (&self.current, &self.open) {
            _ if self.process.level.is_area() => "area",
            (Some(_), None) => "in_force",
            (Some(_), Some(_)) => "changing",
            (None, _) => "unpublished",
        }
    }

    /// The state of the open draft, if there is one.
    #[must_use]
    pub fn open_state(&self) -> Option<State> {
        self.open.as_ref().map(|version| version.state)
    }
}

/// What is looked for, and in which order.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    pub words: String,
    /// `in_force`, `changing`, `unpublished`, `area`, `retired`, or empty for all but the retired.
    pub standing: String,
    pub category: String,
    pub level: Option<Level>,
    /// The key of what it hangs below, however far; or empty.
    pub within: String,
    /// The site of variants, or empty.
    pub site: String,
    /// `attention` for those with a grave concern, or empty.
    pub health: String,
    /// `name`, `owner`, `review` or `category`.
    pub sort: String,
    pub downwards: bool,
}

impl Listing {
    /// The lines that are looked for, in order.
    #[must_use]
    pub fn select(&self, all: Vec<Listed>, now: Time) -> Vec<Listed> {
        let words = self.words.to_lowercase();
        let holds = |one: &Listed| {
            let names = [Some(&one.process.name), one.owner.as_ref(), one.manager.as_ref()];
            names.into_iter().flatten().any(|name| name.to_lowercase().contains(&words))
                && self.stands(one, now)
                && (self.category.is_empty() || one.process.category == self.category)
                && self.level.is_none_or(|level| one.process.level == level)
                && (self.site.is_empty() || one.process.site == self.site)
                && (self.within.is_empty() || one.above.iter().any(|up| up.key == self.within))
                && (self.health != "attention" || one.concerns(now).iter().any(|concern| concern.is_grave()))
        };
        let mut found: Vec<Listed> = all.into_iter().filter(holds).collect();
        found.sort_by(|a, b| {
            let order = self.order(a, b).then_with(|| by_name(a, b));
            if self.downwards { order.reverse() } else { order }
        });
        found
    }

    /// Whether a line stands as is asked; what is retired is shown only when it is asked for.
    fn stands(&self, one: &Listed, now: Time) -> bool {
        let is_retired = one.process.is_retired(now);
        if self.standing == "retired" {
            return is_retired;
        }
        !is_retired && (self.standing.is_empty() || one.standing() == self.standing)
    }

    fn order(&self, a: &Listed, b: &Listed) -> Ordering {
        match self.sort.as_str() {
            "owner" => a.owner.cmp(&b.owner),
            "category" => {
                let place = |one: &Listed| (one.process.category.clone(), one.process.level);
                place(a).cmp(&place(b))
            }
            "review" => {
                let last = |one: &Listed| one.next_review.map_or(i64::MAX, |at| at.0);
                last(a).cmp(&last(b))
            }
            _ => by_name(a, b),
        }
    }
}

fn by_name(a: &Listed, b: &Listed) -> Ordering {
    a.process.name.to_lowercase().cmp(&b.process.name.to_lowercase())
}

/// What the filters of the list offer.
#[derive(Clone, Debug, Default)]
pub struct Offers {
    /// Keys and names of what something hangs below.
    pub places: Vec<(String, String)>,
    /// Sites and regions that have variants.
    pub sites: Vec<String>,
}

impl Offers {
    /// What the lines make sense to be filtered by.
    #[must_use]
    pub fn of(all: &[Listed]) -> Offers {
        let sites: BTreeSet<&String> =
            all.iter().map(|one| &one.process.site).filter(|site| !site.is_empty()).collect();
        Offers { places: places(all), sites: sites.into_iter().cloned().collect() }
    }
}

/// Everything that something hangs below: its key, and its name with what it hangs below itself.
fn places(all: &[Listed]) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for one in all {
        let mut path = String::new();
        for up in &one.above {
            path = if path.is_empty() { up.name.clone() } else { format!("{path} / {}", up.name) };
            if !found.iter().any(|(key, _)| *key == up.key) {
                found.push((up.key.clone(), path.clone()));
            }
        }
    }
    found.sort_by_key(|(_, path)| path.to_lowercase());
    found
}
