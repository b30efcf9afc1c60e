//! Submitting a draft, and the page on which it is decided and published.

use maud::{Markup, html};
use ui::form::{Form as Sent, form as form_part, submit_bar};
use ui::{Choice, Column, Row, Table, Tone};

use super::super::comments::{self, Places};
use super::super::model::{State, Version};
use super::draft::{Drafted, finding_list};
use super::{Seen, compare, overview, pill};
use crate::approval::{Approval, Decision, last_lapsed};
use crate::definition::{Class, Definition, Finding, Severity, class};
use crate::people::Person;
use crate::web::Form;

/// The form by which a draft is submitted; findings that are errors stand before it.
#[must_use]
pub fn submission(seen: &Seen, drafted: &Drafted, approvers: &[Person], form: &Form) -> Markup {
    let errors: Vec<&Finding> = drafted.findings.iter().filter(|one| one.severity == Severity::Error).collect();
    let choices: Vec<Choice> =
        approvers.iter().map(|person| Choice { value: &person.id, label: &person.name, hint: &person.title }).collect();
    let chosen = form.all("approver");
    let chosen: Vec<&str> = chosen.iter().map(String::as_str).collect();
    let is_major = drafted.is_first || class(&drafted.changes) == Class::Major;
    let rule = if is_major {
        "This is a major change: the owner must be among the approvers. Whoever wrote it is never the only one."
    } else {
        "This is a minor change: the manager or another approver is enough. Whoever wrote it is never the only one."
    };
    let body = html! {
        (form.summary())
        (ui::Field::new("approver", "Who approves").hint(rule).required().error(form.complaint("approver")).checkboxes(&choices, &chosen))
        (form.field("due", "Answer by").required().date())
        (form.field("note", "What they should know").hint("Why the change is made, and what to look at.").textarea(3))
        (submit_bar(ui::primary("Submit for approval")))
    };
    html! {
        @if !errors.is_empty() {
            (ui::callout(Tone::Bad, "Not yet: some things must be mended first", finding_list(&seen.href, &drafted.definition, &errors)))
        }
        (ui::split(
            form_part(&Sent { action: &seen.at("submission"), ..Sent::default() }, body),
            ui::section("What they will see", None, html! {
                @if drafted.is_first { p { "The whole definition, because it is the first version." } }
                @else { ul { @for change in drafted.changes.iter().take(20) { li { (change.sentence) } } } }
            }),
        ))
    }
}

/// A draft under review.
pub struct Reviewed {
    pub version: Version,
    pub definition: Definition,
    /// As they count in this office.
    pub findings: Vec<Finding>,
    /// The version that it began from.
    pub base: Option<(Version, Definition)>,
    pub approvals: Vec<Approval>,
    pub submitted_by: String,
    /// What is open about drafts, by place, for those who may see it.
    pub talk: Option<Places>,
}

/// The whole page: what is asked, what changed, who said what.
#[must_use]
pub fn review(seen: &Seen, reviewed: &Reviewed, form: &Form) -> Markup {
    let main = html! {
        @match &reviewed.base {
            Some((base, old)) => {
                @let name = super::version_name(base);
                @let href = seen.at(&format!("compare?from={}&to=draft", compare::word(base)));
                (compare::difference(
                    compare::Side { name: &name, definition: old },
                    compare::Side { name: "the draft", definition: &reviewed.definition },
                    compare::Look::default(),
                    &href,
                ))
            }
            None => {
                (ui::callout(Tone::Info, "This is the first version", html! { p { "There is nothing to compare it with; this is all of it." } }))
                (overview::picture(&seen.process.name, &reviewed.definition, &bpmn::Overlay::default(), &[], &[], ""))
                (ui::section("Activities", None, super::activities::list_of(&reviewed.definition, &[], Default::default())))
                (super::decision::sheets_below(&reviewed.definition)) (super::form::sheets_below(&reviewed.definition))
            }
        }
    };
    html! {
        (form.summary())
        @if !reviewed.version.note.is_empty() {
            (ui::callout(Tone::Neutral, &format!("{} says", reviewed.submitted_by), html! { p { (reviewed.version.note) } }))
        }
        @if seen.rights.is_asked { (decision(seen, reviewed, form)) }
        @if reviewed.version.state == State::Approved { (publication(seen, form)) }
        @if reviewed.version.state == State::Draft && let Some(one) = last_lapsed(&reviewed.approvals) {
            (ui::callout(Tone::Warning, "The approvals lapsed", html! {
                p { (one.lapse_reason) " What was approved is no longer what stands here, so it cannot be published until it is submitted and approved again." }
            }))
        }
        (main)
        (found(seen, reviewed))
        @if let Some(talk) = &reviewed.talk { (comments::draft_panel(&seen.href, talk)) }
        (ui::section("Approvals", None, approvals(&reviewed.approvals)))
        (foot(seen, reviewed))
    }
}

/// What is found in the draft, and where to see what stands between it and other processes.
fn found(seen: &Seen, reviewed: &Reviewed) -> Markup {
    let shown: Vec<&Finding> = reviewed.findings.iter().filter(|one| one.severity != Severity::Info).collect();
    let between = ui::button_link("Between processes too", &seen.at("findings"), ui::button::Weight::Quiet, None);
    ui::section("What is found in it", Some(between), finding_list(&seen.href, &reviewed.definition, &shown))
}

fn decision(seen: &Seen, reviewed: &Reviewed, form: &Form) -> Markup {
    let seal = [("seal", reviewed.version.seal.as_str())];
    ui::section(
        "Your decision",
        None,
        html! {
            p { "You decide about exactly what is shown on this page, sealed as " code { (reviewed.version.seal.get(..12).unwrap_or("")) } ". If it changes, you are asked again." }
            (form_part(&Sent { action: &seen.at("approval"), hidden: &seal, ..Sent::default() }, html! {
                (form.field("reason", "Reason or remark").hint("Needed when you send it back.").textarea(2))
                (submit_bar(html! {
                    (ui::primary_named("Approve", "decision", "approved"))
                    (ui::button("Send back", "decision", "sent_back"))
                }))
            }))
        },
    )
}

fn publication(seen: &Seen, form: &Form) -> Markup {
    if !seen.owns() {
        let owner = seen.holder(super::HolderRole::Owner).map_or("its owner", |one| one.person_name.as_str());
        return ui::callout(
            Tone::Good,
            "Everybody approved",
            html! { p { "It waits for " (owner) " to publish it." } },
        );
    }
    ui::section(
        "Publish it",
        None,
        html! {
            p { "From that day it is the process. The version before is superseded and stays readable." }
            (form_part(&Sent { action: &seen.at("publication"), ..Sent::default() }, html! {
                (form.field("effective", "In force from").hint("Leave it empty for now, at once.").date())
                (form.field("reason", "Remark").text())
                (submit_bar(ui::primary("Publish")))
            }))
        },
    )
}

fn approvals(all: &[Approval]) -> Markup {
    ui::table(&Table {
        caption: "Approvals",
        columns: &[
            Column::text("who", "Who"),
            Column::text("said", "Answer"),
            Column::text("when", "When"),
            Column::text("why", "Reason"),
            Column::text("seal", "Seal"),
        ],
        rows: all.iter().map(line).collect(),
        empty: Some(("Nobody was asked yet", "Approvers are named when the draft is submitted.", None)),
        ..Table::default()
    })
}

fn line(one: &Approval) -> Row {
    let answer = match (one.lapsed_at, one.decision) {
        (Some(_), Some(Decision::SentBack)) | (None, Some(Decision::SentBack)) => ui::pill("sent back", Tone::Warning),
        (Some(_), _) => ui::pill("lapsed", Tone::Bad),
        (None, Some(Decision::Approved)) => ui::pill("approved", Tone::Good),
        (None, None) => ui::pill("awaited", Tone::Info),
    };
    let when = match one.lapsed_at.or(one.decided_at) {
        Some(at) => at.in_words(),
        None => format!("due {}", one.due_at.day_in_words()),
    };
    Row::new(vec![
        ui::person(&one.approver_name, None, None),
        html! { (answer) @if one.lapsed_at.is_some() && one.decision == Some(Decision::Approved) { " had approved" } },
        html! { (when) },
        html! { (one.reason) @if !one.lapse_reason.is_empty() && one.decision != Some(Decision::SentBack) { " " em { (one.lapse_reason) } } },
        html! { code { (one.seal.get(..12).unwrap_or(&one.seal)) } },
    ])
}

fn foot(seen: &Seen, reviewed: &Reviewed) -> Markup {
    let is_submitted = matches!(reviewed.version.state, State::InReview | State::Approved);
    ui::section(
        "The draft",
        None,
        html! {
            p { "It is " (pill(&reviewed.version, &seen.versions, seen.now)) " at revision " (reviewed.version.revision) "." }
            @if is_submitted && seen.rights.drafts {
                (ui::disclosure("Take it back to work on it", form_part(&Sent { action: &seen.at("withdrawal"), ..Sent::default() }, html! {
                    (ui::Field::new("reason", "Reason").id("withdrawal-reason").text())
                    (submit_bar(ui::button("Take it back", "", "")))
                })))
            }
        },
    )
}
