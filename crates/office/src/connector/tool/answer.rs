//! Reading the answers of tools: which statuses mean what, and values that are sometimes texts and sometimes numbers.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde_json::Value;

use super::super::wire::{Line, Reply, Trouble, Why};
use crate::clock::Time;

/// How long to wait where a tool says “later” without saying when, seconds.
const LATER_S: i64 = 60;

/// Lets a line carry a name and a password (RFC 7617).
pub fn basic(line: &mut Line, account: &str, secret: &str) -> Result<(), Trouble> {
    line.carry("authorization", &format!("Basic {}", STANDARD.encode(format!("{account}:{secret}"))))
}

/// The JSON of a good answer; everything else as a trouble with what to do.
pub fn good(reply: &Reply, what: &str) -> Result<Value, Trouble> {
    fine(reply, what)?;
    reply.json()
}

/// Passes for a good answer, whatever it holds.
pub fn fine(reply: &Reply, what: &str) -> Result<(), Trouble> {
    let said = said(reply);
    let trouble = match reply.status {
        200..=299 => return Ok(()),
        401 => Trouble::new(
            Why::Credential,
            format!(
                "The tool does not know the credential ({what}: 401). Enter it anew, and look whether it has expired.{said}"
            ),
        ),
        403 => Trouble::new(
            Why::Credential,
            format!("The account may not do this ({what}: 403). Give it the right in the tool.{said}"),
        ),
        404 => Trouble::new(
            Why::Refused,
            format!("There is nothing at this place ({what}: 404), or the account may not see it.{said}"),
        ),
        429 | 503 => {
            let later_s = reply.retry_after_s().unwrap_or(LATER_S);
            let sentence = format!("The tool asks us to come back in {later_s} seconds ({what}: {}).", reply.status);
            Trouble { later_s: Some(later_s), ..Trouble::new(Why::Later, sentence) }
        }
        500.. => {
            let sentence = format!("The tool has a fault of its own ({what}: {}).{said}", reply.status);
            // A fault may lie behind the work as well as before it, and a gateway does not know.
            Trouble { may_be_done: true, ..Trouble::new(Why::Unreachable, sentence) }
        }
        other => Trouble::new(Why::Refused, format!("The tool refused ({what}: {other}).{said}")),
    };
    Err(trouble)
}

/// What the tool says in its own words, if it says something short.
fn said(reply: &Reply) -> String {
    let Ok(value) = serde_json::from_slice::<Value>(&reply.body) else { return String::new() };
    let words = match &value {
        Value::Array(all) => all.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" "),
        _ => [
            "/message",
            "/error/message",
            "/errorMessages/0",
            "/errors/0",
            "/detail",
            "/error_description",
            "/error",
            "/title",
        ]
        .iter()
        .find_map(|path| value.pointer(path).and_then(Value::as_str))
        .unwrap_or_default()
        .to_owned(),
    };
    plain(&words).map_or_else(String::new, |words| format!(" It says: “{words}”."))
}

/// A short text without control characters, if there is any.
pub fn plain(words: &str) -> Option<String> {
    let words: String = words.chars().filter(|c| !c.is_control()).take(200).collect();
    let words = words.trim();
    (!words.is_empty()).then(|| words.to_owned())
}

/// A field as text, whether the tool wrote a text or a number; empty where there is none.
pub fn text(value: &Value, field: &str) -> String {
    match value.get(field) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::Bool(flag)) => flag.to_string(),
        _ => String::new(),
    }
}

/// A field as a whole number; 0 where there is none.
pub fn number(value: &Value, field: &str) -> i64 {
    match value.get(field) {
        Some(Value::Number(number)) => number.as_i64().unwrap_or(0),
        Some(Value::String(text)) => text.trim().parse().unwrap_or(0),
        _ => 0,
    }
}

/// The rows of a list below a field.
pub fn rows<'v>(value: &'v Value, field: &str) -> Result<&'v Vec<Value>, Trouble> {
    value.get(field).and_then(Value::as_array).ok_or_else(|| {
        Trouble::answer(format!(
            "The answer has no list “{field}”. Look at the address: is it this tool, in a version that we know?"
        ))
    })
}

/// An instant with its zone, or a time without one in the tool's zone: `2026-11-22T14:24:20Z`, `2026-11-22 14:24:20`.
pub fn time(words: &str, zone: &str) -> Option<Time> {
    if let Ok(at) = words.parse::<Timestamp>() {
        return Some(Time(at.as_microsecond()));
    }
    // Jira writes `+0100` where RFC 3339 has `+01:00`.
    if let Some(at) = words.len().checked_sub(2).filter(|at| words.is_char_boundary(*at) && words.contains('T'))
        && let Ok(at) = format!("{}:{}", &words[..at], &words[at..]).parse::<Timestamp>()
    {
        return Some(Time(at.as_microsecond()));
    }
    let zone = mining::Zone::named(zone).ok()?;
    mining::parse_time(words, mining::TimeFormat::YearMonthDay, &zone).ok().map(Time)
}

/// A value for a query string.
pub fn query(text: &str) -> String {
    crate::web::form::encode(text).replace('/', "%2F")
}

/// The time as tools read it in a search, to the second and in UTC.
pub fn second(time: Time) -> String {
    time.rfc3339().replace('T', " ").trim_end_matches('Z').to_owned()
}
