//! What is shown of looks at tools.

use std::collections::BTreeMap;

use maud::{Markup, html};
use ui::button::Weight;
use ui::form::{Form as Sent, form as form_part, hidden, submit_bar};
use ui::{Choice, Column, Row, Table, Tone};

use super::model::{Beside, Check, Finding, Offer, State, Verdict};
use crate::connector::Connector;
use crate::web::Form;

/// Names of one side that are shown before the rest is counted.
const NAMES: usize = 40;

/// The pill of a look.
pub(super) fn status(check: &Check) -> Markup {
    match check.state {
        State::Waiting => ui::pill("on its way", Tone::Info),
        State::Done => ui::pill("read", Tone::Good),
        State::Failed => ui::pill("not read", Tone::Bad),
    }
}

/// What the list is made of.
pub(super) struct Listed<'a> {
    pub base: &'a str,
    pub checks: &'a [Check],
    pub tools: &'a [Connector],
    pub names: &'a BTreeMap<String, String>,
    pub answers: bool,
    pub form: &'a Form,
}

/// The looks of a process, and the way to a new one.
pub(super) fn list(listed: &Listed) -> Markup {
    let line = |check: &Check| {
        let who = listed.names.get(&check.asked_by).map_or("somebody who left", String::as_str);
        let count = |verdict| check.outcome.findings.iter().filter(|one| one.verdict == verdict).count();
        let (seen, missing) = (count(Verdict::Seen), count(Verdict::Missing));
        Row::new(vec![
            html! { a href={ (listed.base) "/" (check.id) } { (check.done_at.unwrap_or(check.asked_at).in_words()) } },
            html! { (check.connector) ", " (check.place_label) },
            status(check),
            html! { @if check.state == State::Done { (seen) @if seen == 1 { " requirement seen, " } @else { " requirements seen, " } (missing) " missing" } @else { (check.trouble) } },
            html! { (who) },
        ])
    };
    let table = ui::table(&Table {
        caption: "Looks, the newest first",
        columns: &[
            Column::text("at", "When"),
            Column::text("tool", "Tool"),
            Column::text("state", "State"),
            Column::text("seen", "What was seen"),
            Column::text("by", "By"),
        ],
        rows: listed.checks.iter().map(line).collect(),
        empty: Some((
            "Nobody looked yet",
            "Choose a queue, project or table and look; nothing is changed in the tool.",
            None,
        )),
        ..Table::default()
    });
    html! {
        (listed.form.summary())
        @if listed.answers { (ui::section("Look now", None, asking(listed))) }
        (ui::section("What was seen", None, table))
    }
}

fn asking(listed: &Listed) -> Markup {
    let choices: Vec<(String, String)> = listed
        .tools
        .iter()
        .flat_map(|tool| {
            let places = tool.found.as_ref().map(|found| found.places.as_slice()).unwrap_or_default();
            places.iter().map(|place| (format!("{}/{}", tool.id, place.key), format!("{}: {}", tool.name, place.label)))
        })
        .collect();
    if choices.is_empty() {
        let text = "An administrator adds the tool under “Connectors” and tries the connection.";
        return ui::empty_state("No tool is connected", text, None);
    }
    let choices: Vec<Choice> = choices.iter().map(|(value, label)| Choice::new(value, label)).collect();
    form_part(
        &Sent { action: listed.base, ..Sent::default() },
        html! {
            (listed.form.field("place", "Where the tickets are").required().select(&choices))
            (submit_bar(ui::primary("Look at the tool")))
        },
    )
}

/// What the page of a look is made of.
pub(super) struct Shown<'a> {
    pub base: &'a str,
    pub check: &'a Check,
    pub offers: &'a [Offer],
    pub answers: bool,
    pub form: &'a Form,
}

/// The page of a look.
pub(super) fn show(shown: &Shown) -> Markup {
    let check = shown.check;
    match check.state {
        State::Waiting => ui::callout(
            Tone::Info,
            "The tool is being read",
            html! { p { "Load this page again in some seconds. " (check.trouble) } },
        ),
        State::Failed => ui::callout(Tone::Bad, "The tool could not be read", html! { p { (check.trouble) } }),
        State::Done => done(shown),
    }
}

fn done(shown: &Shown) -> Markup {
    let outcome = &shown.check.outcome;
    html! {
        (shown.form.summary())
        (ui::section("Requirements", None, findings(shown)))
        (ui::section("Side by side", None, html! {
            @for one in &outcome.beside { (beside(one)) }
        }))
        @for note in &outcome.notes { (ui::callout(Tone::Info, "Please note", html! { p { (note) } })) }
    }
}

fn findings(shown: &Shown) -> Markup {
    let outcome = &shown.check.outcome;
    let action = format!("{}/results", shown.base);
    let line = |(finding, offer): (&Finding, &Offer)| {
        let (word, tone) = match finding.verdict {
            Verdict::Seen => ("there", Tone::Good),
            Verdict::Missing => ("missing", Tone::Bad),
            Verdict::Unclear => ("not found", Tone::Warning),
        };
        Row::new(vec![
            html! {
                @if *offer == Offer::Changed { (finding.text) }
                @else { a href={ "/requirements/" (finding.requirement_id) } { (finding.text) } }
            },
            ui::pill(word, tone),
            html! { (finding.note) },
            act(shown, &action, finding, *offer),
        ])
    };
    let is_open = |(_, offer): &(&Finding, &Offer)| matches!(offer, Offer::Result(_));
    let open: Vec<(&Finding, &Offer)> = outcome.findings.iter().zip(shown.offers).filter(is_open).collect();
    html! {
        @if outcome.others > 0 {
            p { (outcome.others) @if outcome.others == 1 { " requirement names" } @else { " requirements name" } " nothing that a configuration shows; try them out." }
        }
        (ui::table(&Table {
            caption: "What the look says of each requirement",
            columns: &[
                Column::text("requirement", "Requirement"),
                Column::text("verdict", "In the tool"),
                Column::text("note", "What was seen"),
                Column::text("act", "Test"),
            ],
            rows: outcome.findings.iter().zip(shown.offers).map(line).collect(),
            empty: Some(("No requirement names anything that a configuration shows", "Name the parts of the tool at the requirements: a field, a form, a workflow.", None)),
            ..Table::default()
        }))
        @if shown.answers && open.len() > 1 {
            (form_part(&Sent { action: &action, ..Sent::default() }, html! {
                @for (finding, _) in &open { (hidden("requirement", &finding.requirement_id)) }
                (submit_bar(ui::button(&format!("Take all {} results", open.len()), "", "")))
            }))
        }
    }
}

fn act(shown: &Shown, action: &str, finding: &Finding, offer: Offer) -> Markup {
    let fields = [("requirement", finding.requirement_id.as_str())];
    match offer {
        Offer::Result(true) if shown.answers => ui::post_button("Take as passed", action, Weight::Plain, &fields),
        Offer::Result(false) if shown.answers => ui::post_button("Take as failed", action, Weight::Plain, &fields),
        Offer::Result(_) => html! { "waits for whoever runs the tool" },
        Offer::Taken => html! { "a result was written down since" },
        Offer::Changed => html! { "it changed since; look again" },
        Offer::Waived => html! { "known: waived" },
        Offer::Known if finding.verdict == Verdict::Seen => html! { "it is said to be not met: answer anew" },
        Offer::Known => html! { "known: not met" },
        Offer::Unanswered => html! { "say first how the tool meets it" },
        Offer::Same => html! { "its last test says the same" },
        Offer::Nothing => html! { "try it out" },
    }
}

fn beside(one: &Beside) -> Markup {
    let (_, many) = one.part.words();
    let title = if one.of.is_empty() { capital(many) } else { format!("Choices of “{}”", one.of) };
    let names = |all: &[String]| {
        let more = all.len().saturating_sub(NAMES);
        html! {
            @if all.is_empty() { "–" }
            @else {
                (all.iter().take(NAMES).map(String::as_str).collect::<Vec<_>>().join(", "))
                @if more > 0 { " and " (more) " more" }
            }
        }
    };
    let lacks = if one.whole { "Only the process" } else { "Only the process, as far as was seen" };
    html! {
        h3 { (title) }
        (ui::definitions(&[("Both", names(&one.both)), (lacks, names(&one.only_process)), ("Only the tool", names(&one.only_tool))]))
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
