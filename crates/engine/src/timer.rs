//! When a timer is due: a date, a duration, or a cycle of ISO 8601.
//!
//! Absent: business calendars, which the host keeps, and cron texts, which are refused at deployment. A time without a zone is meant
//! in UTC. **Missed fires:** a cycle whose time passed while nobody looked fires once, tells how many times it missed, and goes on at
//! its own rhythm; the missed times count as repetitions. A date in the past fires at once. Source: ISO 8601-1:2019 §5.5.2, §5.6;
//! BPMN 2.0.2 §10.5.5.4.

use std::fmt;

use feel::{Date, DateTime, DaysDuration, MonthsDuration, Zone};
use serde::{Deserialize, Serialize};

use crate::limits::MAX_TIMER_DAYS;

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
            Self::At(at) => Due { at, left: Some(0), span: None },
            Self::After(span) => Due { at: span.after(now, 1)?, left: Some(0), span: None },
            Self::Every { times: Some(0), .. } => return None,
            Self::Every { times, span, from } => {
                let at = match from {
                    Some(from) => from,
                    None => span.after(now, 1)?,
                };
                Due { at, left: times.map(|times| times - 1), span: Some(span) }
            }
        };
        (due.at.0.saturating_sub(now.0) / DAY_US <= MAX_TIMER_DAYS).then_some(due)
    }
}

fn micros(days: DaysDuration) -> Option<i64> {
    days.seconds().checked_mul(1_000_000)?.checked_add(i64::from(days.nanos() / 1_000))
}

/// A timer that is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    pub at: Time,
    /// Times it fires after this one; none for no end.
    pub left: Option<u32>,
    /// The rhythm of a cycle.
    pub span: Option<Span>,
}

impl Due {
    /// After a fire at `now`: what is due next, if anything, and how many times were missed.
    #[must_use]
    pub fn next(self, now: Time) -> (Option<Self>, u32) {
        let Some(span) = self.span else { return (None, 0) };
        let most = self.left.unwrap_or(u32::MAX);
        let mut missed = 0;
        if span.months == 0 && span.micros > 0 && now > self.at {
            let passed = (now.0 - self.at.0) / span.micros;
            missed = u32::try_from(passed).unwrap_or(u32::MAX).min(most);
        } else {
            while missed < most && span.after(self.at, i64::from(missed) + 1).is_some_and(|at| at <= now) {
                missed += 1;
            }
        }
        let left = self.left.map(|left| left - missed);
        if left == Some(0) {
            return (None, missed);
        }
        let at = span.after(self.at, i64::from(missed) + 1);
        (at.map(|at| Self { at, left: left.map(|left| left - 1), span: Some(span) }), missed)
    }
}

#[cfg(test)]
mod tests;
