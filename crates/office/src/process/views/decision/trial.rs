//! Trying a decision with a case of one's own: the questions, the result, and why it came out so.

use std::collections::BTreeMap;

use feel::{Decided, Logic, Type};
use maud::{Markup, html};
use ui::button::Weight;
use ui::form::{Range, question, row, submit_bar};
use ui::{Choice, Field, Tone};

use super::logic;
use crate::definition::Decision;
use crate::definition::decision::{Slot, Slots};

/// A case that somebody tried, and what came of it.
#[derive(Default)]
pub struct Tried {
    /// By the names of the inputs, as they were typed.
    pub typed: BTreeMap<String, String>,
    /// Places of inputs that are not of their type, each with a sentence.
    pub wrong: Vec<(usize, String)>,
    /// What came out, or why nothing did; none where nothing was asked yet.
    pub answer: Option<Result<Decided, String>>,
}

/// The questions and, once they are answered, the result with its reasons.
#[must_use]
pub fn trial(action: &str, decision: &Decision, tried: &Tried) -> Markup {
    let slots = decision.slots();
    if decision.model().is_err() {
        return html! { p { "The model cannot be read, so it cannot be tried." } };
    }
    let ids: Vec<String> = (0..slots.inputs.len()).map(|at| format!("in-{}", at + 1)).collect();
    let fields: Vec<Markup> = slots
        .inputs
        .iter()
        .zip(&ids)
        .enumerate()
        .map(|(at, (slot, id))| {
            let wrong = tried.wrong.iter().find(|(place, _)| *place == at).map(|(_, why)| why.as_str());
            field(slot, id, tried.typed.get(&slot.name).map_or("", String::as_str), wrong)
        })
        .collect();
    html! {
        (question(action, html! {
            (row(&fields))
            @if slots.inputs.is_empty() { p { "It asks for nothing." } }
            (submit_bar(html! {
                (ui::primary_named("Decide", "try", "yes"))
                @if tried.answer.is_some() { (ui::button_link("Clear", action, Weight::Quiet, None)) }
            }))
        }))
        @match &tried.answer {
            Some(Ok(decided)) => (answer(decision, &slots, decided)),
            Some(Err(why)) => (ui::callout(Tone::Bad, "There is no result", html! { p { (why) } })),
            None => {}
        }
    }
}

/// A question by the type of its input.
pub(super) fn field(slot: &Slot, id: &str, value: &str, wrong: Option<&str>) -> Markup {
    let field = Field::new("in", &slot.label).id(id).value(value).error(wrong);
    let none = std::iter::once(Choice::new("", "Not known"));
    match &slot.kind {
        Type::Boolean => {
            field.select(&none.chain([Choice::new("yes", "Yes"), Choice::new("no", "No")]).collect::<Vec<_>>())
        }
        Type::String if !slot.choices.is_empty() => {
            field.select(&none.chain(slot.choices.iter().map(|one| Choice::new(one, one))).collect::<Vec<_>>())
        }
        Type::String => field.text(),
        Type::Number if value.is_empty() || value.parse::<f64>().is_ok() => {
            field.number(&Range { step: Some(0.000_001), ..Range::default() })
        }
        Type::Date if value.is_empty() || wrong.is_none() => field.date(),
        _ => field.hint(hint(&slot.kind)).text(),
    }
}

/// How a value of a type is written.
fn hint(kind: &Type) -> &'static str {
    match kind {
        Type::Number => "A number, with a point: 2.5",
        Type::Date => "A date: 2026-11-26",
        Type::Time => "A time of day: 14:30:00",
        Type::DateTime => "A date with a time: 2026-11-26T14:30:00",
        Type::Days => "Days, hours and minutes: P1DT4H",
        Type::Months => "Years and months: P1Y6M",
        Type::List(_) => "A list: [1, 2, 3]",
        _ => "A value as FEEL writes it: \"text\", 2.5, {name: \"value\"}",
    }
}

/// The result, the tables that gave it, and the decisions on the way.
fn answer(decision: &Decision, slots: &Slots, decided: &Decided) -> Markup {
    let told = slots.told(&decided.value);
    let made = decision.made();
    let on_the_way: Vec<_> = decided.made.iter().take(decided.made.len().saturating_sub(1)).collect();
    let is_nothing = told.iter().all(|(_, text)| text.is_empty());
    html! {
        (ui::callout(if is_nothing { Tone::Warning } else { Tone::Good }, if is_nothing { "Nothing comes out" } else { "It comes out so" }, html! {
            (ui::definitions(&told.iter().map(|(label, text)| (label.as_str(), html! { strong { @if text.is_empty() { "nothing" } @else { (text) } } })).collect::<Vec<_>>()))
        }))
        @if !decided.warnings.is_empty() {
            (ui::callout(Tone::Warning, "To look at", html! { ul { @for one in decided.warnings.iter().take(10) { li { (one.to_string()) "." } } } }))
        }
        @if !on_the_way.is_empty() {
            h3 { "On the way" }
            ol { @for (name, value) in on_the_way { li { (name) ": " strong { (value.to_string()) } } } }
        }
        @for why in decided.reasons.iter().take(20) {
            @if let Some(one) = made.iter().find(|one| one.name == why.element && matches!(one.logic, Logic::Table(_))) {
                h3 { "Why: " (why.element) }
                p { (because(why)) }
                (logic(one, Some(why)))
            } @else {
                p { "Why: " (why.element) ": " (because(why)) }
            }
        }
    }
}

fn because(why: &feel::Why) -> String {
    let given: Vec<String> = why.inputs.iter().map(|(label, value)| format!("{label} is {value}")).collect();
    let rules: Vec<String> = why.rules.iter().map(ToString::to_string).collect();
    let matched = match rules.as_slice() {
        [] => "no rule matches".to_owned(),
        [one] => format!("rule {one} counts"),
        [all @ .., last] => format!("the rules {} and {last} match", all.join(", ")),
    };
    let given =
        if given.is_empty() { "Whatever is given".to_owned() } else { format!("Because {}", given.join(" and ")) };
    format!("{given}, {matched}.")
}
