//! The story of an improvement: where it comes from, what was expected, what was measured, who verified it.

use maud::{Markup, html};
use serde_json::Value;
use ui::{Stat, Tone};

use super::super::benefit::{Moved, Reading, figure};
use super::super::model::{Improvement, Plan, Stage};
use super::super::register::Listed;

/// Pairs of evidence shown at most; the page of the origin has the rest.
const EVIDENCE: usize = 12;

/// From origin to benefit, as far as it goes.
pub(super) fn story(listed: &Listed) -> Markup {
    let one = &listed.improvement;
    html! {
        (ui::section("Where it comes from", None, origin(listed)))
        @if let Some(plan) = &one.plan { (ui::section("What is expected", None, expected(one, plan, &listed.owner))) }
        @if one.stage.is_measurable() { (ui::section("What was measured", None, measured(one))) }
        @if one.verification.is_some() { (ui::section("Who verified it", None, verified(listed))) }
        @if !one.reason.is_empty() {
            (ui::callout(Tone::Neutral, one.stage.label(), html! { p { (one.reason) } }))
        }
    }
}

fn origin(listed: &Listed) -> Markup {
    let one = &listed.improvement;
    let evidence = evidence(&one.origin.evidence);
    html! {
        @if !one.description.is_empty() {
            @for paragraph in one.description.split("\n\n") { p { (paragraph) } }
        }
        (ui::definitions(&[
            ("Process", match &listed.process {
                Some(process) => html! { a href={ "/processes/" (process.key) } { (process.name) } },
                None => html! { "none: the office as a whole" },
            }),
            ("From", html! {
                (one.origin.kind.label())
                @if !one.origin.label.is_empty() {
                    ": "
                    @if one.origin.href.is_empty() { (one.origin.label) } @else { a href=(one.origin.href) { (one.origin.label) } }
                }
            }),
            ("Raised by", html! { (listed.raised_by) ", " (one.raised_at.day_in_words()) }),
        ]))
        @if !evidence.is_empty() {
            (ui::disclosure("What was known then", ui::definitions(
                &evidence.iter().map(|(key, value)| (key.as_str(), html! { (value) })).collect::<Vec<_>>(),
            )))
        }
    }
}

/// The plain values of the evidence, with readable names.
fn evidence(evidence: &Value) -> Vec<(String, String)> {
    let Value::Object(pairs) = evidence else { return Vec::new() };
    let plain = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.as_f64().map_or_else(|| number.to_string(), |number| figure(number, ""))),
        Value::Bool(yes) => Some(if *yes { "yes" } else { "no" }.to_owned()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    };
    let readable = |key: &String| {
        let spaced = key.replace('_', " ");
        let mut letters = spaced.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    };
    pairs.iter().filter_map(|(key, value)| Some((readable(key), plain(value)?))).take(EVIDENCE).collect()
}

fn expected(improvement: &Improvement, plan: &Plan, owner: &str) -> Markup {
    let unit = &plan.measure.unit;
    html! {
        p {
            strong { (plan.measure.label) } " shall go from " strong { (figure(plan.baseline, unit)) } " to "
            strong { (figure(plan.target, unit)) } " by " (plan.due_at.day_in_words()) "."
        }
        @if !plan.expected.is_empty() { @for paragraph in plan.expected.split("\n\n") { p { (paragraph) } } }
        (ui::definitions(&[
            ("Owner", ui::person(owner, None, None)),
            ("Changes", match &improvement.version {
                Some(version) => html! { a href=(version.href) { (version.label) } },
                None => html! { "no version of a process yet" },
            }),
        ]))
    }
}

fn measured(improvement: &Improvement) -> Markup {
    let Some(plan) = &improvement.plan else { return html! {} };
    let unit = plan.measure.unit.as_str();
    let Some(measured) = &improvement.measurement else {
        return html! {
            p {
                @if let Some(at) = improvement.completed_at { "Completed on " (at.day_in_words()) ". " }
                "No data of the time after has come in yet. When a log is imported, its figure stands here."
            }
        };
    };
    let reading = Reading::of(plan.baseline, plan.target, measured);
    let tone = match reading.moved {
        Moved::Reached => Tone::Good,
        Moved::Partly | Moved::Not => Tone::Warning,
        Moved::Worse => Tone::Bad,
    };
    let (baseline, target, value) = (figure(plan.baseline, ""), figure(plan.target, ""), figure(measured.value, ""));
    let cases = format!("{} cases until {}", measured.n, measured.at.day_in_words());
    html! {
        (ui::stats(&[
            Stat { label: "Baseline", value: &baseline, unit, ..Stat::default() },
            Stat { label: "Target", value: &target, unit, ..Stat::default() },
            Stat {
                label: "Measured",
                value: &value,
                unit,
                target: Some((reading.moved.label(), tone)),
                ..Stat::default()
            },
        ]))
        (ui::callout(tone, &format!("The {}", title(reading.moved)), html! {
            p {
                (reading.in_words())
                @if let (Some(low), Some(high)) = (measured.low, measured.high) {
                    " With 95 % confidence the value lies between " (figure(low, unit)) " and " (figure(high, unit)) "."
                }
            }
            p { (cases) "." }
        }))
    }
}

fn title(moved: Moved) -> &'static str {
    match moved {
        Moved::Reached => "target is reached",
        Moved::Partly => "value is on its way",
        Moved::Not => "value is where it was",
        Moved::Worse => "value got worse",
    }
}

fn verified(listed: &Listed) -> Markup {
    let one = &listed.improvement;
    let Some(seen) = &one.verification else { return html! {} };
    let unit = one.plan.as_ref().map_or("", |plan| plan.measure.unit.as_str());
    let (tone, words) = match one.stage {
        Stage::Verified => (Tone::Good, "The benefit is there"),
        _ => (Tone::Bad, "The benefit is not there"),
    };
    let line = format!("{}, saw {}", seen.at.day_in_words(), figure(seen.value, unit));
    ui::callout(
        tone,
        words,
        html! {
            (ui::person(&listed.verified_by, Some(&line), None))
            @if !seen.comment.is_empty() { p { "“" (seen.comment) "”" } }
        },
    )
}
