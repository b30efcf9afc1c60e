//! Two versions side by side: what changed in plain words, on the diagram, and whom it touches.

use bpmn::{ChangeKind, Mark, Overlay};
use maud::{Markup, html};
use ui::change::{Change as Shown, Kind, changes};
use ui::diagram::View;
use ui::{Stat, Tone};

use super::super::model::{State, Version};
use super::{Seen, version_name, versions};
use crate::definition::{Change, Class, Definition, diff, impact};

const LEGEND: &[(&str, &str)] = &[("is-added", "added"), ("is-changed", "changed"), ("is-removed", "removed")];

/// Two versions with their definitions.
pub struct Compared {
    pub from: Version,
    pub to: Version,
    pub old: Definition,
    pub new: Definition,
}

/// The whole page.
#[must_use]
pub fn compare(seen: &Seen, compared: &Compared) -> Markup {
    let all: Vec<&Version> = seen.versions.iter().filter(|version| version.state != State::Discarded).collect();
    let word = |version: &Version| if version.number.is_empty() { "draft".to_owned() } else { version.number.clone() };
    let found = diff(&compared.old, &compared.new);
    let names = (version_name(&compared.from), version_name(&compared.to));
    html! {
        (versions::choice(seen, &all, &word(&compared.from), &word(&compared.to)))
        (change_list(&compared.new, &found))
        (overlay_pair((&names.0, &compared.old), (&names.1, &compared.new)))
    }
}

/// What changed, major changes first, and whom it touches.
#[must_use]
pub fn change_list(new: &Definition, found: &[Change]) -> Markup {
    if found.is_empty() {
        return ui::callout(Tone::Info, "Nothing differs", html! { p { "Both say the same." } });
    }
    let of = |class: Class| found.iter().filter(|change| change.class == class).collect::<Vec<_>>();
    let (major, minor) = (of(Class::Major), of(Class::Minor));
    let touched = impact(new, found);
    let list = |all: &[&Change]| {
        let shown: Vec<Shown> = all
            .iter()
            .map(|change| Shown { kind: kind(&change.sentence), sentence: &change.sentence, ..Shown::default() })
            .collect();
        changes(&shown)
    };
    let figures = [
        ("Major changes", major.len()),
        ("Minor changes", minor.len()),
        ("Roles touched", touched.roles.len()),
        ("Activities touched", touched.activities.len()),
    ]
    .map(|(label, count)| (label, count.to_string()));
    let stats: Vec<Stat> = figures.iter().map(|(label, value)| Stat { label, value, ..Stat::default() }).collect();
    html! {
        (ui::stats(&stats))
        @if !major.is_empty() { (ui::section("Major: people do something differently", None, list(&major))) }
        @if !minor.is_empty() { (ui::section("Minor: the same in other words", None, list(&minor))) }
        @if !touched.roles.is_empty() {
            p { "It touches: " @for role in &touched.roles { (ui::tag(role)) " " } @for tool in &touched.tools { (ui::tag(tool)) " " } }
        }
    }
}

/// Whether a sentence tells of something new, gone or different.
fn kind(sentence: &str) -> Kind {
    if sentence.contains("removed") || sentence.contains("no part any more") {
        Kind::Removed
    } else if sentence.contains("added") || sentence.contains("had no part before") {
        Kind::Added
    } else {
        Kind::Changed
    }
}

/// The newer diagram with what is new and different, and the older one with what is gone, where something is.
#[must_use]
pub fn overlay_pair((old_name, old): (&str, &Definition), (new_name, new): (&str, &Definition)) -> Markup {
    let (Some(before), Some(after)) = (old.flow(), new.flow()) else { return html! {} };
    let (mut gone, mut here) = (Overlay::default(), Overlay::default());
    for change in bpmn::compare(&before, &after) {
        let (overlay, class) = match change.kind {
            ChangeKind::Removed => (&mut gone, "is-removed"),
            ChangeKind::Added => (&mut here, "is-added"),
            ChangeKind::Layout => continue,
            _ => (&mut here, "is-changed"),
        };
        let mark = overlay.marks.entry(change.element).or_insert_with(Mark::default);
        if mark.class.is_none() {
            mark.class = Some(class.to_owned());
        }
        mark.tooltip = Some(match mark.tooltip.take() {
            Some(told) => format!("{told} {}", change.sentence),
            None => change.sentence,
        });
    }
    details(old, new, &mut here);
    html! {
        (ui::section(&format!("On the diagram: {new_name}"), None, drawn(new_name, &after, &here)))
        @if !gone.marks.is_empty() {
            (ui::section(&format!("What is gone from {old_name}"), None, drawn(old_name, &before, &gone)))
        }
    }
}

/// Changes of details and letters are shown at their activity too.
fn details(old: &Definition, new: &Definition, overlay: &mut Overlay) {
    for (id, _) in new.steps() {
        let differs = old.activities.get(&id) != new.activities.get(&id) || old.raci.get(&id) != new.raci.get(&id);
        if differs && !overlay.marks.contains_key(&id) {
            let tooltip = Some("Its details or letters changed.".to_owned());
            overlay.marks.insert(id, Mark { class: Some("is-changed".to_owned()), tooltip, ..Mark::default() });
        }
    }
}

fn drawn(name: &str, diagram: &bpmn::Diagram, overlay: &Overlay) -> Markup {
    match bpmn::svg(diagram, overlay) {
        Ok(svg) => {
            let title = format!("Diagram of {name} with what changed");
            ui::diagram::view(&View { title: &title, svg: &svg, legend: LEGEND, downloads: &[] }, None)
        }
        Err(error) => html! { p { "It cannot be drawn: " (error) "." } },
    }
}
