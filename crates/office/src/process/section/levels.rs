//! Service levels as rows: hours instead of minutes, steps by their names.

use super::Row;
use super::lists::{Answers, next_key};
use crate::definition::{Definition, ServiceLevel};

/// Every node of the diagram with a name: id and name on one line.
fn named(definition: &Definition) -> Vec<(String, String)> {
    let Some(diagram) = definition.flow() else { return Vec::new() };
    let one_line = |name: &str| name.split_whitespace().collect::<Vec<_>>().join(" ");
    let all = diagram.nodes().iter().map(|node| (node.id.clone(), one_line(&node.name)));
    all.filter(|(_, name)| !name.is_empty()).collect()
}

pub(super) fn read(definition: &Definition) -> Vec<Row> {
    let named = named(definition);
    let name = |id: &String| named.iter().find(|(other, _)| other == id).map_or(id.clone(), |(_, name)| name.clone());
    let row = |one: &ServiceLevel| {
        let hours = format!("{:.2}", f64::from(one.minutes) / 60.0);
        let hours = hours.trim_end_matches('0').trim_end_matches('.').to_owned();
        let hours = if one.minutes == 0 { String::new() } else { hours };
        let percents: Vec<String> = one.warn_at.iter().map(u32::to_string).collect();
        vec![
            one.key.clone(),
            one.name.clone(),
            hours,
            one.calendar.clone(),
            one.starts_at.clone(),
            one.stops_at.clone(),
            one.pauses_at.iter().map(name).collect::<Vec<_>>().join("\n"),
            percents.join(", "),
        ]
    };
    definition.service_levels.iter().map(row).collect()
}

pub(super) fn write(definition: &mut Definition, rows: &[&Row]) {
    let named = named(definition);
    // A step that is not there stays as it was written, so that the check can tell it.
    let id = |text: &str| {
        let found = named.iter().find(|(id, name)| id == text || name.eq_ignore_ascii_case(text));
        found.map_or(text.to_owned(), |(id, _)| id.clone())
    };
    let mut levels: Vec<ServiceLevel> = Vec::new();
    for row in rows.iter().map(|row| Answers(row)) {
        let known = definition.service_levels.iter().find(|one| one.key == row.at(0) && !one.key.is_empty());
        let mut one = known.cloned().unwrap_or_default();
        if known.is_none() {
            let taken: Vec<&str> =
                definition.service_levels.iter().chain(&levels).map(|one| one.key.as_str()).collect();
            one.key = next_key('s', &taken);
        }
        one.name = row.at(1);
        one.minutes = minutes(super::figure(&row.at(2)).unwrap_or(0.0));
        one.calendar = row.at(3);
        one.starts_at = row.at(4);
        one.stops_at = row.at(5);
        one.pauses_at = row.at(6).lines().map(str::trim).filter(|line| !line.is_empty()).map(id).collect();
        one.warn_at = super::percents(&row.at(7)).unwrap_or_default();
        levels.push(one);
    }
    definition.service_levels = levels;
}

/// Whole minutes of hours; nothing for what is no time.
fn minutes(hours: f64) -> u32 {
    let minutes = (hours * 60.0).round();
    // A century is enough for anybody, and fits.
    if (1.0..=52_560_000.0).contains(&minutes) { minutes as u32 } else { 0 }
}
