//! The sections that are lists; a row that has a key keeps what no column shows.

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Row, decisions, figure, forms, levels, times};
use crate::definition::{
    Control, Definition, Direction, Flow, Input, Interface, Mapping, Measure, Output, Policy, ProcessRole, Record,
    Requirement, Risk, Separation, Stakeholder, Target, Term, Tool,
};
use crate::process::sketch::free_key;

/// The stored word of something with a few values.
pub(super) fn word<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// Reads a stored word; the forms offer known words only.
pub(super) fn of_word<T: DeserializeOwned + Default>(word: &str) -> T {
    serde_json::from_value(Value::String(word.trim().to_owned())).unwrap_or_default()
}

pub(super) fn read(key: &str, definition: &Definition) -> Vec<Row> {
    fn rows<T>(all: &[T], row: impl Fn(&T) -> Row) -> Vec<Row> {
        all.iter().map(row).collect()
    }
    match key {
        "inputs" => rows(&definition.inputs, |one| vec![one.name.clone(), one.supplier.clone(), one.quality.clone()]),
        "stakeholders" => rows(&definition.stakeholders, |one| vec![one.name.clone(), one.interest.clone()]),
        "separations" => {
            rows(&definition.separations, |one| vec![one.first.clone(), one.second.clone(), one.reason.clone()])
        }
        "forms" => forms::read(definition),
        "decisions" => decisions::read(definition),
        "tools" => rows(&definition.tools, |one| vec![one.name.clone(), one.purpose.clone()]),
        "records" => rows(&definition.records, |one| vec![one.name.clone(), one.place.clone(), one.retention.clone()]),
        "outputs" => {
            rows(&definition.outputs, |one| vec![one.name.clone(), one.customer.clone(), one.acceptance.clone()])
        }
        "roles" => rows(&definition.roles, |one| {
            let count = one.headcount.map_or(String::new(), |count| count.to_string());
            vec![
                one.key.clone(),
                one.name.clone(),
                one.responsibility.clone(),
                one.authority.clone(),
                one.skills.clone(),
                one.unit.clone(),
                count,
            ]
        }),
        "policies" => rows(&definition.policies, |one| {
            [&one.statement, &one.reason, &one.consequence, &one.exceptions].map(Clone::clone).to_vec()
        }),
        "controls" => rows(&definition.controls, |one| {
            let (kind, activity) = (word(&one.kind), one.activity.clone());
            let (statement, objective) = (one.statement.clone(), one.objective.clone());
            vec![one.key.clone(), statement, objective, kind, one.frequency.clone(), activity, one.evidence.clone()]
        }),
        "risks" => rows(&definition.risks, |one| {
            vec![one.key.clone(), one.statement.clone(), one.consequence.clone(), one.controls.join(", ")]
        }),
        "measures" => rows(&definition.measures, measure_row),
        "service-levels" => levels::read(definition),
        "times" => times::read(definition),
        "interfaces" => rows(&definition.interfaces, |one| {
            let confirmed = if one.confirmed { "yes" } else { "no" };
            let texts = [&one.process, &one.what, &one.quality, &one.time_limit].map(Clone::clone);
            let mut row = vec![word(&one.flow)];
            row.extend(texts);
            row.push(confirmed.to_owned());
            row
        }),
        "requirements" => rows(&definition.requirements, |one| {
            vec![one.text.clone(), one.activity.clone(), word(&one.priority), one.acceptance.clone()]
        }),
        "glossary" => rows(&definition.glossary, |one| vec![one.term.clone(), one.meaning.clone()]),
        "mappings" => rows(&definition.mappings, |one| vec![one.framework.clone(), one.reference.clone()]),
        _ => Vec::new(),
    }
}

fn measure_row(one: &Measure) -> Row {
    let direction = one.target.map_or("at_most".to_owned(), |target| word(&target.direction));
    let value = one.target.map_or(String::new(), |target| target.value.to_string());
    vec![
        one.key.clone(),
        one.name.clone(),
        one.objective.clone(),
        word(&one.kind),
        one.formula.clone(),
        one.unit.clone(),
        direction,
        value,
        one.source.clone(),
        one.frequency.clone(),
        one.owner.clone(),
        one.calendar.clone(),
    ]
}

/// The answers of a row, trimmed, with line ends as `\n`.
pub(super) struct Answers<'a>(pub &'a Row);

impl Answers<'_> {
    pub fn at(&self, column: usize) -> String {
        self.0.get(column).map_or(String::new(), |text| text.replace("\r\n", "\n").trim().to_owned())
    }
}

pub(super) fn write(key: &str, definition: &mut Definition, rows: &[&Row]) {
    fn all<T>(rows: &[&Row], one: impl Fn(Answers) -> T) -> Vec<T> {
        rows.iter().map(|row| one(Answers(row))).collect()
    }
    match key {
        "inputs" => {
            definition.inputs = all(rows, |row| Input { name: row.at(0), supplier: row.at(1), quality: row.at(2) });
        }
        "outputs" => {
            definition.outputs =
                all(rows, |row| Output { name: row.at(0), customer: row.at(1), acceptance: row.at(2) });
        }
        "roles" => write_roles(definition, rows),
        "policies" => {
            definition.policies = all(rows, |row| Policy {
                statement: row.at(0),
                reason: row.at(1),
                consequence: row.at(2),
                exceptions: row.at(3),
            });
        }
        "stakeholders" => {
            definition.stakeholders = all(rows, |row| Stakeholder { name: row.at(0), interest: row.at(1) });
        }
        "separations" => {
            definition.separations =
                all(rows, |row| Separation { first: row.at(0), second: row.at(1), reason: row.at(2) });
        }
        "forms" => forms::write(definition, rows),
        "decisions" => decisions::write(definition, rows),
        "tools" => definition.tools = all(rows, |row| Tool { name: row.at(0), purpose: row.at(1) }),
        "records" => {
            definition.records = all(rows, |row| Record { name: row.at(0), place: row.at(1), retention: row.at(2) });
        }
        "controls" => write_controls(definition, rows),
        "risks" => write_risks(definition, rows),
        "measures" => write_measures(definition, rows),
        "service-levels" => levels::write(definition, rows),
        "times" => times::write(definition, rows),
        "interfaces" => {
            definition.interfaces = all(rows, |row| Interface {
                flow: of_word::<Flow>(&row.at(0)),
                process: row.at(1),
                what: row.at(2),
                quality: row.at(3),
                time_limit: row.at(4),
                confirmed: row.at(5) == "yes",
            });
        }
        "requirements" => {
            definition.requirements = all(rows, |row| Requirement {
                text: row.at(0),
                activity: row.at(1),
                priority: of_word(&row.at(2)),
                acceptance: row.at(3),
            });
        }
        "glossary" => definition.glossary = all(rows, |row| Term { term: row.at(0), meaning: row.at(1) }),
        "mappings" => definition.mappings = all(rows, |row| Mapping { framework: row.at(0), reference: row.at(1) }),
        _ => {}
    }
}

fn write_roles(definition: &mut Definition, rows: &[&Row]) {
    let mut roles: Vec<ProcessRole> = Vec::new();
    for row in rows.iter().map(|row| Answers(row)) {
        let known = definition.roles.iter().find(|role| role.key == row.at(0));
        let mut role = known.cloned().unwrap_or_default();
        if known.is_none() {
            role.key = free_key(&[definition.roles.as_slice(), &roles].concat(), &row.at(1));
        }
        role.name = row.at(1);
        role.responsibility = row.at(2);
        role.authority = row.at(3);
        role.skills = row.at(4);
        role.unit = row.at(5);
        role.headcount = row.at(6).parse().ok();
        roles.push(role);
    }
    let gone: Vec<String> = definition
        .roles
        .iter()
        .filter(|old| !roles.iter().any(|role| role.key == old.key))
        .map(|old| old.key.clone())
        .collect();
    for row in definition.raci.values_mut() {
        row.retain(|key, _| !gone.contains(key));
    }
    definition.raci.retain(|_, row| !row.is_empty());
    for measure in definition.measures.iter_mut().filter(|measure| gone.contains(&measure.owner)) {
        measure.owner.clear();
    }
    definition.separations.retain(|pair| !gone.contains(&pair.first) && !gone.contains(&pair.second));
    definition.roles = roles;
}

/// A key like `c4` that none of `taken` is.
pub(super) fn next_key(letter: char, taken: &[&str]) -> String {
    (1..).map(|number| format!("{letter}{number}")).find(|key| !taken.contains(&key.as_str())).unwrap_or_default()
}

fn write_controls(definition: &mut Definition, rows: &[&Row]) {
    let mut controls: Vec<Control> = Vec::new();
    for row in rows.iter().map(|row| Answers(row)) {
        let known = definition.controls.iter().find(|one| one.key == row.at(0) && !one.key.is_empty());
        let mut control = known.cloned().unwrap_or_default();
        if known.is_none() {
            let taken: Vec<&str> = definition.controls.iter().chain(&controls).map(|one| one.key.as_str()).collect();
            control.key = next_key('c', &taken);
        }
        control.statement = row.at(1);
        control.objective = row.at(2);
        control.kind = of_word(&row.at(3));
        control.frequency = row.at(4);
        control.activity = row.at(5);
        control.evidence = row.at(6);
        controls.push(control);
    }
    definition.controls = controls;
}

fn write_risks(definition: &mut Definition, rows: &[&Row]) {
    let mut risks: Vec<Risk> = Vec::new();
    for row in rows.iter().map(|row| Answers(row)) {
        let known = definition.risks.iter().find(|one| one.key == row.at(0) && !one.key.is_empty());
        let mut risk = known.cloned().unwrap_or_default();
        if known.is_none() {
            let taken: Vec<&str> = definition.risks.iter().chain(&risks).map(|one| one.key.as_str()).collect();
            risk.key = next_key('r', &taken);
        }
        risk.statement = row.at(1);
        risk.consequence = row.at(2);
        let keys = row.at(3);
        risk.controls = keys.split(',').map(str::trim).filter(|key| !key.is_empty()).map(str::to_owned).collect();
        risks.push(risk);
    }
    definition.risks = risks;
}

fn write_measures(definition: &mut Definition, rows: &[&Row]) {
    let mut measures: Vec<Measure> = Vec::new();
    for row in rows.iter().map(|row| Answers(row)) {
        let known = definition.measures.iter().find(|one| one.key == row.at(0) && !one.key.is_empty());
        let mut measure = known.cloned().unwrap_or_default();
        if known.is_none() {
            let taken: Vec<&str> = definition.measures.iter().chain(&measures).map(|one| one.key.as_str()).collect();
            measure.key = next_key('m', &taken);
        }
        measure.name = row.at(1);
        measure.objective = row.at(2);
        measure.kind = of_word(&row.at(3));
        measure.formula = row.at(4);
        measure.unit = row.at(5);
        let direction = if row.at(6) == "at_least" { Direction::AtLeast } else { Direction::AtMost };
        measure.target = figure(&row.at(7)).map(|value| Target { direction, value });
        measure.source = row.at(8);
        measure.frequency = row.at(9);
        measure.owner = row.at(10);
        measure.calendar = row.at(11);
        measures.push(measure);
    }
    definition.measures = measures;
}
