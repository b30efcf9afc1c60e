//! The forms of a process: to read and print, and the page on which the fields of one are written.
//!
//! Absent: filling one in, which is done with a task of a case, or in the tool that the activity names.

use maud::{Markup, html};
use ui::{Column, Opening, Row as Line, Table, Tone};

use super::super::section::{FORM_FIELDS, Row};
use super::Seen;
use super::draft::finding_list;
use super::forms::{rows_form, with_spares};
use crate::definition::{Definition, Finding, FormField, Place};
use crate::web::Form;
use crate::web::form::encode;

/// Every form to read, each to open; the address of a form ends in its key.
#[must_use]
pub fn form_sheets(definition: &Definition, activities: &str, forms: Option<&str>) -> Markup {
    let steps = definition.steps();
    let rows: Vec<Opening> = definition
        .forms
        .iter()
        .map(|(key, form)| Opening {
            id: key,
            number: "",
            title: if form.title.is_empty() { key } else { &form.title },
            aside: html! { span { (form.fields.len()) @if form.fields.len() == 1 { " field" } @else { " fields" } } },
            body: html! {
                @if !form.purpose.is_empty() { p { (form.purpose) } }
                @let used: Vec<&(String, String)> = steps.iter().filter(|(id, _)| definition.activities.get(id).is_some_and(|one| one.forms.contains(key))).collect();
                @if !used.is_empty() {
                    p { "Filled in at: " @for (at, (id, name)) in used.iter().enumerate() { @if at > 0 { ", " } a href={ (activities) "#" (encode(id)) } { (name) } } "." }
                }
                (sheet(&form.title, &form.fields))
                @if let Some(forms) = forms {
                    p { a href={ (forms) "/" (encode(key)) "/schema.json" } { "JSON Schema of its answers" } ", for programs that fill it in." }
                }
            },
            is_open: definition.forms.len() == 1,
        })
        .collect();
    ui::openings(&rows)
}

/// The forms of a definition that is shown on one page, or nothing where there is none.
pub(super) fn sheets_below(definition: &Definition) -> Markup {
    html! { @if !definition.forms.is_empty() { (ui::section("Forms", None, form_sheets(definition, "", None))) } }
}

fn sheet(title: &str, fields: &[FormField]) -> Markup {
    if fields.is_empty() {
        return html! { p { "It asks nothing yet." } };
    }
    let columns =
        [Column::text("label", "Question"), Column::text("kind", "Answer"), Column::text("valid", "Valid when")];
    let rows = fields
        .iter()
        .map(|field| {
            Line::new(vec![
                html! {
                    (field.label)
                    @if field.required { " " (ui::tag("must be answered")) }
                    @if !field.help.is_empty() { p { (field.help) } }
                },
                html! {
                    (field.kind.label())
                    @if !field.choices.is_empty() { ": " (field.choices.join(", ")) }
                },
                html! { (field.validity().join("; ")) },
            ])
        })
        .collect();
    ui::table(&Table { caption: title, columns: &columns, rows, ..Table::default() })
}

/// Where the fields of each form are written.
pub(super) fn doors(seen: &Seen, definition: &Definition) -> Markup {
    let cards: Vec<Markup> = definition
        .forms
        .iter()
        .map(|(key, form)| {
            let href = seen.at(&format!("draft/forms/{}", encode(key)));
            let title = if form.title.is_empty() { key } else { &form.title };
            ui::card(title, Some(&href), html! { p { (form.fields.len()) @if form.fields.len() == 1 { " field" } @else { " fields" } " – write what it asks" } })
        })
        .collect();
    html! { @if !cards.is_empty() { (ui::section("What each form asks", None, ui::cards(&cards))) } }
}

/// The page on which the fields of a form are written.
#[must_use]
pub fn field_form(
    seen: &Seen,
    definition: &Definition,
    key: &str,
    revision: &str,
    rows: &[Row],
    findings: &[Finding],
    form: &Form,
) -> Markup {
    let action = seen.at(&format!("draft/forms/{}", encode(key)));
    let own: Vec<&Finding> =
        findings.iter().filter(|one| matches!(&one.target, Place::Form(one) if one == key)).collect();
    html! {
        @if !own.is_empty() { (ui::callout(Tone::Warning, "To look at", finding_list(&seen.href, definition, &own))) }
        (rows_form(&action, definition, &FORM_FIELDS, revision, &with_spares(&FORM_FIELDS, rows), form))
    }
}
