//! What the pages of the rules show.

use maud::{Markup, html};
use ui::button::Weight as Look;
use ui::form::{Form as Sent, form as form_part, row, submit_bar};
use ui::{Choice, Column, Field, Icon, Row, Table, Tone};

use crate::definition::lint::{BETWEEN, Decision, Rule, Weight, catalogue};
use crate::definition::{RuleSet, Severity};
use crate::journal::Entry;
use crate::web::Form;

/// Which rules to show.
pub(super) struct Listing {
    pub words: String,
    /// `decided` for those that the office decided about.
    pub only: String,
    /// The weight that they have here, by key.
    pub severity: String,
}

/// The weight that a rule comes with.
pub(super) fn usual(rule: &Rule) -> Weight {
    match rule.severity {
        Severity::Error => Weight::Error,
        Severity::Warning => Weight::Warning,
        Severity::Info => Weight::Hint,
    }
}

fn pill(weight: Weight) -> Markup {
    let tone = match weight {
        Weight::Off => Tone::Neutral,
        Weight::Hint => Tone::Info,
        Weight::Warning => Tone::Warning,
        Weight::Error => Tone::Bad,
    };
    ui::pill(&weight.label().to_lowercase(), tone)
}

/// Beside the heading.
pub(super) fn actions() -> Markup {
    html! {
        (ui::button_link("Words of this office", "/rules/words", Look::Plain, None))
        (ui::button_link("For mandate check", "/rules/lint.toml", Look::Plain, Some(Icon::Download)))
    }
}

/// Every rule with its weight here.
pub(super) fn list(listing: &Listing, rules: &RuleSet, may_set: bool) -> Markup {
    let words = listing.words.trim().to_lowercase();
    let found: Vec<(&Rule, Weight, Option<&Decision>)> = catalogue()
        .iter()
        .map(|rule| {
            let decision = rules.decision(rule.name);
            (rule, decision.map_or(usual(rule), |one| one.weight), decision)
        })
        .filter(|(rule, weight, decision)| {
            (listing.only != "decided" || decision.is_some())
                && (listing.severity.is_empty() || weight.key() == listing.severity)
                && [rule.name, rule.why, rule.remedy].iter().any(|text| text.to_lowercase().contains(&words))
        })
        .collect();
    let decided = rules.decisions().len();
    let weights: Vec<Choice> = std::iter::once(Choice::new("", "Any weight"))
        .chain(Weight::ALL.iter().map(|(_, key, label)| Choice::new(key, label)))
        .collect();
    let only = [Choice::new("", "Every rule"), Choice::new("decided", "Decided by this office")];
    html! {
        p {
            (catalogue().len()) " rules; this office decided about " (decided) ". "
            @if !may_set { "An SMO manager or a governance lead can weight them." }
        }
        (ui::table(&Table {
            caption: "Rules",
            base: "/rules",
            columns: &[
                Column::text("rule", "Rule"),
                Column::text("weight", "Counts here"),
                Column::text("why", "Why it matters"),
                Column::text("reason", "Why it counts so here"),
            ],
            rows: found.into_iter().map(|(rule, weight, decision)| line(rule, weight, decision)).collect(),
            filters: Some(row(&[
                Field::new("q", "Words").value(&listing.words).search(),
                Field::new("severity", "Counts here").value(&listing.severity).select(&weights),
                Field::new("only", "Show").value(&listing.only).select(&only),
            ])),
            empty: Some(("Nothing matches", "Change the filter to see more.", None)),
            ..Table::default()
        }))
    }
}

fn line(rule: &Rule, weight: Weight, decision: Option<&Decision>) -> Row {
    Row::new(vec![
        html! { a href=(format!("/rules/{}", rule.name)) { (rule.name) } },
        html! { (pill(weight)) @if decision.is_some() { " usually " (usual(rule).label().to_lowercase()) } },
        html! { (rule.why) },
        html! { @if let Some(one) = decision { (one.reason) } },
    ])
}

/// One rule: what to do about it, how much it counts, and what was decided before.
pub(super) fn one(rule: Rule, decision: Option<&Decision>, entries: &[Entry], form: &Form, may_set: bool) -> Markup {
    let weight = decision.map_or(usual(&rule), |one| one.weight);
    let href = format!("/rules/{}", rule.name);
    let place = if BETWEEN.iter().any(|one| one.name == rule.name) {
        "between the processes of the office"
    } else if bpmn::RULES.binary_search(&rule.name).is_ok() {
        "in the diagram"
    } else {
        "in the definition"
    };
    let usually = usual(&rule).label().to_lowercase();
    html! {
        (form.summary())
        (ui::section("The rule", None, ui::definitions(&[
            ("How to mend it", html! { (rule.remedy) }),
            ("Looks", html! { (place) }),
            ("Counts here", html! { (pill(weight)) @if decision.is_some() { " usually " (usually) } }),
            ("Because", html! { @match decision { Some(one) => (one.reason), None => "It counts as it comes." } }),
        ])))
        (ui::buttons(&[ui::button_link("What it finds in this office", &format!("/findings?rule={}", rule.name), Look::Plain, Some(Icon::Search))]))
        @if may_set { (decide(&href, decision, form)) }
        @if !entries.is_empty() { (ui::section("What was decided", None, crate::journal::views::history(entries))) }
    }
}

fn decide(href: &str, decision: Option<&Decision>, form: &Form) -> Markup {
    let weights: Vec<Choice> = std::iter::once(Choice::new("", "Choose"))
        .chain(Weight::ALL.iter().map(|(_, key, label)| Choice::new(key, label)))
        .collect();
    html! {
        (ui::section("Weight it for this office", None, html! {
            p { "“To mend” keeps a draft from being submitted. A rule that is off is not told, but how often it would have spoken is counted." }
            (form_part(&Sent { action: &format!("{href}/decision"), ..Sent::default() }, html! {
                (form.field("weight", "It counts as").required().select(&weights))
                (form.field("reason", "Reason").hint("Whoever reads it next year must be able to tell whether it still holds.").required().textarea(2))
                (submit_bar(ui::primary("Decide")))
            }))
            @if decision.is_some() {
                (ui::disclosure("Let it count as it comes", form_part(&Sent { action: &format!("{href}/restoration"), ..Sent::default() }, html! {
                    (Field::new("reason", "Reason").id("restoration-reason").required().textarea(2))
                    (submit_bar(ui::button("Take the decision back", "", "")))
                })))
            }
        }))
    }
}

/// The words that the office counts as jargon.
pub(super) fn words(form: &Form, may_set: bool) -> Markup {
    let field = form
        .field("words", "Words and plainer ones")
        .hint("One a line: the word, an equals sign, the plainer word. For example: blue-sky thinking = ideas.");
    html! {
        (form.summary())
        @if may_set {
            (form_part(&Sent { action: "/rules/words", ..Sent::default() }, html! {
                (field.textarea(12))
                (submit_bar(ui::primary("Keep the list")))
            }))
        } @else if form.raw("words").is_empty() {
            (ui::empty_state("No words yet", "An SMO manager or a governance lead can put words on the list.", None))
        } @else { ul { @for line in form.raw("words").lines() { li { (line) } } } }
    }
}
