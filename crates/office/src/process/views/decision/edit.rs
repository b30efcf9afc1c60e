//! The page on which a decision is filled in: its columns, its rules in a grid, its examples, and its model as a file.
//!
//! Works without script: each button sends the whole form, and what was typed comes back with what the button did.

use feel::{Model, Sheet};
use maud::{Markup, html};
use ui::button::Weight;
use ui::form::{Form as Sent, entry, form as form_part, hidden, submit_bar};
use ui::{Choice, DecisionGrid, Field, GridRule, Tone};

use super::super::super::section::table::{Case, Filled};
use super::super::Seen;
use super::super::draft::finding_list;
use super::{heads, model, standing};
use crate::definition::decision::words::{KINDS, POLICIES, policy_word};
use crate::definition::decision::{Slot, Slots};
use crate::definition::{Decision, Definition, Finding, Place};
use crate::web::Form;
use crate::web::form::encode;

/// What the page shows: the decision that is saved, and the form as it stands.
pub struct Edited<'a> {
    pub key: &'a str,
    /// As it would be if the form were saved.
    pub decision: &'a Decision,
    pub filled: &'a Filled,
    pub revision: &'a str,
    /// What a button did, where the form is not saved yet.
    pub done: Option<&'a str>,
}

/// Where each decision is filled in.
pub fn doors(seen: &Seen, definition: &Definition) -> Markup {
    let cards: Vec<Markup> = definition
        .decisions
        .iter()
        .map(|(key, one)| {
            let href = seen.at(&format!("draft/decisions/{}", encode(key)));
            ui::card(one.title(key), Some(&href), html! { p { (one.question) } p { (standing(one)) } })
        })
        .collect();
    html! { @if !cards.is_empty() { (ui::section("Their tables and examples", None, ui::cards(&cards))) } }
}

/// The whole page.
#[must_use]
pub fn decision_form(
    seen: &Seen,
    definition: &Definition,
    edited: &Edited<'_>,
    findings: &[Finding],
    form: &Form,
) -> Markup {
    let key = encode(edited.key);
    let action = seen.at(&format!("draft/decisions/{key}"));
    let own: Vec<&Finding> =
        findings.iter().filter(|one| matches!(&one.target, Place::Decision(one) if one == edited.key)).collect();
    html! {
        @if let Some(done) = edited.done {
            (ui::callout(Tone::Info, done, html! { p { "Nothing is saved yet. Save when the decision is as it should be." } }))
        } @else if !own.is_empty() { (ui::callout(Tone::Warning, "To look at", finding_list(&seen.href, definition, &own))) }
        (form_part(&Sent { action: &action, hidden: &[("revision", edited.revision)], guard: true, ..Sent::default() }, html! {
            (form.summary())
            (submit_bar(html! { (ui::primary("Save")) }))
            (words(edited.filled, form))
            @match &edited.filled.sheet {
                Some(sheet) => (table(sheet, edited.decision, edited.done.is_some_and(|done| done.contains("column")))),
                None => (ui::section("What it is made by", None, html! {
                    p { "This model is more than one table, so it is shown here and edited in the tool that wrote it. Name, question and examples can be changed." }
                    (model(edited.decision))
                })),
            }
            (cases(edited))
            (submit_bar(html! { (ui::primary("Save")) }))
        }))
        (file(seen, &key, edited.revision, form.complaint("file")))
    }
}

fn words(filled: &Filled, form: &Form) -> Markup {
    ui::form::row(&[
        Field::new("name", "Name").value(&filled.name).error(form.complaint("name")).required().text(),
        Field::new("question", "Question that it answers")
            .value(&filled.question)
            .error(form.complaint("question"))
            .required()
            .text(),
    ])
}

fn table(sheet: &Sheet, decision: &Decision, about_columns: bool) -> Markup {
    let policies: Vec<Choice> = POLICIES.iter().map(|(word, said)| Choice::new(word, said)).collect();
    let word = policy_word(sheet);
    let is_new =
        sheet.rules.iter().all(|rule| rule.inputs.iter().chain(&rule.outputs).all(|cell| cell.trim().is_empty()));
    let columns = ui::Opening {
        id: "columns",
        number: "",
        title: "Columns: what is asked, and what is answered",
        aside: html! { span { (sheet.inputs.len()) " under When, " (sheet.outputs.len()) " under Then" } },
        body: html! {
            @for at in 0..sheet.inputs.len() { (input(sheet, at)) }
            p { (ui::button("Add a column under When", "act", "add-input")) }
            @for at in 0..sheet.outputs.len() { (output(sheet, at)) }
            p { (ui::button("Add a column under Then", "act", "add-output")) }
        },
        is_open: is_new || about_columns,
    };
    html! {
        (Field::new("policy", "Which rules count").value(&word).required().select(&policies))
        (ui::openings(&[columns]))
        (ui::section("Rules", Some(ui::button("Add a rule", "act", "add-rule")), html! {
            p { "A cell that stays empty holds for any value. Several values stand with commas between them; numbers and dates can be compared: < 10, [10..20]." }
            (grid(sheet, decision))
        }))
    }
}

/// The kinds of a column, with its own where it is another.
fn kinds(own: &str) -> Vec<Choice<'_>> {
    let mut all: Vec<Choice> = KINDS.iter().map(|(word, label)| Choice::new(word, label)).collect();
    if !KINDS.iter().any(|(word, _)| *word == own) {
        all.push(Choice::new(own, own));
    }
    all
}

fn column_acts(kind: &str, at: usize, may_go: bool) -> Markup {
    let number = at + 1;
    html! {
        div {
            @if at > 0 { (ui::quiet("Move left", "act", &format!("left-{kind}-{number}"))) }
            @if may_go { (ui::quiet("Remove the column", "act", &format!("remove-{kind}-{number}"))) }
        }
    }
}

fn input(sheet: &Sheet, at: usize) -> Markup {
    let one = &sheet.inputs[at];
    let id = |name: &str| format!("{name}-{}", at + 1);
    entry(
        &format!("Column {} under When", at + 1),
        html! {
            (hidden("in_id", &one.id))
            (Field::new("in_label", "What people read").id(&id("in-label")).value(&one.label).hint("May be empty.").text())
            (Field::new("in_expression", "Name of the input").id(&id("in-expression")).value(&one.expression).hint("Or an expression of FEEL.").text())
            (Field::new("in_kind", "Type").id(&id("in-kind")).value(&one.kind).select(&kinds(&one.kind)))
            (Field::new("in_allowed", "Values that it may have").id(&id("in-allowed")).value(&one.allowed).hint("With commas between them; empty for all.").text())
            (column_acts("input", at, true))
        },
    )
}

fn output(sheet: &Sheet, at: usize) -> Markup {
    let one = &sheet.outputs[at];
    let id = |name: &str| format!("{name}-{}", at + 1);
    entry(
        &format!("Column {} under Then", at + 1),
        html! {
            (hidden("out_id", &one.id))
            (Field::new("out_label", "What people read").id(&id("out-label")).value(&one.label).hint("May be empty.").text())
            (Field::new("out_name", "Name of the result").id(&id("out-name")).value(&one.name).text())
            (Field::new("out_kind", "Type").id(&id("out-kind")).value(&one.kind).select(&kinds(&one.kind)))
            (Field::new("out_allowed", "Values that it may have").id(&id("out-allowed")).value(&one.allowed).hint("The first counts most.").text())
            (Field::new("out_default", "When no rule matches").id(&id("out-default")).value(&one.default).hint("Empty for no result.").text())
            (column_acts("output", at, sheet.outputs.len() > 1))
        },
    )
}

/// What is wrong with each cell, by rule and column from 0.
fn flaws(decision: &Decision) -> Vec<((usize, usize), String)> {
    let (Ok(model), Some((id, _))) = (decision.model(), decision.table()) else { return Vec::new() };
    let name = decision.made().iter().find(|one| one.id == id).map(|one| one.name.clone()).unwrap_or_default();
    let at = |model: &Model| -> Vec<((usize, usize), String)> {
        let own = model.flaws().iter().filter(|flaw| flaw.place.element == name);
        own.filter_map(|flaw| Some(((flaw.place.rule?.checked_sub(1)?, flaw.place.column?), capital(&flaw.message))))
            .collect()
    };
    at(&model)
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase().collect::<String>()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}

fn grid(sheet: &Sheet, decision: &Decision) -> Markup {
    let (inputs, outputs) = heads(sheet);
    let flaws = flaws(decision);
    let wrong = |rule: usize, column: usize| {
        flaws.iter().find(|(place, _)| *place == (rule, column)).map(|(_, message)| message.clone())
    };
    let rules = sheet.rules.iter().enumerate().map(|(at, rule)| GridRule {
        id: rule.id.clone(),
        cells: rule
            .inputs
            .iter()
            .chain(&rule.outputs)
            .enumerate()
            .map(|(column, cell)| (cell.clone(), wrong(at, column)))
            .collect(),
        note: rule.note.clone(),
    });
    let rules = rules.collect();
    html! {
        (ui::decision_grid(&DecisionGrid { caption: "Rules".to_owned(), inputs, outputs, rules }))
        @if sheet.rules.is_empty() { p { "There is no rule yet." } }
    }
}

/// The examples with what comes out of each as the form stands.
fn cases(edited: &Edited<'_>) -> Markup {
    let filled = edited.filled;
    let Slots { inputs, outputs } = edited.decision.slots();
    let outcomes = edited.decision.outcomes();
    let label = |name: &str, slots: &[Slot]| {
        slots.iter().find(|slot| slot.name == name).map_or_else(|| name.to_owned(), |slot| slot.label.clone())
    };
    let result = |case: &Case| {
        let at = edited.decision.examples.iter().position(|one| one.name == case.name.trim())?;
        outcomes.get(at)
    };
    ui::section(
        "Examples",
        Some(ui::button("Add an example", "act", "add-case")),
        html! {
            p { "What must come out of a case. Examples run whenever the decision is saved; one that fails keeps the draft from being submitted." }
            @for name in &filled.asked { (hidden("asked", name)) }
            @for name in &filled.answered { (hidden("answered", name)) }
            @for (at, case) in filled.cases.iter().enumerate() {
                @let id = |part: &str, place: usize| format!("{part}-{}-{}", at + 1, place + 1);
                (entry(&format!("Example {}", at + 1), html! {
                    (Field::new("case", "What case it is").id(&id("case", 0)).value(&case.name).text())
                    @for (place, (name, text)) in filled.asked.iter().zip(&case.inputs).enumerate() {
                        (Field::new("given", &format!("Given: {}", label(name, &inputs))).id(&id("given", place)).value(text).text())
                    }
                    @for (place, (name, text)) in filled.answered.iter().zip(&case.expected).enumerate() {
                        (Field::new("expected", &format!("Must come out: {}", label(name, &outputs))).id(&id("expected", place)).value(text).text())
                    }
                    div {
                        @if let Some(outcome) = result(case) {
                            @if outcome.passed { p { (ui::pill("as expected", Tone::Good)) } }
                            @else { p { (ui::pill("not as expected", Tone::Bad)) " " (outcome.why) } }
                        }
                        (ui::quiet("Remove the example", "act", &format!("remove-case-{}", at + 1)))
                    }
                }))
            }
            @if filled.cases.is_empty() { p { "No example yet." } }
        },
    )
}

/// The model as a file: to take along, and to bring back.
fn file(seen: &Seen, key: &str, revision: &str, wrong: Option<&str>) -> Markup {
    let href = seen.at(&format!("draft/decisions/{key}/model.dmn"));
    let action = seen.at(&format!("draft/decisions/{key}/model"));
    ui::section(
        "The model as a file",
        Some(ui::button_link("DMN", &href, Weight::Quiet, Some(ui::Icon::Download))),
        html! {
            p { "A DMN file of another tool (1.1 to 1.5) takes the place of this table. It is kept as it was written; what is more than one table is shown and tried here, and edited there." }
            (form_part(&Sent { action: &action, hidden: &[("revision", revision)], upload: true, ..Sent::default() }, html! {
                (Field::new("file", "DMN file").required().error(wrong).file(".dmn,.xml"))
                (submit_bar(ui::button("Bring it in", "verb", "import")))
            }))
        },
    )
}
