//! The form to say something, and the questions that were asked before.

use maud::{Markup, html};
use ui::button::Weight;
use ui::form::{Form as Sent, form as form_part, hidden, submit_bar, suggestions};
use ui::table::address;
use ui::{Choice, Opening, Tab};

use super::super::element::Elements;
use crate::comment::{Comment, Kind, Matter, Reply, Version};
use crate::people::Person;
use crate::process::views::Seen;
use crate::web::Form;

/// The id of the list of names.
pub(super) const NAMES: &str = "names";
/// Names offered at most.
const NAMES_MOST: usize = 500;

/// What the form offers.
pub struct Asking {
    pub version: Version,
    pub elements: Elements,
    pub people: Vec<Person>,
}

/// A question that was asked before, with its answer.
pub struct Alike {
    pub question: Comment,
    pub answer: Option<Reply>,
}

/// The names that can be mentioned, once on a page.
pub(super) fn names(people: &[Person]) -> Markup {
    let named: Vec<(&str, &str)> = people
        .iter()
        .filter(|person| person.disabled_at.is_none())
        .take(NAMES_MOST)
        .map(|person| {
            let twice = people.iter().filter(|one| one.name == person.name).count() > 1;
            (if twice { person.email.as_str() } else { person.name.as_str() }, person.title.as_str())
        })
        .collect();
    suggestions(NAMES, &named)
}

/// A text that may mention people, and the list of their names.
pub(super) fn words<'a>(form: &'a Form, label: &'a str, hint: &'a str, id: &'a str, rows: u8) -> Markup {
    let mention = format!("{id}-mention");
    html! {
        (form.field("text", label).id(id).hint(hint).required().suggestions(NAMES).textarea(rows))
        (form.field("mention", "Also tell").id(&mention).hint("Names from the list, separated by commas. In the text, “@” and the name do the same.").suggestions(NAMES).text())
    }
}

/// The form.
#[must_use]
pub fn say(seen: &Seen, matter: &Matter, asking: &Asking, form: &Form) -> Markup {
    let kind = Kind::from_key(form.raw("kind")).unwrap_or(Kind::Comment);
    let answerers: Vec<&str> = matter.answerers.iter().map(|(_, name)| name.as_str()).collect();
    let who = if answerers.is_empty() { "Whoever is responsible".to_owned() } else { answerers.join(" or ") };
    let (label, hint) = match kind {
        Kind::Comment => ("What you want to say", "Everybody who reads this sees it at its place.".to_owned()),
        Kind::Question => ("Your question", format!("{who} answers, and you are told.")),
        Kind::Practice => {
            ("What you do", "As you do it today. It opens a request for change; nobody is blamed.".to_owned())
        }
    };
    let elements: Vec<(String, String)> = std::iter::once((String::new(), "The whole process".to_owned()))
        .chain(asking.elements.all().iter().map(|one| (one.key.clone(), one.label())))
        .collect();
    let choices: Vec<Choice> = elements.iter().map(|(key, label)| Choice::new(key, label)).collect();
    let verb = match kind {
        Kind::Comment => "Comment",
        Kind::Question => "Ask",
        Kind::Practice => "Send",
    };
    html! {
        (kinds(matter, form, kind))
        (form.summary())
        (ui::split(html! {
            (form_part(&Sent {
                action: &matter.href,
                hidden: &[("kind", kind.key()), ("on", form.raw("on"))],
                guard: true,
                ..Sent::default()
            }, html! {
                (form.field("element", "At").required().select(&choices))
                (words(form, label, &hint, "text", 5))
                @if kind == Kind::Practice {
                    (form.field("why", "Why you do it this way").required().textarea(2))
                    (form.field("how_often", "How often").hint("For example: with every third ticket.").text())
                    (form.field("saves", "What it saves").hint("Time, trouble, a call; in your own words.").text())
                }
                (names(&asking.people))
                (submit_bar(html! { (ui::primary(verb)) (ui::button_link("Cancel", &seen.href, Weight::Quiet, None)) }))
            }))
        }, html! {
            (ui::section("What you are reading", None, html! {
                p { (asking.version.label) @if asking.version.is_draft { ". Only those who may see drafts of this process see what is said about it." } }
            }))
        }))
    }
}

/// The three kinds, each with a form of its own.
fn kinds(matter: &Matter, form: &Form, current: Kind) -> Markup {
    let href = |kind: Kind| {
        let query: Vec<(&str, &str)> = [("kind", kind.key()), ("element", form.raw("element")), ("on", form.raw("on"))]
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .collect();
        address(&format!("{}/new", matter.href), &query)
    };
    let hrefs = Kind::ALL.map(href);
    let labels = ["Comment", "Question", "I do it differently"];
    let tabs: Vec<Tab> = Kind::ALL
        .iter()
        .zip(labels)
        .zip(&hrefs)
        .map(|((kind, label), href)| Tab { label, href, count: None, current: *kind == current })
        .collect();
    ui::tabs("What kind of thing you say", &tabs)
}

/// Questions that are like the one that was just written, and a way to ask it nevertheless.
#[must_use]
pub fn alike(matter: &Matter, found: &[Alike], form: &Form) -> Markup {
    let rows: Vec<Opening> = found
        .iter()
        .map(|one| Opening {
            id: &one.question.id,
            number: "",
            title: &one.question.words.text,
            aside: html! { @if one.answer.is_some() { (ui::pill("answered", ui::Tone::Good)) } @else { (ui::pill("not yet answered", ui::Tone::Info)) } },
            body: html! {
                @match &one.answer {
                    Some(answer) => p { (answer.words.text) },
                    None => p { "It waits for an answer. Reply there, and you are part of it." },
                }
                p { a href=(matter.at(&one.question.id)) { "Open it" } }
            },
            is_open: one.answer.is_some(),
        })
        .collect();
    html! {
        p { "Your question is not sent yet. These are like it:" }
        (ui::openings(&rows))
        (ui::section("Yours", None, html! {
            p { (form.raw("text")) }
            (form_part(&Sent { action: &matter.href, ..Sent::default() }, html! {
                @for (name, value) in form.fields().iter().filter(|(name, _)| name != "anyway") { (hidden(name, value)) }
                (hidden("anyway", "yes"))
                (submit_bar(html! { (ui::primary("None of these: ask it")) (ui::button_link("Leave it", &matter.href, Weight::Quiet, None)) }))
            }))
        }))
    }
}
