//! People for programs: who I am, who is in the office, and its units.
//!
//! Absent: changes of people; an administrator makes them in the browser.

use axum::http::StatusCode;
use serde::Serialize;

use super::model::Assignment;
use super::pages::listing;
use super::store;
use crate::access::Role;
use crate::config::limits;
use crate::web::{Answer, Visit, answer};

#[derive(Serialize)]
struct Page<T> {
    items: Vec<T>,
    total: i64,
}

#[derive(Serialize)]
struct Me {
    id: String,
    name: String,
    email: String,
    title: String,
    unit_id: Option<String>,
    roles: Vec<Held>,
}

/// A role that is held now; instants are RFC 3339.
#[derive(Serialize)]
struct Held {
    role: &'static str,
    label: &'static str,
    process_id: Option<String>,
    /// The name of the process.
    process: Option<String>,
    since: String,
    until: Option<String>,
}

#[derive(Serialize)]
struct Item {
    id: String,
    name: String,
    email: String,
    title: String,
    unit_id: Option<String>,
    unit: Option<String>,
    /// The words of the roles held now.
    roles: Vec<&'static str>,
    /// Whether the account is closed.
    closed: bool,
    href: String,
}

#[derive(Serialize)]
struct UnitItem {
    id: String,
    name: String,
    parent_id: Option<String>,
}

pub(super) async fn me(visit: Visit) -> Answer {
    let (id, now) = (visit.actor()?.person_id, visit.now);
    let (person, assignments) =
        visit.read(move |tx| Ok((store::person(tx, &id)?, store::assignments(tx, &id)?))).await?;
    let roles = assignments.into_iter().filter(|one| one.is_current(now)).map(held).collect();
    let me = Me {
        id: person.id,
        name: person.name,
        email: person.email,
        title: person.title,
        unit_id: person.unit_id,
        roles,
    };
    Ok(answer::json(StatusCode::OK, &me))
}

fn held(one: Assignment) -> Held {
    Held {
        role: one.role.key(),
        label: one.role.label(),
        process_id: one.process_id,
        process: one.process_label,
        since: one.starts_at.rfc3339(),
        until: one.ends_at.map(crate::clock::Time::rfc3339),
    }
}

pub(super) async fn people(visit: Visit) -> Answer {
    let (listing, now) = (listing(&visit, limits::PAGE_ROWS), visit.now);
    let (rows, total) = visit.read(move |tx| Ok(store::list(tx, &listing, now)?)).await?;
    let items = rows
        .into_iter()
        .map(|row| Item {
            href: format!("/people/{}", row.person.id),
            closed: row.person.disabled_at.is_some(),
            id: row.person.id,
            name: row.person.name,
            email: row.person.email,
            title: row.person.title,
            unit_id: row.person.unit_id,
            unit: row.unit,
            roles: row.roles.into_iter().map(Role::key).collect(),
        })
        .collect();
    Ok(answer::json(StatusCode::OK, &Page { items, total }))
}

pub(super) async fn units(visit: Visit) -> Answer {
    let units = visit.read(|tx| Ok(store::units(tx)?)).await?;
    let items: Vec<UnitItem> =
        units.into_iter().map(|unit| UnitItem { id: unit.id, name: unit.name, parent_id: unit.parent_id }).collect();
    let total = i64::try_from(items.len()).unwrap_or(i64::MAX);
    Ok(answer::json(StatusCode::OK, &Page { items, total }))
}
