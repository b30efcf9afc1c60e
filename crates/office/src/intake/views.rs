//! What is shown of intakes.

use maud::{Markup, html};
use ui::form::{Form as Sent, form as form_part, hidden, submit_bar};
use ui::{Choice, Column, Row, Table, Tone};

use super::model::{Call, Form as Shape, Intake, Outcome, Purpose};
use crate::journal::Entry;
use crate::web::Form;

/// Feeds by id, with what people call them.
pub(super) type Feeds = Vec<(String, String)>;

/// What can be done from the list.
pub(super) fn list_actions() -> Markup {
    ui::button_link("Add an intake", "/intakes/new", ui::button::Weight::Primary, Some(ui::Icon::Add))
}

fn stands(one: &Intake) -> (&'static str, Tone) {
    if one.suspended_at.is_some() {
        ("suspended", Tone::Neutral)
    } else if !one.trouble.is_empty() {
        ("in trouble", Tone::Warning)
    } else if one.good_at.is_some() {
        ("works", Tone::Good)
    } else {
        ("nothing came in yet", Tone::Info)
    }
}

/// The pills beside the heading.
pub(super) fn status(one: &Intake) -> Markup {
    let (words, tone) = stands(one);
    html! { (ui::pill(words, tone)) (ui::tag(one.form.label())) }
}

/// What an intake does, in words.
fn does(one: &Intake, feeds: &Feeds) -> String {
    match &one.purpose {
        Purpose::Message { name, .. } => match name.strip_prefix('=') {
            Some(expression) => format!("brings the message that {expression} names"),
            None => format!("brings the message “{name}”"),
        },
        Purpose::Nudge { feed_id } => {
            let name = feeds.iter().find(|(id, _)| id == feed_id).map(|(_, name)| name.as_str());
            name.map_or_else(|| "brings a feed that has ended".to_owned(), |name| format!("brings the feed {name}"))
        }
    }
}

/// Every intake.
pub(super) fn list(all: &[Intake], feeds: &Feeds) -> Markup {
    let line = |one: &Intake| {
        let (words, tone) = stands(one);
        Row::new(vec![
            html! { a href=(one.href()) { (one.name) } },
            html! { (one.form.label()) },
            html! { (does(one, feeds)) },
            ui::pill(words, tone),
            html! { @if let Some(at) = one.good_at { (at.in_words()) } @else { "never" } },
        ])
    };
    ui::table(&Table {
        caption: "Intakes",
        columns: &[
            Column::text("name", "Name"),
            Column::text("form", "Who sends"),
            Column::text("does", "What it does"),
            Column::text("state", "State"),
            Column::text("good", "Last came in"),
        ],
        rows: all.iter().map(line).collect(),
        empty: Some(("No intake yet", "Add one to let a tool or a mail begin a process.", None)),
        ..Table::default()
    })
}

/// The form for a new intake.
pub(super) fn new(form: &Form, feeds: &Feeds) -> Markup {
    let forms: Vec<Choice> =
        Shape::ALL.iter().map(|form| Choice { value: form.key(), label: form.label(), hint: form.how() }).collect();
    html! {
        (form.summary())
        (form_part(&Sent { action: "/intakes", ..Sent::default() }, html! {
            (form.field("form", "Who sends").required().radios(&forms))
            (fields(form, feeds))
            (submit_bar(ui::primary("Keep the intake")))
        }))
    }
}

fn fields(form: &Form, feeds: &Feeds) -> Markup {
    let purposes = [
        Choice {
            value: "message",
            label: "Bring a message",
            hint: "To the case that waits for its name and key, else to a process that begins with it.",
        },
        Choice {
            value: "nudge",
            label: "Bring a feed",
            hint: "At the next full minute, instead of waiting for its schedule.",
        },
    ];
    let mut choices = vec![Choice::new("", "None")];
    choices.extend(feeds.iter().map(|(id, name)| Choice::new(id, name)));
    html! {
        (form.field("name", "Name").hint("As people call it, for example “Orders of the web shop”.").required().text())
        (form.field("purpose", "What it does").required().radios(&purposes))
        (form.field("message", "Name of the message")
            .hint("As the diagram names it; where it depends on what came in, = and an expression, for example =body.event.").text())
        (form.field("key", "Key of the message")
            .hint("A FEEL expression over body, or over mail, for example body.order.id. Empty where the case needs no key.").text())
        (form.field("values", "Values for the case")
            .hint("A FEEL expression that gives a context, for example {order: body.order.id}. Empty for all that came in.").textarea(3))
        (form.field("feed_id", "Feed").hint("Only for “Bring a feed”.").select(&choices))
    }
}

/// The form of an intake as it is.
pub(super) fn filled(one: &Intake) -> Form {
    let mut fields = vec![("name", one.name.clone()), ("revision", one.revision.to_string())];
    match &one.purpose {
        Purpose::Message { name, key, values } => fields.extend([
            ("purpose", "message".to_owned()),
            ("message", name.clone()),
            ("key", key.clone()),
            ("values", values.clone()),
        ]),
        Purpose::Nudge { feed_id } => {
            fields.extend([("purpose", "nudge".to_owned()), ("feed_id", feed_id.clone())]);
        }
    }
    Form::of(fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

/// A secret, this once.
pub(super) fn secret(intake: &Intake, secret: &str, public_url: &str) -> Markup {
    let address = format!("{public_url}{}", intake.path());
    html! {
        (ui::callout(Tone::Warning, "Copy it now", html! {
            p { code { (secret) } }
            p { "Give it to whoever sends to “" (intake.name) "”. It is kept encrypted and is not shown again; if it is lost, make a new one." }
        }))
        (ui::section("How to send", None, how(intake, &address)))
        p { a href=(intake.href()) { "I have copied it; go to the intake" } }
    }
}

/// How something is sent to an intake.
fn how(intake: &Intake, address: &str) -> Markup {
    html! {
        p { "Send by POST to " code { (address) } }
        @match intake.form {
            Shape::Standard => p { "JSON, with the headers webhook-id, webhook-timestamp and webhook-signature of Standard Webhooks." },
            Shape::Hub => p { "JSON, with X-Hub-Signature-256 over the body under the secret. GitHub: content type application/json. Jira: the secret of the webhook." },
            Shape::Token => p { "JSON, with the header “Authorization: Bearer …”. A tool that cannot send a header puts a slash and the token at the end of the address; then it may stand in logs on the way." },
            Shape::Mail => {
                p { "The mail as it is, with the header “Authorization: Bearer …”. As a pipe of Postfix or Exim, with the token in a file that only the mail server reads:" }
                p { code { "|curl --silent --fail --max-time 60 --data-binary @- -H 'Content-Type: message/rfc822' -H @/etc/mandate-intake " (address) " || exit 75" } }
                p { "The file holds the one line “Authorization: Bearer …”. What cannot be handed over stays with the mail server, which tries again." }
            }
        }
    }
}

/// What the page of an intake is made of.
pub(super) struct Shown<'a> {
    pub intake: &'a Intake,
    pub calls: &'a [Call],
    pub entries: &'a [Entry],
    pub feeds: &'a Feeds,
    pub form: &'a Form,
    pub public_url: &'a str,
}

/// The page of an intake.
pub(super) fn show(shown: &Shown) -> Markup {
    let (one, href) = (shown.intake, shown.intake.href());
    let address = format!("{}{}", shown.public_url, one.path());
    let main = html! {
        (shown.form.summary())
        (trouble(one))
        (ui::section("What it does", Some(acts(one, &href)), ui::definitions(&[
            ("Does", html! { (does(one, shown.feeds)) }),
            ("Last came in", html! { @if let Some(at) = one.good_at { (at.in_words()) } @else { "never" } }),
            ("Last refused", html! { @if let Some(at) = one.refused_at { (at.in_words()) } @else { "never" } }),
        ])))
        (ui::section("How to send", None, how(one, &address)))
        (ui::section("What came in", None, calls(shown.calls)))
        (ui::section("Change it", None, form_part(&Sent { action: &href, ..Sent::default() }, html! {
            (hidden("revision", shown.form.raw("revision")))
            (fields(shown.form, shown.feeds))
            (submit_bar(ui::primary("Keep the changes")))
        })))
        (ui::section("Remove it", None, removal(one, &href)))
    };
    ui::split(main, ui::section("Journal", None, crate::journal::views::history(shown.entries)))
}

fn acts(one: &Intake, href: &str) -> Markup {
    use ui::button::Weight;
    let (label, act) =
        if one.suspended_at.is_some() { ("Take it back into use", "resumption") } else { ("Suspend", "suspension") };
    html! {
        (ui::post_button("Make a new secret", &format!("{href}/secret"), Weight::Plain, &[]))
        (ui::post_button(label, &format!("{href}/{act}"), Weight::Plain, &[]))
    }
}

fn trouble(one: &Intake) -> Markup {
    html! {
        @if let Some(since) = one.suspended_at {
            (ui::callout(Tone::Info, "Suspended", html! { p { "Since " (since.in_words()) ". Whoever sends is refused." } }))
        }
        @if !one.trouble.is_empty() {
            (ui::callout(Tone::Bad, "Nothing could be made of the last message", html! {
                p { (one.trouble) }
                p { "Mend the expression below. The sender may send the same message again." }
            }))
        }
    }
}

fn calls(all: &[Call]) -> Markup {
    let line = |one: &Call| {
        let (words, tone) = match one.outcome {
            Outcome::Taken => ("taken", Tone::Good),
            Outcome::Unusable => ("unusable", Tone::Bad),
            Outcome::Automatic => ("left alone", Tone::Neutral),
        };
        Row::new(vec![
            html! { (one.at.in_words()) },
            html! { (one.sentence) p { (one.message_id) } },
            ui::pill(words, tone),
            html! { (one.bytes) },
        ])
    };
    ui::table(&Table {
        caption: "What came in last",
        columns: &[
            Column::text("at", "When"),
            Column::text("what", "What"),
            Column::text("outcome", "Outcome"),
            Column::figures("bytes", "Bytes"),
        ],
        rows: all.iter().map(line).collect(),
        empty: Some(("Nothing came in yet", "Each message is noted here, without what was in it.", None)),
        ..Table::default()
    })
}

fn removal(one: &Intake, href: &str) -> Markup {
    let question = ui::dialog::Confirm {
        id: "remove-intake",
        opener: "Remove the intake…",
        title: &format!("Remove “{}”?", one.name),
        text: "Whoever sends to it is refused from then on. Its secret and its log are gone for good.",
        verb: "Remove it",
        danger: true,
        action: &format!("{href}/removal"),
    };
    ui::dialog::confirm(&question, html! {})
}
