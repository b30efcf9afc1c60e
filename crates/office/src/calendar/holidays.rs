//! Holidays from a file of another calendar: each whole day of an event becomes a free day.
//!
//! Events with a time of the day are passed over, and so are those that are cancelled or shown as free time of an ordinary day. An event that
//! comes back every year is taken for the years to come. Absent: other rhythms, which are told. Source: RFC 5545 §3.1 (folding), §3.6.1,
//! §3.8.5.3.

use ::calendar::date::{date_of, days_since_1970};

use super::model::{Day, MOST_DAYS, NAME_CHARS};

/// Days of one event, at most.
const MOST_OF_EVENT: i64 = 60;
/// Years ahead for an event that comes back every year.
const YEARS: i64 = 5;

/// What a file says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Read {
    pub days: Vec<Day>,
    /// Events that were passed over, by what they are called.
    pub passed_over: Vec<String>,
}

#[derive(Default)]
struct Event {
    name: String,
    from: Option<i64>,
    until: Option<i64>,
    yearly: bool,
    other_rhythm: bool,
    is_cancelled: bool,
    has_time: bool,
}

/// Reads the free days of a file; `today` is the number of the present day.
///
/// # Errors
/// A sentence, when it is no such file or holds no free day.
pub fn read(text: &str, today: i64) -> Result<Read, String> {
    if !text.trim_start_matches('\u{feff}').trim_start().to_ascii_uppercase().starts_with("BEGIN:VCALENDAR") {
        return Err("This is no calendar file. Choose one that ends in .ics.".to_owned());
    }
    let mut read = Read::default();
    let mut event: Option<Event> = None;
    for line in unfolded(text) {
        let Some((head, value)) = line.split_once(':') else { continue };
        let (name, parameters) = head.split_once(';').unwrap_or((head, ""));
        match (name.to_ascii_uppercase().as_str(), &mut event) {
            ("BEGIN", _) if value.eq_ignore_ascii_case("VEVENT") => event = Some(Event::default()),
            ("END", _) if value.eq_ignore_ascii_case("VEVENT") => {
                if let Some(event) = event.take() {
                    take(event, today, &mut read);
                }
            }
            ("SUMMARY", Some(event)) => event.name = plain(value),
            ("STATUS", Some(event)) => event.is_cancelled = value.eq_ignore_ascii_case("CANCELLED"),
            ("DTSTART", Some(event)) => {
                event.from = date(value);
                event.has_time = value.contains('T') && !parameters.to_ascii_uppercase().contains("VALUE=DATE;");
            }
            ("DTEND", Some(event)) => event.until = date(value),
            ("RRULE", Some(event)) => {
                let rule = value.to_ascii_uppercase();
                event.yearly = rule.split(';').any(|part| part == "FREQ=YEARLY")
                    && !rule.contains("BYDAY=")
                    && !rule.contains("INTERVAL=");
                event.other_rhythm = !event.yearly;
            }
            _ => {}
        }
        if read.days.len() > MOST_DAYS {
            return Err(format!("The file holds more than {MOST_DAYS} days. Choose one of fewer years."));
        }
    }
    read.days.sort_by(|a, b| a.date.cmp(&b.date));
    read.days.dedup_by(|a, b| a.date == b.date);
    if read.days.is_empty() {
        return Err("The file holds no whole day. Choose one with holidays.".to_owned());
    }
    Ok(read)
}

fn take(event: Event, today: i64, read: &mut Read) {
    let Some(from) = event.from.filter(|_| !event.has_time && !event.other_rhythm && !event.is_cancelled) else {
        if read.passed_over.len() < 10 && !event.is_cancelled {
            read.passed_over.push(event.name);
        }
        return;
    };
    let until = event.until.unwrap_or(from + 1).clamp(from + 1, from + MOST_OF_EVENT);
    let (year, month, day) = date_of(from);
    let starts: Vec<i64> = if event.yearly {
        let (this_year, _, _) = date_of(today);
        let years = year.max(this_year)..=this_year + YEARS;
        let on = |year: i64| days_since_1970(year, month, day);
        years.map(on).filter(|on| date_of(*on).1 == month).collect()
    } else {
        vec![from]
    };
    for start in starts {
        for number in start..start + (until - from) {
            let (year, month, day) = date_of(number);
            let name: String = event.name.chars().take(NAME_CHARS).collect();
            read.days.push(Day { date: format!("{year:04}-{month:02}-{day:02}"), name, hours: Vec::new() });
        }
    }
}

/// Lines as they were before they were folded.
fn unfolded(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        let line = line.trim_end_matches('\r');
        match (line.strip_prefix([' ', '\t']), lines.last_mut()) {
            (Some(rest), Some(last)) => last.push_str(rest),
            _ => lines.push(line.to_owned()),
        }
    }
    lines
}

/// `20261225`, also with a time behind it.
fn date(value: &str) -> Option<i64> {
    let digits = value.trim().get(..8).filter(|digits| digits.bytes().all(|sign| sign.is_ascii_digit()))?;
    let text = format!("{}-{}-{}", &digits[..4], &digits[4..6], &digits[6..]);
    ::calendar::day_of(&text).ok()
}

fn plain(value: &str) -> String {
    let text =
        value.replace("\\n", " ").replace("\\N", " ").replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\");
    text.chars().map(|sign| if sign.is_control() { ' ' } else { sign }).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n\
        BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20261225\r\nDTEND;VALUE=DATE:20261227\r\nSUMMARY:Christmas\\, both\r\n  days\r\nEND:VEVENT\r\n\
        BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20200801\r\nRRULE:FREQ=YEARLY\r\nSUMMARY:National Day\r\nEND:VEVENT\r\n\
        BEGIN:VEVENT\r\nDTSTART:20261111T111100Z\r\nSUMMARY:Stand-up\r\nEND:VEVENT\r\n\
        BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20261112\r\nSTATUS:CANCELLED\r\nSUMMARY:Gone\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

    #[test]
    fn whole_days_become_free_days_and_the_rest_is_told() {
        let read = read(FILE, ::calendar::day_of("2026-11-26").expect("a day")).expect("it can be read");
        let dates: Vec<&str> = read.days.iter().map(|day| day.date.as_str()).collect();
        assert_eq!(dates[..3], ["2026-08-01", "2026-12-25", "2026-12-26"]);
        assert_eq!((dates.len(), dates[7]), (8, "2031-08-01"));
        assert_eq!(read.days[1].name, "Christmas, both days");
        assert_eq!(read.passed_over, ["Stand-up"]);
    }

    #[test]
    fn what_is_no_calendar_or_holds_nothing_is_refused() {
        for text in [
            "",
            "hello",
            "BEGIN:VCALENDAR\nEND:VCALENDAR",
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:99999999\nEND:VEVENT",
        ] {
            assert!(read(text, 0).is_err(), "{text}");
        }
        let many = "BEGIN:VEVENT\nDTSTART;VALUE=DATE:20260101\nDTEND;VALUE=DATE:20991231\nEND:VEVENT\n".repeat(100);
        assert!(read(&format!("BEGIN:VCALENDAR\n{many}"), 0).expect_err("too many").contains("more than"));
    }
}
