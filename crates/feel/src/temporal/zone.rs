//! Where a time is meant: nowhere in particular, at an offset from UTC, or in a named region.
//!
//! Absent: the zone of the machine. Source: DMN 1.5 §10.3.2.3.6; IANA time zone database as carried by jiff.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::OnceLock;

use jiff::civil::DateTime as Civil;
use jiff::tz::{TimeZone, TimeZoneDatabase};

use super::{DAY_S, Date, Scan};

/// The largest offset from UTC, seconds.
const MAX_OFFSET_S: i32 = 18 * 3_600;

/// A zone of a time.
#[derive(Clone, Debug)]
pub enum Zone {
    /// Seconds east of UTC.
    Offset(i32),
    /// A region with its rules.
    Named(TimeZone),
}

fn database() -> &'static TimeZoneDatabase {
    static DATABASE: OnceLock<TimeZoneDatabase> = OnceLock::new();
    DATABASE.get_or_init(TimeZoneDatabase::bundled)
}

/// A day and second of it as the library of zones has them; years that it has not are moved by whole cycles of 400.
fn civil(date: Date, second: i64) -> Option<(Civil, i64)> {
    let cycles = i64::from(date.year() - 2_000).div_euclid(400);
    let cycles = if (1..=9_000).contains(&date.year()) { 0 } else { cycles };
    let year = i16::try_from(i64::from(date.year()) - cycles * 400).ok()?;
    let (hour, minute) = (i8::try_from(second / 3_600).ok()?, i8::try_from(second / 60 % 60).ok()?);
    let seconds = i8::try_from(second % 60).ok()?;
    let month = i8::try_from(date.month()).ok()?;
    let civil = Civil::new(year, month, i8::try_from(date.day()).ok()?, hour, minute, seconds, 0).ok()?;
    Some((civil, cycles))
}

impl Zone {
    pub const UTC: Self = Self::Offset(0);

    /// The zone of an IANA name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        database().get(name).ok().map(Self::Named)
    }

    /// The name, for a named zone.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Offset(_) => None,
            Self::Named(zone) => zone.iana_name(),
        }
    }

    /// Seconds east of UTC at a local time.
    pub(crate) fn offset_at(&self, date: Date, second: i64) -> i32 {
        match self {
            Self::Offset(offset) => *offset,
            Self::Named(zone) => {
                let timestamp = civil(date, second).and_then(|(civil, _)| zone.to_timestamp(civil).ok());
                timestamp.map_or(0, |timestamp| zone.to_offset(timestamp).seconds())
            }
        }
    }

    /// Seconds east of UTC at an instant, in seconds since 1970.
    pub(crate) fn offset_of(&self, instant: i64) -> i32 {
        match self {
            Self::Offset(offset) => *offset,
            Self::Named(zone) => {
                let utc = Date::from_days(instant.div_euclid(DAY_S))
                    .and_then(|date| civil(date, instant.rem_euclid(DAY_S)))
                    .and_then(|(civil, _)| TimeZone::UTC.to_timestamp(civil).ok());
                utc.map_or(0, |timestamp| zone.to_offset(timestamp).seconds())
            }
        }
    }

    /// Reads `Z`, `+01:00` or `@Europe/Paris`, or nothing at the end of the text.
    pub(crate) fn scan(scan: &mut Scan<'_>) -> Option<Option<Self>> {
        match scan.peek() {
            None => Some(None),
            Some(b'@') => {
                let name = std::str::from_utf8(&scan.rest()[1..]).ok()?;
                Some(Some(Self::named(name)?))
            }
            Some(b'Z') => {
                scan.take(b'Z');
                scan.end()?;
                Some(Some(Self::UTC))
            }
            Some(sign @ (b'+' | b'-')) => {
                scan.take(sign);
                let hours = scan.two()?;
                scan.expect(b':')?;
                let minutes = scan.two()?;
                let seconds = if scan.take(b':') { scan.two()? } else { 0 };
                scan.end()?;
                let total = i32::from(hours) * 3_600 + i32::from(minutes) * 60 + i32::from(seconds);
                if minutes > 59 || seconds > 59 || total > MAX_OFFSET_S {
                    return None;
                }
                Some(Some(Self::Offset(if sign == b'-' { -total } else { total })))
            }
            Some(_) => None,
        }
    }
}

impl PartialEq for Zone {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Offset(left), Self::Offset(right)) => left == right,
            (Self::Named(_), Self::Named(_)) => self.name() == other.name(),
            _ => false,
        }
    }
}

impl Eq for Zone {}

impl Hash for Zone {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self {
            Self::Offset(offset) => offset.hash(state),
            Self::Named(_) => self.name().hash(state),
        }
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Offset(0) => f.write_str("Z"),
            Self::Offset(offset) => {
                let sign = if *offset < 0 { '-' } else { '+' };
                let offset = offset.unsigned_abs();
                write!(f, "{sign}{:02}:{:02}", offset / 3_600, offset / 60 % 60)?;
                if offset % 60 != 0 {
                    write!(f, ":{:02}", offset % 60)?;
                }
                Ok(())
            }
            Self::Named(_) => write!(f, "@{}", self.name().unwrap_or_default()),
        }
    }
}
