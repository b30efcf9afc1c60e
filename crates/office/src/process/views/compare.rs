//! Two versions held against each other: what changed in plain words, numbered as on the picture, and whom it touches.
//!
//! The picture is the newer one with the older laid over it, or both beside each other. Absent: where the two come from; versions,
//! drafts and variants are compared in the same way.

mod marks;

use bpmn::Overlay;
use maud::{Markup, html};
use ui::change::{Change as Shown, Kind, changes};
use ui::diagram::{Layer, View, layers};
use ui::{Stat, Tone};

use super::super::model::{State, Version};
use super::{Seen, version_name, versions};
use crate::definition::{Change, Class, Definition, diff, impact};
use marks::{Numbered, Pictures};

const LEGEND: &[(&str, &str)] = &[
    ("is-added", "added"),
    ("is-changed", "changed"),
    ("is-removed", "removed"),
    ("is-hidden-change", "changed in what the picture does not show (✎)"),
    ("is-moved", "moved only"),
];

/// Two versions with their definitions.
pub struct Compared {
    pub from: Version,
    pub to: Version,
    pub old: Definition,
    pub new: Definition,
}

/// How two definitions are looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// Whether both pictures stand beside each other; else the older lies over the newer.
    pub beside: bool,
    /// Only changes of this class.
    pub class: Option<Class>,
}

impl Look {
    /// The look that an address names.
    #[must_use]
    pub fn named(view: &str, class: &str) -> Look {
        let class = match class {
            "major" => Some(Class::Major),
            "minor" => Some(Class::Minor),
            _ => None,
        };
        Look { beside: view == "beside", class }
    }

    /// What names it in a query that has a part already.
    fn query(self) -> String {
        let class = match self.class {
            Some(Class::Major) => "&class=major",
            Some(Class::Minor) => "&class=minor",
            None => "",
        };
        format!("{}{class}", if self.beside { "&view=beside" } else { "" })
    }
}

/// One of the two sides: what it is called, and what it says.
#[derive(Clone, Copy)]
pub struct Side<'a> {
    pub name: &'a str,
    pub definition: &'a Definition,
}

/// The whole page of two versions.
#[must_use]
pub fn compare(seen: &Seen, compared: &Compared, look: Look) -> Markup {
    let all: Vec<&Version> = seen.versions.iter().filter(|version| version.state != State::Discarded).collect();
    let (from, to) = (word(&compared.from), word(&compared.to));
    let names = (version_name(&compared.from), version_name(&compared.to));
    let href = seen.at(&format!("compare?from={from}&to={to}"));
    html! {
        (versions::choice(seen, &all, &from, &to))
        (difference(
            Side { name: &names.0, definition: &compared.old },
            Side { name: &names.1, definition: &compared.new },
            look,
            &href,
        ))
    }
}

/// How a version is named in an address: by its number, or as the draft.
#[must_use]
pub fn word(version: &Version) -> String {
    if version.number.is_empty() { "draft".to_owned() } else { version.number.clone() }
}

/// What differs between two definitions, in words and on the picture. `href` is the page's own address with a query, to which the
/// other looks are added.
#[must_use]
pub fn difference(old: Side<'_>, new: Side<'_>, look: Look, href: &str) -> Markup {
    let found = diff(old.definition, new.definition);
    if found.is_empty() {
        return ui::callout(Tone::Info, "Nothing differs", html! { p { "Both say the same." } });
    }
    let numbered = marks::numbered(old.definition, new.definition, &found);
    let shown: Vec<&Numbered> =
        numbered.iter().filter(|one| look.class.is_none_or(|class| one.change.class == class)).collect();
    let pictures = marks::pictures(old.definition, new.definition, &shown, look.class != Some(Class::Major));
    html! {
        (figures(new.definition, &found))
        (filters(&found, look, href))
        (sentences(&shown))
        @if let Some(pictures) = pictures { (on_the_picture(old, new, &pictures, look, href)) }
    }
}

fn figures(new: &Definition, found: &[Change]) -> Markup {
    let touched = impact(new, found);
    let of = |class: Class| found.iter().filter(|change| change.class == class).count();
    let figures = [
        ("Major changes", of(Class::Major)),
        ("Minor changes", of(Class::Minor)),
        ("Roles touched", touched.roles.len()),
        ("Activities touched", touched.activities.len()),
    ]
    .map(|(label, count)| (label, count.to_string()));
    let stats: Vec<Stat> = figures.iter().map(|(label, value)| Stat { label, value, ..Stat::default() }).collect();
    html! {
        (ui::stats(&stats))
        @if !touched.roles.is_empty() {
            p { "It touches: " @for role in &touched.roles { (ui::tag(role)) " " } @for tool in &touched.tools { (ui::tag(tool)) " " } }
        }
    }
}

fn filters(found: &[Change], look: Look, href: &str) -> Markup {
    let of =
        |class: Option<Class>| found.iter().filter(|change| class.is_none_or(|class| change.class == class)).count();
    let all = [(None, "All"), (Some(Class::Major), "Major"), (Some(Class::Minor), "Minor")];
    let texts: Vec<(String, String)> = all
        .iter()
        .map(|(class, label)| {
            (format!("{label} ({})", of(*class)), format!("{href}{}", Look { class: *class, ..look }.query()))
        })
        .collect();
    let links: Vec<Layer> = texts
        .iter()
        .zip(&all)
        .map(|((label, href), (class, _))| Layer { label, href, current: look.class == *class })
        .collect();
    layers("Changes", &links, None)
}

/// What changed, major changes first, each with its number.
fn sentences(shown: &[&Numbered]) -> Markup {
    let list = |class: Class| {
        let all: Vec<Shown> = shown.iter().filter(|one| one.change.class == class).map(|one| sentence(one)).collect();
        (!all.is_empty()).then(|| changes(&all))
    };
    html! {
        @if shown.is_empty() { p { "There is no change of this kind." } }
        @if let Some(major) = list(Class::Major) { (ui::section("Major: people do something differently", None, major)) }
        @if let Some(minor) = list(Class::Minor) { (ui::section("Minor: the same in other words", None, minor)) }
    }
}

fn sentence<'a>(one: &Numbered<'a>) -> Shown<'a> {
    Shown {
        kind: kind(&one.change.sentence),
        sentence: &one.change.sentence,
        number: Some(one.number),
        hidden: one.hidden && !one.elements.is_empty(),
        ..Shown::default()
    }
}

/// Whether a sentence tells of something new, gone or different.
pub(super) fn kind(sentence: &str) -> Kind {
    let says = |words: &[&str]| words.iter().any(|word| sentence.contains(word));
    if says(&["removed", "Removed:", "no part any more"]) {
        Kind::Removed
    } else if says(&["added", "had no part before", " is new"])
        || sentence.starts_with("New ")
        || sentence.starts_with("New:")
    {
        Kind::Added
    } else {
        Kind::Changed
    }
}

fn on_the_picture(old: Side<'_>, new: Side<'_>, pictures: &Pictures, look: Look, href: &str) -> Markup {
    let texts = [(false, "One over the other"), (true, "Side by side")]
        .map(|(beside, label)| (label, format!("{href}{}#picture", Look { beside, ..look }.query()), beside));
    let links: Vec<Layer> =
        texts.iter().map(|(label, href, beside)| Layer { label, href, current: look.beside == *beside }).collect();
    let body = if look.beside {
        let (before, after) = (bpmn::svg(&pictures.before, &pictures.old), bpmn::svg(&pictures.after, &pictures.new));
        ui::diagram::beside(
            (old.name, drawn(&format!("Diagram of {} with what changed", old.name), before, &pictures.old)),
            (new.name, drawn(&format!("Diagram of {} with what changed", new.name), after, &pictures.new)),
        )
    } else {
        let over = bpmn::svg_over(&pictures.after, &pictures.new, &pictures.before, &pictures.gone);
        let title = format!("Diagram of {} with what changed since {}", new.name, old.name);
        drawn(&title, over, &Overlay { marks: pictures.all(), ..Overlay::default() })
    };
    html! {
        div id="picture" {
            (ui::section("On the picture", None, html! {
                (layers("Picture", &links, None))
                @if pictures.rearranged {
                    p { "The drawing was laid out anew. What is gone is shown where it stood before; side by side is easier to read." }
                }
                (body)
            }))
        }
    }
}

/// A picture with the part of the legend that it needs.
fn drawn(title: &str, svg: Result<String, bpmn::SvgError>, marked: &Overlay) -> Markup {
    let used: Vec<(&str, &str)> = LEGEND
        .iter()
        .filter(|(class, _)| marked.marks.values().any(|mark| mark.class.as_deref() == Some(*class)))
        .copied()
        .collect();
    match svg {
        Ok(svg) => ui::diagram::view(&View { title, svg: &svg, legend: &used, downloads: &[] }, None),
        Err(error) => html! { p { "It cannot be drawn: " (error) "." } },
    }
}

#[cfg(test)]
mod tests;
