//! The list of what is said about a process, and its questions with their answers.

use std::collections::BTreeMap;

use maud::{Markup, html};
use ui::button::Weight;
use ui::form::{question, row, submit_bar};
use ui::table::{Numbered, address};
use ui::{Choice, Column, Opening, Row, Table, Tone};

use super::super::address::Asked;
use super::super::element::{Elements, GONE, WHOLE};
use super::{kind_pill, replies, state_pill};
use crate::comment::{Comment, Kind, Matter, Place, Reply, State};
use crate::config::limits;
use crate::process::views::Seen;

/// Characters of a text in the list.
const EXCERPT_CHARS: usize = 140;

/// A page of the list with what its filters offer.
pub struct Listed {
    pub comments: Vec<Comment>,
    pub total: i64,
    /// The places that anything was said about.
    pub said: Vec<Place>,
    /// Who said anything: id and name.
    pub people: Vec<(String, String)>,
    /// The places of the version shown.
    pub elements: Elements,
    /// The places of the open draft, where the person may see it.
    pub draft: Option<Elements>,
}

impl Listed {
    fn elements_of(&self, comment: &Comment) -> &Elements {
        if comment.version.is_draft { self.draft.as_ref().unwrap_or(&self.elements) } else { &self.elements }
    }

    /// How the place of a comment is called, and whether it is still there.
    #[must_use]
    pub fn place(&self, comment: &Comment) -> (String, bool) {
        if comment.place.element.is_empty() {
            return ("The whole process".to_owned(), true);
        }
        match self.elements_of(comment).find(&comment.place) {
            Some(found) => (found.label(), true),
            None => (comment.place.name.clone(), false),
        }
    }
}

fn say_href(matter: &Matter, asked: &Asked) -> String {
    let known = !asked.element.is_empty() && asked.element != GONE && asked.element != WHOLE;
    let mut query = Vec::new();
    if known {
        query.push(("element", asked.element.as_str()));
    }
    if asked.on_draft == Some(true) {
        query.push(("on", "draft"));
    }
    address(&format!("{}/new", matter.href), &query)
}

/// The whole list, with its filters.
#[must_use]
pub fn list(seen: &Seen, matter: &Matter, asked: &Asked, listed: &Listed) -> Markup {
    let query = asked.query();
    let pages = numbered(&matter.href, &query, asked, listed.total);
    let (around, export) = (pages.around(), pages.file(&format!("{}.csv", matter.href)));
    let say = ui::button_link("Say something", &say_href(matter, asked), Weight::Primary, Some(ui::Icon::Comment));
    let empty = if query.is_empty() {
        let text = "Ask, comment, or say what you do differently, at any place of the process. Whoever is responsible sees it.";
        ("Nothing is open", text, Some(say.clone()))
    } else {
        ("Nothing matches", "Change the filter to see more.", Some(say.clone()))
    };
    let table = ui::table(&Table {
        caption: "Comments",
        base: &matter.href,
        query: &query,
        columns: &[
            Column::text("text", "What is said"),
            Column::text("place", "At").sortable(),
            Column::text("kind", "Kind").sortable(),
            Column::text("person", "Who").sortable(),
            Column::text("said", "When").sortable(),
            Column::text("state", "State").sortable(),
        ],
        rows: listed.comments.iter().map(|one| line(seen, matter, listed, one)).collect(),
        sort: Some((&asked.sort, asked.downwards)),
        page: Some(around.paging()),
        filters: Some(filters(asked, listed, matter)),
        export_href: Some(&export),
        workbook_href: None,
        empty: Some(empty),
    });
    html! {
        @if !listed.comments.is_empty() {
            (ui::buttons(&[say, ui::button_link("Questions and answers", &seen.at("questions"), Weight::Plain, Some(ui::Icon::Help))]))
        }
        (table)
    }
}

fn numbered<'a>(base: &'a str, query: &'a [(&'a str, &'a str)], asked: &'a Asked, total: i64) -> Numbered<'a> {
    let rows = limits::PAGE_ROWS;
    Numbered { base, query, sort: (&asked.sort, asked.downwards), offset: (asked.page - 1) * rows, rows, total }
}

fn line(seen: &Seen, matter: &Matter, listed: &Listed, one: &Comment) -> Row {
    let (place, is_there) = listed.place(one);
    Row::new(vec![
        html! { a href=(matter.at(&one.id)) { (one.words.excerpt(EXCERPT_CHARS)) } (replies(one.replies)) },
        html! {
            (place)
            @if !is_there { " " (ui::pill("gone", Tone::Neutral)) }
            @if one.version.is_draft { " " (ui::tag(&one.version.label)) }
        },
        kind_pill(one.kind),
        html! { (one.words.author) },
        html! { time datetime=(one.words.said_at.rfc3339()) { (one.words.said_at.day_in_words()) } },
        html! {
            (state_pill(one, seen.now))
            @if let Some(became) = &one.became { " " a href=(became.href) { (became.label) } }
        },
    ])
}

fn filters(asked: &Asked, listed: &Listed, matter: &Matter) -> Markup {
    let mut states =
        vec![Choice::new("", "Open"), Choice::new("closed", "No longer open"), Choice::new("all", "Open or not")];
    states.extend(State::ALL.iter().filter(|one| **one != State::Open).map(|one| Choice::new(one.key(), one.label())));
    let kinds: Vec<Choice> = std::iter::once(Choice::new("", "Any kind"))
        .chain(Kind::ALL.iter().map(|kind| Choice::new(kind.key(), kind.label())))
        .collect();
    let people: Vec<Choice> = std::iter::once(Choice::new("", "Anybody"))
        .chain(listed.people.iter().map(|(id, name)| Choice::new(id, name)))
        .collect();
    let mut named: Vec<(String, String)> = vec![
        (String::new(), "Anywhere".to_owned()),
        (WHOLE.to_owned(), "The process as a whole".to_owned()),
        (GONE.to_owned(), "At elements that are gone".to_owned()),
    ];
    let known = listed.said.iter().filter_map(|place| listed.elements.find(place));
    let mut places: Vec<(String, String)> = known.map(|one| (one.key.clone(), one.label())).collect();
    if let Some(found) = listed.elements.get(&asked.element) {
        places.push((found.key.clone(), found.label()));
    }
    places.sort_by(|one, other| one.1.cmp(&other.1));
    places.dedup();
    named.extend(places);
    let elements: Vec<Choice> = named.iter().map(|(key, name)| Choice::new(key, name)).collect();
    let about = [
        Choice::new("", "Any version"),
        Choice::new("published", "Published versions"),
        Choice::new("draft", "Drafts"),
    ];
    let on = match asked.on_draft {
        Some(true) => "draft",
        Some(false) => "published",
        None => "",
    };
    let mut fields = vec![
        ui::Field::new("q", "Words").value(&asked.words).search(),
        ui::Field::new("state", "State").value(asked.which.key()).select(&states),
        ui::Field::new("kind", "Kind").value(asked.kind.map_or("", Kind::key)).select(&kinds),
        ui::Field::new("person", "Who").value(&asked.person_id).select(&people),
        ui::Field::new("element", "At").value(&asked.element).select(&elements),
    ];
    if matter.drafts {
        fields.push(ui::Field::new("on", "About").value(on).select(&about));
    }
    row(&fields)
}

/// Questions with their answers, for every reader.
#[must_use]
pub fn questions(seen: &Seen, asked: &Asked, listed: &Listed, answers: &BTreeMap<String, Reply>) -> Markup {
    let base = seen.at("questions");
    let query = [("q", asked.words.as_str())];
    let around = numbered(&base, &query, asked, listed.total).around();
    let pages = around.paging();
    let ask = address(&seen.at("comments/new"), &[("kind", Kind::Question.key())]);
    let ask = ui::button_link("Ask a question", &ask, Weight::Primary, Some(ui::Icon::Help));
    html! {
        (question(&base, html! {
            (ui::Field::new("q", "Words").value(&asked.words).search())
            (submit_bar(html! { (ui::button("Search", "", "")) " " (ask) }))
        }))
        @if listed.comments.is_empty() {
            (ui::empty_state("Nothing is listed here", "Answered questions stand here when whoever is responsible lists them for every reader.", None))
        } @else {
            (opened(&seen.at("comments"), &listed.comments, answers))
        }
        (ui::buttons(&[
            pages.previous.map_or(html! {}, |href| ui::button_link("Newer", href, Weight::Plain, None)),
            pages.next.map_or(html! {}, |href| ui::button_link("Older", href, Weight::Plain, None)),
        ]))
    }
}

/// Answered questions, each to open.
#[must_use]
pub fn opened(href: &str, questions: &[Comment], answers: &BTreeMap<String, Reply>) -> Markup {
    let rows: Vec<Opening> = questions
        .iter()
        .map(|one| Opening {
            id: &one.id,
            number: "",
            title: &one.words.text,
            aside: html! { @if !one.place.name.is_empty() { (ui::tag(&one.place.name)) } },
            body: html! {
                @if let Some(answer) = answers.get(&one.id) { (answer_of(answer)) }
                p { a href={ (href) "/" (one.id) } { "The whole conversation" } }
            },
            is_open: false,
        })
        .collect();
    ui::openings(&rows)
}

fn answer_of(answer: &Reply) -> Markup {
    let when = answer.words.said_at.day_in_words();
    ui::conversation(&[ui::Said {
        who: &answer.words.author,
        datetime: &answer.words.said_at.rfc3339(),
        when: &when,
        text: super::text(&answer.words),
        ..ui::Said::default()
    }])
}
