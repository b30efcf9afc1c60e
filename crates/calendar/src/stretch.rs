//! A stretch of working time: so many working days, and so much working time besides.
//!
//! Absent: weeks, months and years, which mean nothing certain in working time. Source: ISO 8601-1:2019 §5.5.2 for how it is written.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::date::{HOUR_US, MINUTE_US, SECOND_US};

/// The most working days that can be meant.
const MAX_DAYS: u32 = 50_000;

/// Working days, then working time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stretch {
    pub days: u32,
    /// Microseconds, not negative.
    pub micros: i64,
}

impl Stretch {
    /// Reads `P2DT4H30M`: days, hours, minutes and seconds, any of them, a fraction on the last. None for anything else, and for a
    /// stretch of nothing.
    #[must_use]
    pub fn parse(text: &str) -> Option<Stretch> {
        let rest = text.trim().strip_prefix('P')?;
        let (days, times) = match rest.split_once('T') {
            Some((_, "")) => return None,
            Some((days, times)) => (days, times),
            None => (rest, ""),
        };
        let mut stretch = Stretch::default();
        if !days.is_empty() {
            stretch.days = days.strip_suffix('D')?.parse().ok().filter(|days| *days <= MAX_DAYS)?;
        }
        let mut rest = times;
        for (unit, size) in [('H', HOUR_US), ('M', MINUTE_US), ('S', SECOND_US)] {
            if let Some((digits, after)) = rest.split_once(unit) {
                stretch.micros = stretch.micros.checked_add(scaled(digits, size)?)?;
                rest = after;
            }
        }
        (rest.is_empty() && (stretch.days > 0 || stretch.micros > 0)).then_some(stretch)
    }

    /// So much working time, without days.
    #[must_use]
    pub fn of_micros(micros: i64) -> Stretch {
        Stretch { days: 0, micros: micros.max(0) }
    }

    /// In words: "2 working days and 4 working hours".
    #[must_use]
    pub fn words(self) -> String {
        let mut parts = Vec::new();
        let mut add = |count: i64, one: &str, many: &str| match count {
            0 => {}
            1 => parts.push(format!("1 working {one}")),
            count => parts.push(format!("{count} working {many}")),
        };
        add(i64::from(self.days), "day", "days");
        add(self.micros / HOUR_US, "hour", "hours");
        add(self.micros % HOUR_US / MINUTE_US, "minute", "minutes");
        add(self.micros % MINUTE_US / SECOND_US, "second", "seconds");
        match parts.len() {
            0 => "no working time".to_owned(),
            1 => parts.remove(0),
            _ => {
                let last = parts.pop().unwrap_or_default();
                format!("{} and {last}", parts.join(", "))
            }
        }
    }
}

impl fmt::Display for Stretch {
    /// As it is read.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("P")?;
        if self.days > 0 || self.micros == 0 {
            write!(f, "{}D", self.days)?;
        }
        if self.micros > 0 {
            f.write_str("T")?;
            let (hours, minutes) = (self.micros / HOUR_US, self.micros % HOUR_US / MINUTE_US);
            let (seconds, rest) = (self.micros % MINUTE_US / SECOND_US, self.micros % SECOND_US);
            if hours > 0 {
                write!(f, "{hours}H")?;
            }
            if minutes > 0 {
                write!(f, "{minutes}M")?;
            }
            match rest {
                0 if seconds > 0 => write!(f, "{seconds}S")?,
                0 => {}
                rest => write!(f, "{seconds}.{}S", format!("{rest:06}").trim_end_matches('0'))?,
            }
        }
        Ok(())
    }
}

/// Digits with an optional fraction, in units of so many microseconds.
fn scaled(digits: &str, unit: i64) -> Option<i64> {
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !plain(whole) || !plain(fraction) || (digits.contains('.') && fraction.is_empty()) {
        return None;
    }
    let mut micros = whole.parse::<i64>().ok()?.checked_mul(unit)?;
    let shown = &fraction[..fraction.len().min(6)];
    if !shown.is_empty() {
        let scale = 10_i64.pow(u32::try_from(shown.len()).ok()?);
        micros = micros.checked_add(shown.parse::<i64>().ok()?.checked_mul(unit)? / scale)?;
    }
    Some(micros)
}
