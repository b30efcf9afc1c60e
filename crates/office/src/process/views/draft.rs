//! The draft: its diagram to edit, its parts, what is found, and what to do next.

use maud::{Markup, html};
use serde_json::json;
use ui::button::Weight;
use ui::diagram::{Editor, editor};
use ui::dialog::{Confirm, confirm};
use ui::form::{Form as Sent, form as form_part, submit_bar};
use ui::{Tone, finding};

use super::super::comments::{self, Places};
use super::super::model::{State, Version};
use super::super::section::{SECTIONS, Section};
use super::super::sketch;
use super::{Seen, place, severity};
use crate::definition::prose::{self, Reading};
use crate::definition::{Change, Class, Definition, Finding, Place, Severity, Silenced, class, lint};
use crate::web::Form;

/// The id of the element that says how the draft stands with its approvers.
const STANDING: &str = "standing";

/// A draft with what is found in it.
pub struct Drafted {
    pub version: Version,
    pub definition: Definition,
    pub findings: Vec<Finding>,
    /// What the office switched off.
    pub silenced: Vec<Silenced>,
    /// Against the version that it began from; empty for the first version.
    pub changes: Vec<Change>,
    pub is_first: bool,
    /// Who sent it back last and why; empty where nobody did.
    pub sent_back: Vec<(String, String)>,
    /// Why its approvals lapsed; none while they stand, are awaited, or nobody was asked.
    pub lapsed: Option<String>,
    /// What is open about drafts, by place.
    pub talk: Places,
}

/// The whole page.
#[must_use]
pub fn draft(seen: &Seen, drafted: &Drafted) -> Markup {
    let found = editor_findings(&seen.href, &drafted.definition, &drafted.findings).to_string();
    let (src, save, detail, layout) = (
        seen.at("draft/diagram.bpmn"),
        seen.at("draft/diagram"),
        seen.at("draft/activities/{element}"),
        seen.at("draft/layout"),
    );
    let all: Vec<&Finding> = drafted.findings.iter().collect();
    if drafted.definition.diagram.trim().is_empty() {
        return html! {
            div id=(STANDING) { (standing(seen, drafted)) }
            (first_diagram(seen, &drafted.definition, &Form::default()))
            (ui::split(parts(seen, drafted), html! { (next(seen, drafted)) (comments::draft_panel(&seen.href, &drafted.talk)) }))
            (ui::section("Everything found", None, finding_list(&seen.href, &drafted.definition, &all)))
        };
    }
    let edited = Editor {
        title: &format!("Diagram of {}", seen.process.name),
        src: &src,
        save: &save,
        revision: u64::try_from(drafted.version.revision).unwrap_or(0),
        findings: &found,
        detail: &detail,
        layout: &layout,
        standing_target: STANDING,
    };
    html! {
        div id=(STANDING) { (standing(seen, drafted)) }
        (editor(&edited, whole(seen, drafted), finding_list(&seen.href, &drafted.definition, &all)))
        (ui::split(html! { (parts(seen, drafted)) (activities(seen, drafted)) }, html! { (next(seen, drafted)) (switched_off(drafted)) (comments::draft_panel(&seen.href, &drafted.talk)) }))
        (reading(seen, drafted))
    }
}

/// The form that draws the first diagram out of a list of steps, with what is known of them already.
#[must_use]
pub fn first_diagram(seen: &Seen, definition: &Definition, form: &Form) -> Markup {
    let known = sketch::lines(definition);
    let steps = if form.raw("steps").is_empty() { known.as_str() } else { form.raw("steps") };
    ui::section(
        "The first diagram",
        None,
        html! {
            p { "Nothing is drawn yet. List the steps in their order and Mandate lays them out; after that you draw on." }
            (form_part(&Sent { action: &seen.at("draft/sketch"), guard: true, ..Sent::default() }, html! {
                (form.summary())
                (form.field("steps", "Steps").value(steps).hint("One a line. “Service desk agent: Register the report” also makes the role.").required().textarea(10))
                (submit_bar(ui::primary("Draw it")))
            }))
        },
    )
}

/// What the panel of the editor shows while nothing is chosen: the parts of the definition around the diagram.
fn whole(seen: &Seen, drafted: &Drafted) -> Markup {
    html! {
        p { (drafted.definition.purpose) }
        ul {
            li { a href=(seen.at("draft/raci")) { "RACI matrix" } }
            @for section in SECTIONS {
                @let found = about(&drafted.findings, section);
                li {
                    a href=(seen.at(&format!("draft/sections/{}", section.key))) { (section.title) }
                    @if section.noun.is_some() { " (" (section.rows(&drafted.definition).len()) ")" }
                    @if !found.is_empty() { " " (counts(&found)) }
                }
            }
        }
    }
}

/// How the draft stands with its approvers.
#[must_use]
pub fn standing(seen: &Seen, drafted: &Drafted) -> Markup {
    let href = seen.at("review");
    match drafted.version.state {
        State::InReview => ui::callout(
            Tone::Info,
            "Approvers are reading this",
            html! {
                p { "Rewording keeps what they said. A change of substance lets every approval lapse, and they are asked again. " a href=(href) { "See the review" } }
            },
        ),
        State::Approved => ui::callout(
            Tone::Good,
            "Everybody approved",
            html! {
                p { "The owner can publish it. A change of substance lets the approvals lapse. " a href=(href) { "See the review" } }
            },
        ),
        State::SentBack => ui::callout(
            Tone::Warning,
            "It was sent back",
            html! {
                @for (who, why) in &drafted.sent_back { p { (who) ": " q { (why) } } }
                p { "Work on it and submit it again. " a href=(href) { "See the review" } }
            },
        ),
        State::Draft => match &drafted.lapsed {
            Some(why) => ui::callout(
                Tone::Warning,
                "The approvals lapsed",
                html! {
                    p { (why) " What was approved is no longer what stands here, so it cannot be published." }
                    p { "Submit it again when it is ready. " a href=(href) { "See who had approved" } }
                },
            ),
            None => html! {},
        },
        State::Published | State::Discarded => html! {},
    }
}

fn about<'a>(findings: &'a [Finding], section: &Section) -> Vec<&'a Finding> {
    findings
        .iter()
        .filter(|one| match &one.target {
            Place::Field(field) => section.covers.contains(field),
            Place::Role(_) => section.key == "roles",
            Place::Control(_) => section.key == "controls",
            Place::Measure(_) => section.key == "measures",
            Place::Form(_) => section.key == "forms",
            Place::Decision(_) => section.key == "decisions",
            _ => false,
        })
        .collect()
}

/// How many errors and warnings, as pills.
fn counts(found: &[&Finding]) -> Markup {
    let of = |wanted: Severity| found.iter().filter(|one| one.severity == wanted).count();
    let (errors, warnings) = (of(Severity::Error), of(Severity::Warning));
    html! {
        @if errors > 0 { (ui::pill(&format!("{errors} to mend"), Tone::Bad)) " " }
        @if warnings > 0 { (ui::pill(&format!("{warnings} to look at"), Tone::Warning)) }
    }
}

fn parts(seen: &Seen, drafted: &Drafted) -> Markup {
    let matrix: Vec<&Finding> = drafted
        .findings
        .iter()
        .filter(|one| matches!(one.target, Place::Cell { .. }) || one.target == Place::Field("raci"))
        .collect();
    let mut cards: Vec<Markup> = vec![ui::card(
        "RACI matrix",
        Some(&seen.at("draft/raci")),
        html! {
            p { "Who does, answers for, is asked and is told." }
            @if !matrix.is_empty() { p { (counts(&matrix)) } }
        },
    )];
    cards.extend(SECTIONS.iter().map(|section| {
        let found = about(&drafted.findings, section);
        ui::card(
            section.title,
            Some(&seen.at(&format!("draft/sections/{}", section.key))),
            html! {
                p { (section.lead) }
                @if section.noun.is_some() {
                    @let count = section.rows(&drafted.definition).len();
                    p { (ui::tag(&format!("{count}"))) " " (counts(&found)) }
                } @else if !found.is_empty() { p { (counts(&found)) } }
            },
        )
    }));
    ui::section("Around the diagram", None, ui::cards(&cards))
}

fn activities(seen: &Seen, drafted: &Drafted) -> Markup {
    let steps = drafted.definition.steps();
    ui::section(
        "Activities",
        None,
        html! {
            ol {
                @for (id, name) in &steps {
                    @let own: Vec<&Finding> = drafted.findings.iter().filter(|one| touches(one, id)).collect();
                    li { a href=(seen.at(&format!("draft/activities/{}", crate::web::form::encode(id)))) { (name) } " " (counts(&own)) }
                }
            }
        },
    )
}

/// Whether a finding stands at an activity or in its row of the matrix.
pub(super) fn touches(found: &Finding, id: &str) -> bool {
    match &found.target {
        Place::Activity(one) => one == id,
        Place::Cell { activity, .. } => activity == id,
        _ => false,
    }
}

fn next(seen: &Seen, drafted: &Drafted) -> Markup {
    let errors = drafted.findings.iter().filter(|one| one.severity == Severity::Error).count();
    let is_open = matches!(drafted.version.state, State::Draft | State::SentBack);
    let class_word = match (drafted.is_first, class(&drafted.changes)) {
        (true, _) => "the first version",
        (false, Class::Major) => "a major change",
        (false, Class::Minor) => "a minor change",
    };
    ui::section(
        "What is next",
        None,
        html! {
            @let saved = match drafted.version.revision { 1 => "once".to_owned(), many => format!("{many} times") };
            p { "It is " (class_word) ", saved " (saved) "." }
            @if errors > 0 { p { (ui::pill(&format!("{errors} to mend before it can be submitted"), Tone::Bad)) } }
            @if is_open { (ui::buttons(&[ui::button_link("Submit for approval", &seen.at("submission"), Weight::Primary, None)])) }
            @else { (ui::buttons(&[ui::button_link("See the review", &seen.at("review"), Weight::Primary, None)])) }
            @if !drafted.changes.is_empty() {
                (ui::disclosure(&format!("What changed so far ({})", drafted.changes.len()), html! {
                    ul { @for change in drafted.changes.iter().take(30) { li { (change.sentence) } } }
                    p { a href=(seen.at("review")) { "All changes, on the diagram" } }
                }))
            }
            (confirm(
                &Confirm {
                    id: "discard",
                    opener: "Discard the draft",
                    title: "Discard the draft?",
                    text: "It is closed and cannot be opened again. What was written stays in the record.",
                    verb: "Discard",
                    danger: true,
                    action: &seen.at("draft/discarding"),
                },
                ui::Field::new("reason", "Reason").text(),
            ))
        },
    )
}

/// What the office switched off, and how often it would have spoken.
fn switched_off(drafted: &Drafted) -> Markup {
    html! {
        @for one in &drafted.silenced {
            p { "Switched off by this office: " a href=(format!("/rules/{}", one.rule)) { (one.rule) } ", which would have spoken " (one.count) @if one.count == 1 { " time: " } @else { " times: " } (one.reason) }
        }
    }
}

/// How the draft reads: the whole, and the parts that read worst.
fn reading(seen: &Seen, drafted: &Drafted) -> Markup {
    let whole = lint::reading_of(&drafted.definition);
    if whole.words < prose::LEAST_WORDS {
        return html! {};
    }
    let mut parts: Vec<(Place, Reading)> =
        lint::readings(&drafted.definition).into_iter().filter(|(_, one)| one.ease.is_some()).collect();
    parts.sort_by(|(_, a), (_, b)| a.ease.partial_cmp(&b.ease).unwrap_or(std::cmp::Ordering::Equal));
    let columns = [
        ui::Column::text("part", "Part"),
        ui::Column::figures("ease", "Reading ease"),
        ui::Column::figures("words", "Words a sentence"),
        ui::Column::figures("passive", "Passive, %"),
        ui::Column::text("mend", "What would help"),
    ];
    let line = |name: Markup, one: &Reading| {
        ui::Row::new(vec![
            name,
            html! { @if let Some(ease) = one.ease { (format!("{ease:.0}")) " " (one.degree()) } },
            html! { (one.sentence_words) },
            html! { (one.passive_share) },
            html! { (one.advice()) },
        ])
    };
    let mut rows = vec![line(html! { "The whole definition" }, &whole)];
    rows.extend(parts.iter().take(PARTS_SHOWN).map(|(target, one)| {
        let (words, href) = place(&seen.href, &drafted.definition, target);
        line(html! { a href=(href) { (words) } }, one)
    }));
    ui::section(
        "How it reads",
        None,
        html! {
            p { "Flesch reading ease: 60 and more reads plainly, below 30 is read by those who must." }
            (ui::table(&ui::Table { caption: "How it reads", columns: &columns, rows, ..ui::Table::default() }))
        },
    )
}

/// Parts of a definition whose reading figures are shown, the hardest first.
const PARTS_SHOWN: usize = 6;

/// Findings with the reason, the remedy and a link to the place.
pub(super) fn finding_list(href: &str, definition: &Definition, found: &[&Finding]) -> Markup {
    let places: Vec<(String, String)> = found.iter().map(|one| place(href, definition, &one.target)).collect();
    let remedies: Vec<String> = found.iter().map(|one| format!("{} {}", one.why, one.remedy)).collect();
    let shown: Vec<ui::callout::Finding> = found
        .iter()
        .zip(places.iter().zip(&remedies))
        .map(|(one, ((words, href), remedy))| ui::callout::Finding {
            tone: severity(one),
            message: &one.message,
            remedy,
            place: Some((words, href)),
        })
        .collect();
    finding(&shown)
}

/// What the editor shows at the elements and, with a link, about everything around them.
#[must_use]
pub fn editor_findings(href: &str, definition: &Definition, findings: &[Finding]) -> serde_json::Value {
    let shown: Vec<serde_json::Value> = findings
        .iter()
        .map(|one| {
            let element = match &one.target {
                Place::Activity(id) | Place::Element(id) => Some(id.as_str()),
                Place::Cell { activity, .. } => Some(activity.as_str()),
                _ => None,
            };
            let (words, to) = place(href, definition, &one.target);
            json!({
                "element": element, "rule": one.rule, "severity": one.severity, "message": one.message, "why": one.why,
                "remedy": one.remedy, "place": words, "href": to,
            })
        })
        .collect();
    serde_json::Value::Array(shown)
}
