//! When a timer is due: a date, a duration, or a cycle of ISO 8601.
//!
//! Working time stands in `working`, its calendars the host keeps. Absent: cron texts, which are refused at deployment. A time without
//! a zone is meant in UTC. **Missed fires:** a date or duration in the past fires at once. A cycle whose time passed while nobody looked
//! does what it says ([`Missed`]); the missed times count as repetitions. Source: ISO 8601-1:2019 §5.5.2, §5.6; BPMN 2.0.2 §10.5.5.4.

mod working;

use std::fmt;

use feel::{Date, DateTime, DaysDuration, MonthsDuration, Zone};
use serde::{Deserialize, Serialize};

pub use working::{Worked, Working};

use crate::calendars::Calendars;
use crate::limits::{MAX_CATCH_UP, MAX_TIMER_DAYS};

const DAY_US: i64 = 86_400_000_000;

/// An instant: microseconds since 1970 in UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Time(pub i64);

impl Time {
    /// The instant as FEEL has it, in UTC.
    #[must_use]
    pub fn moment(self) -> DateTime {
        let epoch = Date::from_days(0).expect("1970 is a year");
        let (days, rest) = (self.0.div_euclid(DAY_US), self.0.rem_euclid(DAY_US));
        let (seconds, nanos) = (rest / 1_000_000, u32::try_from(rest % 1_000_000 * 1_000).expect("below a second"));
        let time = feel::Time::new(seconds / 3_600, seconds / 60 % 60, seconds % 60, nanos, Some(Zone::UTC));
        DateTime::new(epoch.plus_days(days).unwrap_or(epoch), time.expect("a time of the day"))
    }

    /// The instant of a date and time; none when microseconds cannot hold it.
    #[must_use]
    pub fn of(moment: &DateTime) -> Option<Self> {
        let instant = moment.instant();
        let micros = instant.seconds().checked_mul(1_000_000)?.checked_add(i64::from(instant.nanos() / 1_000))?;
        Some(Self(micros))
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.moment())
    }
}

/// A length of time: months, and microseconds besides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    pub months: i64,
    pub micros: i64,
}

impl Span {
    /// Reads `P1Y2M3W4DT5H6M7.5S`, any part of it; not negative.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let rest = text.strip_prefix('P')?;
        let (days, times) = match rest.split_once('T') {
            Some((_, "")) => return None,
            Some((days, times)) => (days, times),
            None if rest.is_empty() => return None,
            None => (rest, ""),
        };
        let mut span = Self::default();
        for (part, units) in [(days, [('Y', 0), ('M', 0), ('W', 7 * DAY_US), ('D', DAY_US)].as_slice()), (times, TIMES)]
        {
            span.add(part, units)?;
        }
        Some(span)
    }

    fn add(&mut self, mut text: &str, mut units: &[(char, i64)]) -> Option<()> {
        while !text.is_empty() {
            let end = text.find(|sign: char| !sign.is_ascii_digit() && sign != '.')?;
            let (digits, unit) = (&text[..end], text[end..].chars().next()?);
            let at = units.iter().position(|(other, _)| *other == unit)?;
            match units[at] {
                ('Y', 0) => self.months = self.months.checked_add(digits.parse::<i64>().ok()?.checked_mul(12)?)?,
                ('M', 0) => self.months = self.months.checked_add(digits.parse().ok()?)?,
                (_, size) => self.micros = self.micros.checked_add(scaled(digits, size)?)?,
            }
            units = &units[at + 1..];
            text = &text[end + unit.len_utf8()..];
        }
        Some(())
    }

    /// The span after an instant, so many times.
    #[must_use]
    pub fn after(self, from: Time, times: i64) -> Option<Time> {
        let mut time = from;
        if self.months != 0 {
            let months = MonthsDuration::parse(&format!("P{}M", self.months.checked_mul(times)?))?;
            time = Time::of(&time.moment().plus_months(months)?)?;
        }
        Some(Time(time.0.checked_add(self.micros.checked_mul(times)?)?))
    }

    fn is_zero(self) -> bool {
        self.months == 0 && self.micros == 0
    }
}

const TIMES: &[(char, i64)] = &[('H', 3_600_000_000), ('M', 60_000_000), ('S', 1_000_000)];

/// Digits with an optional fraction, in units of so many microseconds.
fn scaled(digits: &str, unit: i64) -> Option<i64> {
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mut micros = whole.parse::<i64>().ok()?.checked_mul(unit)?;
    if digits.contains('.') {
        let shown = &fraction[..fraction.len().min(6)];
        let scale = 10_i64.pow(u32::try_from(shown.len()).ok()?);
        micros = micros.checked_add(shown.parse::<i64>().ok()?.checked_mul(unit)? / scale)?;
    }
    Some(micros)
}

/// What a timer says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Schedule {
    At(Time),
    After(Span),
    /// Every so often, so many times (none: without end), from an instant or from when the timer is set.
    Every {
        times: Option<u32>,
        span: Span,
        from: Option<Time>,
    },
}

impl Schedule {
    /// Reads a date, a duration or a cycle.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some(rest) = text.strip_prefix('R') {
            let (times, rest) = rest.split_once('/')?;
            let times = if times.is_empty() { None } else { Some(times.parse().ok()?) };
            let (from, span) = match rest.split_once('/') {
                Some((from, span)) => (Some(Time::of(&DateTime::parse(from)?)?), span),
                None => (None, rest),
            };
            let span = Span::parse(span).filter(|span| !span.is_zero())?;
            return Some(Self::Every { times, span, from });
        }
        if text.starts_with('P') {
            return Span::parse(text).map(Self::After);
        }
        Time::of(&DateTime::parse(text)?).map(Self::At)
    }

    /// The schedule that a value means: a text as above, a date (and time), or a duration.
    #[must_use]
    pub fn of(value: &feel::Value) -> Option<Self> {
        match value {
            feel::Value::String(text) => Self::parse(text),
            feel::Value::Date(date) => Time::of(&DateTime::midnight(*date)).map(Self::At),
            feel::Value::DateTime(moment) => Time::of(moment).map(Self::At),
            feel::Value::Days(days) if !days.is_negative() => {
                micros(*days).map(|micros| Self::After(Span { months: 0, micros }))
            }
            feel::Value::Months(months) if months.months() >= 0 => {
                Some(Self::After(Span { months: months.months(), micros: 0 }))
            }
            _ => None,
        }
    }

    /// When it is due for the first time; none when it never is, or too far away to be meant.
    #[must_use]
    pub fn set(self, now: Time) -> Option<Due> {
        let due = match self {
            Self::At(at) => Due { at, left: Some(0), ..Due::default() },
            Self::After(span) => Due { at: span.after(now, 1)?, left: Some(0), ..Due::default() },
            Self::Every { times: Some(0), .. } => return None,
            Self::Every { times, span, from } => {
                let at = match from {
                    Some(from) => from,
                    None => span.after(now, 1)?,
                };
                Due { at, left: times.map(|times| times - 1), span: Some(span), ..Due::default() }
            }
        };
        (due.at.0.saturating_sub(now.0) / DAY_US <= MAX_TIMER_DAYS).then_some(due)
    }
}

fn micros(days: DaysDuration) -> Option<i64> {
    days.seconds().checked_mul(1_000_000)?.checked_add(i64::from(days.nanos() / 1_000))
}

/// What becomes of the times of a cycle that passed while nobody looked. One has been missed when the next is due as well.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Missed {
    /// They fire once, together.
    #[default]
    Once,
    /// Each fires, one after the other; of very many only the last ([`MAX_CATCH_UP`]).
    Each,
    /// None fires; the cycle waits for its next time.
    Skip,
}

impl Missed {
    /// Every way, with the word that a diagram says.
    pub const ALL: [(Missed, &'static str); 3] =
        [(Missed::Once, "once"), (Missed::Each, "each"), (Missed::Skip, "skip")];

    /// Reads the word of a diagram.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Missed> {
        Missed::ALL.into_iter().find(|(_, own)| *own == word).map(|(missed, _)| missed)
    }

    fn is_usual(&self) -> bool {
        *self == Missed::Once
    }
}

/// A timer that is set.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    pub at: Time,
    /// Times it fires after this one; none for no end.
    pub left: Option<u32>,
    /// The rhythm of a cycle by the clock.
    pub span: Option<Span>,
    /// In working time: the calendar, and from when it was reckoned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub working: Option<Working>,
    #[serde(default, skip_serializing_if = "Missed::is_usual")]
    pub missed: Missed,
}

/// What a timer that is due does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Strike {
    /// Whether it fires now; a cycle that skips what it missed does not.
    pub fires: bool,
    /// What is due next, if anything.
    pub next: Option<Due>,
    /// How many times passed without a fire of their own.
    pub missed: u32,
}

impl Due {
    /// What it does at `now`, when it is due.
    #[must_use]
    pub fn strike(&self, now: Time, calendars: &Calendars) -> Strike {
        let repeats = self.span.is_some() || self.left != Some(0);
        if !repeats {
            return Strike { fires: true, next: None, missed: 0 };
        }
        let most = self.left.unwrap_or(u32::MAX);
        let mut missed = self.beyond(now, most, calendars).0;
        if self.missed == Missed::Each {
            missed = missed.saturating_sub(MAX_CATCH_UP);
        }
        let (_, working, at) = self.beyond(now, missed, calendars);
        let left = self.left.map(|left| left - missed);
        let next = at.filter(|_| left != Some(0));
        let next = next.map(|at| Self { at, left: left.map(|left| left - 1), working, ..self.clone() });
        // The last time fires in any case: who waits for it would wait for ever.
        let fires = self.missed != Missed::Skip || missed == 0 || next.is_none();
        Strike { fires, next, missed }
    }

    /// How many times after this one were due by `now`, at most so many; how the next one after them is reckoned, and when it is due.
    fn beyond(&self, now: Time, most: u32, calendars: &Calendars) -> (u32, Option<Working>, Option<Time>) {
        if let Some(working) = &self.working {
            return if self.left == Some(0) { (0, None, None) } else { working.beyond(self.at, now, most, calendars) };
        }
        let Some(span) = self.span else { return (0, None, None) };
        let mut missed = 0;
        if span.months == 0 && span.micros > 0 && now > self.at {
            let passed = (now.0 - self.at.0) / span.micros;
            missed = u32::try_from(passed).unwrap_or(u32::MAX).min(most);
        } else {
            while missed < most && span.after(self.at, i64::from(missed) + 1).is_some_and(|at| at <= now) {
                missed += 1;
            }
        }
        (missed, None, span.after(self.at, i64::from(missed) + 1))
    }

    /// After a pause of its case: what was left when it began is left when it ends. A cycle keeps its rhythm, and so does what was due.
    /// A timer of a date is not to be asked.
    #[must_use]
    pub fn rested(&self, since: Time, until: Time, calendars: &Calendars) -> Self {
        let (lasted, repeats) = (until.0.saturating_sub(since.0).max(0), self.span.is_some() || self.left != Some(0));
        if repeats || self.at <= since {
            return self.clone();
        }
        let Some(working) = &self.working else {
            return Self { at: Time(self.at.0.saturating_add(lasted)), ..self.clone() };
        };
        working
            .rested(self.at, since, until, calendars)
            .map_or_else(|| self.clone(), |(working, at)| Self { at, working: Some(working), ..self.clone() })
    }

    /// The same, reckoned anew because its calendar changed; none where it stays as it is.
    #[must_use]
    pub fn reckoned(&self, calendars: &Calendars) -> Option<Self> {
        let at = self.working.as_ref()?.at(calendars).ok()?;
        (at != self.at).then(|| Self { at, ..self.clone() })
    }
}

#[cfg(test)]
mod tests;
