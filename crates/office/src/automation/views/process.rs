//! The tab “Cases” of a process, and the page on which it is switched on.

use maud::{Markup, html};
use ui::button::Weight;
use ui::dialog::{Confirm, confirm};
use ui::form::{Form as Sent, form as form_part, submit_bar};
use ui::{Column, Field, Row, Stat, Table, Tone};

use super::super::model::{Automation, Deployment};
use super::super::plan::{Obstacle, Plan};
use crate::definition::Definition;
use crate::process::Process;
use crate::process::readiness::Unsettled;
use crate::web::Form;
use crate::web::form::encode;

/// Roles that usually are whoever asks for something.
pub const ASKING: [&str; 6] = ["user", "requester", "requestor", "customer", "caller", "reporter"];

/// Whether a process runs, and what the visitor may do about it.
pub struct Standing {
    pub process: Process,
    pub automation: Option<Automation>,
    pub deployment: Option<Deployment>,
    /// Running, stopped, ended.
    pub counts: (i64, i64, i64),
    /// Running cases that are paused.
    pub paused: i64,
    /// Running cases that are on another version than new ones.
    pub behind: usize,
    pub is_published: bool,
    pub is_retired: bool,
    pub runs: bool,
    pub starts: bool,
    pub audits: bool,
    /// They may import for it, so that its cases can be its log.
    pub imports: bool,
}

impl Standing {
    /// Whether new cases may begin.
    #[must_use]
    pub fn is_on(&self) -> bool {
        self.automation.as_ref().is_some_and(|one| one.is_on)
    }
}

/// What stands above the cases of a process.
#[must_use]
pub fn standing(one: &Standing) -> Markup {
    let href = format!("/processes/{}", one.process.key);
    let (running, stopped, ended) = (one.counts.0.to_string(), one.counts.1.to_string(), one.counts.2.to_string());
    let paused = one.paused.to_string();
    let stops = format!("{href}/cases/stops");
    let stops_href = (one.runs && one.counts.1 > 0).then_some(stops.as_str());
    let obstacles = one.automation.as_ref().map(|one| one.obstacles.as_slice()).unwrap_or_default();
    let mut parts = Vec::new();
    if !one.is_on() {
        parts.push(not_running(one));
    }
    if let Some(deployment) = one.deployment.as_ref().filter(|_| one.is_on()) {
        if !obstacles.is_empty() {
            let told = html! {
                p { "New cases still begin with version " (deployment.number) ". Mend this in a draft and publish it:" }
                (obstacle_list(obstacles, &href))
            };
            parts.push(ui::callout(Tone::Warning, "The newest version does not run yet", told));
        }
        parts.push(html! {
            p { "New cases begin with version " (deployment.number) ". Cases that run stay on the version they began with." }
        });
    }
    if one.is_on() || one.counts != (0, 0, 0) {
        let mut stats = vec![
            Stat { label: "Running", value: &running, ..Stat::default() },
            Stat { label: "With a stopped step", value: &stopped, href: stops_href, ..Stat::default() },
        ];
        if one.paused > 0 {
            stats.push(Stat { label: "Paused", value: &paused, ..Stat::default() });
        }
        stats.push(Stat { label: "Ended", value: &ended, ..Stat::default() });
        parts.push(ui::stats(&stats));
    }
    parts.push(ui::buttons(&actions(one, &href)));
    ui::stack(&parts)
}

fn actions(one: &Standing, href: &str) -> Vec<Markup> {
    let mut all = Vec::new();
    if one.is_on() && one.starts {
        all.push(ui::button_link("Start a case", &format!("{href}/cases/new"), Weight::Primary, Some(ui::Icon::Add)));
    }
    if one.runs && one.is_published && !one.is_retired {
        let (label, weight) =
            if one.is_on() { ("Who does the work", Weight::Plain) } else { ("Run this process here", Weight::Primary) };
        all.push(ui::button_link(label, &format!("{href}/automation"), weight, Some(ui::Icon::Settings)));
    }
    if one.is_on() && one.runs && one.behind > 0 {
        all.push(ui::button_link(
            &format!("Move cases ({})", one.behind),
            &format!("{href}/cases/migration"),
            Weight::Plain,
            None,
        ));
    }
    if one.runs && one.counts.0 > 0 {
        let acts = format!("/cases/acts?process={}", encode(&one.process.id));
        all.push(ui::button_link("Act on several", &acts, Weight::Plain, None));
        if one.counts.1 > 0 {
            all.push(ui::button_link("Stopped steps", &format!("{href}/cases/stops"), Weight::Plain, None));
        }
        all.extend(pausing(one, href));
    }
    if one.runs || (one.audits && one.counts != (0, 0, 0)) {
        let retention = format!("{href}/cases/retention");
        all.push(ui::button_link("How long cases are kept", &retention, Weight::Quiet, None));
    }
    if (one.runs || one.audits) && one.counts != (0, 0, 0) {
        all.push(ui::button_link(
            "Event log as CSV",
            &format!("{href}/cases.csv"),
            Weight::Quiet,
            Some(ui::Icon::Download),
        ));
    }
    if one.imports && one.is_on() {
        all.push(ui::button_link("Measure these cases", "/measures/import#cases", Weight::Quiet, None));
    }
    all
}

/// All cases of the process at once: paused where any runs, resumed where any is paused.
fn pausing(one: &Standing, href: &str) -> Vec<Markup> {
    let mut all = Vec::new();
    if one.paused < one.counts.0 {
        all.push(confirm(
            &Confirm {
                id: "pause-all",
                opener: "Pause all cases…",
                title: "Pause every case that runs?",
                text: "Nobody is asked to work in them and no time passes for them until they are resumed. Cases that begin later are not paused.",
                verb: "Pause them",
                danger: false,
                action: &format!("{href}/cases/pause"),
            },
            Field::new("pause_reason", "Reason").required().textarea(2),
        ));
    }
    if one.paused > 0 {
        all.push(ui::post_button("Resume all cases", &format!("{href}/cases/resumption"), Weight::Plain, &[]));
    }
    all
}

fn not_running(one: &Standing) -> Markup {
    let text = if one.is_retired {
        "The process is retired; no case begins any more."
    } else if !one.is_published {
        "Only a published version can run. Publish one first."
    } else if one.runs {
        "Mandate can lead each case through the steps: whoever has the role finds the work in “My work”, with its form and its due day."
    } else {
        "Whoever owns or manages the process can switch it on. Until then it is a description, and the work is done in other tools."
    };
    ui::callout(Tone::Info, "This process does not run here", html! { p { (text) } })
}

fn obstacle_list(obstacles: &[Obstacle], href: &str) -> Markup {
    html! {
        ul {
            @for one in obstacles {
                li {
                    @if one.element.is_empty() { strong { (one.place) } }
                    @else { a href={ (href) "/activities#" (encode(&one.element)) } { (one.place) } }
                    ": " (one.sentence)
                }
            }
        }
    }
}

/// What the page shows on which a process is switched on.
pub struct SetUp {
    pub process: Process,
    pub definition: std::sync::Arc<Definition>,
    pub number: String,
    /// The plan, or what keeps the process from running.
    pub plan: Result<Plan, Vec<Obstacle>>,
    pub is_on: bool,
    /// What holds it back from being switched on.
    pub held: Vec<Unsettled>,
}

/// The page on which a process is switched on, or its people are changed.
#[must_use]
pub fn set_up(one: &SetUp, form: &Form) -> Markup {
    let href = format!("/processes/{}", one.process.key);
    let plan = match &one.plan {
        Ok(plan) => plan,
        Err(obstacles) => {
            return html! {
                (form.summary())
                (ui::callout(Tone::Warning, "It cannot run yet", html! {
                    p { "Nothing is switched on. Mend this in a draft and publish it, then come back:" }
                    (obstacle_list(obstacles, &href))
                }))
                (ui::buttons(&[ui::button_link("Back to the process", &href, Weight::Plain, None)]))
            };
        }
    };
    let main = html! {
        (form.summary())
        @if !one.held.is_empty() {
            (ui::callout(Tone::Bad, "Held", html! {
                p { "It is not switched on until this is settled, or its owner accepts it:" }
                ul { @for two in &one.held { li { (two.sentence) } } }
                p { a href={ (href) "/readiness" } { "Readiness" } }
            }))
        }
        (ui::section("By role", None, html! {
            (ui::stack(&[
                html! { p { "Work is offered to everybody you name for the role that is responsible for a step; the first to take it on has it. Where nobody is named, the accountable role is asked, then whoever manages or owns the process." } },
                staff_form(one, form, &href),
            ]))
        }))
        (ui::section("How a case goes", None, steps(one, plan)))
    };
    let side = html! {
        @if one.is_on {
            (ui::section("No more cases?", None, html! {
                p { "Cases that run go on to their end. No new one begins." }
                (confirm(&Confirm {
                    id: "switch-off",
                    opener: "Switch it off…",
                    title: "Let no new case begin?",
                    text: "Cases that run go on. It can be switched on again at any time.",
                    verb: "Switch off",
                    danger: true,
                    action: &format!("{href}/automation/end"),
                }, Field::new("reason", "Reason").textarea(2)))
            }))
        } @else {
            (ui::section("What happens then", None, html! {
                ul {
                    li { "Anybody in the office may start a case." }
                    li { "Each step stands in “My work” of whoever does it." }
                    li { "A version that you publish later runs from then on; cases that run stay on theirs." }
                }
            }))
        }
    };
    ui::split(main, side)
}

fn staff_form(one: &SetUp, form: &Form, href: &str) -> Markup {
    let label = if one.is_on { "Keep who does the work" } else { "Run this process here" };
    // Where a role is usually whoever asks, the others are not offered for it.
    let asks = |key: &str| ASKING.contains(&key.to_lowercase().as_str());
    let any = one.definition.roles.iter().any(|role| asks(&role.key));
    form_part(
        &Sent { action: &format!("{href}/automation"), guard: true, ..Sent::default() },
        html! {
            @for role in &one.definition.roles {
                @let (people, starter) = (format!("people {}", role.key), format!("starter {}", role.key));
                @let hint = format!("{} One person a line, by name or mail address, or a unit by its name.", role.responsibility);
                (form.field(&people, &role.name).hint(&hint).textarea(2))
                @if !any || asks(&role.key) || form.ticked(&starter) {
                    @let words = format!("Whoever starts the case is “{}” in it", role.name);
                    (Field::new(&starter, &words).checkbox(form.ticked(&starter)))
                }
            }
            (submit_bar(ui::primary(label)))
        },
    )
}

/// Each step with who is asked and what.
fn steps(one: &SetUp, plan: &Plan) -> Markup {
    let letters = |id: &str, letter: char| {
        let row = one.definition.raci.get(id).into_iter().flatten();
        let names =
            row.filter(|(_, cell)| cell.contains(letter)).map(|(role, _)| one.definition.role_name(role).to_owned());
        names.collect::<Vec<_>>().join(", ")
    };
    let rows = one
        .definition
        .steps()
        .into_iter()
        .map(|(id, name)| {
            let forms: Vec<&str> = one
                .definition
                .activities
                .get(&id)
                .into_iter()
                .flat_map(|activity| &activity.forms)
                .filter_map(|key| one.definition.forms.get(key))
                .map(|form| form.title.as_str())
                .collect();
            let asked = plan.ways.get(&id).into_iter().flatten();
            let mut asked: Vec<String> = asked.map(|way| way.question.clone()).collect();
            asked.extend(forms.iter().map(|title| format!("Form “{title}”")));
            let who =
                [letters(&id, 'R'), letters(&id, 'A')].into_iter().find(|names| !names.is_empty()).unwrap_or_default();
            Row::new(vec![html! { (name) }, html! { (who) }, html! { (asked.join("; ")) }])
        })
        .collect();
    html! {
        (ui::table(&Table {
            caption: "Steps",
            columns: &[Column::text("step", "Step"), Column::text("who", "Who is asked"), Column::text("what", "What is asked")],
            rows,
            ..Table::default()
        }))
        @if !plan.added.is_empty() {
            p { "Some decisions follow no step that somebody does; they are asked as tasks of their own: "
                (plan.added.keys().filter_map(|task| plan.ways.get(task)).filter_map(|ways| ways.first()).map(|way| format!("“{}”", way.question)).collect::<Vec<_>>().join(", ")) "."
            }
        }
    }
}
