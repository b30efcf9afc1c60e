//! What is shown of webhooks.

use maud::{Markup, html};
use ui::form::{Form as Sent, form as form_part, hidden, submit_bar};
use ui::{Choice, Column, Row, Table, Tone};

use super::model::{BOTH_HOURS, Delivery, Form as Shape, OFF_AFTER_DAYS, Stands, TOPICS, Topic, Webhook};
use super::pages::process_name;
use crate::clock::Time;
use crate::journal::Entry;
use crate::process::Process;
use crate::web::Form;

/// What can be done from the list.
pub(super) fn list_actions() -> Markup {
    ui::button_link("Add a webhook", "/webhooks/new", ui::button::Weight::Primary, Some(ui::Icon::Add))
}

/// How a webhook stands, in a word.
fn stands(one: &Webhook, now: Time) -> (&'static str, Tone) {
    if one.off_at.is_some() {
        ("switched off", Tone::Neutral)
    } else if one.health.rests(now).is_some() {
        ("rests after failures", Tone::Bad)
    } else if !one.health.trouble.is_empty() {
        ("in trouble", Tone::Warning)
    } else if one.health.good_at.is_some() {
        ("works", Tone::Good)
    } else {
        ("nothing told yet", Tone::Info)
    }
}

/// The pills beside the heading.
pub(super) fn status(one: &Webhook, now: Time) -> Markup {
    let (words, tone) = stands(one, now);
    html! { (ui::pill(words, tone)) (ui::tag(one.form.label())) }
}

/// What a webhook hears of, in words.
fn heard(one: &Webhook) -> String {
    let labels: Vec<&str> = one.topics.iter().filter_map(|key| Topic::of_key(key)).map(|topic| topic.label).collect();
    labels.join(", ")
}

/// Every webhook.
pub(super) fn list(all: &[Webhook], processes: &[Process], now: Time) -> Markup {
    let line = |one: &Webhook| {
        let (words, tone) = stands(one, now);
        Row::new(vec![
            html! { a href=(one.href()) { (one.name) } },
            html! { (one.form.label()) p { (one.shown) } },
            html! { (heard(one)) " of " (process_name(processes, one.process_id.as_deref())) },
            ui::pill(words, tone),
            html! { @if let Some(at) = one.health.good_at { (at.in_words()) } @else { "never" } },
        ])
    };
    ui::table(&Table {
        caption: "Webhooks",
        columns: &[
            Column::text("name", "Name"),
            Column::text("form", "Who is told"),
            Column::text("topics", "Hears of"),
            Column::text("state", "State"),
            Column::text("good", "Last arrived"),
        ],
        rows: all.iter().map(line).collect(),
        empty: Some(("No webhook yet", "Add the address of a program, or of a channel of your chat.", None)),
        ..Table::default()
    })
}

/// The form for a new webhook.
pub(super) fn new(form: &Form, processes: &[Process]) -> Markup {
    let forms: Vec<Choice> =
        Shape::ALL.iter().map(|form| Choice { value: form.key(), label: form.label(), hint: form.how() }).collect();
    html! {
        (form.summary())
        (form_part(&Sent { action: "/webhooks", ..Sent::default() }, html! {
            (form.field("form", "Who is told").required().radios(&forms))
            (fields(form, processes, true))
            (submit_bar(ui::primary("Keep the webhook")))
        }))
    }
}

fn fields(form: &Form, processes: &[Process], is_new: bool) -> Markup {
    let address = form.field("address", "Address");
    let address = if is_new {
        address.required().hint("Whole, as the receiver gives it. That of a chat is encrypted and never shown again.")
    } else {
        address
            .hint("Leave it empty to keep the one that is there. At another host, a signed webhook gets a new secret.")
    };
    let topics: Vec<Choice> =
        TOPICS.iter().map(|one| Choice { value: one.key, label: one.label, hint: one.hint }).collect();
    let chosen = form.all("topics");
    let chosen: Vec<&str> = chosen.iter().map(String::as_str).collect();
    let mut choices = vec![Choice::new("", "All processes, and what belongs to none")];
    choices.extend(processes.iter().map(|one| Choice::new(&one.id, &one.name)));
    html! {
        (form.field("name", "Name").hint("As people call it, for example “Channel of the process owners”.").required().text())
        (address.url())
        (form.field("topics", "What it hears of").checkboxes(&topics, &chosen))
        (form.field("process_id", "Of which process").select(&choices))
    }
}

/// The form of a webhook as it is.
pub(super) fn filled(one: &Webhook) -> Form {
    let mut fields = vec![
        ("name".to_owned(), one.name.clone()),
        ("process_id".to_owned(), one.process_id.clone().unwrap_or_default()),
        ("revision".to_owned(), one.revision.to_string()),
    ];
    fields.extend(one.topics.iter().map(|key| ("topics".to_owned(), key.clone())));
    Form::of(fields)
}

/// A secret, this once.
pub(super) fn secret(webhook: &Webhook, secret: &str) -> Markup {
    html! {
        (ui::callout(Tone::Warning, "Copy it now", html! {
            p { code { (secret) } }
            p { "Give it to the program that receives “" (webhook.name) "”. It checks with it that a message comes from this office. The secret is kept encrypted and is not shown again; if it is lost, make a new one." }
        }))
        @if webhook.old_secret_until.is_some() {
            p { "For " (BOTH_HOURS) " hours each message carries two signatures, one under the secret before and one under this, so that nothing is lost while you change it." }
        }
        p { a href=(webhook.href()) { "I have copied it; go to the webhook" } }
    }
}

/// What the page of a webhook is made of.
pub(super) struct Shown<'a> {
    pub webhook: &'a Webhook,
    pub deliveries: &'a [Delivery],
    pub entries: &'a [Entry],
    pub processes: &'a [Process],
    pub form: &'a Form,
}

/// The page of a webhook.
pub(super) fn show(shown: &Shown, now: Time) -> Markup {
    let (one, href) = (shown.webhook, shown.webhook.href());
    let main = html! {
        (shown.form.summary())
        (trouble(one, now))
        (ui::section("What it does", Some(acts(one, &href)), facts(shown, now)))
        (ui::section("Deliveries", None, deliveries(shown.deliveries, &href)))
        (ui::section("Change it", None, html! {
            (form_part(&Sent { action: &href, ..Sent::default() }, html! {
                (hidden("revision", shown.form.raw("revision")))
                (fields(shown.form, shown.processes, false))
                (submit_bar(ui::primary("Keep the changes")))
            }))
        }))
        (ui::section("Remove it", None, removal(one, &href)))
    };
    ui::split(main, ui::section("Journal", None, crate::journal::views::history(shown.entries)))
}

fn acts(one: &Webhook, href: &str) -> Markup {
    use ui::button::Weight;
    let (label, act) =
        if one.off_at.is_some() { ("Switch it on", "resumption") } else { ("Switch it off", "suspension") };
    html! {
        @if one.off_at.is_none() {
            (ui::post_button("Send a test", &format!("{href}/test"), Weight::Primary, &[]))
        }
        @if !one.form.is_chat() {
            (ui::post_button("Make a new secret", &format!("{href}/secret"), Weight::Plain, &[]))
        }
        (ui::post_button(label, &format!("{href}/{act}"), Weight::Plain, &[]))
    }
}

fn trouble(one: &Webhook, now: Time) -> Markup {
    html! {
        @if let Some(since) = one.off_at {
            (ui::callout(Tone::Info, "Switched off", html! {
                p { "Since " (since.in_words()) ". " (one.off_reason) }
                p { "What happens meanwhile is not told later." }
            }))
        }
        @if !one.health.trouble.is_empty() && one.off_at.is_none() {
            (ui::callout(Tone::Bad, "The last message did not arrive", html! {
                p { (one.health.trouble) }
                @if let Some(until) = one.health.rests(now) {
                    p { "It rests until " (until.in_words()) ", then it is tried again. A test is sent at once." }
                }
                @if let Some(since) = one.health.failing_since {
                    p { "Nothing has arrived since " (since.in_words()) ". After " (OFF_AFTER_DAYS) " days without a success it is switched off, and its owner is told." }
                }
            }))
        }
    }
}

fn facts(shown: &Shown, now: Time) -> Markup {
    let one = shown.webhook;
    let secret = match (one.form.is_chat(), one.old_secret_until.filter(|until| *until > now)) {
        (true, _) => "none; the address itself is the secret".to_owned(),
        (false, Some(until)) => format!("two count until {}, then the newer one", until.in_words()),
        (false, None) => "one, kept encrypted".to_owned(),
    };
    ui::definitions(&[
        ("Address", html! { (one.shown) }),
        ("Hears of", html! { (heard(one)) }),
        ("Of", html! { (process_name(shown.processes, one.process_id.as_deref())) }),
        ("Secret", html! { (secret) }),
        ("Last arrived", html! { @if let Some(at) = one.health.good_at { (at.in_words()) } @else { "never" } }),
    ])
}

fn deliveries(all: &[Delivery], href: &str) -> Markup {
    let line = |one: &Delivery| {
        let (words, tone) = match one.stands {
            Stands::Waiting => ("on its way", Tone::Info),
            Stands::Sent => ("arrived", Tone::Good),
            Stands::Failed => ("given up", Tone::Bad),
        };
        let answer = if one.status == 0 { "no answer".to_owned() } else { one.status.to_string() };
        let repeat = format!("{href}/deliveries/{}/repeat", one.id);
        Row::new(vec![
            html! { (one.made_at.in_words()) },
            html! { (one.sentence) p { (one.kind) } },
            html! {
                (ui::pill(words, tone))
                @if !one.trouble.is_empty() { p { (one.trouble) } }
                @if let Some(next) = one.next_at.filter(|_| one.stands == Stands::Waiting && one.attempts > 0) {
                    p { "Tried again on " (next.in_words()) "." }
                }
            },
            html! { @if one.attempts > 0 { (answer) " after " (one.ms) " ms, try " (one.attempts) } },
            html! {
                @if one.stands != Stands::Waiting {
                    (ui::post_button("Send again", &repeat, ui::button::Weight::Plain, &[]))
                }
            },
        ])
    };
    ui::table(&Table {
        caption: "The newest deliveries",
        columns: &[
            Column::text("at", "When"),
            Column::text("what", "What is told"),
            Column::text("stands", "State"),
            Column::text("answer", "Last try"),
            Column::text("act", "What to do"),
        ],
        rows: all.iter().map(line).collect(),
        empty: Some(("Nothing told yet", "Send a test, or wait for something that it hears of.", None)),
        ..Table::default()
    })
}

fn removal(one: &Webhook, href: &str) -> Markup {
    let question = ui::dialog::Confirm {
        id: "remove-webhook",
        opener: "Remove the webhook…",
        title: &format!("Remove “{}”?", one.name),
        text: "Nothing more is told there. Its address, its secret and its log are gone for good.",
        verb: "Remove it",
        danger: true,
        action: &format!("{href}/removal"),
    };
    ui::dialog::confirm(&question, html! {})
}
