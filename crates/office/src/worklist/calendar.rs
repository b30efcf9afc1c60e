//! What is asked of a person as a calendar that other programs subscribe to.
//!
//! Each open ask is an all-day event on its due day: programs that ignore tasks show events. Absent: writing back, alarms.
//! Sources: RFC 5545 (iCalendar), RFC 7986 §5.7 (`REFRESH-INTERVAL`).

use icalendar::{Calendar, Class, Component, Event, Parameter, Property};

use super::model::Asked;
use crate::clock::Time;

/// How often programs are asked to look again, as an ISO 8601 duration.
const REFRESH: &str = "PT1H";
/// Longest text of a description, characters; the page has the rest.
const DESCRIPTION_CHARS: usize = 500;

/// The calendar of open asks as text, the same for the same asks. Links begin with `public_url`.
#[must_use]
pub fn calendar(asks: &[Asked], office_name: &str, public_url: &str) -> String {
    let mut calendar = Calendar::empty();
    for (key, value) in [("VERSION", "2.0"), ("PRODID", "-//Mandate//Worklist//EN"), ("CALSCALE", "GREGORIAN")] {
        calendar.append_property((key, value));
    }
    let name = if office_name.is_empty() { "My work".to_owned() } else { format!("My work, {office_name}") };
    calendar.name(&plain(&name));
    let interval =
        Property::new("REFRESH-INTERVAL", REFRESH).append_parameter(Parameter::new("VALUE", "DURATION")).done();
    calendar.append_property(interval).append_property(("X-PUBLISHED-TTL", REFRESH));
    for ask in asks {
        calendar.push(event(ask, public_url));
    }
    calendar.done().to_string()
}

fn event(ask: &Asked, public_url: &str) -> Event {
    let link = format!("{public_url}{}", ask.href);
    let why: String = plain(&ask.why).chars().take(DESCRIPTION_CHARS).collect();
    let day = |time: Time| time.date().strftime("%Y%m%d").to_string();
    let date =
        |key: &str, time: Time| Property::new(key, day(time)).append_parameter(Parameter::new("VALUE", "DATE")).done();
    let stamp = ask.created_at.rfc3339().replace(['-', ':'], "");
    Event::new()
        .uid(&format!("{}@mandate", ask.id))
        .add_property("DTSTAMP", stamp)
        .append_property(date("DTSTART", ask.due_at))
        .append_property(date("DTEND", ask.due_at.plus_days(1)))
        .summary(&plain(&ask.title))
        .description(&format!("{why}\n{link}"))
        .url(&link)
        .class(Class::Private)
        .add_property("TRANSP", "TRANSPARENT")
        .done()
}

/// The text without control characters, which have no place in a calendar; line breaks become spaces.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
