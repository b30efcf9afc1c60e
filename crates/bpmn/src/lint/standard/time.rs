//! Times as engines read them: a moment, a duration, a repetition.
//!
//! Absent: whether the moment has passed. Source: BPMN 2.0.2 §10.5.5 (timer event definition); ISO 8601-1:2019 §5.4, §5.5, §5.6.

use roxmltree::Node as Xml;

use super::{Findings, Model, Rule, Severity, child, content, named};

const TIME: Rule = Rule {
    name: "time-not-readable",
    severity: Severity::Error,
    why: "An engine waits for a time it can read; for this one it never wakes up.",
    remedy: "Write ISO 8601: 2026-11-25T09:00:00Z for a moment, PT4H for four hours, R3/PT1H for three times; or mark it as an expression.",
};
const ONE_TIME: Rule = Rule {
    name: "one-time-only",
    severity: Severity::Error,
    why: "A timer waits for a moment, a duration or a repetition; with several it is open which of them counts.",
    remedy: "Keep one of them.",
};
const NO_TIME: Rule = Rule {
    name: "timer-without-time",
    severity: Severity::Error,
    why: "A timer that does not say when can never go off.",
    remedy: "Say the moment, the duration or the repetition.",
};

/// The rules of this room.
pub(super) const ALL: &[&Rule] = &[&TIME, &ONE_TIME, &NO_TIME];

pub(super) fn check<'a, 'input>(model: &Model<'a, 'input>, xml: Xml<'a, 'input>, findings: &mut Findings) {
    if named(xml, "timerEventDefinition") {
        let times = ["timeDate", "timeDuration", "timeCycle"];
        let given = times.iter().filter(|name| child(xml, name).is_some()).count();
        if given > 1 {
            model.add(findings, &ONE_TIME, xml, format!("{} has {given} times.", model.label(xml)));
        } else if given == 0 && child(xml, "extensionElements").is_none() {
            model.add_if_run(findings, &NO_TIME, xml, format!("{} does not say when.", model.label(xml)));
        }
        return;
    }
    let readable: fn(&str) -> bool = match xml.tag_name().name() {
        "timeDate" => is_moment,
        "timeDuration" => is_duration,
        "timeCycle" => is_cycle,
        _ => return,
    };
    let text = content(xml);
    if text.is_empty() || is_marked_expression(&text) || readable(&text) {
        return;
    }
    let message = format!("\"{text}\" at {} is no {}.", model.label(xml), words(xml.tag_name().name()));
    model.add_if_run(findings, &TIME, xml, message);
}

fn words(name: &str) -> &'static str {
    match name {
        "timeDate" => "moment",
        "timeDuration" => "duration",
        _ => "repetition",
    }
}

/// What tools write around an expression, or what only an expression has.
fn is_marked_expression(text: &str) -> bool {
    ["${", "#{", "=", "{{"].iter().any(|mark| text.starts_with(mark)) || text.contains('(')
}

/// A date, or a date with a time.
pub(super) fn is_moment(text: &str) -> bool {
    let (date, time) = text.split_once('T').map_or((text, None), |(date, time)| (date, Some(time)));
    let digits: Vec<&str> = date.split('-').collect();
    let number = |text: &str, length: usize| text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
    let in_range = |text: &str, most: u32| text.parse::<u32>().is_ok_and(|value| (1..=most).contains(&value));
    let date_fits = match digits.as_slice() {
        [year, month, day] => {
            number(year, 4) && number(month, 2) && number(day, 2) && in_range(month, 12) && in_range(day, 31)
        }
        [day] => number(day, 8),
        _ => false,
    };
    date_fits && time.is_none_or(|time| !time.is_empty() && is_clock(time))
}

/// Hours, minutes, seconds and a zone.
fn is_clock(text: &str) -> bool {
    let zone = text.find(['Z', '+', '-']).unwrap_or(text.len());
    let (clock, zone) = text.split_at(zone);
    let digits = clock.bytes().next().is_some_and(|byte| byte.is_ascii_digit());
    digits
        && clock.bytes().all(|byte| byte.is_ascii_digit() || b":.,".contains(&byte))
        && (zone.is_empty() || zone == "Z" || zone[1..].bytes().all(|byte| byte.is_ascii_digit() || byte == b':'))
}

/// `P1DT2H` and the like; weeks as `P2W`.
pub(super) fn is_duration(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('-').unwrap_or(text).strip_prefix('P') else { return false };
    let (date, time) = rest.split_once('T').map_or((rest, None), |(date, time)| (date, Some(time)));
    let parts = |text: &str, units: &str| {
        let mut left = units.chars();
        let mut digits = 0;
        text.chars().all(|c| {
            if c.is_ascii_digit() || (digits > 0 && (c == '.' || c == ',')) {
                digits += 1;
                return true;
            }
            std::mem::take(&mut digits) > 0 && left.any(|unit| unit == c)
        }) && !text.ends_with(|c: char| c.is_ascii_digit() || c == '.' || c == ',')
    };
    parts(date, "YMWD")
        && time.is_none_or(|time| !time.is_empty() && parts(time, "HMS"))
        && !(date.is_empty() && time.is_none())
}

/// `R5/PT1H`, with a beginning or an end if wanted; or the fields of a crontab, which several engines read.
pub(super) fn is_cycle(text: &str) -> bool {
    if let Some(rest) = text.strip_prefix('R') {
        let mut parts = rest.split('/');
        let count = parts.next().unwrap_or_default();
        let rest: Vec<&str> = parts.collect();
        let duration = rest.iter().any(|part| is_duration(part));
        return count.bytes().all(|byte| byte.is_ascii_digit())
            && (1..=3).contains(&rest.len())
            && (duration || rest.len() == 2)
            && rest.iter().all(|part| is_duration(part) || is_moment(part));
    }
    let fields: Vec<&str> = text.split_whitespace().collect();
    let field = |text: &&str| text.chars().all(|c| c.is_ascii_alphanumeric() || "*/,-?#".contains(c));
    let numeric = |text: &&str| text.chars().next().is_some_and(|c| c.is_ascii_digit() || "*?".contains(c));
    (5..=7).contains(&fields.len()) && fields.iter().all(field) && fields.iter().take(3).all(numeric)
}
