//! What is shown of feeds.

use maud::{Markup, html};
use ui::form::{Form as Sent, form as form_part, hidden, row, submit_bar};
use ui::{Choice, Column, Field, Row, Table, Tone};

use super::super::Reading;
use super::super::views::reading_fields;
use super::model::{Feed, SCHEDULES, schedule_in_words};
use crate::clock::Time;
use crate::connector::Connector;
use crate::connector::history::Label;
use crate::connector::ticket::place_choices;
use crate::process::Process;
use crate::web::Form;

/// A feed with the names of what it belongs to.
pub struct Named {
    pub feed: Feed,
    pub process: String,
    pub connector: String,
}

/// How a feed stands, in a word.
fn stands(feed: &Feed) -> (&'static str, Tone) {
    if feed.paused_at.is_some() {
        ("paused", Tone::Neutral)
    } else if !feed.trouble.is_empty() {
        ("in trouble", Tone::Bad)
    } else if feed.brought_at.is_none() {
        ("bringing the history", Tone::Info)
    } else if feed.events == 0 {
        ("nothing there", Tone::Warning)
    } else if feed.reading.is_none() {
        ("waits for you", Tone::Warning)
    } else {
        ("up to date", Tone::Good)
    }
}

/// The feeds on the page of imports.
#[must_use]
pub fn listed(all: &[Named]) -> Markup {
    let line = |one: &Named| {
        let (words, tone) = stands(&one.feed);
        let href = format!("/measures/feeds/{}", one.feed.id);
        Row::new(vec![
            html! { a href=(href) { (one.feed.place_label) " in " (one.connector) } },
            html! { (one.process) },
            ui::pill(words, tone),
            html! { @if let Some(at) = one.feed.brought_at { (at.in_words()) } @else { "not yet" } },
        ])
    };
    let add = ui::button_link("Connect a tool", "/measures/feeds/new", ui::button::Weight::Plain, Some(ui::Icon::Link));
    let body = ui::table(&Table {
        caption: "Feeds",
        columns: &[
            Column::text("place", "Where from"),
            Column::text("process", "Process"),
            Column::text("state", "State"),
            Column::text("at", "Brought last"),
        ],
        rows: all.iter().map(line).collect(),
        empty: Some(("No feed yet", "Connect a tool, and the log stays up to date by itself.", None)),
        ..Table::default()
    });
    ui::section("From a connected tool", Some(add), body)
}

/// The form that begins a feed.
#[must_use]
pub fn new(processes: &[Process], takers: &[Connector], form: &Form) -> Markup {
    if takers.is_empty() {
        let text = "No tool is connected that tells where its tickets lie. An administrator adds one under Connectors and tries the connection.";
        return ui::empty_state("No tool to connect to", text, None);
    }
    if processes.is_empty() {
        let text = "A log belongs to a process with a version in force that you may import for. Publish one first, or ask its owner.";
        return ui::empty_state("No process to bring tickets for", text, None);
    }
    let processes: Vec<Choice> = processes.iter().map(|one| Choice::new(&one.id, &one.name)).collect();
    let places = place_choices(takers);
    let places: Vec<Choice> = places.iter().map(|(value, label)| Choice::new(value, label)).collect();
    html! {
        (form.summary())
        (form_part(&Sent { action: "/measures/feeds", ..Sent::default() }, html! {
            (form.field("process", "Process").required().select(&processes))
            (form.field("place", "Where the tickets are").required().select(&places))
            (row(&[
                form.field("since", "Tickets made since").hint("Older ones are left alone.").required().date(),
                schedule(form),
            ]))
            (submit_bar(ui::primary("Bring the history")))
        }))
    }
}

fn schedule(form: &Form) -> Markup {
    let field = form.field("schedule", "How often").hint("Not more often than every five minutes.").required();
    let mut choices: Vec<Choice> = SCHEDULES.iter().map(|(pattern, words)| Choice::new(pattern, words)).collect();
    let own = form.raw("schedule");
    if !own.is_empty() && !SCHEDULES.iter().any(|(pattern, _)| *pattern == own) {
        choices.push(Choice::new(own, own));
    }
    field.select(&choices)
}

/// What the page of a feed is made of.
pub struct Shown<'a> {
    pub feed: &'a Feed,
    pub process: &'a Process,
    pub connector: &'a Connector,
    pub keeper: &'a str,
    pub labels: &'a [Label],
    pub reading: &'a Reading,
    pub steps: &'a [(String, String)],
    pub form: &'a Form,
}

/// The pills beside the heading.
#[must_use]
pub fn status(feed: &Feed) -> Markup {
    let (words, tone) = stands(feed);
    html! { (ui::pill(words, tone)) }
}

/// The page of a feed.
#[must_use]
pub fn show(shown: &Shown, now: Time) -> Markup {
    let feed = shown.feed;
    let href = format!("/measures/feeds/{}", feed.id);
    html! {
        (shown.form.summary())
        (told(shown))
        (ui::section("The feed", Some(acts(shown, &href)), facts(shown, now)))
        @if !shown.labels.is_empty() { (ui::section("What the states mean", None, mapping(shown, &href))) }
        (ui::section("How often", None, form_part(&Sent { action: &format!("{href}/schedule"), ..Sent::default() }, html! {
            (hidden("revision", &feed.revision.to_string()))
            (schedule(shown.form))
            (Field::new("own", "Or a pattern of your own").hint("Five fields as cron has them, for example 0 5 * * 1-5.").error(shown.form.complaint("own")).value(shown.form.raw("own")).text())
            (submit_bar(ui::button("Keep the schedule", "", "")))
        })))
        (ui::section("No longer wanted?", None, end(&href)))
    }
}

fn told(shown: &Shown) -> Markup {
    let feed = shown.feed;
    html! {
        @if !feed.trouble.is_empty() {
            (ui::callout(Tone::Bad, "It could not be brought", html! {
                p { (feed.trouble) }
                p { "What was brought before is kept, and the next pull goes on from there. " (shown.keeper) " is asked to look when it happens again." }
            }))
        } @else if feed.brought_at.is_none() {
            (ui::callout(Tone::Info, "The history is being brought", html! {
                p { (feed.events) " changes so far. You may leave this page; it goes on, and My work tells you when it is here." }
            }))
        } @else if feed.events == 0 {
            (ui::callout(Tone::Warning, "Nothing was found", html! {
                p { "The account sees no ticket there since " (feed.since.day_in_words()) ". Look at the day, and at the rights of the account in the tool." }
            }))
        } @else if feed.reading.is_none() {
            (ui::callout(Tone::Warning, "Say what the states mean", html! {
                p { "The history is here. Look at the suggestions below and save them; then the log is made." }
            }))
        }
        @for note in &feed.notes { (ui::callout(Tone::Info, "Please note", html! { p { (note) } })) }
    }
}

fn acts(shown: &Shown, href: &str) -> Markup {
    let feed = shown.feed;
    let revision = feed.revision.to_string();
    let (label, act) = if feed.paused_at.is_some() { ("Let it go on", "resumption") } else { ("Pause", "pause") };
    html! {
        @if feed.paused_at.is_none() {
            (ui::post_button("Bring it now", &format!("{href}/bringing"), ui::button::Weight::Primary, &[]))
        }
        (ui::post_button(label, &format!("{href}/{act}"), ui::button::Weight::Plain, &[("revision", &revision)]))
    }
}

fn facts(shown: &Shown, now: Time) -> Markup {
    let feed = shown.feed;
    let measures = format!("/processes/{}/measures", shown.process.key);
    let next = match feed.next_at {
        Some(at) if at > now => at.in_words(),
        Some(_) => "in a moment".to_owned(),
        None => "not while it is paused".to_owned(),
    };
    let brought = feed.brought_at.map_or_else(|| "not yet".to_owned(), Time::in_words);
    ui::definitions(&[
        (
            "Process",
            html! { @if feed.log_id.is_empty() { (shown.process.name) } @else { a href=(measures) { (shown.process.name) } } },
        ),
        (
            "Where from",
            html! { (feed.place_label) " in " (shown.connector.name) " (" (shown.connector.kind.label()) ")" },
        ),
        ("Tickets made since", html! { (feed.since.day_in_words()) }),
        ("Here", html! { (feed.events) " changes" @if feed.cases > 0 { " of " (feed.cases) " tickets" } }),
        ("Brought last", html! { (brought) }),
        ("How often", html! { (schedule_in_words(&feed.schedule)) }),
        ("Next", html! { (next) }),
        ("Kept by", html! { (shown.keeper) }),
    ])
}

fn mapping(shown: &Shown, href: &str) -> Markup {
    let unknown: Vec<&str> = shown
        .feed
        .reading
        .iter()
        .flat_map(|reading| shown.labels.iter().filter(|label| !reading.states.contains_key(&label.name)))
        .map(|label| label.name.as_str())
        .collect();
    html! {
        p { "In brackets stand acts on a ticket that are no states; they are left out unless you choose a step for them." }
        @if !unknown.is_empty() {
            (ui::callout(Tone::Warning, "New since the mapping was saved", html! {
                p { (unknown.join(", ")) ". Until you choose, they count as work that is not in the process." }
            }))
        }
        (form_part(&Sent { action: &format!("{href}/mapping"), ..Sent::default() }, html! {
            (hidden("revision", &shown.feed.revision.to_string()))
            (reading_fields(shown.reading, shown.steps, shown.form))
            (submit_bar(ui::primary("Save, and make the log")))
        }))
    }
}

fn end(href: &str) -> Markup {
    let question = ui::dialog::Confirm {
        id: "end-feed",
        opener: "End the feed…",
        title: "End this feed?",
        text: "Nothing more is brought, and the histories are forgotten. The log that was made of them stays.",
        verb: "End it",
        danger: true,
        action: &format!("{href}/end"),
    };
    ui::dialog::confirm(&question, html! {})
}
