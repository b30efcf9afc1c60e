//! Where a process stands: what is above it, what hangs below it, and the form that moves it.

use maud::{Markup, html};
use ui::button::Weight;
use ui::form::{Form as Sent, form as form_part, row, submit_bar};
use ui::{Choice, Column, Row, Table};

use super::super::model::{HolderRole, Process};
use super::super::place::{Level, ancestors};
use super::super::variant::{Pair, Standing};
use super::{Seen, list, overview, variant};
use crate::web::Form;

/// What stands around a process in the architecture.
#[derive(Clone, Debug, Default)]
pub struct Family {
    /// The broadest first.
    pub above: Vec<Relative>,
    pub below: Vec<Relative>,
    /// Where it is a variant: its base, and how it stands to it.
    pub base: Option<Pair>,
    /// What takes its place, where it is retired.
    pub successor: Option<Relative>,
    /// Its variants, each with how it stands to this process.
    pub variants: Vec<(Relative, Standing)>,
}

/// A process that is named on the page of another.
#[derive(Clone, Debug)]
pub struct Relative {
    pub process: Process,
    /// `/processes/KEY`.
    pub href: String,
}

impl From<Process> for Relative {
    fn from(process: Process) -> Relative {
        Relative { href: format!("/processes/{}", process.key), process }
    }
}

/// `L2 Process`.
pub(super) fn level(level: Level) -> Markup {
    html! { (ui::tag(level.code())) " " (level.label()) }
}

/// The place in the list beside a process.
pub(super) fn place(seen: &Seen) -> Markup {
    let family = &seen.family;
    let above = html! {
        @match family.above.last() {
            Some(parent) => a href=(parent.href) { (parent.process.name) },
            None => "Nothing",
        }
    };
    ui::section(
        "In the architecture",
        (seen.rights.arranges && !seen.process.is_retired(seen.now))
            .then(|| ui::button_link("Move", &seen.at("place"), Weight::Quiet, None)),
        html! {
            (ui::definitions(&[
                ("Level", level(seen.process.level)),
                ("Category", html! { (list::category(&seen.process.category)) }),
                ("Below", above),
            ]))
            @if let Some(pair) = &family.base { (ui::definitions(&[("Variant of", variant::follows(pair, seen.now))])) }
            @if !seen.process.level.is_area() && !family.below.is_empty() {
                p { "It is made of:" }
                ul { @for one in &family.below { li { a href=(one.href) { (one.process.name) } " " (ui::tag(one.process.level.code())) } } }
            }
            @if seen.rights.publishes && seen.process.retirement.is_none() {
                (ui::buttons(&[ui::button_link("Retire", &seen.at("retirement"), Weight::Quiet, None)]))
            }
        },
    )
}

/// The page of an area: what it is for and what hangs below it.
#[must_use]
pub fn area(seen: &Seen, may_add: bool) -> Markup {
    let add = format!("/processes/new?parent={}", crate::web::form::encode(&seen.process.key));
    let begin = may_add.then(|| ui::button_link("Add a process here", &add, Weight::Plain, Some(ui::Icon::Add)));
    let rows = seen.family.below.iter().map(|one| {
        Row::new(vec![
            html! { a href=(one.href) { (one.process.name) } },
            level(one.process.level),
            html! { (list::category(&one.process.category)) },
        ])
    });
    let table = ui::table(&Table {
        caption: "What hangs below it",
        columns: &[Column::text("name", "Name"), Column::text("level", "Level"), Column::text("category", "Category")],
        rows: rows.collect(),
        empty: Some((
            "Nothing hangs below it yet",
            "Add a process here, or open one and move it below this area.",
            begin.clone(),
        )),
        ..Table::default()
    });
    let owner = overview::held(seen, seen.holder(HolderRole::Owner), HolderRole::Owner);
    ui::split(
        html! { (table) @if let (Some(begin), false) = (begin, seen.family.below.is_empty()) { (ui::buttons(&[begin])) } },
        html! {
            (ui::section("Who answers for it", None, ui::definitions(&[("Owner", owner)])))
            (place(seen))
        },
    )
}

/// What may stand as a parent, by name; with its level and, where it has one, its own parent.
fn parents(all: &[Process], own: Option<&Process>) -> Vec<(String, String)> {
    let stands_below = |one: &Process| own.is_some_and(|own| ancestors(&one.id, all).iter().any(|up| up.id == own.id));
    all.iter()
        .filter(|one| one.level != Level::Procedure && own.is_none_or(|own| own.id != one.id) && !stands_below(one))
        .map(|one| {
            let above = ancestors(&one.id, all).first().map_or(String::new(), |up| format!(", in {}", up.name));
            (one.key.clone(), format!("{} {}{above}", one.level.code(), one.name))
        })
        .collect()
}

/// Level, category and parent as fields of a form.
pub(super) fn place_fields(form: &Form, all: &[Process], own: Option<&Process>) -> Markup {
    let levels: Vec<(String, String)> = Level::ALL
        .map(|one| (one.number().to_string(), format!("{} {}: {}", one.code(), one.label(), one.hint())))
        .to_vec();
    let parents = parents(all, own);
    let choices = |pairs: &'static str| Choice::new("", pairs);
    let level_choices: Vec<Choice> = levels.iter().map(|(key, label)| Choice::new(key, label)).collect();
    let parent_choices: Vec<Choice> =
        std::iter::once(choices("Nothing")).chain(parents.iter().map(|(key, label)| Choice::new(key, label))).collect();
    let categories: Vec<Choice> = list::categories().into_iter().map(|(key, label)| Choice::new(key, label)).collect();
    html! {
        (row(&[
            form.field("category", "Category").required().select(&categories),
            form.field("level", "Level").required().select(&level_choices),
        ]))
        (form.field("parent", "It hangs below").hint("A parent stands on a higher level: L1 above L2.").select(&parent_choices))
    }
}

/// The answers of the form as they stand now.
#[must_use]
pub fn place_answers(seen: &Seen) -> Vec<(String, String)> {
    let parent = seen.family.above.last().map_or(String::new(), |one| one.process.key.clone());
    vec![
        ("level".to_owned(), seen.process.level.number().to_string()),
        ("category".to_owned(), seen.process.category.clone()),
        ("parent".to_owned(), parent),
        ("about".to_owned(), seen.process.about.clone()),
    ]
}

/// The form that moves a process.
#[must_use]
pub fn place_form(seen: &Seen, all: &[Process], form: &Form) -> Markup {
    let body = html! {
        (form.summary())
        (place_fields(form, all, Some(&seen.process)))
        (form.field("about", "What the area is for").hint("Only on L0 and L1; a process says it in its definition.").textarea(3))
        (submit_bar(html! {
            (ui::primary("Move it here"))
            (ui::button_link("Leave it where it is", &seen.href, Weight::Quiet, None))
        }))
    };
    ui::split(
        form_part(&Sent { action: &seen.at("place"), guard: true, ..Sent::default() }, body),
        html! {
            (ui::section("Levels", None, ui::definitions(
                &Level::ALL.map(|one| (one.label(), html! { (ui::tag(one.code())) " " (one.hint()) })),
            )))
        },
    )
}
