//! A clock: what was promised, how much of the time is used, and whether it runs. Pure: now and the hours come as arguments.
//!
//! Absent: storage, and who is told. Source: ServiceNow, "Service level management" (stages in progress, paused, completed, cancelled).

use ::calendar::{HOUR_US, MINUTE_US};
use engine::Event;
use engine::state::Outcome;
use serde::{Deserialize, Serialize};

use crate::clock::{DAY_US, Time};
use crate::definition::ServiceLevel;

/// The hours in which a clock counts; all hours where there is no calendar.
#[derive(Clone, Copy)]
pub struct Scale<'a>(pub Option<&'a ::calendar::Calendar>);

impl Scale<'_> {
    fn between(self, from: Time, to: Time) -> i64 {
        match self.0 {
            Some(calendar) => calendar.between(from.0, to.0),
            None => to.0.saturating_sub(from.0).max(0),
        }
    }

    fn after(self, from: Time, micros: i64) -> Option<Time> {
        match self.0 {
            Some(calendar) => calendar.after(from.0, micros).map(Time),
            None => from.0.checked_add(micros.max(0)).map(Time),
        }
    }
}

/// Whether a clock runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stand {
    Running,
    Paused,
    /// What was promised is reached, in time or late.
    Stopped,
    /// The case was cancelled: nothing is promised any more.
    Void,
}

impl Stand {
    /// The word that is stored.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Stand::Running => "running",
            Stand::Paused => "paused",
            Stand::Stopped => "stopped",
            Stand::Void => "void",
        }
    }

    /// Whether the promise is still to be kept.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, Stand::Running | Stand::Paused)
    }
}

/// A clock of one service level in one case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promise {
    pub key: String,
    pub name: String,
    /// The time there is, microseconds.
    pub budget_us: i64,
    /// The key of its calendar; empty for the time of the clock.
    pub calendar: String,
    /// Warnings in per cent.
    pub warn_at: Vec<u32>,
    pub stand: Stand,
    /// What was used before `since`, microseconds.
    pub used_us: i64,
    /// Since when it stands as it does.
    pub since: Time,
    pub started_at: Time,
    pub stopped_at: Option<Time>,
    /// When the time was over.
    pub missed_at: Option<Time>,
    /// The highest warning that was told, in per cent.
    pub warned: u32,
    /// Where the case stands while it rests; empty where it does not rest for that.
    pub rests_at: String,
    /// Why the whole case is paused; none where it is not.
    pub held: Option<String>,
}

/// Something to be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    Warned(u32),
    Missed,
}

/// The clock after an event of its case; none where it has not begun.
pub fn after(
    clock: Option<Promise>,
    level: &ServiceLevel,
    event: &Event,
    now: Time,
    scale: Scale<'_>,
) -> Option<Promise> {
    let starts = match event {
        Event::Started { .. } => level.starts_at.is_empty(),
        Event::Entered { element, .. } => !level.starts_at.is_empty() && **element == *level.starts_at,
        _ => false,
    };
    let stops = match event {
        Event::Completed { element, .. } => !level.stops_at.is_empty() && **element == *level.stops_at,
        Event::IncidentResolved { element, how, .. } => **element == *level.stops_at && how.starts_with("skipped"),
        Event::Ended { outcome: Outcome::Completed | Outcome::Error { .. } } => true,
        _ => false,
    };
    let clock = match clock {
        None if starts => Some(Promise::start(level, now)),
        // A case that comes back goes on with the time that is left.
        Some(clock) if starts && clock.stand == Stand::Stopped => Some(clock.again(now)),
        other => other,
    };
    if stops { clock.map(|clock| clock.stop(now, scale)) } else { clock }
}

impl Promise {
    fn start(level: &ServiceLevel, now: Time) -> Promise {
        Promise {
            key: level.key.clone(),
            name: level.name.clone(),
            budget_us: i64::from(level.minutes).saturating_mul(MINUTE_US),
            calendar: level.calendar.clone(),
            warn_at: level.warn_at.clone(),
            stand: Stand::Running,
            used_us: 0,
            since: now,
            started_at: now,
            stopped_at: None,
            missed_at: None,
            warned: 0,
            rests_at: String::new(),
            held: None,
        }
    }

    fn again(mut self, now: Time) -> Promise {
        (self.stand, self.since, self.stopped_at) = (Stand::Running, now, None);
        self
    }

    /// What is used by now, microseconds.
    pub fn used(&self, now: Time, scale: Scale<'_>) -> i64 {
        match self.stand {
            Stand::Running => self.used_us.saturating_add(scale.between(self.since, now)),
            _ => self.used_us,
        }
    }

    /// When the time is over if it goes on running; none while it does not run, or beyond what the calendar knows.
    pub fn due(&self, scale: Scale<'_>) -> Option<Time> {
        self.at(self.budget_us, scale)
    }

    fn at(&self, micros: i64, scale: Scale<'_>) -> Option<Time> {
        if self.stand != Stand::Running {
            return None;
        }
        scale.after(self.since, micros.saturating_sub(self.used_us))
    }

    fn share(&self, percent: u32) -> i64 {
        self.budget_us / 100 * i64::from(percent) + self.budget_us % 100 * i64::from(percent) / 100
    }

    /// When something is next to be told.
    pub fn next(&self, scale: Scale<'_>) -> Option<Time> {
        let warning = self.warn_at.iter().filter(|percent| **percent > self.warned && **percent < 100).min();
        match warning.filter(|_| self.missed_at.is_none()) {
            Some(percent) => self.at(self.share(*percent), scale),
            None if self.missed_at.is_none() => self.due(scale),
            None => None,
        }
    }

    /// The clock with everything told that is to be told by now; of several warnings only the highest.
    pub fn told(mut self, now: Time, scale: Scale<'_>) -> (Promise, Option<Mark>) {
        if self.stand != Stand::Running || self.missed_at.is_some() {
            return (self, None);
        }
        if let Some(due) = self.due(scale).filter(|due| *due <= now) {
            self.missed_at = Some(due);
            return (self, Some(Mark::Missed));
        }
        let used = self.used(now, scale);
        let reached = |percent: &&u32| **percent > self.warned && **percent < 100 && self.share(**percent) <= used;
        match self.warn_at.iter().filter(reached).max().copied() {
            Some(percent) => {
                self.warned = percent;
                (self, Some(Mark::Warned(percent)))
            }
            None => (self, None),
        }
    }

    /// Runs or rests, as the case stands.
    pub fn resting(mut self, at: Option<&str>, now: Time, scale: Scale<'_>) -> Promise {
        at.unwrap_or_default().clone_into(&mut self.rests_at);
        self.turned(now, scale)
    }

    /// The whole case is paused, or goes on.
    pub fn held(mut self, why: Option<&str>, now: Time, scale: Scale<'_>) -> Promise {
        self.held = why.map(str::to_owned);
        self.turned(now, scale)
    }

    fn turned(mut self, now: Time, scale: Scale<'_>) -> Promise {
        let rests = self.held.is_some() || !self.rests_at.is_empty();
        match self.stand {
            Stand::Running if rests => {
                self = self.counted(now, scale);
                self.stand = Stand::Paused;
            }
            Stand::Paused if !rests => (self.stand, self.since) = (Stand::Running, now),
            _ => {}
        }
        self
    }

    /// What ran until now is used.
    fn counted(mut self, now: Time, scale: Scale<'_>) -> Promise {
        if self.missed_at.is_none() {
            self.missed_at = self.due(scale).filter(|due| *due < now);
        }
        self.used_us = self.used(now, scale);
        self.since = now;
        self
    }

    /// What was promised is reached.
    pub fn stop(self, now: Time, scale: Scale<'_>) -> Promise {
        self.closed(Stand::Stopped, now, scale)
    }

    /// Nothing is promised any more.
    pub fn void(self, now: Time, scale: Scale<'_>) -> Promise {
        self.closed(Stand::Void, now, scale)
    }

    fn closed(mut self, stand: Stand, now: Time, scale: Scale<'_>) -> Promise {
        if !self.stand.is_open() {
            return self;
        }
        self = self.counted(now, scale);
        (self.stand, self.stopped_at) = (stand, Some(now));
        self.rests_at.clear();
        self
    }

    /// How it ended or stands, for programs.
    #[must_use]
    pub fn outcome(&self) -> &'static str {
        match (self.stand, self.missed_at) {
            (Stand::Void, _) => "void",
            (_, Some(_)) => "missed",
            (Stand::Stopped, None) => "met",
            (Stand::Running, None) => "running",
            (Stand::Paused, None) => "paused",
        }
    }

    /// What the story of the case says at its end.
    #[must_use]
    pub fn outcome_in_words(&self) -> Option<String> {
        let (name, used) = (&self.name, lasting(self.used_us, !self.calendar.is_empty()));
        match (self.stand, self.missed_at) {
            (Stand::Stopped, None) => Some(format!("kept the service level “{name}” after {used}")),
            (Stand::Stopped, Some(_)) => {
                let over = lasting(self.used_us - self.budget_us, !self.calendar.is_empty());
                Some(format!("missed the service level “{name}” by {over}"))
            }
            _ => None,
        }
    }
}

/// A clock as people see it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Shown {
    pub key: String,
    pub name: String,
    pub stand: Stand,
    /// `running`, `paused`, `met`, `missed` or `void`.
    pub outcome: &'static str,
    /// Negative where the time is over.
    pub left_seconds: i64,
    pub used_percent: i64,
    pub due_at: Option<Time>,
    pub since: Time,
    /// Why it rests; empty where it does not.
    pub why: String,
    /// What is left in words: "3 h 20 min of work".
    #[serde(skip)]
    pub left: String,
}

/// A clock as people see it now.
#[must_use]
pub fn shown(clock: &Promise, now: Time, scale: Scale<'_>) -> Shown {
    let used = clock.used(now, scale);
    let left = clock.budget_us - used;
    let why = match (&clock.held, clock.rests_at.as_str()) {
        _ if clock.stand != Stand::Paused => String::new(),
        (Some(why), _) if why.is_empty() => "The case is paused.".to_owned(),
        (Some(why), _) => format!("The case is paused: {}.", why.trim_end_matches('.')),
        (None, at) => format!("The case stands at “{at}”."),
    };
    let is_missed = clock.missed_at.is_some() || left < 0;
    Shown {
        key: clock.key.clone(),
        name: clock.name.clone(),
        stand: clock.stand,
        outcome: if clock.stand.is_open() && is_missed { "missed" } else { clock.outcome() },
        left_seconds: left.div_euclid(1_000_000),
        used_percent: if clock.budget_us > 0 { used.saturating_mul(100) / clock.budget_us } else { 100 },
        due_at: clock.due(scale),
        since: clock.since,
        why,
        left: lasting(left.abs(), !clock.calendar.is_empty()),
    }
}

/// A length of time in words, rounded down to minutes.
#[must_use]
pub fn lasting(micros: i64, is_work: bool) -> String {
    let micros = micros.max(0);
    let (days, rest) = if is_work { (0, micros) } else { (micros / DAY_US, micros % DAY_US) };
    let (hours, minutes) = (rest / HOUR_US, rest % HOUR_US / MINUTE_US);
    let mut parts = Vec::new();
    if days > 0 {
        parts.push(if days == 1 { "1 day".to_owned() } else { format!("{days} days") });
    }
    if hours > 0 {
        parts.push(format!("{hours} h"));
    }
    if minutes > 0 && days == 0 {
        parts.push(format!("{minutes} min"));
    }
    let words = if parts.is_empty() { "less than a minute".to_owned() } else { parts.join(" ") };
    if is_work { format!("{words} of work") } else { words }
}
