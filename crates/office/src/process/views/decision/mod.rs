//! The decisions of a process: to read, to try with a case of one's own, and to see what their tables forgot.
//!
//! Absent: filling a table in (`edit`).

mod edit;
mod trial;

use feel::{Logic, Made, Sheet, TableReport};
use maud::{Markup, html};
use ui::button::Weight;
use ui::{Column, DecisionRule, DecisionTable, Head, Row, Table, Tone};

use super::Seen;
use crate::definition::decision::words::{kind_said, policy_said, shown};
use crate::definition::decision::{Slots, tasks};
use crate::definition::{Decision, Definition};
use crate::web::form::encode;

pub use edit::{Edited, decision_form, doors};
pub use trial::{Tried, trial};

/// The heads of the columns: inputs, then outputs.
fn heads(sheet: &Sheet) -> (Vec<Head>, Vec<Head>) {
    let about = |label: &str, name: &str, kind: &str| {
        let name = if name == label { "" } else { name };
        let parts = [name.to_owned(), kind_said(kind)];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
    };
    let named = |label: &str, otherwise: String| if label.is_empty() { otherwise } else { label.to_owned() };
    let inputs = sheet.inputs.iter().enumerate().map(|(at, one)| Head {
        label: named(one.heading(), format!("Input {}", at + 1)),
        about: about(one.heading(), one.expression.trim(), &one.kind),
    });
    let outputs = sheet.outputs.iter().enumerate().map(|(at, one)| Head {
        label: named(one.heading(), if at == 0 { "Result".to_owned() } else { format!("Result {}", at + 1) }),
        about: about(one.heading(), one.name.trim(), &one.kind),
    });
    (inputs.collect(), outputs.collect())
}

/// A table to read; `why` lays a case over it.
fn table(name: &str, sheet: &Sheet, why: Option<&feel::Why>) -> Markup {
    let (inputs, outputs) = heads(sheet);
    let any = |cell: String| if cell == "-" { String::new() } else { cell };
    let passes = |rule: usize, column: usize| why.and_then(|why| why.tests.get(rule)?.get(column).copied());
    let rules = sheet.rules.iter().enumerate().map(|(at, rule)| DecisionRule {
        cells: rule
            .inputs
            .iter()
            .enumerate()
            .map(|(column, cell)| (any(shown(sheet, column, cell)), passes(at, column)))
            .collect(),
        results: rule
            .outputs
            .iter()
            .enumerate()
            .map(|(column, cell)| shown(sheet, sheet.inputs.len() + column, cell))
            .collect(),
        note: rule.note.clone(),
        is_hit: why.is_some_and(|why| why.rules.contains(&(at + 1))),
    });
    let rules = rules.collect();
    ui::decision_table(&DecisionTable { caption: name.to_owned(), policy: policy_said(sheet), inputs, outputs, rules })
}

/// What a decision within a model is made by.
fn logic(made: &Made, why: Option<&feel::Why>) -> Markup {
    match &made.logic {
        Logic::Table(sheet) => table(&made.name, sheet, why),
        Logic::Expression(text) => html! { p { "It is the value of " code { (text) } "." } },
        Logic::Other(what) => {
            html! { p { "It is made by " (what) ", which is shown in the tool that wrote it. It can be tried here all the same." } }
        }
        Logic::Nothing => html! { p { "Nothing is said yet about how it is made." } },
    }
}

/// Every decision within the model of one, the one for whose sake it is there first.
fn model(decision: &Decision) -> Markup {
    let made = decision.made();
    if made.is_empty() {
        return html! { p { "The model cannot be read, so there is nothing to show." } };
    }
    let top = decision.model().ok().and_then(|model| Some(model.decisions()[model.top()?].id.clone()));
    let (first, others): (Vec<&Made>, Vec<&Made>) = made.iter().partition(|one| Some(&one.id) == top.as_ref());
    html! {
        @for one in first { (logic(one, None)) }
        @for one in others { (ui::disclosure(&format!("On the way: {}", one.name), logic(one, None))) }
    }
}

/// The activities that make a decision: id and name.
fn makers(definition: &Definition, key: &str) -> Vec<(String, String)> {
    let named = tasks(definition);
    let makes = |id: &String| {
        definition.activities.get(id).is_some_and(|one| one.decisions.iter().any(|one| one == key))
            || named.iter().any(|task| task.element == *id && task.key.as_deref() == Some(key))
    };
    definition.steps().into_iter().filter(|(id, _)| makes(id)).collect()
}

/// How the examples come out, in a few words.
fn standing(decision: &Decision) -> Markup {
    let outcomes = decision.outcomes();
    let failed = outcomes.iter().filter(|one| !one.passed).count();
    let gaps: usize =
        decision.reports().iter().map(|one| one.gaps.len() + one.overlaps.len() + one.unreached.len()).sum();
    html! {
        @match (outcomes.len(), failed) {
            (0, _) => (ui::pill("no example", Tone::Neutral)),
            (1, 0) => (ui::pill("its example holds", Tone::Good)),
            (all, 0) => (ui::pill(&format!("all {all} examples hold"), Tone::Good)),
            (_, 1) => (ui::pill("an example fails", Tone::Bad)),
            (_, failed) => (ui::pill(&format!("{failed} examples fail"), Tone::Bad)),
        }
        @if gaps > 0 { " " (ui::pill(&format!("{gaps} in the table to look at"), Tone::Warning)) }
    }
}

/// Every decision of the process.
#[must_use]
pub fn decisions(seen: &Seen) -> Markup {
    let definition = &seen.definition;
    if definition.decisions.is_empty() {
        let action = (seen.rights.drafts && seen.open.is_some())
            .then(|| ui::button_link("Name the first", &seen.at("draft/sections/decisions"), Weight::Primary, None));
        let text = "Rules that people would look up in a text can stand here as a table that is computed: which priority, who approves.";
        return ui::empty_state("No decision yet", text, action);
    }
    let cards: Vec<Markup> = definition
        .decisions
        .iter()
        .map(|(key, one)| {
            let href = seen.at(&format!("decisions/{}", encode(key)));
            let made: Vec<String> = makers(definition, key).into_iter().map(|(_, name)| name).collect();
            ui::card(
                one.title(key),
                Some(&href),
                html! {
                    p { (one.question) }
                    @if !made.is_empty() { p { "Made at: " (made.join(", ")) } }
                    p { (standing(one)) }
                },
            )
        })
        .collect();
    ui::cards(&cards)
}

/// One decision with its table, its examples and what was found.
#[must_use]
pub fn decision(seen: &Seen, key: &str, decision: &Decision, tried: &Tried) -> Markup {
    let definition = &seen.definition;
    let activities = seen.at("activities");
    let made = makers(definition, key);
    let download = seen.at(&format!("decisions/{}/model.dmn", encode(key)));
    let edits = seen.rights.drafts && seen.open.is_some();
    let actions = html! {
        (ui::button_link("DMN", &download, Weight::Quiet, Some(ui::Icon::Download)))
        @if edits { (ui::button_link("Edit in the draft", &seen.at("draft/sections/decisions"), Weight::Plain, Some(ui::Icon::Edit))) }
    };
    let attempt = ui::section("Try it", None, trial(&seen.at(&format!("decisions/{}", encode(key))), decision, tried));
    // Who tries a case sees the table with the case laid over it; the bare one would only stand in the way.
    let is_tried = tried.answer.is_some();
    html! {
        @if is_tried { (attempt) }
        (ui::section("The rules", Some(actions), html! {
            @if is_tried { (ui::disclosure("The table without the case", model(decision))) } @else { (model(decision)) }
            @if !made.is_empty() {
                p { "Made at: " @for (at, (id, name)) in made.iter().enumerate() { @if at > 0 { ", " } a href={ (activities) "#" (encode(id)) } { (name) } } "." }
            }
        }))
        @if !is_tried { (attempt) }
        (ui::section("Examples", None, examples(decision)))
        (ui::section("Gaps and overlaps", None, reports(&decision.reports())))
    }
}

/// The decisions of a definition that is shown on one page, or nothing where there is none.
pub(super) fn sheets_below(definition: &Definition) -> Markup {
    html! {
        @if !definition.decisions.is_empty() {
            (ui::section("Decisions", None, html! {
                @for (key, one) in &definition.decisions {
                    (ui::disclosure(one.title(key), html! { @if !one.question.is_empty() { p { (one.question) } } (model(one)) (examples(one)) }))
                }
            }))
        }
    }
}

/// The examples with what came out.
fn examples(decision: &Decision) -> Markup {
    if decision.examples.is_empty() {
        return html! { p { "No example is written yet. An example says what must come out of a case, and warns when it no longer does." } };
    }
    let Slots { inputs, outputs } = decision.slots();
    let outcomes = decision.outcomes();
    let columns = [
        Column::text("name", "Example"),
        Column::text("given", "Given"),
        Column::text("expected", "Must come out"),
        Column::text("got", "Comes out"),
    ];
    let line =
        |name: &str, text: &str| html! { (name) ": " strong { @if text.is_empty() { "not known" } @else { (text) } } };
    let rows = decision
        .examples
        .iter()
        .zip(outcomes.iter())
        .map(|(one, outcome)| {
            let of = |texts: &std::collections::BTreeMap<String, String>, name: &str| {
                texts.get(name).cloned().unwrap_or_default()
            };
            Row::new(vec![
                html! { (one.name) },
                html! { @for slot in &inputs { p { (line(&slot.label, &of(&one.inputs, &slot.name))) } } },
                html! { @for slot in &outputs { p { (line(&slot.label, &of(&one.expected, &slot.name))) } } },
                html! {
                    @if outcome.passed { (ui::pill("as expected", Tone::Good)) }
                    @else { (ui::pill("not as expected", Tone::Bad)) p { (outcome.why) } }
                },
            ])
        })
        .collect();
    ui::table(&Table { caption: "Examples", columns: &columns, rows, ..Table::default() })
}

/// What the tables forgot, in sentences.
fn reports(reports: &[TableReport]) -> Markup {
    let sentences: Vec<&String> = reports
        .iter()
        .flat_map(|one| {
            let gaps = one.gaps.iter().map(|gap| &gap.sentence);
            let overlaps = one.overlaps.iter().map(|overlap| &overlap.sentence);
            gaps.chain(overlaps).chain(one.unreached.iter().map(|rule| &rule.sentence))
        })
        .collect();
    let unclear: Vec<&String> = reports.iter().flat_map(|one| &one.unclear).collect();
    html! {
        @if sentences.is_empty() && unclear.is_empty() && !reports.is_empty() { p { "Every case that the columns allow is matched by a rule, and no two rules stand against each other." } }
        @if reports.is_empty() { p { "There is no table to look through." } }
        @if !sentences.is_empty() { ul { @for one in sentences { li { (one) } } } }
        @if !unclear.is_empty() { (ui::disclosure("What was not looked through", html! { ul { @for one in unclear { li { (one) } } } })) }
    }
}
