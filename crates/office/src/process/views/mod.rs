//! What the pages of processes show.

mod activities;
mod compare;
mod contest;
pub(super) mod decision;
mod draft;
mod elsewhere;
mod family;
mod form;
mod forms;
mod history;
mod layers;
mod library;
mod list;
mod overview;
mod people;
mod readiness;
mod retirement;
mod review;
mod rules;
mod sipoc;
mod tabs;
mod variant;
mod versions;
mod words;

pub use activities::{activities, journal, raci};
pub use compare::{Compared, Look, compare};
pub use contest::contest;
pub use draft::{Drafted, draft, editor_findings, first_diagram, standing};
pub use elsewhere::{elsewhere, report as engine_report};
pub use family::{Family, Relative, area, place_answers, place_form};
pub use form::{field_form, form_sheets};
pub use forms::{
    Offered, activity_answers, activity_form, activity_panel, findings_of, new_process, raci_form, section_form,
};
pub use history::{Told, history, history_markdown, history_rows};
pub use layers::{Layer, laid as laid_over};
pub use library::{library, preview};
pub use list::{actions, list};
pub use overview::{laid, overview};
pub use people::people;
pub use readiness::readiness;
pub use retirement::{archive, banner, reinstatement_form, retirement_form, retirement_question};
pub use review::{Reviewed, review, submission};
pub use rules::rules;
pub use sipoc::sipoc;
pub use tabs::tabs;
pub use variant::{Beside, base, base_changes, base_contest, new_variant};
pub use versions::{version, versions};

use std::sync::Arc;

use maud::{Markup, html};
use ui::Tone;

use super::comments::Places;
use super::model::{Force, Holder, HolderRole, Process, State, Version, force};
use super::variant::Standing;
use crate::clock::Time;
use crate::definition::{Definition, Place};

/// A process as one person sees it.
#[derive(Clone, Debug)]
pub struct Seen {
    pub process: Process,
    /// `/processes/KEY`.
    pub href: String,
    pub versions: Vec<Version>,
    /// The version whose definition is shown: in force, else upcoming, else the open draft.
    pub shown: Option<Version>,
    pub definition: Arc<Definition>,
    pub open: Option<Version>,
    pub holders: Vec<Holder>,
    /// Keys of the roles that the person has in the daily work.
    pub practice: Vec<String>,
    pub next_review: Option<Time>,
    /// What is open about published versions, by place.
    pub talk: Places,
    pub family: Family,
    pub rights: Rights,
    pub now: Time,
}

/// What the person may do with the process.
#[derive(Clone, Debug, Default)]
pub struct Rights {
    pub person_id: String,
    pub drafts: bool,
    pub adds: bool,
    pub arranges: bool,
    pub appoints: bool,
    /// Publish and retire it.
    pub publishes: bool,
    pub proposes: bool,
    /// Whether an answer to the open draft is awaited from the person.
    pub is_asked: bool,
}

impl Seen {
    /// Who accepted a role.
    #[must_use]
    pub fn holder(&self, role: HolderRole) -> Option<&Holder> {
        super::holder::holding(&self.holders, role)
    }

    /// An address below the process.
    #[must_use]
    pub fn at(&self, rest: &str) -> String {
        format!("{}/{rest}", self.href)
    }

    /// Whether the person owns the process and accepted it.
    #[must_use]
    pub fn owns(&self) -> bool {
        self.holder(HolderRole::Owner).is_some_and(|one| one.person_id == self.rights.person_id)
    }

    /// Whether a version is in force now.
    #[must_use]
    pub fn is_in_force(&self) -> bool {
        super::model::in_force(&self.versions, self.now).is_some()
    }

    /// The open version, where the person may read it: one that was submitted is read by whoever reads the process, one that is still
    /// written only by those who draft or are asked, unless nothing else stands to be read.
    #[must_use]
    pub fn open_to_read(&self) -> Option<&Version> {
        let reads = self.rights.drafts || self.rights.is_asked || !self.is_published();
        self.open.as_ref().filter(|open| reads || matches!(open.state, State::InReview | State::Approved))
    }

    /// Whether a version is published that is shown.
    #[must_use]
    pub fn is_published(&self) -> bool {
        self.shown.as_ref().is_some_and(|version| version.state == State::Published)
    }
}

/// The colour of a state.
fn tone(state: State) -> Tone {
    match state {
        State::Draft | State::Discarded => Tone::Neutral,
        State::InReview => Tone::Info,
        State::SentBack => Tone::Warning,
        State::Approved | State::Published => Tone::Good,
    }
}

/// The state of a version as a pill; a published one says whether it is in force.
fn pill(version: &Version, versions: &[Version], now: Time) -> Markup {
    if version.state != State::Published {
        return ui::pill(version.state.label(), tone(version.state));
    }
    match force(version, versions, now) {
        Force::Current => ui::pill("in force", Tone::Good),
        Force::Upcoming => {
            let day = version.effective_at.map(Time::day_in_words).unwrap_or_default();
            ui::pill(&format!("in force from {day}"), Tone::Info)
        }
        Force::Superseded => ui::pill("superseded", Tone::Neutral),
    }
}

/// The name of a version: its number, or what it is before it has one.
#[must_use]
pub fn version_name(version: &Version) -> String {
    if version.number.is_empty() { "Draft".to_owned() } else { format!("Version {}", version.number) }
}

/// The pills beside the name of a process.
#[must_use]
pub fn status(seen: &Seen) -> Markup {
    if let Some(end) = seen.process.retirement.as_ref().filter(|end| end.from <= seen.now) {
        return retirement::pill(end, seen.now);
    }
    if seen.process.level.is_area() {
        return html! { (ui::tag(seen.process.level.code())) " " (ui::pill(&seen.process.level.label().to_lowercase(), Tone::Neutral)) };
    }
    html! {
        @match &seen.shown {
            Some(version) if version.state == State::Published => {
                (ui::tag(&version_name(version))) " " (pill(version, &seen.versions, seen.now))
            }
            _ => (ui::pill("not published yet", Tone::Warning))
        }
        @if let Some(open) = &seen.open { " " (ui::pill(&format!("draft {}", open_words(open.state)), tone(open.state))) }
        @if let Some(end) = &seen.process.retirement { " " (retirement::pill(end, seen.now)) }
        @if let Some(pair) = &seen.family.base {
            " " (ui::tag(&seen.process.site)) " "
            @if pair.standing != Standing::Current { (ui::pill(pair.standing.label(), variant::tone(&pair.standing))) }
        }
    }
}

fn open_words(state: State) -> &'static str {
    match state {
        State::Draft => "open",
        other => other.label(),
    }
}

/// What can be done with the process, at the right of its name.
#[must_use]
pub fn actions_of(seen: &Seen) -> Markup {
    use ui::button::Weight;
    if seen.process.level.is_area() || seen.process.is_retired(seen.now) {
        return html! {};
    }
    html! {
        @match &seen.open {
            Some(open) => {
                @if matches!(open.state, State::InReview | State::Approved) {
                    @let label = if seen.rights.is_asked { "Decide" } else { "Review" };
                    @let weight = if seen.rights.is_asked || (open.state == State::Approved && seen.owns()) { Weight::Primary } else { Weight::Plain };
                    (ui::button_link(label, &seen.at("review"), weight, Some(ui::Icon::Checklist)))
                }
                @if seen.rights.drafts {
                    @let weight = if open.state.is_open() && !matches!(open.state, State::InReview | State::Approved) { Weight::Primary } else { Weight::Plain };
                    (ui::button_link("Open the draft", &seen.at("draft"), weight, Some(ui::Icon::Edit)))
                }
            }
            None => {
                @if seen.rights.drafts { (ui::post_button("Start a draft", &seen.at("draft"), Weight::Plain, &[])) }
            }
        }
    }
}

/// Where in a process something stands, in words, and the address of the form that mends it.
#[must_use]
pub fn place(href: &str, definition: &Definition, target: &Place) -> (String, String) {
    let step = |id: &str| {
        let steps = definition.steps();
        steps.into_iter().find(|(step, _)| step == id).map_or(id.to_owned(), |(_, name)| name)
    };
    match target {
        Place::Field(field) => {
            let section = super::section::SECTIONS.iter().find(|section| section.covers.contains(field));
            match section {
                Some(section) => (section.title.to_owned(), format!("{href}/draft/sections/{}", section.key)),
                None if *field == "raci" => ("RACI matrix".to_owned(), format!("{href}/draft/raci")),
                None => ("Diagram".to_owned(), format!("{href}/draft")),
            }
        }
        Place::Activity(id) => (step(id), format!("{href}/draft/activities/{}", crate::web::form::encode(id))),
        Place::Element(_) => ("Diagram".to_owned(), format!("{href}/draft")),
        Place::Role(key) => (format!("Role {}", definition.role_name(key)), format!("{href}/draft/sections/roles")),
        Place::Cell { activity, .. } => (format!("RACI of {}", step(activity)), format!("{href}/draft/raci")),
        Place::Control(_) => ("Controls".to_owned(), format!("{href}/draft/sections/controls")),
        Place::Measure(_) => ("Measures".to_owned(), format!("{href}/draft/sections/measures")),
        Place::Form(key) => {
            let title = definition.forms.get(key).map_or(key, |form| &form.title);
            (format!("Form {title}"), format!("{href}/draft/forms/{}", crate::web::form::encode(key)))
        }
        Place::Decision(key) => {
            let title = definition.decisions.get(key).map_or(key.as_str(), |one| one.title(key));
            (format!("Decision {title}"), format!("{href}/draft/decisions/{}", crate::web::form::encode(key)))
        }
    }
}

/// Where in a process something stands, in words, and the address where everybody reads it.
#[must_use]
pub fn place_to_read(href: &str, definition: &Definition, target: &Place) -> (String, String) {
    let (words, _) = place(href, definition, target);
    let page = match target {
        Place::Field("inputs" | "outputs" | "triggers") => "/sipoc".to_owned(),
        Place::Field("raci" | "separations" | "roles") | Place::Role(_) | Place::Cell { .. } => "/raci".to_owned(),
        Place::Field(
            "name"
            | "purpose"
            | "objectives"
            | "success_factors"
            | "criticality"
            | "scope_in"
            | "scope_out"
            | "stakeholders"
            | "review_interval_days"
            | "diagram",
        )
        | Place::Element(_) => String::new(),
        Place::Field(_) | Place::Control(_) | Place::Measure(_) => "/rules".to_owned(),
        Place::Activity(id) => format!("/activities#{}", crate::web::form::encode(id)),
        Place::Form(key) => format!("/forms#{}", crate::web::form::encode(key)),
        Place::Decision(key) => format!("/decisions/{}", crate::web::form::encode(key)),
    };
    (words, format!("{href}{page}"))
}

/// The colour of a finding.
fn severity(finding: &crate::definition::Finding) -> Tone {
    match finding.severity {
        crate::definition::Severity::Error => Tone::Bad,
        crate::definition::Severity::Warning => Tone::Warning,
        crate::definition::Severity::Info => Tone::Info,
    }
}

/// Something that everybody reads as a list of lines.
fn lines(all: &[String]) -> Markup {
    html! { @if all.is_empty() { p { "Nothing is said yet." } } @else { ul { @for one in all { li { (one) } } } } }
}
