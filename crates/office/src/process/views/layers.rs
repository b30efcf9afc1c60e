//! What a reader lays over the diagram: who does each step, how long it takes, the letters of one role, or controls and risks.
//!
//! Each layer is plain marks on the picture, so that other capabilities add theirs with [`join`]. Absent: figures of a log (`measure`).

use std::collections::BTreeSet;

use bpmn::{Badge, Mark, Overlay, Way};
use maud::{Markup, html};
use ui::diagram::Layer as Shown;

use crate::definition::{Activity, Definition, letters_in_words};
use crate::web::form::encode;

/// Colours that roles get, in the order of the definition.
const HUES: usize = 8;

/// What is laid over the diagram.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Layer {
    #[default]
    Plain,
    /// Who is responsible for each step.
    Who,
    /// Working and waiting time, and the longest way.
    Time,
    /// The letters of one role, by key; of the first where it is empty.
    Raci(String),
    /// Where controls are performed, and which risks they answer.
    Controls,
}

/// Marks with what they mean.
#[derive(Clone, Debug, Default)]
pub struct Laid {
    pub overlay: Overlay,
    /// Class and words.
    pub legend: Vec<(String, String)>,
    /// What the picture cannot say, in sentences.
    pub note: Vec<String>,
}

impl Layer {
    /// The layer that an address names; the plain diagram where it names none.
    #[must_use]
    pub fn named(show: &str, role: &str) -> Layer {
        match show {
            "who" => Layer::Who,
            "time" => Layer::Time,
            "raci" => Layer::Raci(role.to_owned()),
            "controls" => Layer::Controls,
            _ => Layer::Plain,
        }
    }

    /// The query that names it, with its question mark; empty for the plain diagram.
    #[must_use]
    pub fn query(&self) -> String {
        match self {
            Layer::Plain => String::new(),
            Layer::Who => "?show=who".to_owned(),
            Layer::Time => "?show=time".to_owned(),
            Layer::Raci(role) if role.is_empty() => "?show=raci".to_owned(),
            Layer::Raci(role) => format!("?show=raci&role={}", encode(role)),
            Layer::Controls => "?show=controls".to_owned(),
        }
    }
}

/// The choice of a layer as plain links, with the roles to choose from where letters are shown, and what the layer tells.
#[must_use]
pub fn choice(definition: &Definition, layer: &Layer, href: &str, alone: &str) -> Markup {
    let all = [
        (Layer::Plain, "Plain"),
        (Layer::Who, "Who"),
        (Layer::Time, "Time"),
        (Layer::Raci(String::new()), "RACI of a role"),
        (Layer::Controls, "Controls and risks"),
    ];
    let is_raci = matches!(layer, Layer::Raci(_));
    let hrefs: Vec<String> = all.iter().map(|(one, _)| format!("{href}{}#diagram", one.query())).collect();
    let shown: Vec<Shown> = all
        .iter()
        .zip(&hrefs)
        .map(|((one, label), href)| {
            let current = one == layer || (is_raci && matches!(one, Layer::Raci(_)));
            Shown { label, href, current }
        })
        .collect();
    let role = chosen_role(definition, layer);
    let role_hrefs: Vec<String> =
        definition.roles.iter().map(|one| format!("{href}{}#diagram", Layer::Raci(one.key.clone()).query())).collect();
    let roles: Vec<Shown> = definition
        .roles
        .iter()
        .zip(&role_hrefs)
        .map(|(one, href)| Shown { label: &one.name, href, current: role == Some(one.key.as_str()) })
        .collect();
    html! {
        (ui::diagram::layers("Show on the diagram", &shown, Some(("Open the picture alone", alone))))
        @if is_raci && !roles.is_empty() { (ui::diagram::layers("Role", &roles, None)) }
    }
}

/// The key of the role whose letters are shown.
fn chosen_role<'a>(definition: &'a Definition, layer: &'a Layer) -> Option<&'a str> {
    let Layer::Raci(wanted) = layer else { return None };
    let known = definition.roles.iter().find(|role| role.key == *wanted);
    known.or(definition.roles.first()).map(|role| role.key.as_str())
}

/// The marks of a layer.
#[must_use]
pub fn laid(definition: &Definition, layer: &Layer) -> Laid {
    match layer {
        Layer::Plain => Laid::default(),
        Layer::Who => who(definition),
        Layer::Time => time(definition),
        Layer::Raci(_) => chosen_role(definition, layer).map(|role| raci(definition, role)).unwrap_or_default(),
        Layer::Controls => controls(definition),
    }
}

/// Lays more marks over those that are there: classes and sentences come together, a badge or a link that is there stays.
pub fn join(under: &mut Overlay, more: Overlay) {
    let both = |one: Option<String>, other: Option<String>| match (one, other) {
        (Some(one), Some(other)) => Some(format!("{one} {other}")),
        (one, other) => one.or(other),
    };
    for (id, mark) in more.marks {
        let there = under.marks.remove(&id).unwrap_or_default();
        let joined = Mark {
            class: both(there.class, mark.class),
            badge: there.badge.or(mark.badge),
            tooltip: both(there.tooltip, mark.tooltip),
            href: there.href.or(mark.href),
        };
        under.marks.insert(id, joined);
    }
}

fn badge(text: String) -> Option<Badge> {
    Some(Badge { text, tone: bpmn::Tone::Neutral })
}

/// Keys of the roles that have a letter at an activity.
fn with_letter<'a>(definition: &'a Definition, id: &str, letter: char) -> Vec<&'a str> {
    let row = definition.raci.get(id);
    let has = |key: &str| row.and_then(|row| row.get(key)).is_some_and(|cell| cell.contains(letter));
    definition.roles.iter().map(|role| role.key.as_str()).filter(|key| has(key)).collect()
}

fn who(definition: &Definition) -> Laid {
    let mut laid = Laid::default();
    let mut used: BTreeSet<usize> = BTreeSet::new();
    let mut nobody = 0;
    for (id, _) in definition.steps() {
        let responsible = with_letter(definition, &id, 'R');
        let names = |keys: &[&str]| keys.iter().map(|key| definition.role_name(key)).collect::<Vec<_>>().join(", ");
        let Some(first) = responsible.first() else {
            nobody += 1;
            continue;
        };
        let at = definition.roles.iter().position(|role| role.key == *first).unwrap_or(0);
        used.insert(at);
        let accountable = with_letter(definition, &id, 'A');
        let mut tooltip = format!("Responsible: {}.", names(&responsible));
        if !accountable.is_empty() {
            tooltip.push_str(&format!(" Accountable: {}.", names(&accountable)));
        }
        let text = match responsible.len() {
            1 => names(&responsible),
            more => format!("{} +{}", definition.role_name(first), more - 1),
        };
        let mark =
            Mark { class: Some(format!("hue-{}", at % HUES)), badge: badge(text), tooltip: Some(tooltip), href: None };
        laid.overlay.marks.insert(id, mark);
    }
    let word = |at: usize| (format!("hue-{}", at % HUES), definition.roles[at].name.clone());
    laid.legend = used.into_iter().map(word).collect();
    if nobody > 0 {
        laid.note.push(match nobody {
            1 => "Nobody is responsible for one step yet.".to_owned(),
            many => format!("Nobody is responsible for {many} steps yet."),
        });
    }
    laid
}

/// Minutes in words: "45 min", "3 h 20 min", "2 d 4 h" (days of 24 hours).
fn duration(minutes: u64) -> String {
    let (days, hours, rest) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
    let parts = [(days, "d"), (hours, "h"), (rest, "min")];
    let shown: Vec<String> =
        parts.iter().filter(|(count, _)| *count > 0).take(2).map(|(count, unit)| format!("{count} {unit}")).collect();
    if shown.is_empty() { "0 min".to_owned() } else { shown.join(" ") }
}

fn minutes(activity: &Activity) -> (u64, u64) {
    (activity.process_time_minutes.map_or(0, u64::from), activity.wait_minutes.map_or(0, u64::from))
}

fn time(definition: &Definition) -> Laid {
    let Some(diagram) = definition.flow() else { return Laid::default() };
    let of = |id: &str| definition.activities.get(id).map(minutes).unwrap_or_default();
    let way = bpmn::longest(&diagram, |node| {
        let (work, wait) = of(&node.id);
        work + wait
    });
    let mut laid = Laid::default();
    let mut silent = 0;
    for (id, _) in definition.steps() {
        let (work, wait) = of(&id);
        let text = match (work, wait) {
            (0, 0) => {
                silent += 1;
                continue;
            }
            (work, 0) => duration(work),
            (0, wait) => format!("wait {}", duration(wait)),
            (work, wait) => format!("{} + {} wait", duration(work), duration(wait)),
        };
        let tooltip = Some(format!("Working time {}, waiting time {}.", duration(work), duration(wait)));
        laid.overlay.marks.insert(id, Mark { badge: badge(text), tooltip, ..Mark::default() });
    }
    if way.weight > 0 {
        join(&mut laid.overlay, along(&diagram, &way));
        laid.legend.push(("is-path".to_owned(), "the longest way".to_owned()));
        laid.note.push(told(definition, &way));
    }
    if silent > 0 {
        laid.note.push(match silent {
            1 => "One step has no time yet.".to_owned(),
            many => format!("{many} steps have no time yet."),
        });
    }
    laid
}

/// Marks at the nodes of a way and at the flows between them.
fn along(diagram: &bpmn::Diagram, way: &Way) -> Overlay {
    let on: BTreeSet<&str> = way.nodes.iter().map(String::as_str).collect();
    let next: BTreeSet<(&str, &str)> = way.nodes.windows(2).map(|pair| (pair[0].as_str(), pair[1].as_str())).collect();
    let flows = diagram.flows().iter().filter(|flow| next.contains(&(flow.source.as_str(), flow.target.as_str())));
    let ids = on.into_iter().chain(flows.map(|flow| flow.id.as_str()));
    let mark = || Mark { class: Some("is-path".to_owned()), ..Mark::default() };
    Overlay { marks: ids.map(|id| (id.to_owned(), mark())).collect(), ..Overlay::default() }
}

fn told(definition: &Definition, way: &Way) -> String {
    let times = way.nodes.iter().filter_map(|id| definition.activities.get(id)).map(minutes);
    let (work, wait) = times.fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
    let steps = definition.steps().into_iter().filter(|(id, _)| way.nodes.contains(id)).count();
    format!(
        "The longest way takes {}: {} of work and {} of waiting, over {steps} steps. A loop is counted once.",
        duration(way.weight),
        duration(work),
        duration(wait)
    )
}

fn raci(definition: &Definition, role: &str) -> Laid {
    let mut laid = Laid::default();
    let mut parts = 0;
    for (id, _) in definition.steps() {
        let letters = definition.raci.get(&id).and_then(|row| row.get(role)).filter(|cell| !cell.is_empty());
        let mark = match letters {
            Some(letters) => {
                parts += 1;
                let acts = letters.contains(['R', 'A']);
                let class = if acts { "is-mine" } else { "is-asked" };
                let tone = if acts { bpmn::Tone::Info } else { bpmn::Tone::Neutral };
                let tooltip = format!("{} is {} here.", definition.role_name(role), letters_in_words(letters));
                Mark {
                    class: Some(class.to_owned()),
                    badge: Some(Badge { text: letters.clone(), tone }),
                    tooltip: Some(tooltip),
                    href: None,
                }
            }
            None => Mark { class: Some("is-faint".to_owned()), ..Mark::default() },
        };
        laid.overlay.marks.insert(id, mark);
    }
    laid.legend = vec![
        ("is-mine".to_owned(), "responsible or accountable".to_owned()),
        ("is-asked".to_owned(), "consulted or informed".to_owned()),
    ];
    laid.note.push(match parts {
        0 => format!("{} has no part in any step.", definition.role_name(role)),
        1 => format!("{} has a part in one step.", definition.role_name(role)),
        many => format!("{} has a part in {many} steps.", definition.role_name(role)),
    });
    laid
}

fn controls(definition: &Definition) -> Laid {
    let mut laid = Laid::default();
    let counted = |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
    for (id, _) in definition.steps() {
        let here: Vec<_> = definition.controls.iter().filter(|one| one.activity == id).collect();
        if here.is_empty() {
            continue;
        }
        let answered = |risk: &&crate::definition::Risk| here.iter().any(|one| risk.controls.contains(&one.key));
        let risks: Vec<_> = definition.risks.iter().filter(answered).collect();
        let mut text = counted(here.len(), "control");
        let mut tooltip: Vec<String> = here.iter().map(|one| format!("Control: {}", one.statement)).collect();
        if !risks.is_empty() {
            text.push_str(&format!(", {}", counted(risks.len(), "risk")));
            tooltip.extend(risks.iter().map(|one| format!("Risk: {}", one.statement)));
        }
        let mark = Mark {
            class: Some("is-control".to_owned()),
            badge: badge(text),
            tooltip: Some(tooltip.join(" ")),
            href: None,
        };
        laid.overlay.marks.insert(id, mark);
    }
    laid.legend.push(("is-control".to_owned(), "a control is performed here".to_owned()));
    let steps = definition.steps();
    let beside = definition.controls.iter().filter(|one| !steps.iter().any(|(id, _)| *id == one.activity)).count();
    let open = definition.risks.iter().filter(|risk| risk.controls.is_empty()).count();
    if beside > 0 {
        laid.note.push(format!("Beside the flow: {}.", counted(beside, "control")));
    }
    if open > 0 {
        laid.note.push(format!("Without a control: {}.", counted(open, "risk")));
    }
    laid
}

#[cfg(test)]
mod tests;
