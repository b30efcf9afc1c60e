//! Help: the chapters of the user guide (`docs/user`), readable inside the product.

use axum::extract::Path;
use maud::{Markup, PreEscaped, html};

use super::answer::Answer;
use super::page::Page;
use super::visit::Visit;
use crate::failure::Failure;

/// A chapter of the guide: the word of the capability, its title and its text.
struct Chapter {
    key: &'static str,
    title: &'static str,
    text: &'static str,
}

macro_rules! chapter {
    ($key:literal, $title:literal) => {
        Chapter { key: $key, title: $title, text: include_str!(concat!("../../../../docs/user/", $key, ".md")) }
    };
}

/// The chapters, in reading order.
const CHAPTERS: &[Chapter] = &[
    chapter!("start", "Start here"),
    chapter!("worklist", "My work"),
    chapter!("library", "Library"),
    chapter!("process", "Processes"),
    chapter!("comment", "Comments and questions"),
    chapter!("guide", "Documents"),
    chapter!("architecture", "Architecture"),
    chapter!("handoff", "Hand-offs"),
    chapter!("dictionary", "Dictionary"),
    chapter!("finding", "Findings"),
    chapter!("requirement", "Requirements"),
    chapter!("rule", "Rules"),
    chapter!("automation", "Cases"),
    chapter!("calendar", "Calendars"),
    chapter!("measure", "Measures"),
    chapter!("explorer", "Log explorer"),
    chapter!("object", "Objects"),
    chapter!("scorecard", "Scorecards"),
    chapter!("potential", "Automation potential"),
    chapter!("improvement", "Improvements"),
    chapter!("connector", "Connectors"),
    chapter!("webhook", "Webhooks"),
    chapter!("intake", "Intakes"),
    chapter!("decision", "Decisions"),
    chapter!("search", "Search"),
    chapter!("people", "People and sign-in"),
    chapter!("skill", "Skills"),
    chapter!("journal", "Journal"),
    chapter!("admin", "Administration"),
    chapter!("nodes", "Several nodes"),
    chapter!("command-line", "Command line"),
    chapter!("api", "For programs"),
];

/// Markdown as safe HTML: no raw HTML survives, links keep their target only when it is harmless.
#[must_use]
pub fn markdown(text: &str) -> Markup {
    let mut options = pulldown_cmark::Options::empty();
    options.insert(pulldown_cmark::Options::ENABLE_TABLES);
    options.insert(pulldown_cmark::Options::ENABLE_STRIKETHROUGH);
    let mut out = String::new();
    pulldown_cmark::html::push_html(&mut out, pulldown_cmark::Parser::new_ext(text, options));
    PreEscaped(ammonia::clean(&out))
}

pub(super) async fn contents(visit: Visit) -> Answer {
    let cards: Vec<Markup> = CHAPTERS
        .iter()
        .map(|chapter| {
            let href = format!("/help/{}", chapter.key);
            ui::card(chapter.title, Some(&href), html! { p { (first_sentence(chapter.text)) } })
        })
        .collect();
    visit.page(Page::new("Help").lead("How each part of Mandate is used, one short chapter each."), ui::cards(&cards))
}

pub(super) async fn chapter(Path(key): Path<String>, visit: Visit) -> Answer {
    let chapter = CHAPTERS.iter().find(|chapter| chapter.key == key).ok_or(Failure::NotFound)?;
    let body = chapter.text.split_once('\n').map_or("", |(_, body)| body);
    visit.page(Page::new(chapter.title).under("Help", "/help"), markdown(body))
}

/// The first sentence below the title, on one line.
fn first_sentence(text: &str) -> String {
    let paragraph = text.lines().skip(1).skip_while(|line| line.trim().is_empty());
    let words: Vec<&str> = paragraph.take_while(|line| !line.trim().is_empty()).collect();
    let whole = words.join(" ");
    whole.split_inclusive(". ").next().unwrap_or(&whole).trim_end().to_owned()
}
