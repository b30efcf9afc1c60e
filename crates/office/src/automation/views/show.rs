//! The page of one case: what stopped, where it stands, its way on the diagram, its story and its values.

use std::collections::BTreeMap;
use std::sync::Arc;

use bpmn::{Badge, Mark, Overlay};
use engine::state::{Cause, Incident};
use feel::Value;
use maud::{Markup, html};
use ui::diagram::View;
use ui::dialog::{Confirm, confirm};
use ui::form::{Form as Sent, form as form_part, submit_bar};
use ui::timeline::{self, timeline};
use ui::{Choice, Column, Field, Icon, Row, Table, Tone};

use super::super::case::store::Found;
use super::super::deployment::Loaded;
use super::super::history::Told;
use super::super::model::{State, Task, TaskState};
use super::super::pause::Pause;
use super::super::plan::sentence;
use super::super::service_level::Shown as Level;
use super::super::stop::cause;
use super::talk::{Talk, talk};
use super::{tone, words};
use crate::clock::Time;
use crate::web::Form;

/// A task with the names of the people.
pub struct Working {
    pub task: Task,
    pub claimed_by: String,
    /// Who is asked, by name.
    pub asked: Vec<String>,
    /// The visitor may open it.
    pub opens: bool,
}

/// What is waited for.
pub struct Waiting {
    pub id: u64,
    pub element: String,
    /// Until when.
    pub due: Option<Time>,
    /// The message.
    pub message: Option<String>,
}

/// What stopped, and the ways on.
pub struct Mending {
    pub incident: Incident,
    pub asked: String,
    /// Flows to skip by: id and words.
    pub ways: Vec<(String, String)>,
    /// What the program was given, and how it was tried; none where no program was at work.
    pub tried: Option<Tried>,
}

/// What a program that gave up was given.
pub struct Tried {
    pub topic: String,
    pub tries: u32,
    /// Between the tries, in words; empty where the diagram says nothing.
    pub pauses: String,
    pub given: Vec<(String, Value)>,
}

/// Everything the page is made of.
pub struct Shown {
    pub found: Found,
    pub loaded: Arc<Loaded>,
    pub tasks: Vec<Working>,
    pub waits: Vec<Waiting>,
    pub stops: Vec<Mending>,
    pub variables: Vec<(String, Value)>,
    pub story: Vec<Told>,
    /// How often each element was gone through.
    pub passed: BTreeMap<String, u32>,
    /// The case that called this one: address and title.
    pub caller: Option<(String, String)>,
    pub runs: bool,
    /// What is said and attached.
    pub talk: Talk,
    /// Who paused it, where it is paused.
    pub pause: Option<Pause>,
    /// What came meanwhile and is kept.
    pub kept: i64,
    /// The clocks of its service levels.
    pub levels: Vec<Level>,
}

/// The pills beside the heading.
#[must_use]
pub fn status(shown: &Shown) -> Markup {
    let case = &shown.found.case;
    html! {
        (ui::pill(case.state.label(), tone(case.state)))
        @if case.stops > 0 && case.state == State::Running { " " (ui::pill("stopped", Tone::Bad)) }
        @if shown.pause.is_some() { " " (ui::pill("paused", Tone::Warning)) }
        " " (ui::tag(&case.code))
        @if !case.business_key.is_empty() { " " (ui::tag(&case.business_key)) }
    }
}

/// The whole page.
#[must_use]
pub fn show(shown: &Shown, form: &Form, now: Time) -> Markup {
    let case = &shown.found.case;
    let main = html! {
        (form.summary())
        @if !case.outcome.is_empty() {
            (ui::callout(tone(case.state), "How it ended", html! { p { (case.outcome) } }))
        }
        @if let Some(pause) = &shown.pause { (paused(shown, pause)) }
        @for stop in &shown.stops { (stopped(shown, stop, form)) }
        @if !shown.levels.is_empty() { (ui::section("Service levels", None, super::level::levels(&shown.levels))) }
        (ui::section("Where it stands", None, stands(shown, now)))
        (ui::section("Its way", None, picture(shown)))
        (ui::section("Comments and files", None, talk(&shown.talk, form)))
        (ui::section("What happened", None, story(shown)))
    };
    let side = html! {
        (ui::section("The case", None, facts(shown)))
        (ui::section("Values", None, values(shown, form)))
        @if shown.runs && case.state == State::Running {
            @if shown.pause.is_none() { (ui::section("Not now?", None, pausing(shown, form))) }
            (ui::section("No longer wanted?", None, ending(shown)))
        }
    };
    ui::split(main, side)
}

/// Who paused the case, what that means, and the way on.
fn paused(shown: &Shown, pause: &Pause) -> Markup {
    let action = format!("{}/resumption", shown.found.case.href());
    ui::callout(
        Tone::Warning,
        "This case is paused",
        html! {
            p { (pause.by_name) " paused it on " time datetime=(pause.paused_at.rfc3339()) { (pause.paused_at.in_words()) } ": " (pause.reason) }
            p { "Nobody is asked to work in it, and no time passes for it. When it is resumed, deadlines and due days end later by as long as the pause lasted; dates stay." }
            @if shown.kept > 0 { p { (shown.kept) @if shown.kept == 1 { " thing" } @else { " things" } " came meanwhile and waits for the case." } }
            @if shown.runs { (ui::buttons(&[ui::post_button("Resume the case", &action, ui::button::Weight::Primary, &[])])) }
        },
    )
}

fn pausing(shown: &Shown, form: &Form) -> Markup {
    let action = format!("{}/pause", shown.found.case.href());
    confirm(
        &Confirm {
            id: "pause-case",
            opener: "Pause the case…",
            title: "Pause this case?",
            text: "Nobody is asked to work in it and no time passes for it until somebody resumes it. Messages for it are kept.",
            verb: "Pause the case",
            danger: false,
            action: &action,
        },
        form.field("pause_reason", "Reason").required().textarea(2),
    )
}

fn stopped(shown: &Shown, stop: &Mending, form: &Form) -> Markup {
    let href = shown.found.case.href();
    let id = stop.incident.id;
    let name = shown.loaded.program.name_of(&stop.incident.element);
    let ways: Vec<Choice> = stop.ways.iter().map(|(flow, label)| Choice::new(flow, label)).collect();
    let question = format!("Skip “{name}”?");
    let dialog = format!("skip-{id}");
    let reason = format!("reason-{id}");
    ui::callout(
        Tone::Bad,
        &format!("“{name}” stopped"),
        html! {
            p { (cause(&stop.incident)) " " (why(shown, stop)) }
            p {
                "Since " time datetime=(Time(stop.incident.at.0).rfc3339()) { (Time(stop.incident.at.0).in_words()) } ". "
                @if !stop.asked.is_empty() { (stop.asked) " was asked to mend it." }
            }
            @if let Some(tried) = &stop.tried { (given(shown, tried)) }
            @if shown.runs {
                p { "Correct a value below if it is the cause, then try again." }
                (ui::buttons(&[
                    ui::post_button("Try again", &format!("{href}/stops/{id}/retry"), ui::button::Weight::Primary, &[]),
                    confirm(&Confirm {
                        id: &dialog,
                        opener: "Skip the step…",
                        title: &question,
                        text: "The case goes on as if the step were done. It cannot be undone, and the reason stands in its story.",
                        verb: "Skip it",
                        danger: true,
                        action: &format!("{href}/stops/{id}/skip"),
                    }, html! {
                        @if ways.len() > 1 { (Field::new("via", "Which way does it go on?").id(&dialog).required().radios(&ways)) }
                        (Field::new("reason", "Reason").id(&reason).value(form.raw("reason")).required().textarea(2))
                    }),
                ]))
            }
        },
    )
}

/// What went wrong, as a sentence; where a question was left open, that.
fn why(shown: &Shown, stop: &Mending) -> String {
    let mut ways = shown.loaded.deployment.plan.ways.values().flatten();
    if stop.incident.cause == Cause::NoWayOut && ways.any(|way| way.gateway == *stop.incident.element) {
        return "The question was left without an answer. Skip the step and choose the way.".to_owned();
    }
    sentence(&stop.incident.message)
}

fn stands(shown: &Shown, now: Time) -> Markup {
    let open: Vec<&Working> = shown.tasks.iter().filter(|one| one.task.state == TaskState::Open).collect();
    html! {
        @if open.is_empty() && shown.waits.is_empty() {
            p { @if shown.found.case.state == State::Running { "It waits for the stopped step above." } @else { "It has ended." } }
        }
        @if !open.is_empty() {
            (ui::table(&Table {
                caption: "Open work",
                columns: &[Column::text("step", "Step"), Column::text("who", "Who has it"), Column::text("since", "Since"), Column::text("due", "Due")],
                rows: open.iter().map(|one| task_row(one, now)).collect(),
                ..Table::default()
            }))
        }
        @if !shown.waits.is_empty() {
            ul {
                @for wait in &shown.waits {
                    li {
                        "Waits at “" (shown.loaded.program.name_of(&wait.element)) "”"
                        @if let Some(due) = wait.due { " until " time datetime=(due.rfc3339()) { (due.in_words()) } }
                        @if let Some(message) = &wait.message { " for the message “" (message) "”" }
                        @if wait.message.is_some() && shown.runs && shown.pause.is_none() {
                            (ui::post_button("It has come", &format!("{}/waits/{}/arrival", shown.found.case.href(), wait.id), ui::button::Weight::Plain, &[]))
                        }
                    }
                }
            }
        }
    }
}

fn task_row(one: &Working, now: Time) -> Row {
    let task = &one.task;
    let late = task.due_at.is_some_and(|due| due.date() < now.date());
    let who = html! {
        @if !one.claimed_by.is_empty() { (ui::person(&one.claimed_by, None, None)) }
        @else if task.is_for_people() {
            @if one.asked.is_empty() { (ui::pill("nobody can be asked", Tone::Bad)) } @else { "Asked: " (one.asked.join(", ")) }
        }
        @else if task.topic.is_empty() { "Nobody" }
        @else if !task.locked_by.is_empty() { "A program has it (topic " (task.topic) ")" }
        @else { "Waits for a program (topic " (task.topic) ")" }
    };
    Row {
        cells: vec![
            html! { @if one.opens { a href=(task.href()) { (task.name) } } @else { (task.name) } },
            who,
            html! { time datetime=(task.offered_at.rfc3339()) { (task.offered_at.day_in_words()) } },
            html! {
                @if let Some(due) = task.due_at { time datetime=(due.date().to_string()) { (due.day_in_words()) } }
                @if late { " " (ui::pill("overdue", Tone::Warning)) }
            },
        ],
        tone: if late { Tone::Warning } else { Tone::Neutral },
    }
}

fn picture(shown: &Shown) -> Markup {
    let mut overlay = Overlay::default();
    let plan = &shown.loaded.deployment.plan;
    for (element, times) in &shown.passed {
        let mark = Mark {
            class: Some("is-added".to_owned()),
            badge: (*times > 1).then(|| Badge { text: format!("{times}×"), tone: bpmn::Tone::Neutral }),
            tooltip: Some(if *times == 1 { "gone through".to_owned() } else { format!("gone through {times} times") }),
            href: None,
        };
        overlay.marks.insert(element.clone(), mark);
    }
    let open = shown.tasks.iter().filter(|one| one.task.state == TaskState::Open).map(|one| one.task.element.as_str());
    let waits = shown.waits.iter().map(|wait| wait.element.as_str());
    for element in open.chain(waits) {
        let mark = Mark {
            class: Some("is-mine".to_owned()),
            badge: Some(Badge { text: "here".to_owned(), tone: bpmn::Tone::Info }),
            tooltip: Some("the case stands here".to_owned()),
            href: None,
        };
        overlay.marks.insert(plan.drawn(element).to_owned(), mark);
    }
    for stop in &shown.stops {
        let mark = Mark {
            class: Some("is-deviation".to_owned()),
            badge: Some(Badge { text: "stopped".to_owned(), tone: bpmn::Tone::Bad }),
            tooltip: Some(stop.incident.message.to_string()),
            href: None,
        };
        overlay.marks.insert(plan.drawn(&stop.incident.element).to_owned(), mark);
    }
    let legend = [("is-added", "gone through"), ("is-mine", "stands here"), ("is-deviation", "stopped")];
    let title = format!("The way of {}", shown.found.case.title);
    match shown.loaded.definition.picture(&overlay) {
        Some(Ok(svg)) => ui::diagram::view(&View { title: &title, svg: &svg, legend: &legend, downloads: &[] }, None),
        _ => html! { p { "The diagram has no drawing; the story below tells the way." } },
    }
}

fn story(shown: &Shown) -> Markup {
    let times: Vec<(String, String)> = shown.story.iter().map(|one| (one.at.rfc3339(), one.at.in_words())).collect();
    let entries: Vec<timeline::Entry> = shown
        .story
        .iter()
        .zip(&times)
        .map(|(one, (datetime, when))| timeline::Entry {
            who: &one.who,
            what: &one.what,
            datetime,
            when,
            picture: match one.tone {
                Tone::Bad => Some((Icon::Bad, Tone::Bad)),
                Tone::Warning => Some((Icon::Warning, Tone::Warning)),
                _ if one.by_itself => Some((Icon::ArrowRight, Tone::Neutral)),
                _ => None,
            },
            ..timeline::Entry::default()
        })
        .collect();
    timeline(&entries)
}

/// What a program was given before it gave up.
fn given(shown: &Shown, tried: &Tried) -> Markup {
    let plan = &shown.loaded.deployment.plan;
    let pairs: Vec<(&str, Markup)> =
        tried.given.iter().map(|(name, value)| (name.as_str(), html! { (words(plan, name, value)) })).collect();
    html! {
        p {
            "The work “" (tried.topic) "” was tried " (tried.tries) @if tried.tries == 1 { " time" } @else { " times" }
            @if !tried.pauses.is_empty() { ", with pauses of " (tried.pauses) } "."
        }
        @if !pairs.is_empty() { (ui::disclosure("What it was given", ui::definitions(&pairs))) }
    }
}

fn facts(shown: &Shown) -> Markup {
    let case = &shown.found.case;
    let process = format!("/processes/{}", shown.found.process_key);
    let mut facts = vec![
        ("Process", html! { a href=(process) { (shown.found.process) } ", version " (shown.loaded.deployment.number) }),
        (
            "Begun by",
            html! { @if shown.found.starter.is_empty() { "itself: a time, a message or a signal" } @else { (ui::person(&shown.found.starter, None, None)) } },
        ),
        ("Begun", html! { time datetime=(case.started_at.rfc3339()) { (case.started_at.in_words()) } }),
    ];
    if let Some(at) = case.ended_at {
        facts.push(("Ended", html! { time datetime=(at.rfc3339()) { (at.in_words()) } }));
    }
    if let Some((href, title)) = &shown.caller {
        facts.push(("Part of", html! { a href=(href) { (title) } }));
    }
    ui::definitions(&facts)
}

fn values(shown: &Shown, form: &Form) -> Markup {
    let plan = &shown.loaded.deployment.plan;
    let label = |name: &str| {
        let fields = shown.loaded.definition.forms.values().flat_map(|form| &form.fields);
        let field = fields.into_iter().find(|field| field.key == name).map(|field| field.label.clone());
        field.or_else(|| plan.way_of(name).map(|way| way.question.clone())).unwrap_or_else(|| name.to_owned())
    };
    let labels: Vec<String> = shown.variables.iter().map(|(name, _)| label(name)).collect();
    let pairs: Vec<(&str, Markup)> = shown
        .variables
        .iter()
        .zip(&labels)
        .filter(|((_, value), _)| !matches!(value, Value::Null))
        .map(|((name, value), label)| (label.as_str(), html! { (words(plan, name, value)) }))
        .collect();
    let action = format!("{}/values", shown.found.case.href());
    html! {
        @if pairs.is_empty() { p { "Nothing has been filled in yet." } } @else { (ui::definitions(&pairs)) }
        @if shown.runs && shown.found.case.state == State::Running {
            (ui::disclosure("Correct a value", form_part(&Sent { action: &action, ..Sent::default() }, html! {
                (form.field("name", "Which value").hint("Its short name, as conditions of the diagram use it.").required().suggestions("values").text())
                (ui::form::suggestions("values", &shown.variables.iter().zip(&labels).map(|((name, _), label)| (name.as_str(), label.as_str())).collect::<Vec<_>>()))
                (form.field("value", "What it is").hint("Empty removes it.").text())
                (submit_bar(ui::button("Correct it", "", "")))
            })))
        }
    }
}

fn ending(shown: &Shown) -> Markup {
    let action = format!("{}/cancellation", shown.found.case.href());
    confirm(
        &Confirm {
            id: "cancel-case",
            opener: "Cancel the case…",
            title: "Cancel this case?",
            text: "All open work in it falls away. It cannot be undone; whoever asked for it can read why.",
            verb: "Cancel the case",
            danger: true,
            action: &action,
        },
        Field::new("why", "Reason").required().textarea(2),
    )
}
