//! The first page of a process: its diagram, my steps, and who answers for it.

use bpmn::{Badge, Mark, Overlay};
use maud::{Markup, html};
use ui::button::Weight;
use ui::diagram::{Step, View};
use ui::form::{Form as Sent, form as form_part, submit_bar};
use ui::{Choice, Tone};

use super::super::comments::element::Elements;
use super::super::comments::{self, Answered};
use super::super::model::{Holder, HolderRole};
use super::super::readiness::Acceptance;
use super::layers::{self, Laid, Layer};
use super::readiness::accepted_note;
use super::words::Words;
use super::{Seen, family, variant, version_name};
use crate::definition::Definition;
use crate::web::form::encode;

/// The whole page, with a layer over the diagram.
#[must_use]
pub fn overview(seen: &Seen, layer: &Layer, answered: &Answered, acceptance: Option<&Acceptance>) -> Markup {
    let definition = &seen.definition;
    let query = layer.query();
    let (svg, bpmn, json) =
        (seen.at(&format!("diagram.svg{query}")), seen.at("diagram.bpmn"), seen.at("definition.json"));
    let downloads = [("SVG", svg.as_str()), ("BPMN", bpmn.as_str()), ("All of it as JSON", json.as_str())];
    let laid = laid(seen, layer);
    let legend: Vec<(&str, &str)> = laid.legend.iter().map(|(class, words)| (class.as_str(), words.as_str())).collect();
    let activities = seen.at("activities");
    html! {
        @if !seen.is_published() { (unpublished(seen)) }
        @if let Some(one) = acceptance { (accepted_note(seen, one)) }
        @if let Some(pair) = &seen.family.base { (variant::standing(seen, pair)) }
        div id="diagram" {
            @if definition.flow().is_some() { (layers::choice(definition, layer, &seen.href, &svg)) }
            @if !laid.note.is_empty() { p { (laid.note.join(" ")) } }
            (picture(&seen.process.name, definition, &laid.overlay, &legend, &downloads, &activities))
            @if definition.flow().is_some() { p { a href=(seen.at("elsewhere")) { "Run it elsewhere" } ": the diagram for Camunda 8 or Operaton." } }
        }
        (ui::split(html! { (my_steps(seen)) (about(seen)) (questions(seen, answered)) (said(seen)) }, side(seen)))
    }
}

/// What lies over the diagram of the page: the chosen layer, or the steps of the reader, and a link at every activity.
#[must_use]
pub fn laid(seen: &Seen, layer: &Layer) -> Laid {
    let mut laid = layers::laid(&seen.definition, layer);
    if *layer == Layer::Plain && !seen.practice.is_empty() {
        laid.legend.push(("is-mine".to_owned(), "your steps".to_owned()));
    }
    layers::join(&mut laid.overlay, mine(seen, *layer == Layer::Plain));
    if *layer == Layer::Plain {
        comments::badges(&seen.href, &seen.talk, &Elements::of(&seen.definition), &mut laid.overlay);
    }
    laid
}

fn unpublished(seen: &Seen) -> Markup {
    let (title, text) = if seen.shown.is_some() {
        ("This is a draft", "Nothing here is in force yet. It becomes the process when its owner publishes it.")
    } else {
        ("Nothing is written yet", "Start a draft to say what the process is.")
    };
    ui::callout(Tone::Warning, title, html! { p { (text) } })
}

/// The diagram with the same flow in words behind it. Each activity leads to its place below `activities`.
#[must_use]
pub fn picture(
    name: &str,
    definition: &Definition,
    overlay: &Overlay,
    legend: &[(&str, &str)],
    downloads: &[(&str, &str)],
    activities: &str,
) -> Markup {
    let Some(diagram) = definition.flow() else {
        return ui::empty_state(
            "No diagram yet",
            "It is drawn in the draft; every activity then has its place here.",
            None,
        );
    };
    let title = format!("Diagram of {name}");
    let told = definition.told();
    let href = |id: &str| {
        let is_activity = diagram.node(id).is_some_and(bpmn::Node::is_activity);
        (is_activity && !activities.is_empty()).then(|| format!("{activities}#{}", encode(id)))
    };
    let hrefs: Vec<Option<String>> = told.iter().map(|step| href(&step.id)).collect();
    let steps: Vec<Step> = told
        .iter()
        .zip(&hrefs)
        .map(|(step, href)| Step {
            number: &step.number,
            text: &step.text,
            who: step.lane.as_deref().unwrap_or(""),
            level: step.level,
            href: href.as_deref(),
        })
        .collect();
    let words = ui::diagram::steps(&steps);
    match definition.picture(overlay) {
        Some(Ok(svg)) => ui::diagram::view(&View { title: &title, svg: &svg, legend, downloads }, Some(words)),
        _ => html! {
            (ui::callout(Tone::Info, "The diagram has no drawing", html! { p { "Its file holds the flow but no places to draw it at. Here it is in words." } }))
            (words)
        },
    }
}

/// Links at every activity and, where they are `marked`, a badge at those of the reader.
fn mine(seen: &Seen, marked: bool) -> Overlay {
    let mut overlay = Overlay::default();
    for (id, _) in seen.definition.steps() {
        let is_mine = marked && my_letters(seen, &id).is_some();
        let details = seen.definition.activities.get(&id);
        let mark = Mark {
            class: is_mine.then(|| "is-mine".to_owned()),
            badge: is_mine.then(|| Badge { text: "You".to_owned(), tone: bpmn::Tone::Info }),
            tooltip: details.map(|one| one.purpose.clone()).filter(|text| !text.is_empty()),
            href: Some(format!("{}#{}", seen.at("activities"), encode(&id))),
        };
        overlay.marks.insert(id, mark);
    }
    overlay
}

/// The letters R and A of the reader's roles at an activity.
fn my_letters(seen: &Seen, activity: &str) -> Option<String> {
    let row = seen.definition.raci.get(activity)?;
    let letters: String = ['R', 'A']
        .into_iter()
        .filter(|letter| seen.practice.iter().any(|role| row.get(role).is_some_and(|cell| cell.contains(*letter))))
        .collect();
    (!letters.is_empty()).then_some(letters)
}

fn my_steps(seen: &Seen) -> Markup {
    if seen.definition.roles.is_empty() {
        return html! {};
    }
    let steps: Vec<(usize, String, String, String)> = seen
        .definition
        .steps()
        .into_iter()
        .enumerate()
        .filter_map(|(at, (id, name))| my_letters(seen, &id).map(|letters| (at + 1, id, name, letters)))
        .collect();
    let cards: Vec<Markup> =
        steps.iter().map(|(number, id, name, letters)| step(seen, *number, id, name, letters)).collect();
    html! {
        (ui::section("My steps", None, html! {
            @if seen.practice.is_empty() {
                p { "Say which role you have here, and your steps stand first." }
                (choose(seen))
            } @else {
                @if cards.is_empty() { p { "Your roles do no step of this process; they are consulted or informed." } }
                @else { (ui::cards(&cards)) }
                (ui::disclosure("Change my roles", choose(seen)))
            }
        }))
    }
}

fn step(seen: &Seen, number: usize, id: &str, name: &str, letters: &str) -> Markup {
    let details = seen.definition.activities.get(id);
    let href = format!("{}#{}", seen.at("activities"), encode(id));
    ui::card(
        &format!("{number}. {name}"),
        Some(&href),
        html! {
            @if let Some(details) = details { p { (details.purpose) } }
            p {
                (ui::matrix::letters(letters)) " "
                @if let Some(minutes) = details.and_then(|one| one.process_time_minutes) { (ui::tag(&format!("{minutes} min"))) " " }
                @if let Some(tool) = details.map(|one| &one.tool).filter(|tool| !tool.is_empty()) { (ui::tag(tool)) }
            }
        },
    )
}

fn choose(seen: &Seen) -> Markup {
    let choices: Vec<Choice> = seen
        .definition
        .roles
        .iter()
        .map(|role| Choice { value: &role.key, label: &role.name, hint: &role.responsibility })
        .collect();
    let chosen: Vec<&str> = seen.practice.iter().map(String::as_str).collect();
    form_part(
        &Sent { action: &seen.at("practice"), ..Sent::default() },
        html! {
            (ui::Field::new("role", "My roles in this process").checkboxes(&choices, &chosen))
            (submit_bar(ui::button("Show my steps", "", "")))
        },
    )
}

fn about(seen: &Seen) -> Markup {
    let definition = &seen.definition;
    let rules = seen.at("rules");
    let mut words = Words::of(definition, Some(&rules));
    let mut linked = |all: &[String]| {
        html! { @if all.is_empty() { p { "Nothing is said yet." } } @else { ul { @for one in all { li { (words.text(one)) } } } } }
    };
    let mut parts = vec![("Objectives", linked(&definition.objectives))];
    if !definition.success_factors.is_empty() {
        parts.push(("Success needs", linked(&definition.success_factors)));
    }
    parts.push(("Starts when", linked(&definition.triggers)));
    parts.push(("In scope", linked(&definition.scope_in)));
    parts.push(("Out of scope", linked(&definition.scope_out)));
    if !definition.stakeholders.is_empty() {
        let all = html! { ul { @for one in &definition.stakeholders { li { (one.name) @if !one.interest.is_empty() { ": " (one.interest) } } } } };
        parts.push(("Who has a stake", all));
    }
    ui::section("What it covers", None, ui::definitions(&parts))
}

/// The latest questions with their answers, for every reader.
fn questions(seen: &Seen, answered: &Answered) -> Markup {
    let (questions, answers) = answered;
    let all = ui::button_link("All of them", &seen.at("questions"), Weight::Quiet, None);
    html! {
        @if !questions.is_empty() {
            (ui::section("Questions and answers", Some(all), comments::opened(&seen.at("comments"), questions, answers)))
        }
    }
}

/// What is said about the process as a whole, and the way to all the rest.
fn said(seen: &Seen) -> Markup {
    let open: usize = seen.talk.values().map(Vec::len).sum();
    let all = if open == 0 { "All comments".to_owned() } else { format!("All {open} open") };
    let links = html! {
        (ui::button_link(&all, &seen.at("comments"), Weight::Quiet, None))
    };
    ui::section(
        "What people say",
        Some(links),
        comments::panel(&seen.href, &seen.talk, &[comments::element::WHOLE], false),
    )
}

fn side(seen: &Seen) -> Markup {
    let holder = |role: HolderRole| held(seen, seen.holder(role), role);
    let version = html! {
        @match &seen.shown {
            Some(version) if seen.is_published() => {
                a href=(seen.at(&format!("versions/{}", version.number))) { (version_name(version)) }
                @if let Some(at) = version.effective_at { " since " time datetime=(at.date().to_string()) { (at.day_in_words()) } }
            }
            _ => "None yet"
        }
    };
    let review = html! {
        @match seen.next_review {
            Some(at) => {
                time datetime=(at.date().to_string()) { (at.day_in_words()) } " "
                @if at < seen.now { (ui::pill("overdue", Tone::Bad)) }
            }
            None => "With the first publication"
        }
    };
    let measures = seen.definition.measures.len();
    html! {
        (ui::section("Who answers for it", None, ui::definitions(&[
            ("Owner", holder(HolderRole::Owner)),
            ("Manager", holder(HolderRole::Manager)),
            ("In force", version),
            ("Next review", review),
            ("Criticality", html! { (seen.definition.criticality.map_or("not said", crate::definition::Criticality::label)) }),
        ])))
        (family::place(seen))
        (variant::variants(seen))
        (ui::section("How it is kept", None, ui::definitions(&[
            ("Measures", html! { a href=(seen.at("measures")) { (measures) @if measures == 1 { " measure" } @else { " measures" } } }),
            ("Controls", html! { a href=(seen.at("rules")) { (seen.definition.controls.len()) } }),
            ("Interfaces", html! {
                a href=(format!("/hand-offs?process={}", encode(&seen.process.id))) { (seen.definition.interfaces.len()) }
            }),
        ])))
        @if seen.rights.proposes {
            (ui::buttons(&[ui::button_link("Suggest an improvement", &format!("/improvements/new?process={}", seen.process.id), Weight::Plain, Some(ui::Icon::Idea))]))
        }
    }
}

pub(super) fn held(seen: &Seen, holder: Option<&Holder>, role: HolderRole) -> Markup {
    let asked = seen.holders.iter().find(|one| one.role == role && one.accepted_at.is_none());
    html! {
        @match holder {
            Some(holder) => (ui::person(&holder.person_name, None, Some(&format!("/people/{}", holder.person_id)))),
            None => {
                (ui::pill("nobody yet", Tone::Warning)) " "
                @match asked {
                    Some(asked) => { (asked.person_name) " was asked" }
                    None => a href=(seen.at("people")) { "Ask somebody" }
                }
            }
        }
    }
}
