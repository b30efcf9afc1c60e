//! The units as a list of paths, with forms for administrators.

use maud::{Markup, html};
use ui::form::{Form as Sent, form as form_part, submit_bar};
use ui::{Choice, Column, Row, Table};

use super::super::model::Unit;
use super::{asked, summary, unit_choices};
use crate::web::Form;

/// Every unit; administrators add, rename and move.
#[must_use]
pub fn units(units: &[Unit], form: &Form, administers: bool) -> Markup {
    let named = unit_choices(units);
    let rows = named
        .iter()
        .filter_map(|(id, path)| units.iter().find(|unit| unit.id == *id).map(|unit| (unit, path)))
        .map(|(unit, path)| {
            Row::new(vec![
                html! { (path) },
                html! { @if administers { (ui::disclosure("Change", arrange(unit, &named))) } },
            ])
        })
        .collect();
    html! {
        (ui::table(&Table {
            caption: "Units",
            columns: &[Column::text("name", "Unit"), Column::text("change", "")],
            rows,
            empty: Some(("No unit yet", "Units show where work crosses from one team to another.", None)),
            ..Table::default()
        }))
        @if administers { (ui::section("Add a unit", None, add(form, &named))) }
    }
}

fn parents<'a>(named: &'a [(String, String)], but: &str) -> Vec<Choice<'a>> {
    std::iter::once(Choice::new("", "None: it stands at the top"))
        .chain(named.iter().filter(|(id, _)| id != but).map(|(id, path)| Choice::new(id, path)))
        .collect()
}

fn arrange(unit: &Unit, named: &[(String, String)]) -> Markup {
    let (name_id, parent_id) = (format!("name-{}", unit.id), format!("parent-{}", unit.id));
    let body = html! {
        (ui::Field::new("name", "Name").id(&name_id).value(&unit.name).required().text())
        (ui::Field::new("parent", "Stands below").id(&parent_id).value(unit.parent_id.as_deref().unwrap_or("")).select(&parents(named, &unit.id)))
        (submit_bar(ui::primary("Save")))
    };
    let action = format!("/units/{}", unit.id);
    form_part(&Sent { action: &action, ..Sent::default() }, body)
}

fn add(form: &Form, named: &[(String, String)]) -> Markup {
    let body = html! {
        (summary(form))
        (asked(form, "name", "Name").required().text())
        (asked(form, "parent", "Stands below").select(&parents(named, "")))
        (submit_bar(ui::primary("Add the unit")))
    };
    form_part(&Sent { action: "/units", ..Sent::default() }, body)
}
