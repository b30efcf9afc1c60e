//! The register of people: the list, one person, adding somebody.

use maud::{Markup, html};
use ui::dialog::{Confirm, confirm};
use ui::form::{Form as Sent, form as form_part, row, submit_bar};
use ui::table::Numbered;
use ui::{Choice, Column, Row, Table, Tone};

use super::super::model::{Assignment, Person, Unit};
use super::super::store::{Listed, Listing};
use super::{asked, dates_words, role_words, summary, unit_choices};
use crate::access::Role;
use crate::clock::Time;
use crate::web::Form;

/// What can be done with the list.
#[must_use]
pub fn list_actions(may_add: bool) -> Markup {
    html! {
        (ui::button_link("Units", "/units", ui::button::Weight::Plain, None))
        @if may_add { (ui::button_link("Add a person", "/people/new", ui::button::Weight::Primary, None)) }
    }
}

/// The list, filtered and paged.
#[must_use]
pub fn list(listing: &Listing, rows: &[Listed], total: i64, units: &[Unit]) -> Markup {
    let role = listing.role.map_or("", Role::key);
    let unit = listing.unit_id.as_deref().unwrap_or("");
    let query: Vec<(&str, &str)> = [("q", listing.words.as_str()), ("role", role), ("unit", unit)]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .collect();
    let pages = Numbered {
        base: "/people",
        query: &query,
        sort: (&listing.sort, listing.downwards),
        offset: listing.offset,
        rows: listing.limit,
        total,
    };
    let (around, export) = (pages.around(), pages.file("/people.csv"));
    let workbook = pages.file("/people.xlsx");
    ui::table(&Table {
        caption: "People",
        base: "/people",
        query: &query,
        columns: &[
            Column::text("name", "Name").sortable(),
            Column::text("title", "Title").sortable(),
            Column::text("unit", "Unit").sortable(),
            Column::text("roles", "Roles"),
        ],
        rows: rows.iter().map(line).collect(),
        sort: Some((&listing.sort, listing.downwards)),
        page: Some(around.paging()),
        filters: Some(filters(listing, units)),
        export_href: Some(&export),
        workbook_href: Some(&workbook),
        empty: Some(("Nobody matches", "Change the filter, or add the person you look for.", None)),
    })
}

fn line(listed: &Listed) -> Row {
    let href = format!("/people/{}", listed.person.id);
    Row::new(vec![
        html! {
            (ui::person(&listed.person.name, Some(&listed.person.email), Some(&href)))
            @if listed.person.disabled_at.is_some() { " " (ui::pill("closed", Tone::Neutral)) }
        },
        html! { (listed.person.title) },
        html! { (listed.unit.as_deref().unwrap_or("")) },
        html! { @for role in &listed.roles { (ui::tag(role.label())) " " } },
    ])
}

fn filters(listing: &Listing, units: &[Unit]) -> Markup {
    let roles: Vec<Choice> = std::iter::once(Choice::new("", "Any role"))
        .chain(Role::ALL.iter().map(|role| Choice::new(role.key(), role.label())))
        .collect();
    let named = unit_choices(units);
    let units: Vec<Choice> = std::iter::once(Choice::new("", "Any unit"))
        .chain(named.iter().map(|(id, name)| Choice::new(id, name)))
        .collect();
    row(&[
        ui::Field::new("q", "Name, mail or title").value(&listing.words).search(),
        ui::Field::new("role", "Role").value(listing.role.map_or("", Role::key)).select(&roles),
        ui::Field::new("unit", "Unit").value(listing.unit_id.as_deref().unwrap_or("")).select(&units),
    ])
}

/// The form for somebody new.
#[must_use]
pub fn new_person(form: &Form, units: &[Unit]) -> Markup {
    let named = unit_choices(units);
    let choices: Vec<Choice> = std::iter::once(Choice::new("", "None yet"))
        .chain(named.iter().map(|(id, name)| Choice::new(id, name)))
        .collect();
    let body = html! {
        (summary(form))
        (asked(form, "name", "Name").required().text())
        (asked(form, "email", "Mail address").hint("They sign in with it.").required().email())
        (asked(form, "title", "Job title").text())
        (asked(form, "unit", "Unit").select(&choices))
        (submit_bar(ui::primary("Add and invite")))
    };
    form_part(&Sent { action: "/people", ..Sent::default() }, body)
}

/// The address of an invitation, shown once.
#[must_use]
pub fn invited(person: &Person, address: &str) -> Markup {
    let back = format!("/people/{}", person.id);
    html! {
        p { "Send this address to " strong { (person.name) } ". It works once, for " (super::super::commands::INVITATION_DAYS) " days, and lets them choose a password." }
        p { code { (address) } }
        p { "It is shown only now. If it is lost, invite them again." }
        (ui::button_link("Go to the person", &back, ui::button::Weight::Primary, None))
    }
}

/// What the page of one person shows.
pub struct Shown {
    pub person: Person,
    pub unit: Option<Unit>,
    pub assignments: Vec<Assignment>,
}

/// One person: details, roles, and for administrators what can be done.
#[must_use]
pub fn person(shown: &Shown, form: &Form, administers: bool, now: Time) -> Markup {
    let person = &shown.person;
    html! {
        (ui::definitions(&[
            ("Mail address", html! { (person.email) }),
            ("Unit", html! { (shown.unit.as_ref().map_or("none", |unit| unit.name.as_str())) }),
            ("In the office since", html! { (person.created_at.day_in_words()) }),
            ("Account", match person.disabled_at {
                Some(at) => html! { (ui::pill("closed", Tone::Neutral)) " on " (at.day_in_words()) },
                None => html! { (ui::pill("open", Tone::Good)) },
            }),
        ]))
        (ui::section("Roles", None, roles(shown, administers, now)))
        p { a href={ "/skills?person=" (person.id) } { "Skills of " (person.name) } }
        @if administers {
            (ui::section("Give a role", None, give(person, form)))
            (ui::section("Account", None, closing(person)))
        }
    }
}

fn roles(shown: &Shown, administers: bool, now: Time) -> Markup {
    let rows = shown
        .assignments
        .iter()
        .map(|one| {
            let ends = administers && one.is_current(now) && !one.role.is_of_a_process();
            let id = format!("end-{}", one.id);
            let action = format!("/people/{}/roles/{}/end", shown.person.id, one.id);
            let question = Confirm {
                id: &id,
                opener: "End…",
                title: "End this role?",
                text: "The person loses what the role allows with their next click. The journal keeps that they held it.",
                verb: "End the role",
                danger: true,
                action: &action,
            };
            Row::new(vec![
                html! { (role_words(one)) },
                html! { (dates_words(one, now)) },
                html! { @if ends { (confirm(&question, ui::Field::new("reason", "Why").id(&format!("why-{}", one.id)).text())) } },
            ])
        })
        .collect();
    ui::table(&Table {
        caption: "Roles",
        columns: &[Column::text("role", "Role"), Column::text("dates", "When"), Column::text("end", "")],
        rows,
        empty: Some(("No role yet", "Without a role a person sees nothing of the office.", None)),
        ..Table::default()
    })
}

fn give(person: &Person, form: &Form) -> Markup {
    let roles: Vec<Choice> = Role::ALL
        .iter()
        .filter(|role| !role.is_of_a_process())
        .map(|role| Choice::new(role.key(), role.label()))
        .collect();
    let body = html! {
        (summary(form))
        (asked(form, "role", "Role").hint("Owners and managers are asked on the page of their process.").required().select(&roles))
        (row(&[
            asked(form, "starts", "From").hint("Empty: from now.").date(),
            asked(form, "ends", "Until and including").hint("Empty: until somebody ends it.").date(),
        ]))
        (asked(form, "reason", "Why").text())
        (submit_bar(ui::primary("Give the role")))
    };
    let action = format!("/people/{}/roles", person.id);
    form_part(&Sent { action: &action, ..Sent::default() }, body)
}

fn closing(person: &Person) -> Markup {
    let invitation = format!("/people/{}/invitation", person.id);
    let opening = format!("/people/{}/opening", person.id);
    let closure = format!("/people/{}/closure", person.id);
    let question = Confirm {
        id: "close-account",
        opener: "Close the account…",
        title: "Close this account?",
        text: "The person is signed out everywhere at once and cannot sign in. Their history stays. You can open it again.",
        verb: "Close the account",
        danger: true,
        action: &closure,
    };
    html! {
        @if person.disabled_at.is_some() {
            (ui::post_button("Open the account again", &opening, ui::button::Weight::Plain, &[]))
        } @else {
            (ui::buttons(&[
                ui::post_button("Invite again", &invitation, ui::button::Weight::Plain, &[]),
                confirm(&question, ui::Field::new("reason", "Why").id("why-close").required().text()),
            ]))
        }
    }
}
