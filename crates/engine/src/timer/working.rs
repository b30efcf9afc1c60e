//! Timers in working time: so many working days and hours of a named calendar, once or as a cycle.
//!
//! Absent: dates, which need no calendar, and weeks, months and years, which mean nothing certain in working time. A time that was
//! computed is read as FEEL writes it, so that 24 hours are one day there. **When the calendar changes**, a timer that waits is reckoned
//! anew from when it was set (a cycle: from its last fire). Source: ISO 8601-1:2019 §5.5.2; crate `calendar`.

use std::sync::Arc;

use calendar::Stretch;
use serde::{Deserialize, Serialize};

use super::{Due, Time};
use crate::calendars::Calendars;

/// What a timer says in working time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Worked {
    pub stretch: Stretch,
    /// For a cycle: how many times, none for no end.
    pub times: Option<Option<u32>>,
}

/// How a timer that is set was reckoned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Working {
    #[serde(with = "crate::text")]
    pub calendar: Arc<str>,
    pub stretch: Stretch,
    /// From when on.
    pub from: Time,
}

impl Worked {
    /// Reads `PT8H`, `P2D`, `R3/PT4H`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let Some(rest) = text.strip_prefix('R') else {
            return Stretch::parse(text).map(|stretch| Self { stretch, times: None });
        };
        let (times, stretch) = rest.split_once('/')?;
        let times = if times.is_empty() { None } else { Some(times.parse().ok()?) };
        Some(Self { stretch: Stretch::parse(stretch)?, times: Some(times) })
    }

    /// What a value means: a text as above, or a duration of days and time.
    #[must_use]
    pub fn of(value: &feel::Value) -> Option<Self> {
        match value {
            feel::Value::String(text) => Self::parse(text),
            feel::Value::Days(_) => Self::parse(&value.to_string()),
            _ => None,
        }
    }

    /// When it is due for the first time; or why it never is.
    ///
    /// # Errors
    /// The calendar is not kept, or has no such time.
    pub fn set(self, now: Time, key: &Arc<str>, calendars: &Calendars) -> Result<Due, String> {
        let left = match self.times {
            None => Some(0),
            Some(Some(0)) => return Err("the timer is never due: it repeats no times".to_owned()),
            Some(times) => times.map(|times| times - 1),
        };
        let working = Working { calendar: key.clone(), stretch: self.stretch, from: now };
        let at = working.at(calendars)?;
        Ok(Due { at, left, working: Some(working), ..Due::default() })
    }
}

impl Working {
    /// When it is due, as the calendar stands.
    ///
    /// # Errors
    /// The calendar is not kept, or has no such time.
    pub fn at(&self, calendars: &Calendars) -> Result<Time, String> {
        let key = &self.calendar;
        let calendar = calendars.get(key).ok_or_else(|| format!("there is no calendar \"{key}\" here"))?;
        let at = calendar.plus(self.from.0, self.stretch).map(Time);
        at.ok_or_else(|| {
            format!(
                "the calendar \"{key}\" has no such time as {} from now; it has too few hours of work",
                self.stretch
            )
        })
    }

    /// What was left of it before a pause, from its end on.
    pub(super) fn rested(&self, at: Time, since: Time, until: Time, calendars: &Calendars) -> Option<(Self, Time)> {
        let calendar = calendars.get(&self.calendar)?;
        let left = calendar.between(since.0, at.0);
        let end = calendar.after(until.0, left).map(Time)?;
        Some((Self { stretch: Stretch::of_micros(left), from: until, ..self.clone() }, end))
    }

    /// After a fire of a cycle at `at`: how many more were due by now, at most so many, and when the next one is.
    pub(super) fn beyond(
        &self,
        at: Time,
        now: Time,
        most: u32,
        calendars: &Calendars,
    ) -> (u32, Option<Self>, Option<Time>) {
        let next = |from: Time| Self { from, ..self.clone() };
        let Some(calendar) = calendars.get(&self.calendar) else { return (0, Some(next(at)), None) };
        let (mut missed, mut from) = (0, at);
        if self.stretch.days == 0 && self.stretch.micros > 0 {
            let passed = calendar.between(at.0, now.0) / self.stretch.micros;
            missed = u32::try_from(passed).unwrap_or(u32::MAX).min(most);
            let done = self.stretch.micros.saturating_mul(i64::from(missed));
            from = calendar.after(at.0, done).map_or(at, Time);
        } else {
            while missed < most {
                match calendar.plus(from.0, self.stretch).map(Time).filter(|next| *next <= now && *next > from) {
                    Some(next) => (missed, from) = (missed + 1, next),
                    None => break,
                }
            }
        }
        let coming = calendar.plus(from.0, self.stretch).map(Time);
        (missed, Some(next(from)), coming)
    }
}
