//! What is agreed around the flow: inputs and outputs, measures, policies, controls, interfaces, requirements, words.

use maud::{Markup, html};
use ui::{Column, Row, Table, Tone};

use super::super::comments;
use super::super::comments::element::{self, Kind};
use super::Seen;
use super::words::{self, Words};
use crate::definition::{ControlKind, Flow, Policy, Priority, Record};

fn plain(caption: &str, columns: &[Column], rows: Vec<Row>, none: &str) -> Markup {
    if rows.is_empty() {
        return html! { p { (none) } };
    }
    ui::table(&Table { caption, columns, rows, ..Table::default() })
}

/// A row of texts; beside the first stands what is said about it.
fn texts(said: Markup, cells: &[&str]) -> Row {
    let mut said = Some(said);
    Row::new(cells.iter().map(|cell| html! { (cell) @if let Some(said) = said.take() { " " (said) } }).collect())
}

/// The link to what is said about a rule.
fn talk(seen: &Seen, key: &str, name: &str) -> Markup {
    comments::at(&seen.href, &seen.talk, key, name)
}

/// The same for a rule that has no key but its words.
fn talk_of_words(seen: &Seen, kind: Kind, text: &str) -> Markup {
    talk(seen, &element::worded(kind, text), text)
}

/// Everything but the flow.
#[must_use]
pub fn rules(seen: &Seen) -> Markup {
    let definition = &seen.definition;
    let mut words = Words::of(definition, Some(""));
    let figures =
        ui::button_link("How they stand", &seen.at("measures"), ui::button::Weight::Quiet, Some(ui::Icon::Gauge));
    html! {
        (ui::section("Measures and their targets", Some(figures), measures(seen)))
        (ui::section("Policies", None, policies(seen, &mut words)))
        (ui::section("Controls", None, controls(seen, &mut words)))
        (ui::section("Risks", None, risks(seen, &mut words)))
        (ui::section("Interfaces", None, interfaces(seen)))
        (ui::section("Inputs and outputs", None, exchange(seen)))
        @if !definition.decisions.is_empty() { (ui::section("Decisions", None, decisions(seen))) }
        @if !definition.forms.is_empty() { (ui::section("Forms", None, forms(seen))) }
        @if !definition.tools.is_empty() {
            (ui::section("Tools", None, ui::definitions(&definition.tools.iter().map(|one| (one.name.as_str(), html! { (one.purpose) })).collect::<Vec<_>>())))
        }
        @if !definition.records.is_empty() { (ui::section("Records", None, records(seen))) }
        (ui::section("Tool requirements", None, requirements(seen)))
        (ui::section("Glossary", None, html! {
            @if definition.glossary.is_empty() { p { "No word needs an explanation here." } }
            @else { (ui::definitions(&definition.glossary.iter().map(|one| (one.term.as_str(), html! { span id=(words::anchor(&one.term)) { (one.meaning) } " " (talk_of_words(seen, Kind::Term, &one.term)) })).collect::<Vec<_>>())) }
        }))
        (ui::section("Frameworks", None, html! {
            @if definition.mappings.is_empty() { p { "No framework is named." } }
            @else { ul { @for one in &definition.mappings { li { (one.framework) " " (one.reference) } } } }
        }))
        (comments::gone(&seen.href, &seen.talk, &["role/", "policy/", "control/", "risk/", "measure/", "interface/", "input/", "output/", "requirement/", "term/"]))
    }
}

fn policies(seen: &Seen, words: &mut Words) -> Markup {
    words.begin_section();
    let definition = &*seen.definition;
    let has_exceptions = definition.policies.iter().any(|one| !one.exceptions.is_empty());
    let mut columns =
        vec![Column::text("rule", "Rule"), Column::text("reason", "Because"), Column::text("else", "Otherwise")];
    if has_exceptions {
        columns.push(Column::text("except", "Except"));
    }
    let row = |one: &Policy| {
        let said = talk_of_words(seen, Kind::Policy, &one.statement);
        let first = html! { (words.text(&one.statement)) " " (said) };
        let others = [&one.reason, &one.consequence, &one.exceptions];
        let cells = others.into_iter().take(columns.len() - 1).map(|text| words.text(text));
        Row::new(std::iter::once(first).chain(cells).collect())
    };
    let rows = definition.policies.iter().map(row).collect();
    plain("Policies", &columns, rows, "No policy is written yet.")
}

fn controls(seen: &Seen, words: &mut Words) -> Markup {
    words.begin_section();
    let definition = &*seen.definition;
    let steps = definition.steps();
    let columns = [
        Column::text("control", "Control"),
        Column::text("so", "So that"),
        Column::text("when", "How often"),
        Column::text("step", "At step"),
        Column::text("evidence", "Evidence"),
    ];
    let rows = definition
        .controls
        .iter()
        .map(|one| {
            let step = steps.iter().find(|(id, _)| *id == one.activity).map_or("beside the flow", |(_, name)| name);
            let kind = match one.kind {
                ControlKind::Preventive => "prevents",
                ControlKind::Detective => "detects",
                ControlKind::Corrective => "corrects",
            };
            Row::new(vec![
                html! { (words.text(&one.statement)) " " (ui::tag(kind)) " " (talk(seen, &format!("control/{}", one.key), &one.statement)) },
                words.text(&one.objective),
                html! { (one.frequency) },
                html! { (step) },
                html! { (one.evidence) },
            ])
        })
        .collect();
    plain("Controls", &columns, rows, "No control is written yet.")
}

fn risks(seen: &Seen, words: &mut Words) -> Markup {
    words.begin_section();
    let definition = &*seen.definition;
    let columns = [
        Column::text("risk", "What could go wrong"),
        Column::text("cost", "What it would cost"),
        Column::text("by", "Answered by"),
    ];
    let rows = definition
        .risks
        .iter()
        .map(|one| {
            let answers: Vec<&str> = definition
                .controls
                .iter()
                .filter(|control| one.controls.contains(&control.key))
                .map(|control| control.statement.as_str())
                .collect();
            Row::new(vec![
                html! { (words.text(&one.statement)) " " (talk(seen, &format!("risk/{}", one.key), &one.statement)) },
                words.text(&one.consequence),
                html! {
                    @if answers.is_empty() { (ui::pill("nothing yet", Tone::Warning)) }
                    @for answer in answers { p { (answer) } }
                },
            ])
        })
        .collect();
    plain("Risks", &columns, rows, "No risk is written yet.")
}

fn interfaces(seen: &Seen) -> Markup {
    let definition = &*seen.definition;
    let columns = [
        Column::text("process", "With"),
        Column::text("what", "What passes"),
        Column::text("quality", "Good enough when"),
        Column::text("time", "Within"),
        Column::text("agreed", "Agreed"),
    ];
    let rows = definition
        .interfaces
        .iter()
        .map(|one| {
            let way = if one.flow == Flow::Gives { "to" } else { "from" };
            Row::new(vec![
                html! { (way) " " (one.process) " " (talk(seen, &element::interface(one), &one.what)) },
                html! { (one.what) },
                html! { (one.quality) },
                html! { (one.time_limit) },
                if one.confirmed { ui::pill("agreed", Tone::Good) } else { ui::pill("not yet", Tone::Warning) },
            ])
        })
        .collect();
    plain("Interfaces", &columns, rows, "No interface is written yet.")
}

fn exchange(seen: &Seen) -> Markup {
    let definition = &*seen.definition;
    let columns =
        [Column::text("what", "What"), Column::text("who", "From or for"), Column::text("when", "Good enough when")];
    let inputs = definition.inputs.iter().map(|one| {
        texts(
            talk_of_words(seen, Kind::Input, &one.name),
            &[&one.name, &format!("from {}", one.supplier), &one.quality],
        )
    });
    let outputs = definition.outputs.iter().map(|one| {
        texts(
            talk_of_words(seen, Kind::Output, &one.name),
            &[&one.name, &format!("for {}", one.customer), &one.acceptance],
        )
    });
    plain("Inputs, then outputs", &columns, inputs.chain(outputs).collect(), "Nothing is written yet.")
}

fn forms(seen: &Seen) -> Markup {
    let href = seen.at("forms");
    html! {
        ul {
            @for (key, form) in &seen.definition.forms {
                li { a href={ (href) "#" (crate::web::form::encode(key)) } { (if form.title.is_empty() { key } else { &form.title }) } @if !form.purpose.is_empty() { ": " (form.purpose) } }
            }
        }
    }
}

fn decisions(seen: &Seen) -> Markup {
    let href = seen.at("decisions");
    html! {
        ul {
            @for (key, one) in &seen.definition.decisions {
                li { a href={ (href) "/" (crate::web::form::encode(key)) } { (one.title(key)) } @if !one.question.is_empty() { ": " (one.question) } }
            }
        }
        p { a href=(href) { "All decisions, with their examples" } }
    }
}

fn records(seen: &Seen) -> Markup {
    let columns =
        [Column::text("record", "Record"), Column::text("place", "Kept in"), Column::text("retention", "Kept for")];
    let row = |one: &Record| Row::new(vec![html! { (one.name) }, html! { (one.place) }, html! { (one.retention) }]);
    let rows = seen.definition.records.iter().map(row).collect();
    plain("Records", &columns, rows, "No record is named.")
}

fn requirements(seen: &Seen) -> Markup {
    let definition = &*seen.definition;
    let columns =
        [Column::text("text", "The tool"), Column::text("priority", "How much"), Column::text("when", "Met when")];
    let rows = definition
        .requirements
        .iter()
        .map(|one| {
            let word = match one.priority {
                Priority::Must => "must",
                Priority::Should => "should",
                Priority::Could => "could",
                Priority::Wont => "will not, for now",
            };
            texts(talk_of_words(seen, Kind::Requirement, &one.text), &[&one.text, word, &one.acceptance])
        })
        .collect();
    plain("Tool requirements", &columns, rows, "Nothing is required of a tool.")
}

/// The measures as they were agreed.
fn measures(seen: &Seen) -> Markup {
    let definition = &*seen.definition;
    let columns = [
        Column::text("name", "Measure"),
        Column::text("objective", "Tells about"),
        Column::figures("target", "Target"),
        Column::text("formula", "Formula"),
        Column::text("counted", "Times count"),
        Column::text("source", "Source"),
        Column::text("frequency", "How often"),
        Column::text("owner", "Answers for it"),
    ];
    let rows = definition
        .measures
        .iter()
        .map(|one| {
            let target = one.target.map_or("none".to_owned(), |target| {
                format!("{} {}\u{a0}{}", target.direction.words(), target.value, one.unit_in_words())
            });
            let owner = definition.role_name(&one.owner);
            let said = talk(seen, &format!("measure/{}", one.key), &one.name);
            let counted = match (one.calendar.as_str(), one.kind.is_time()) {
                ("", true) => "by the clock".to_owned(),
                ("", false) => String::new(),
                (calendar, _) => format!("in working time ({calendar})"),
            };
            let parts = [&one.name, &one.objective, &target, &one.formula, &counted, &one.source, &one.frequency];
            let parts = parts.map(String::as_str);
            texts(said, &[parts.as_slice(), &[owner]].concat())
        })
        .collect();
    plain(
        "Measures",
        &columns,
        rows,
        "No measure is agreed yet. Without one nobody can know whether the process works.",
    )
}
