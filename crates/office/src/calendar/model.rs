//! A calendar as people keep it: hours of the week, days of their own with names, and how both are written.
//!
//! Absent: storage, and reckoning (crate `calendar`). Source: ISO 8601 for days and times.

use std::collections::BTreeMap;

use ::calendar::{CalendarSpec, WorkSpan, day_of};
use serde::{Deserialize, Serialize};

use crate::clock::Time;
use crate::failure::Refusal;

/// Most days of their own.
pub const MOST_DAYS: usize = 2_000;
/// Letters of the name of a calendar or of a day.
pub const NAME_CHARS: usize = 100;
/// The days of the week.
pub const WEEK: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// A calendar of the office.
#[derive(Clone, Debug, PartialEq)]
pub struct Calendar {
    pub id: String,
    /// Short and stable; diagrams name it.
    pub key: String,
    pub name: String,
    pub hours: Hours,
    /// Whether due days that nobody said otherwise count in it.
    pub is_usual: bool,
    pub changed_at: Time,
    pub revision: i64,
}

impl Calendar {
    /// The page of the calendar.
    #[must_use]
    pub fn href(&self) -> String {
        format!("/calendars/{}", self.key)
    }
}

/// When work is done.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hours {
    /// `UTC`, `+01:00`, `Europe/Zurich`.
    pub time_zone: String,
    /// Monday to Sunday.
    pub week: [Vec<WorkSpan>; 7],
    /// Days that differ from their weekday, in order.
    #[serde(default)]
    pub days: Vec<Day>,
}

/// A day that differs from its weekday: free, or with hours of its own.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Day {
    /// `2026-12-25`.
    pub date: String,
    #[serde(default)]
    pub name: String,
    /// Empty for a free day.
    #[serde(default)]
    pub hours: Vec<WorkSpan>,
}

impl Hours {
    /// The hours as they are reckoned with.
    #[must_use]
    pub fn spec(&self) -> CalendarSpec {
        let special: BTreeMap<String, Vec<WorkSpan>> =
            self.days.iter().map(|day| (day.date.clone(), day.hours.clone())).collect();
        CalendarSpec {
            time_zone: self.time_zone.clone(),
            week: self.week.clone(),
            holidays: Vec::new(),
            special_days: special,
        }
    }

    /// The hours, in order, if they can be kept.
    ///
    /// # Errors
    /// Everything that is wrong, each at its question.
    pub fn checked(mut self) -> Result<Hours, Vec<Refusal>> {
        let mut refusals = Vec::new();
        self.time_zone = self.time_zone.trim().to_owned();
        if self.time_zone.is_empty() {
            refusals.push(Refusal::at("time_zone", "Say in which time zone, for example Europe/Zurich."));
        } else if let Err(why) = ::calendar::Zone::named(&self.time_zone) {
            refusals.push(Refusal::at("time_zone", format!("{}.", sentence(&why))));
        }
        if self.days.len() > MOST_DAYS {
            let sentence = format!("At most {MOST_DAYS} days fit here; {} were given.", self.days.len());
            refusals.push(Refusal::at("days", sentence));
            return Err(refusals);
        }
        for day in &mut self.days {
            day.name = day.name.trim().to_owned();
            if let Err(why) = day_of(&day.date) {
                refusals.push(Refusal::at("days", sentence(&why)));
            }
            if day.name.chars().count() > NAME_CHARS || day.name.chars().any(char::is_control) {
                refusals.push(Refusal::at(
                    "days",
                    format!("The name of {} is one line of at most {NAME_CHARS} characters.", day.date),
                ));
            }
        }
        self.days.sort_by(|a, b| a.date.cmp(&b.date));
        if let Some(twice) = self.days.windows(2).find(|two| two[0].date == two[1].date) {
            refusals.push(Refusal::at("days", format!("{} stands here twice. Leave one.", twice[0].date)));
        }
        if refusals.is_empty() {
            match ::calendar::Calendar::new(&self.spec()) {
                Err(why) => refusals.push(Refusal::at("week", sentence(&why))),
                Ok(ready) if ready.is_empty() => {
                    refusals.push(Refusal::at(
                        "week",
                        "Nobody ever works in this calendar. Give at least one day its hours.",
                    ));
                }
                Ok(_) => {}
            }
        }
        if refusals.is_empty() { Ok(self) } else { Err(refusals) }
    }

    /// The week in words: "Monday to Friday 09:00–17:00".
    #[must_use]
    pub fn week_in_words(&self) -> String {
        let mut parts: Vec<String> = Vec::new();
        let mut at = 0;
        while at < 7 {
            let same = (at..7).take_while(|day| self.week[*day] == self.week[at]).count();
            if !self.week[at].is_empty() {
                let days = match same {
                    1 => WEEK[at].to_owned(),
                    2 => format!("{} and {}", WEEK[at], WEEK[at + 1]),
                    many => format!("{} to {}", WEEK[at], WEEK[at + many - 1]),
                };
                parts.push(format!("{days} {}", spans(&self.week[at]).replace('-', "–").replace(' ', ", ")));
            }
            at += same;
        }
        if parts.is_empty() { "no hours in an ordinary week".to_owned() } else { parts.join("; ") }
    }
}

/// Hours as they are written: `09:00-12:00 13:00-17:00`.
#[must_use]
pub fn spans(hours: &[WorkSpan]) -> String {
    let clock = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
    let all: Vec<String> =
        hours.iter().map(|span| format!("{}-{}", clock(span.from_minute), clock(span.to_minute))).collect();
    all.join(" ")
}

/// Reads hours: `9-12, 13:00–17:30`; nothing for no work.
///
/// # Errors
/// A sentence that names what cannot be read.
pub fn read_spans(text: &str) -> Result<Vec<WorkSpan>, String> {
    let words = text.split([',', ';', ' ', '\t', '\n']).filter(|word| !word.is_empty());
    words
        .map(|word| span(word).ok_or_else(|| format!("“{word}” is no time from and to. Write it as 09:00-17:00.")))
        .collect()
}

fn span(word: &str) -> Option<WorkSpan> {
    let (from, to) = word.split_once(['-', '–'])?;
    let clock = |text: &str| -> Option<u16> {
        let (hour, minute) = text.split_once(':').unwrap_or((text, "0"));
        let number =
            |text: &str| text.bytes().all(|sign| sign.is_ascii_digit()).then(|| text.parse::<u16>().ok()).flatten();
        let (hour, minute) = (number(hour)?, number(minute)?);
        (hour <= 24 && minute < 60 && hour * 60 + minute <= 1440).then_some(hour * 60 + minute)
    };
    Some(WorkSpan { from_minute: clock(from)?, to_minute: clock(to)? })
}

/// Days as they are written, one a line: `2026-12-24 09:00-12:00 Christmas Eve`.
#[must_use]
pub fn lines(days: &[Day]) -> String {
    let line = |day: &Day| {
        let parts = [day.date.clone(), spans(&day.hours), day.name.clone()];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    };
    days.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Reads days, one a line; at most one more than fit, so that too many are seen.
///
/// # Errors
/// Each line that cannot be read.
pub fn read_lines(text: &str) -> Result<Vec<Day>, Vec<String>> {
    let (mut days, mut wrong) = (Vec::new(), Vec::new());
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    for line in lines.take(MOST_DAYS + 1) {
        let (date, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        if let Err(why) = day_of(date) {
            wrong.push(sentence(&why));
            continue;
        }
        let mut hours = Vec::new();
        let mut name = rest.trim();
        while let Some(found) = name.split([' ', ',']).next().and_then(span) {
            hours.push(found);
            name = name.split_once([' ', ',']).map_or("", |(_, rest)| rest.trim_start_matches([' ', ',']));
        }
        days.push(Day { date: date.to_owned(), name: name.to_owned(), hours });
    }
    wrong.truncate(10);
    if wrong.is_empty() { Ok(days) } else { Err(wrong) }
}

/// A key of a name: small letters, digits and hyphens.
#[must_use]
pub fn key_of(name: &str) -> String {
    let plain = name.to_lowercase();
    let words = plain.split(|sign: char| !sign.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let key: String = words.collect::<Vec<_>>().join("-").chars().take(60).collect();
    let key = key.trim_matches('-').to_owned();
    if key.is_empty() { "calendar".to_owned() } else { key }
}

/// A reason of the crate as a sentence of ours.
fn sentence(why: &str) -> String {
    let mut letters = why.trim().chars();
    let first = letters.next().map(|first| first.to_uppercase().collect::<String>()).unwrap_or_default();
    format!("{first}{}", letters.as_str()).replacen('"', "“", 1).replacen('"', "”", 1)
}

/// A moment in the zone of a calendar: `Mon 30 Nov 2026, 15:00`.
#[must_use]
pub fn moment(hours: &Hours, at: Time) -> String {
    let Ok(zone) = ::calendar::Zone::named(&hours.time_zone) else { return at.in_words() };
    let (day, clock) = zone.clock(at.0);
    let (year, month, date) = ::calendar::date::date_of(day);
    let weekday = usize::try_from((day + 3).rem_euclid(7)).unwrap_or(0);
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let month = months[usize::try_from(month - 1).unwrap_or(0).min(11)];
    let minutes = clock / ::calendar::MINUTE_US;
    format!("{} {date} {month} {year}, {:02}:{:02}", WEEK[weekday], minutes / 60, minutes % 60)
}

/// Reads a moment of a form (`2026-11-27T15:00`) on the clock of a zone.
#[must_use]
pub fn read_moment(hours: &Hours, text: &str) -> Option<Time> {
    let (date, clock) = text.trim().split_once(['T', ' '])?;
    let mut parts = clock.split(':').map(str::parse::<i64>);
    let (hour, minute) = (parts.next()?.ok()?, parts.next()?.ok()?);
    if !(0..24).contains(&hour) || !(0..60).contains(&minute) {
        return None;
    }
    let zone = ::calendar::Zone::named(&hours.time_zone).ok()?;
    Some(Time(zone.at(day_of(date).ok()?, (hour * 60 + minute) * ::calendar::MINUTE_US)))
}

/// A moment as a form shows it, on the clock of a zone.
#[must_use]
pub fn field_moment(hours: &Hours, at: Time) -> String {
    let zone = ::calendar::Zone::named(&hours.time_zone).unwrap_or_else(|_| ::calendar::Zone::utc());
    let (day, clock) = zone.clock(at.0);
    let (year, month, date) = ::calendar::date::date_of(day);
    let minutes = clock / ::calendar::MINUTE_US;
    format!("{year:04}-{month:02}-{date:02}T{:02}:{:02}", minutes / 60, minutes % 60)
}
