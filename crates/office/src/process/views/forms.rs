//! The forms of a draft: a new process, one activity, the matrix, one section.

use std::collections::BTreeMap;

use maud::{Markup, html};
use ui::form::{Form as Sent, Range, form as form_part, row, submit_bar};
use ui::matrix::{MatrixRow, matrix};
use ui::{Choice, Field};

use super::super::model::Process;
use super::super::section::{Column, Kind, Names, Row, Section};
use super::draft::{finding_list, touches};
use super::{Seen, family};
use crate::definition::{Activity, Definition, Finding, dictionary};
use crate::web::Form;

/// Empty rows offered below those that are filled in.
const SPARE_ROWS: usize = 3;
/// The letters that a cell of the matrix can hold.
pub const LETTERS: [(&str, &str); 8] = [
    ("", "–"),
    ("R", "R"),
    ("A", "A"),
    ("RA", "R and A"),
    ("C", "C"),
    ("I", "I"),
    ("RC", "R and C"),
    ("CI", "C and I"),
];

/// The form for a process of one's own.
#[must_use]
pub fn new_process(form: &Form, all: &[Process]) -> Markup {
    let body = html! {
        (form.summary())
        (form.field("name", "Name").hint("What people call it: Incident management.").required().text())
        (family::place_fields(form, all, None))
        (form.field("purpose", "Purpose").hint("One or two sentences. It can be improved later.").textarea(3))
        (form.field("steps", "Steps").hint("One a line. “Service desk agent: Register the report” also makes the role. Mandate draws the first diagram from it. An area (L0, L1) has none.").textarea(8))
        (submit_bar(ui::primary("Add it")))
    };
    ui::split(
        form_part(&Sent { action: "/processes", guard: true, ..Sent::default() }, body),
        ui::callout(
            ui::Tone::Info,
            "Is it in the library?",
            html! {
                p { "Incident management, change enablement and service request are ready to adopt. " a href="/library" { "Look at the library" } }
            },
        ),
    )
}

/// The form of one activity, with its letters and what is found there.
#[must_use]
pub fn activity_form(
    seen: &Seen,
    definition: &Definition,
    revision: &str,
    id: &str,
    findings: &[Finding],
    form: &Form,
) -> Markup {
    let href = activity_href(seen, id);
    let live = format!("{href}/findings");
    let body = html! {
        (form.summary())
        (activity_questions(definition, id, form))
        div id="findings" { (findings_of(&seen.href, definition, findings, id)) }
        (submit_bar(ui::primary("Save the activity")))
    };
    form_part(
        &Sent {
            action: &href,
            hidden: &[("revision", revision)],
            live: Some(&live),
            live_target: "findings",
            guard: true,
            ..Sent::default()
        },
        body,
    )
}

/// The same form in the panel of the editor, which saves it together with the drawing.
#[must_use]
pub fn activity_panel(seen: &Seen, definition: &Definition, id: &str, form: &Form) -> Markup {
    let required: Vec<&str> =
        definition.requirements.iter().filter(|one| one.activity == id).map(|one| one.text.as_str()).collect();
    html! {
        (ui::diagram::details(id, activity_questions(definition, id, form)))
        @if !required.is_empty() {
            (ui::disclosure("What the tool must do here", html! { ul { @for one in &required { li { (one) } } } }))
        }
        p {
            a href=(activity_href(seen, id)) { "The same on a page of its own" } " · "
            a href=(seen.at("draft/sections/measures")) { "Measures" } " · "
            a href=(seen.at("draft/sections/risks")) { "Risks" }
        }
    }
}

fn activity_href(seen: &Seen, id: &str) -> String {
    seen.at(&format!("draft/activities/{}", crate::web::form::encode(id)))
}

fn activity_questions(definition: &Definition, id: &str, form: &Form) -> Markup {
    let minutes = Range { min: Some(0.0), unit: "minutes", ..Range::default() };
    html! {
        (form.field("purpose", "What it is for").textarea(2))
        (form.field("description", "What happens here").hint("In a sentence or two, for those who only look.").textarea(2))
        (row(&[
            form.field("inputs", "What must be at hand").hint("One a line.").textarea(2),
            form.field("outputs", "What is there afterwards").hint("One a line.").textarea(2),
        ]))
        (form.field("steps", "How it is done").hint("Markdown: a numbered list reads best.").textarea(6))
        (row(&[
            form.field("decision_rule", "How it is decided").textarea(2),
            form.field("exception_path", "When something is different").textarea(2),
        ]))
        (row(&[
            form.field("process_time", "Working time").number(&minutes),
            form.field("wait", "Waiting time").number(&minutes),
        ]))
        (row(&[form.field("tool", "Tool and screen").suggestions(Names::Shared(dictionary::Kind::Tool).list()).text(), form.field("record", "What is recorded").text()]))
        (form.field("skills", "Skills that are needed").hint("One a line, as the list of skills of the office names them. Those who have them are asked first to do the work.").textarea(2))
        (form.field("number", "Number").hint("Only where the office's own documents give it another than its place in the flow.").short().text())
        (used_at(definition, form))
        @let tools: Vec<(&str, &str)> = definition.tools.iter().map(|one| (one.name.as_str(), one.purpose.as_str())).collect();
        (ui::form::suggestions(Names::Shared(dictionary::Kind::Tool).list(), &tools))
        @if !definition.roles.is_empty() { (letters_of(definition, id, form)) }
        @if !definition.controls.is_empty() { (controls_of(definition, id, form)) }
    }
}

/// The controls of the process, those performed at the activity ticked.
fn controls_of(definition: &Definition, id: &str, form: &Form) -> Markup {
    let steps = definition.steps();
    let elsewhere = |activity: &str| match steps.iter().find(|(step, _)| step == activity) {
        Some((_, name)) if activity != id => format!("Now at “{name}”."),
        _ => String::new(),
    };
    let hints: Vec<String> = definition.controls.iter().map(|one| elsewhere(&one.activity)).collect();
    let choices: Vec<Choice> = definition
        .controls
        .iter()
        .zip(&hints)
        .map(|(one, hint)| Choice { value: &one.key, label: &one.statement, hint })
        .collect();
    let chosen = form.all("control");
    let chosen: Vec<&str> = chosen.iter().map(String::as_str).collect();
    html! {
        (ui::form::hidden("controls", "yes"))
        (Field::new("control", "Controls performed here").checkboxes(&choices, &chosen))
    }
}

/// The forms that are filled in, the decisions that are made and the measures that are taken at the activity.
fn used_at(definition: &Definition, form: &Form) -> Markup {
    let (forms, decisions, measures) = (form.all("forms"), form.all("decisions"), form.all("measures"));
    let decisions: Vec<&str> = decisions.iter().map(String::as_str).collect();
    let forms: Vec<&str> = forms.iter().map(String::as_str).collect();
    let measures: Vec<&str> = measures.iter().map(String::as_str).collect();
    let of_forms: Vec<Choice> = definition.forms.iter().map(|(key, one)| Choice::new(key, &one.title)).collect();
    let of_decisions: Vec<Choice> =
        definition.decisions.iter().map(|(key, one)| Choice::new(key, one.title(key))).collect();
    let of_measures: Vec<Choice> = definition.measures.iter().map(|one| Choice::new(&one.key, &one.name)).collect();
    html! {
        @if !of_forms.is_empty() { (Field::new("forms", "Forms that are filled in").checkboxes(&of_forms, &forms)) }
        @if !of_decisions.is_empty() { (Field::new("decisions", "Decisions that are made here").checkboxes(&of_decisions, &decisions)) }
        @if !of_measures.is_empty() { (Field::new("measures", "Measures that are taken here").checkboxes(&of_measures, &measures)) }
    }
}

fn letters_of(definition: &Definition, id: &str, form: &Form) -> Markup {
    let choices: Vec<Choice> = LETTERS.iter().map(|(value, label)| Choice::new(value, label)).collect();
    let names: Vec<(String, &str)> =
        definition.roles.iter().map(|role| (cell_name(id, &role.key), role.name.as_str())).collect();
    let fields: Vec<Markup> =
        names.iter().map(|(name, label)| Field::new(name, label).value(form.raw(name)).select(&choices)).collect();
    html! { (row(&fields)) }
}

/// The name of the field of a cell.
#[must_use]
pub fn cell_name(activity: &str, role: &str) -> String {
    format!("cell/{activity}/{role}")
}

/// What is found at one activity.
#[must_use]
pub fn findings_of(href: &str, definition: &Definition, findings: &[Finding], id: &str) -> Markup {
    let own: Vec<&Finding> = findings.iter().filter(|one| touches(one, id)).collect();
    finding_list(href, definition, &own)
}

/// The matrix to edit: every cell is a choice that the keyboard reaches.
#[must_use]
pub fn raci_form(seen: &Seen, definition: &Definition, revision: &str, findings: &[Finding]) -> Markup {
    let steps = definition.steps();
    if steps.is_empty() || definition.roles.is_empty() {
        let action =
            ui::button_link("Name the roles", &seen.at("draft/sections/roles"), ui::button::Weight::Primary, None);
        return ui::empty_state("Roles and activities come first", "The matrix joins them.", Some(action));
    }
    let roles: Vec<&str> = definition.roles.iter().map(|role| role.name.as_str()).collect();
    let problems: Vec<Option<&str>> = steps
        .iter()
        .map(|(id, _)| {
            findings.iter().find(|one| touches(one, id) && one.rule.contains("raci")).map(|one| one.message.as_str())
        })
        .collect();
    let rows: Vec<MatrixRow> = steps
        .iter()
        .zip(problems)
        .map(|((id, name), finding)| MatrixRow {
            label: name,
            href: None,
            cells: definition.roles.iter().map(|role| cell(definition, id, name, &role.key, &role.name)).collect(),
            finding,
            aside: None,
        })
        .collect();
    form_part(
        &Sent { action: &seen.at("draft/raci"), hidden: &[("revision", revision)], guard: true, ..Sent::default() },
        html! {
            (matrix("Who does what", &roles, &rows))
            (submit_bar(ui::primary("Save the matrix")))
        },
    )
}

fn cell(definition: &Definition, activity: &str, step: &str, role: &str, role_name: &str) -> Markup {
    let current = definition.raci.get(activity).and_then(|row| row.get(role)).map_or("", String::as_str);
    let known = LETTERS.iter().any(|(value, _)| *value == current);
    html! {
        select name=(cell_name(activity, role)) aria-label={ (role_name) ": " (step) } {
            @if !known { option value=(current) selected { (current) } }
            @for (value, label) in LETTERS { option value=(value) selected[value == current] { (label) } }
        }
    }
}

/// The rows with some to spare, where the section is a list.
pub(super) fn with_spares(section: &Section, rows: &[Row]) -> Vec<Row> {
    let spare = if section.noun.is_some() { SPARE_ROWS } else { 0 };
    rows.iter().cloned().chain(std::iter::repeat_n(vec![String::new(); section.columns.len()], spare)).collect()
}

/// Names to choose from, by what they name.
pub type Offered = BTreeMap<Names, Vec<String>>;

/// The form of a section, with rows to spare.
#[must_use]
pub fn section_form(
    seen: &Seen,
    definition: &Definition,
    section: &Section,
    offered: &Offered,
    (revision, rows): (&str, &[Row]),
    form: &Form,
) -> Markup {
    let rows = with_spares(section, rows);
    let action = seen.at(&format!("draft/sections/{}", section.key));
    html! {
        @match section.key {
            "forms" => (super::form::doors(seen, definition)),
            "decisions" => (super::decision::doors(seen, definition)),
            _ => {}
        }
        (rows_form(&action, definition, section, revision, &rows, form))
        @for (kind, names) in offered {
            @let names: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "")).collect();
            (ui::form::suggestions(kind.list(), &names))
        }
    }
}

/// The form of rows to fill in.
pub(super) fn rows_form(
    action: &str,
    definition: &Definition,
    section: &Section,
    revision: &str,
    rows: &[Row],
    form: &Form,
) -> Markup {
    form_part(
        &Sent { action, hidden: &[("revision", revision)], guard: true, ..Sent::default() },
        html! {
            (form.summary())
            @for (number, answers) in rows.iter().enumerate() {
                @match section.noun {
                    None => (questions(section, answers, number, definition, form)),
                    Some(noun) => {
                        @let is_spare = answers.iter().all(String::is_empty);
                        @let title = if is_spare { format!("Another {}", noun.to_lowercase()) } else { format!("{noun} {}", number + 1) };
                        (ui::form::entry(&title, questions(section, answers, number, definition, form)))
                    }
                }
            }
            (submit_bar(html! {
                (ui::primary("Save"))
                @if section.noun.is_some() { (ui::button("Save and add more", "more", "yes")) }
            }))
            @if section.noun.is_some() { p { "A row that is left empty falls away." } }
        },
    )
}

fn questions(section: &Section, answers: &Row, number: usize, definition: &Definition, form: &Form) -> Markup {
    html! {
        @for (column, answer) in section.columns.iter().zip(answers) {
            (question(column, answer, number, definition, form))
        }
    }
}

fn question(column: &Column, answer: &str, number: usize, definition: &Definition, form: &Form) -> Markup {
    let id = if number == 0 { column.name.to_owned() } else { format!("{}-{number}", column.name) };
    let mut field = Field::new(column.name, column.label).id(&id).value(answer);
    if !column.hint.is_empty() {
        field = field.hint(column.hint);
    }
    if number == 0 {
        field = field.error(form.complaint(column.name));
    }
    match column.kind {
        Kind::Key => ui::form::hidden(column.name, answer),
        Kind::Line | Kind::Duration | Kind::Pauses | Kind::Percents => field.text(),
        Kind::Name(names) => field.suggestions(names.list()).text(),
        Kind::Text => field.textarea(3),
        Kind::Count => field.number(&Range { min: Some(0.0), ..Range::default() }),
        Kind::Figure => field.number(&Range { step: Some(0.01), ..Range::default() }),
        Kind::Choice(choices) => {
            let choices: Vec<Choice> = choices.iter().map(|(value, label)| Choice::new(value, label)).collect();
            let first = choices.first().map_or("", |choice| choice.value);
            field.value(if answer.is_empty() { first } else { answer }).select(&choices)
        }
        Kind::Controls => {
            let known = &definition.controls;
            let keys: Vec<String> = known.iter().map(|one| format!("{}: {}", one.key, one.statement)).collect();
            let hint = format!("Keys with commas between them. {}", keys.join(" "));
            field.hint(&hint).text()
        }
        Kind::Role => {
            let none = std::iter::once(Choice::new("", "Nobody yet"));
            let roles = definition.roles.iter().map(|role| Choice::new(&role.key, &role.name));
            field.select(&none.chain(roles).collect::<Vec<_>>())
        }
        Kind::Activity => chosen(&field, "Beside the flow", &definition.steps()),
        Kind::Step(none) => chosen(&field, none, &definition.steps()),
        Kind::Timed => chosen(&field, "None", &timed(definition)),
    }
}

/// A choice of elements, the first for none of them.
fn chosen(field: &Field, none: &str, elements: &[(String, String)]) -> Markup {
    let none = std::iter::once(Choice::new("", none));
    field.select(&none.chain(elements.iter().map(|(id, name)| Choice::new(id, name))).collect::<Vec<_>>())
}

/// Tasks and timers of the diagram: id and name.
fn timed(definition: &Definition) -> Vec<(String, String)> {
    let Some(diagram) = definition.flow() else { return Vec::new() };
    let is_timer = |node: &bpmn::Node| node.event().is_some_and(|event| event.trigger == bpmn::Trigger::Timer);
    let is_meant = |node: &&bpmn::Node| matches!(node.kind, bpmn::Kind::Task(_)) || is_timer(node);
    let named = |node: &bpmn::Node| {
        let name = node.name.split_whitespace().collect::<Vec<_>>().join(" ");
        (node.id.clone(), if name.is_empty() { node.id.clone() } else { name })
    };
    diagram.nodes().iter().filter(is_meant).map(named).collect()
}

/// An activity as its form asks for it.
#[must_use]
pub fn activity_answers(definition: &Definition, id: &str) -> Vec<(String, String)> {
    let none = Activity::default();
    let one = definition.activities.get(id).unwrap_or(&none);
    let count = |value: Option<u32>| value.map_or(String::new(), |value| value.to_string());
    let mut answers = vec![
        ("purpose".to_owned(), one.purpose.clone()),
        ("steps".to_owned(), one.steps.clone()),
        ("decision_rule".to_owned(), one.decision_rule.clone()),
        ("exception_path".to_owned(), one.exception_path.clone()),
        ("process_time".to_owned(), count(one.process_time_minutes)),
        ("wait".to_owned(), count(one.wait_minutes)),
        ("tool".to_owned(), one.tool.clone()),
        ("record".to_owned(), one.record.clone()),
        ("number".to_owned(), one.number.clone()),
        ("description".to_owned(), one.description.clone()),
        ("inputs".to_owned(), one.inputs.join("\n")),
        ("outputs".to_owned(), one.outputs.join("\n")),
        ("skills".to_owned(), one.skills.join("\n")),
    ];
    let performed = definition.controls.iter().filter(|control| control.activity == id);
    answers.extend(performed.map(|control| ("control".to_owned(), control.key.clone())));
    answers.extend(one.forms.iter().map(|key| ("forms".to_owned(), key.clone())));
    answers.extend(one.decisions.iter().map(|key| ("decisions".to_owned(), key.clone())));
    answers.extend(one.measures.iter().map(|key| ("measures".to_owned(), key.clone())));
    for role in &definition.roles {
        let cell = definition.raci.get(id).and_then(|row| row.get(&role.key)).cloned().unwrap_or_default();
        answers.push((cell_name(id, &role.key), cell));
    }
    answers
}
