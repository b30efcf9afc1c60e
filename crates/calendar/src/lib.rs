//! Working time: how much of the time between two instants lies within the hours in which somebody works, and what lies so much
//! working time ahead.
//!
//! Hours of the week in a time zone, holidays, and days with hours of their own. Absent: shifts of single people, a clock, files.
//! Sources: ServiceNow, "Schedules"; the IANA time zone database through `jiff`; G. E. Blelloch, "Prefix Sums and Their
//! Applications" (1990).

pub mod date;
mod reckon;
mod stretch;
#[cfg(test)]
mod tests;
mod zone;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use date::{DAY_US, HOUR_US, LAST_YEAR, MINUTE_US, SECOND_US};
pub use stretch::Stretch;
pub use zone::Zone;

use date::{date_of, days_since_1970};

/// Minutes of a day.
const DAY_MINUTES: u16 = 24 * 60;
/// Most holidays and days with hours of their own.
pub const MAX_DAYS: usize = 100_000;
/// Most stretches of work in one day.
pub const MAX_SPANS: usize = 24;

/// Hours of work in one day, in minutes after midnight on the clock of the zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkSpan {
    /// Where work begins, 0 to 1439.
    pub from_minute: u16,
    /// Where it ends, up to 1440 for midnight.
    pub to_minute: u16,
}

/// When work is done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CalendarSpec {
    /// Zone of the hours: `UTC`, `+01:00`, `Europe/Zurich`.
    pub time_zone: String,
    /// Hours of Monday to Sunday, each in order and apart.
    pub week: [Vec<WorkSpan>; 7],
    /// Days without work, as `2024-12-25`.
    pub holidays: Vec<String>,
    /// Days with hours of their own, as `2024-12-24`; they win over holidays.
    pub special_days: BTreeMap<String, Vec<WorkSpan>>,
}

impl Default for CalendarSpec {
    /// Monday to Friday, nine to five, in UTC.
    fn default() -> Self {
        let day = vec![WorkSpan { from_minute: 9 * 60, to_minute: 17 * 60 }];
        let week = std::array::from_fn(|weekday| if weekday < 5 { day.clone() } else { Vec::new() });
        CalendarSpec { time_zone: "UTC".to_owned(), week, holidays: Vec::new(), special_days: BTreeMap::new() }
    }
}

/// A calendar ready for computing.
#[derive(Clone, Debug)]
pub struct Calendar {
    zone: Zone,
    /// Beginning and end of each stretch of work, and the work before it; microseconds.
    spans: Vec<(i64, i64, i64)>,
    /// For each day of UTC since 1970 the first stretch that ends after its beginning.
    first: Vec<u32>,
    /// Days of the zone (since 1970) on which work is done.
    days: Vec<i64>,
}

impl Calendar {
    /// Prepares a calendar for all years that it knows.
    ///
    /// # Errors
    /// A sentence: an unknown zone, hours out of order, a day that does not exist.
    pub fn new(spec: &CalendarSpec) -> Result<Calendar, String> {
        let zone = Zone::named(&spec.time_zone).map_err(|why| format!("{why}."))?;
        spec.week.iter().try_for_each(|spans| check(spans))?;
        let own = own_days(spec)?;
        let last = days_since_1970(LAST_YEAR + 1, 1, 1);
        let mut spans: Vec<(i64, i64, i64)> = Vec::new();
        let mut days = Vec::new();
        let mut worked = 0;
        let mut start = zone.day_start(-1);
        for day in -1..=last {
            let next = zone.day_start(day + 1);
            let hours = match own.get(&day) {
                Some(hours) => hours,
                None => spec.week[(day + 3).rem_euclid(7) as usize].as_slice(),
            };
            // On a day of another length the clock jumps, and each hour is asked for.
            let usual = next - start == DAY_US;
            let at = |minute: u16| match minute {
                DAY_MINUTES => next,
                minute if usual => start + i64::from(minute) * MINUTE_US,
                minute => zone.at(day, i64::from(minute) * MINUTE_US),
            };
            let before = spans.len();
            for WorkSpan { from_minute, to_minute } in hours {
                let (from, to) = (at(*from_minute), at(*to_minute));
                if from < to {
                    spans.push((from, to, worked));
                    worked += to - from;
                }
            }
            if spans.len() > before {
                days.push(day);
            }
            start = next;
        }
        let mut first = Vec::with_capacity(last as usize + 1);
        let mut span = 0;
        for day in 0..=last {
            while spans.get(span).is_some_and(|(_, to, _)| *to <= day * DAY_US) {
                span += 1;
            }
            first.push(span as u32);
        }
        Ok(Calendar { zone, spans, first, days })
    }

    /// The zone of its hours.
    #[must_use]
    pub fn zone(&self) -> &Zone {
        &self.zone
    }

    /// Whether no work is ever done.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }
}

/// Holidays and days with hours of their own, by their number.
fn own_days(spec: &CalendarSpec) -> Result<BTreeMap<i64, &[WorkSpan]>, String> {
    if spec.holidays.len() + spec.special_days.len() > MAX_DAYS {
        return Err(format!("A calendar has at most {MAX_DAYS} holidays and special days."));
    }
    let mut days: BTreeMap<i64, &[WorkSpan]> = BTreeMap::new();
    for holiday in &spec.holidays {
        days.insert(day_of(holiday)?, &[]);
    }
    for (day, spans) in &spec.special_days {
        check(spans)?;
        days.insert(day_of(day)?, spans);
    }
    Ok(days)
}

fn check(spans: &[WorkSpan]) -> Result<(), String> {
    if spans.len() > MAX_SPANS {
        return Err(format!("A day has at most {MAX_SPANS} stretches of work."));
    }
    let mut last = 0;
    for WorkSpan { from_minute, to_minute } in spans {
        if *from_minute < last || from_minute >= to_minute || *to_minute > DAY_MINUTES {
            return Err(format!(
                "The hours of a day must be in order and apart, from 0 to {DAY_MINUTES} minutes; {from_minute} to {to_minute} is not."
            ));
        }
        last = *to_minute;
    }
    Ok(())
}

/// The number of a day (since 1970) that is written as `2024-12-25`.
///
/// # Errors
/// A sentence, when there is no such day in the years that a calendar knows.
pub fn day_of(text: &str) -> Result<i64, String> {
    let wrong = || format!("\"{text}\" is no day; write it as 2024-12-25.");
    let parts: Vec<i64> = text.split('-').map(str::parse).collect::<Result<_, _>>().map_err(|_| wrong())?;
    let [year, month, day] = parts[..] else { return Err(wrong()) };
    if !(1970..=LAST_YEAR).contains(&year) || !(1..=12).contains(&month) {
        return Err(wrong());
    }
    let number = days_since_1970(year, month, day.clamp(1, 31));
    if date_of(number) == (year, month, day) { Ok(number) } else { Err(wrong()) }
}
