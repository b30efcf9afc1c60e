//! The register of processes: each with who answers for it, where it stands and what it lacks.
//!
//! Absent: measured health; `measure` tells whether a process is followed.

pub mod store;

use std::cmp::Ordering;

use super::model::{Process, State, Version};
use crate::clock::Time;

/// Days before a review from which it counts as near.
const NEAR_DAYS: i64 = 30;

/// A line of the register.
#[derive(Clone, Debug)]
pub struct Listed {
    pub process: Process,
    /// The names of those who accepted.
    pub owner: Option<String>,
    pub manager: Option<String>,
    pub current: Option<Version>,
    /// The draft that is open, in whatever state.
    pub open: Option<Version>,
    pub next_review: Option<Time>,
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
    /// Everything that the process lacks, the gravest first. A process without a published version lacks that one first.
    #[must_use]
    pub fn concerns(&self, now: Time) -> Vec<Concern> {
        let days = self.next_review.map(|at| now.days_until(at));
        let all = [
            (Concern::ReviewOverdue, days.is_some_and(|days| days < 0)),
            (Concern::NoOwner, self.owner.is_none()),
            (Concern::NoManager, self.manager.is_none()),
            (Concern::NotPublished, self.current.is_none()),
            (Concern::ReviewNear, days.is_some_and(|days| (0..NEAR_DAYS).contains(&days))),
        ];
        all.into_iter().filter(|(_, holds)| *holds).map(|(concern, _)| concern).collect()
    }

    /// The word of the filter: how far the process is.
    #[must_use]
    pub fn standing(&self) -> &'static str {
        match (&self.current, &self.open) {
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
    /// `in_force`, `changing`, `unpublished` or empty.
    pub standing: String,
    pub category: String,
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
                && (self.standing.is_empty() || one.standing() == self.standing)
                && (self.category.is_empty() || one.process.category == self.category)
                && (self.health != "attention" || one.concerns(now).iter().any(|concern| concern.is_grave()))
        };
        let mut found: Vec<Listed> = all.into_iter().filter(holds).collect();
        found.sort_by(|a, b| {
            let order = self.order(a, b).then_with(|| by_name(a, b));
            if self.downwards { order.reverse() } else { order }
        });
        found
    }

    fn order(&self, a: &Listed, b: &Listed) -> Ordering {
        match self.sort.as_str() {
            "owner" => a.owner.cmp(&b.owner),
            "category" => a.process.category.cmp(&b.process.category),
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
