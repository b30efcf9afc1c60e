//! By what the times of a log are counted: by the clock, or in the working time of one of the office's calendars.
//!
//! A measure names its calendar in the definition, as a part of what is agreed. Whatever is asked of a log beside its measures counts as
//! they do. Absent: working time itself (crate `calendar`). Source: ServiceNow, "Business duration".

use std::collections::{BTreeMap, BTreeSet};

use db::Tx;
use mining::Reckoning;

use super::figures::mined;
use crate::calendar::{self, Kept};
use crate::definition::{Definition, Measure};
use crate::failure::Failure;

/// From here on a duration of the clock is told in days.
const TOLD_IN_DAYS: f64 = 48.0;

/// By the clock, unless a calendar is kept here.
#[derive(Clone, Debug, Default)]
pub struct Counting(Option<Kept>);

impl Counting {
    /// The calendar of a key, the clock for an empty one; none where the office keeps no such calendar.
    ///
    /// # Errors
    /// The database's.
    pub fn read(tx: &mut Tx, key: &str) -> Result<Option<Counting>, Failure> {
        if key.is_empty() {
            return Ok(Some(Counting::default()));
        }
        Ok(calendar::kept(tx, key)?.map(|kept| Counting(Some(kept))))
    }

    /// As the measures of a definition count, or its service levels; by the clock where the office does not keep their calendar.
    ///
    /// # Errors
    /// The database's.
    pub fn usual(tx: &mut Tx, definition: &Definition) -> Result<Counting, Failure> {
        Ok(Counting::read(tx, usual(definition))?.unwrap_or_default())
    }

    /// The key of the calendar; empty for the clock.
    #[must_use]
    pub fn key(&self) -> &str {
        self.0.as_ref().map_or("", |kept| kept.key.as_str())
    }

    /// Names it where results are remembered; another after each change of the calendar, empty for the clock.
    #[must_use]
    pub fn stamp(&self) -> &str {
        self.0.as_ref().map_or("", |kept| kept.stamp.as_str())
    }

    /// The same for the miner.
    #[must_use]
    pub fn reckoning(&self) -> Reckoning {
        self.0.as_ref().map_or_else(Reckoning::default, |kept| Reckoning::working(kept.hours.clone()))
    }

    /// After "times count".
    #[must_use]
    pub fn words(&self) -> String {
        match &self.0 {
            None => "by the clock".to_owned(),
            Some(kept) => format!("in the working time of “{}”", kept.name),
        }
    }

    /// A unit of time as it counts: "hours", or "hours of work".
    #[must_use]
    pub fn unit(&self, unit: &str) -> String {
        if self.0.is_none() { unit.to_owned() } else { format!("{unit} of work") }
    }

    /// The head of a column of hours.
    #[must_use]
    pub fn hours(&self) -> &'static str {
        if self.0.is_none() { "Hours" } else { "Hours of work" }
    }

    /// A duration as people say it. Working time is never told in days: nobody knows whether a day has eight hours or 24.
    #[must_use]
    pub fn duration(&self, hours: f64) -> String {
        if self.0.is_some() && hours >= TOLD_IN_DAYS {
            return format!("{} h", ui::chart::number(hours));
        }
        duration(hours)
    }
}

/// The calendar in which a definition counts where nobody says otherwise: that of its first measure of time, else of its first service
/// level.
fn usual(definition: &Definition) -> &str {
    let of_measure = definition.measures.iter().find(|one| one.kind.is_time()).map(|one| one.calendar.as_str());
    let of_level = || definition.service_levels.first().map(|one| one.calendar.as_str());
    of_measure.or_else(of_level).unwrap_or_default()
}

/// A duration of the clock as people say it.
#[must_use]
pub fn duration(hours: f64) -> String {
    let number = ui::chart::number;
    if hours >= TOLD_IN_DAYS {
        format!("{} d", number(hours / 24.0))
    } else if hours >= 1.0 {
        format!("{} h", number(hours))
    } else if hours * 60.0 >= 1.0 {
        format!("{} min", number(hours * 60.0))
    } else {
        format!("{} s", number(hours * 3600.0))
    }
}

/// How the measures of a definition count.
#[derive(Clone, Debug, Default)]
pub struct Countings {
    /// By the key that the definition has; none where the office keeps no such calendar.
    by_key: BTreeMap<String, Option<Counting>>,
    /// In place of all of them.
    instead: Option<Counting>,
}

impl Countings {
    /// The calendars that the measures of a definition name.
    ///
    /// # Errors
    /// The database's.
    pub fn read(tx: &mut Tx, definition: &Definition) -> Result<Countings, Failure> {
        let timed = definition.measures.iter().filter(|one| one.kind.is_time());
        let keys: BTreeSet<&str> = timed.map(|one| one.calendar.as_str()).collect();
        let mut by_key = BTreeMap::new();
        for key in keys {
            by_key.insert(key.to_owned(), Counting::read(tx, key)?);
        }
        Ok(Countings { by_key, instead: None })
    }

    /// Every measure counted in one way, whatever its definition says.
    #[must_use]
    pub fn all_by(counting: Counting) -> Countings {
        Countings { by_key: BTreeMap::new(), instead: Some(counting) }
    }

    /// How a measure counts.
    #[must_use]
    pub fn of(&self, measure: &Measure) -> Counted {
        if !measure.kind.is_time() || mined(measure.kind).is_none() {
            return Counted::NoTime;
        }
        if let Some(counting) = &self.instead {
            return Counted::By(counting.clone());
        }
        match self.by_key.get(&measure.calendar) {
            Some(Some(counting)) => Counted::By(counting.clone()),
            _ => Counted::NotKept(measure.calendar.clone()),
        }
    }

    /// Whether a measure is counted otherwise than agreed; what was agreed as its target says nothing then.
    #[must_use]
    pub fn is_a_look(&self, measure: &Measure) -> bool {
        measure.kind.is_time() && self.instead.as_ref().is_some_and(|counting| counting.key() != measure.calendar)
    }

    /// Names them where results are remembered; empty where all count by the clock.
    #[must_use]
    pub fn stamp(&self) -> String {
        let named = |counting: Option<&Counting>| counting.map_or("-", Counting::stamp).to_owned();
        let own = self.by_key.iter().filter(|(key, _)| !key.is_empty());
        let own: Vec<String> = own.map(|(key, counting)| format!("{key} {}", named(counting.as_ref()))).collect();
        match &self.instead {
            Some(counting) => format!("all by {}", counting.stamp()),
            None => own.join(", "),
        }
    }
}

/// How the figure of one measure was counted.
#[derive(Clone, Debug)]
pub enum Counted {
    /// A share or a number of cases.
    NoTime,
    By(Counting),
    /// The office keeps no calendar of this key, and there is no figure.
    NotKept(String),
}

impl Counted {
    /// After "counted"; empty for what is no time.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Counted::NoTime => String::new(),
            Counted::By(counting) => counting.words(),
            Counted::NotKept(key) => format!("in the calendar “{key}”, which this office does not keep"),
        }
    }

    /// The unit as it counts.
    #[must_use]
    pub fn unit(&self, unit: &str) -> String {
        if let Counted::By(counting) = self { counting.unit(unit) } else { unit.to_owned() }
    }

    /// The key of the calendar; empty for the clock, none for what is no time.
    #[must_use]
    pub fn key(&self) -> Option<&str> {
        match self {
            Counted::NoTime => None,
            Counted::By(counting) => Some(counting.key()),
            Counted::NotKept(key) => Some(key),
        }
    }
}
