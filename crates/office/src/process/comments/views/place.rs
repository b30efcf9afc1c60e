//! What is said at a place, shown where the place is: a number on the diagram, a link in a list, a panel of conversations.

use std::collections::BTreeMap;

use bpmn::{Badge, Overlay};
use maud::{Markup, html};
use ui::button::Weight;
use ui::table::address;
use ui::{Remark, talk_link};

use super::super::element::{Elements, GONE, WHOLE};
use super::{kind_pill, replies};
use crate::comment::Comment;

/// Characters of a text in a panel.
const EXCERPT_CHARS: usize = 160;
/// Conversations in one panel; the list has the rest.
const PANEL_MOST: usize = 5;

/// What is open, by the place at which it stands.
pub type Places = BTreeMap<String, Vec<Comment>>;

fn number(count: usize) -> String {
    if count == 1 { "1 open comment".to_owned() } else { format!("{count} open comments") }
}

/// A link to what is said at a place, with the number of what is open.
#[must_use]
pub fn at(href: &str, places: &Places, key: &str, name: &str) -> Markup {
    let count = places.get(key).map_or(0, Vec::len);
    if count == 0 {
        let words = format!("Say something about {name}");
        return talk_link(0, &words, &address(&format!("{href}/comments/new"), &[("element", key)]));
    }
    let words = format!("{} on {name}", number(count));
    talk_link(count, &words, &address(&format!("{href}/comments"), &[("element", key)]))
}

/// Numbers on the diagram. Elements without a page of their own lead to what is said about them.
pub fn badges(href: &str, places: &Places, elements: &Elements, overlay: &mut Overlay) {
    for element in elements.all() {
        let Some((word, id)) = element.key.split_once('/') else { continue };
        let keys: &[&str] = match word {
            "activity" => &["activity", "raci"],
            "step" => &["step"],
            _ => continue,
        };
        let count: usize = keys.iter().filter_map(|word| places.get(&format!("{word}/{id}"))).map(Vec::len).sum();
        let mark = overlay.marks.entry(id.to_owned()).or_default();
        if mark.href.is_none() {
            mark.href = Some(address(&format!("{href}/comments"), &[("element", element.key.as_str())]));
        }
        if count > 0 {
            let words = number(count);
            mark.tooltip = Some(mark.tooltip.take().map_or(words.clone(), |said| format!("{said} {words}.")));
            mark.badge = Some(match mark.badge.take() {
                Some(badge) => Badge { text: format!("{} · {count}", badge.text), tone: badge.tone },
                None => Badge { text: count.to_string(), tone: bpmn::Tone::Neutral },
            });
        }
    }
}

/// The conversations that are open at some places, and a way to begin one at the first.
#[must_use]
pub fn panel(href: &str, places: &Places, keys: &[&str], on_draft: bool) -> Markup {
    let all: Vec<&Comment> = keys.iter().filter_map(|key| places.get(*key)).flatten().collect();
    let first = keys.first().copied().unwrap_or(WHOLE);
    let mut query = Vec::new();
    if first != WHOLE {
        query.push(("element", first));
    }
    if on_draft {
        query.push(("on", "draft"));
    }
    let say = address(&format!("{href}/comments/new"), &query);
    html! {
        @if !all.is_empty() { (short(href, &all)) }
        (ui::buttons(&[ui::button_link("Say something", &say, Weight::Quiet, Some(ui::Icon::Comment))]))
    }
}

/// What is open about drafts, wherever it stands, and a way to say more.
#[must_use]
pub fn draft_panel(href: &str, places: &Places) -> Markup {
    let mut all: Vec<&Comment> = places.values().flatten().collect();
    all.sort_by_key(|one| std::cmp::Reverse(one.words.said_at));
    let say = address(&format!("{href}/comments/new"), &[("on", "draft")]);
    let list = address(&format!("{href}/comments"), &[("on", "draft"), ("state", "all")]);
    ui::section(
        "Comments on the draft",
        None,
        html! {
            @if all.is_empty() { p { "Nothing is open. Only those who may see drafts see what is said here." } }
            @else { (short(href, &all)) }
            (ui::buttons(&[
                ui::button_link("Say something", &say, Weight::Plain, Some(ui::Icon::Comment)),
                ui::button_link("All of them", &list, Weight::Quiet, None),
            ]))
        },
    )
}

/// What is open at places that the version shown has no more; `words` are the kinds of place to show. Nothing where there is none.
#[must_use]
pub fn gone(href: &str, places: &Places, words: &[&str]) -> Markup {
    let lost = places.get(GONE).into_iter().flatten();
    let all: Vec<&Comment> = lost.filter(|one| words.iter().any(|word| one.place.element.starts_with(word))).collect();
    html! {
        @if !all.is_empty() { (ui::section("At elements that are gone", None, short(href, &all))) }
    }
}

/// How much is open at some places, for the head of a row; nothing where nothing is.
#[must_use]
pub fn count(places: &Places, keys: &[&str]) -> Markup {
    let count: usize = keys.iter().filter_map(|key| places.get(*key)).map(Vec::len).sum();
    html! { @if count > 0 { (ui::badge::count(u64::try_from(count).unwrap_or(0), &number(count))) } }
}

fn short(href: &str, all: &[&Comment]) -> Markup {
    let texts: Vec<(String, String, String)> = all
        .iter()
        .take(PANEL_MOST)
        .map(|one| {
            let place = if one.place.name.is_empty() { String::new() } else { format!(" · {}", one.place.name) };
            let line = format!("{}{place}{}", one.words.said_at.day_in_words(), replies(one.replies));
            (format!("{href}/comments/{}", one.id), one.words.excerpt(EXCERPT_CHARS), line)
        })
        .collect();
    let remarks: Vec<Remark> = all
        .iter()
        .zip(&texts)
        .map(|(one, (href, text, line))| Remark {
            href,
            text,
            who: &one.words.author,
            line,
            marks: kind_pill(one.kind),
        })
        .collect();
    html! {
        (ui::remarks(&remarks))
        @if all.len() > PANEL_MOST { p { a href={ (href) "/comments" } { "All " (all.len()) " of them" } } }
    }
}
