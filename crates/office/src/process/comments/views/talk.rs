//! One conversation: what was said, how it ended, and what the visitor can do.

use maud::{Markup, html};
use ui::button::Weight;
use ui::dialog::{Confirm, confirm};
use ui::form::{Form as Sent, form as form_part, submit_bar};
use ui::{Choice, Field, Said, Tone};

use super::super::element::Element;
use super::form::{names, words as field_of_words};
use super::{kind_pill, text};
use crate::clock::Time;
use crate::comment::{Act, Comment, Kind, Matter, Reply, SENTENCE_CHARS, State, Words};
use crate::journal::Entry;
use crate::people::Person;
use crate::process::views::Seen;
use crate::web::Form;

/// Characters of a text that stand for it as a heading or a choice.
const TITLE_CHARS: usize = 90;

/// Everything the page is made of.
pub struct Shown {
    pub comment: Comment,
    pub replies: Vec<Reply>,
    /// The questions that were merged into this one.
    pub merged: Vec<Comment>,
    /// The question that stands for this one.
    pub into: Option<Comment>,
    /// Other questions, the most alike first; only for whoever may merge.
    pub others: Vec<Comment>,
    /// Where it stands now; none for the whole process, and where the place is gone.
    pub place: Option<Element>,
    pub entries: Vec<Entry>,
    pub people: Vec<Person>,
    pub person_id: String,
    pub proposes: bool,
    /// Whether the person was asked to read it.
    pub is_news: bool,
}

impl Shown {
    /// The heading of the page.
    #[must_use]
    pub fn title(&self) -> String {
        self.comment.words.excerpt(TITLE_CHARS)
    }

    fn is_mine(&self) -> bool {
        self.comment.words.author_id == self.person_id
    }
}

/// The whole page.
#[must_use]
pub fn show(seen: &Seen, matter: &Matter, shown: &Shown, form: &Form, now: Time) -> Markup {
    let one = &shown.comment;
    let main = html! {
        (form.summary())
        @if shown.is_news { (news(matter, one)) }
        (outcome(matter, shown))
        (conversation(matter, shown, now))
        (next(matter, shown, form))
        (names(&shown.people))
    };
    ui::split(main, side(seen, matter, shown))
}

fn news(matter: &Matter, one: &Comment) -> Markup {
    ui::callout(
        Tone::Info,
        "Somebody wrote to you here",
        ui::post_button("I have read it", &format!("{}/reading", matter.at(&one.id)), Weight::Plain, &[]),
    )
}

/// How it ended.
fn outcome(matter: &Matter, shown: &Shown) -> Markup {
    let one = &shown.comment;
    let Some(closing) = &one.closing else { return html! {} };
    let said = |verb: &str| format!("{} {verb} on {}", closing.by, closing.at.day_in_words());
    let (tone, title) = match one.state {
        State::Accepted => (Tone::Good, said("accepted it")),
        State::Declined => (Tone::Info, said("declined it")),
        State::Resolved => (Tone::Good, said("resolved it")),
        State::Merged => (Tone::Info, said("merged it into another question")),
        State::Open | State::Answered | State::Withdrawn => return html! {},
    };
    ui::callout(
        tone,
        &title,
        html! {
            @if !closing.sentence.is_empty() { p { (closing.sentence) } }
            @if let Some(into) = &shown.into { p { a href=(matter.at(&into.id)) { (into.words.excerpt(TITLE_CHARS)) } } }
        },
    )
}

fn conversation(matter: &Matter, shown: &Shown, now: Time) -> Markup {
    let one = &shown.comment;
    let href = matter.at(&one.id);
    let first_when = when(&one.words, Some(&one.version.label));
    let first_time = one.words.said_at.rfc3339();
    let notes = [
        ("Why", one.notes.why.as_str()),
        ("How often", one.notes.how_often.as_str()),
        ("What it saves", one.notes.saves.as_str()),
    ];
    let first = Said {
        id: &one.id,
        who: &one.words.author,
        datetime: &first_time,
        when: &first_when,
        text: text(&one.words),
        notes: &notes,
        marks: kind_pill(one.kind),
        is_answer: false,
        actions: own(shown, &one.words, &href, "words", now),
    };
    let times: Vec<(String, String, String, String)> = shown
        .replies
        .iter()
        .map(|reply| {
            let href = format!("{href}/replies/{}", reply.id);
            (when(&reply.words, None), reply.words.said_at.rfc3339(), href, format!("reply-{}", reply.id))
        })
        .collect();
    let rest = shown.replies.iter().zip(&times).map(|(reply, (when, time, href, id))| Said {
        id: &reply.id,
        who: &reply.words.author,
        datetime: time,
        when,
        text: text(&reply.words),
        notes: &[],
        marks: if reply.is_answer {
            ui::pill("answer", Tone::Good)
        } else {
            html! {}
        },
        is_answer: reply.is_answer && reply.words.withdrawn_at.is_none(),
        actions: own(shown, &reply.words, href, id, now),
    });
    ui::conversation(&std::iter::once(first).chain(rest).collect::<Vec<_>>())
}

fn when(words: &Words, about: Option<&str>) -> String {
    let edited = if words.edited_at.is_some() { ", edited" } else { "" };
    let about = about.filter(|about| !about.is_empty()).map(|about| format!(", about {}", about.to_lowercase()));
    format!("{}{edited}{}", words.said_at.in_words(), about.unwrap_or_default())
}

/// What the visitor can do with words of their own.
fn own(shown: &Shown, words: &Words, href: &str, id: &str, now: Time) -> Option<Markup> {
    if words.author_id != shown.person_id || words.withdrawn_at.is_some() {
        return None;
    }
    let (edit, field) = (format!("{href}/text"), format!("{id}-edit"));
    let (withdraw, dialog) = (format!("{href}/withdrawal"), format!("{id}-withdraw"));
    Some(html! {
        @if words.is_editable(now) {
            (ui::disclosure("Edit", form_part(&Sent { action: &edit, ..Sent::default() }, html! {
                (Field::new("text", "Your words").id(&field).value(&words.text).required().textarea(4))
                (submit_bar(ui::button("Save", "", "")))
            })))
        }
        (confirm(&Confirm {
            id: &dialog,
            opener: "Withdraw…",
            title: "Withdraw your words?",
            text: "They are no longer shown. That something stood there, by whom and when, remains.",
            verb: "Withdraw",
            danger: true,
            action: &withdraw,
        }, html! {}))
    })
}

/// What the visitor can do with the conversation.
fn next(matter: &Matter, shown: &Shown, form: &Form) -> Markup {
    let one = &shown.comment;
    let can = |act| one.state.after(one.kind, act).is_ok();
    let decides = matter.speaks && !(one.kind == Kind::Practice && shown.is_mine());
    let closes = matter.speaks || shown.is_mine();
    html! {
        @if decides && can(Act::Answer) { (answer(matter, one, form)) }
        @if decides && can(Act::Accept) { (decide(matter, one, form)) }
        @if one.state != State::Withdrawn {
            @if decides && can(Act::Answer) { (ui::disclosure("Reply without answering", reply(matter, one, form, "reply"))) }
            @else { (ui::section("Reply", None, reply(matter, one, form, "text"))) }
        }
        @if closes && can(Act::Resolve) { (resolve(matter, one, form)) }
        @if closes && can(Act::Reopen) && one.words.withdrawn_at.is_none() { (reopen(matter, one, form)) }
        @if matter.speaks && can(Act::Merge) && !shown.others.is_empty() { (merge(matter, shown, form)) }
    }
}

fn reply(matter: &Matter, one: &Comment, form: &Form, id: &str) -> Markup {
    let action = format!("{}/replies", matter.at(&one.id));
    form_part(
        &Sent { action: &action, guard: true, ..Sent::default() },
        html! {
            (field_of_words(form, "Your reply", "Everybody who can see this conversation sees it.", id, 3))
            (submit_bar(ui::button("Reply", "", "")))
        },
    )
}

fn answer(matter: &Matter, one: &Comment, form: &Form) -> Markup {
    let action = format!("{}/answer", matter.at(&one.id));
    let lists = one.kind == Kind::Question && !one.version.is_draft;
    let title = if one.kind == Kind::Question { "Answer" } else { "Answer, and leave it at that" };
    let body = form_part(
        &Sent { action: &action, guard: true, ..Sent::default() },
        html! {
            (field_of_words(form, "Your answer", "It ends the question and is sent to whoever asked.", "text", 4))
            @if lists {
                (Field::new("listed", "List it under Questions and answers").hint("Every reader of the process finds it there, and by the search.").checkbox(true))
            }
            (submit_bar(if one.kind == Kind::Question { ui::primary("Answer") } else { ui::button("Answer", "", "") }))
        },
    );
    if one.kind == Kind::Question { ui::section(title, None, body) } else { ui::disclosure(title, body) }
}

fn decide(matter: &Matter, one: &Comment, form: &Form) -> Markup {
    let (accept, refuse) = (format!("{}/improvement", matter.at(&one.id)), format!("{}/refusal", matter.at(&one.id)));
    ui::section(
        "Decide",
        None,
        html! {
            p { "Accepting puts it into the register of improvements, with this conversation as its origin." }
            (form_part(&Sent { action: &accept, ..Sent::default() }, html! {
                (Field::new("sentence", "A word to whoever does it this way").id("accept").text())
                (submit_bar(ui::primary("Accept: make it an improvement")))
            }))
            (ui::disclosure("Decline with a reason", form_part(&Sent { action: &refuse, ..Sent::default() }, html! {
                (form.field("sentence", "Why it stays as it is").required().textarea(2))
                (submit_bar(ui::button("Decline", "", "")))
            })))
        },
    )
}

fn resolve(matter: &Matter, one: &Comment, form: &Form) -> Markup {
    let action = format!("{}/resolution", matter.at(&one.id));
    let hint = format!("What became of it, in a sentence of at most {SENTENCE_CHARS} characters.");
    ui::disclosure(
        "Resolve",
        form_part(
            &Sent { action: &action, ..Sent::default() },
            html! {
                (form.field("sentence", "How it is resolved").hint(&hint).required().textarea(2))
                (submit_bar(ui::button("Resolve", "", "")))
            },
        ),
    )
}

fn reopen(matter: &Matter, one: &Comment, form: &Form) -> Markup {
    let action = format!("{}/reopening", matter.at(&one.id));
    ui::disclosure(
        "Open it again",
        form_part(
            &Sent { action: &action, ..Sent::default() },
            html! {
                (form.field("sentence", "Why").textarea(2))
                (submit_bar(ui::button("Open it again", "", "")))
            },
        ),
    )
}

fn merge(matter: &Matter, shown: &Shown, form: &Form) -> Markup {
    let action = format!("{}/merger", matter.at(&shown.comment.id));
    let texts: Vec<(&str, String)> = shown
        .others
        .iter()
        .map(|one| (one.id.as_str(), format!("{} ({})", one.words.excerpt(TITLE_CHARS), one.state.label())))
        .collect();
    let choices: Vec<Choice> = texts.iter().map(|(id, text)| Choice::new(id, text)).collect();
    ui::disclosure(
        "Merge into the same question asked elsewhere",
        form_part(
            &Sent { action: &action, ..Sent::default() },
            html! {
                (form.field("into", "The question that stands for both").hint("The most alike stand first. Everybody who asked is told of its answer.").required().select(&choices))
                (submit_bar(ui::button("Merge", "", "")))
            },
        ),
    )
}

fn side(seen: &Seen, matter: &Matter, shown: &Shown) -> Markup {
    let one = &shown.comment;
    let at = match (&shown.place, one.place.element.is_empty()) {
        (Some(place), _) => html! { a href={ (seen.href) (place.page) } { (place.label()) } },
        (None, true) => html! { a href=(seen.href) { "The whole process" } },
        (None, false) => html! { (one.place.name) " " (ui::pill("gone from the version shown", Tone::Neutral)) },
    };
    let mut facts: Vec<(&str, Markup)> = vec![("At", at), ("About", html! { (one.version.label) })];
    if let Some(due) = one.due_at.filter(|_| one.state == State::Open) {
        facts.push(("Answer expected by", html! { (due.day_in_words()) }));
        let names: Vec<&str> = matter.answerers.iter().map(|(_, name)| name.as_str()).collect();
        facts.push((
            "Who answers",
            html! { (if names.is_empty() { "nobody yet".to_owned() } else { names.join(", ") }) },
        ));
    }
    if let Some(became) = &one.became {
        facts.push(("Became", html! { a href=(became.href) { (became.label) } }));
    }
    html! {
        (ui::section("Where it stands", None, ui::definitions(&facts)))
        @if !shown.merged.is_empty() {
            (ui::section("Asked also as", None, html! { ul { @for other in &shown.merged {
                li { a href=(matter.at(&other.id)) { (other.words.excerpt(TITLE_CHARS)) } ", " (other.words.author) }
            } } }))
        }
        (offers(matter, shown))
        (ui::section("Journal", None, ui::disclosure("What happened here", crate::journal::views::history(&shown.entries))))
    }
}

/// What else can be made of it.
fn offers(matter: &Matter, shown: &Shown) -> Markup {
    let one = &shown.comment;
    let href = matter.at(&one.id);
    let makes =
        shown.proposes && one.became.is_none() && one.kind != Kind::Practice && one.words.withdrawn_at.is_none();
    let may_list = one.kind == Kind::Question && one.state == State::Answered && !one.version.is_draft && matter.speaks;
    html! {
        @if makes { (ui::buttons(&[ui::post_button("Make improvement", &format!("{href}/improvement"), Weight::Plain, &[])])) }
        @if may_list {
            @let (label, value) = if one.is_listed { ("Take it from Questions and answers", "no") } else { ("List it under Questions and answers", "yes") };
            (ui::buttons(&[ui::post_button(label, &format!("{href}/listing"), Weight::Plain, &[("listed", value)])]))
        }
    }
}
