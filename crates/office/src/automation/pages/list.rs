//! The cases that the visitor may see.

use super::super::case::store as cases;
use super::super::{service_level, views};
use super::listing;
use crate::access::Permission;
use crate::web::{Answer, Page, Visit};

pub(super) async fn all(visit: Visit) -> Answer {
    let actor = visit.actor()?;
    let listing = listing(&visit, &actor, None);
    let asked = listing.clone();
    let (found, places, processes, back) = visit
        .read(move |tx| {
            let found = cases::list(tx, &asked)?;
            let ids: Vec<&str> = found.0.iter().map(|one| one.case.id.as_str()).collect();
            let places = (cases::places(tx, &ids)?, service_level::store::first_due(tx, &ids)?);
            let mut processes = crate::process::store::all(tx)?;
            processes.retain(|one| !one.level.is_area() && actor.may_on(Permission::Read, &one.id));
            Ok((found, places, processes, cases::looked_back_to(tx, &asked)?))
        })
        .await?;
    let page = Page::new("Cases").lead(views::LEAD).tabs(views::list_tabs(listing.begun_by.is_some()));
    let runs = visit.actor()?.may_somewhere(Permission::RunProcess);
    let list = views::cases("/cases", &listing, (&found.0, found.1), (&places.0, &places.1), &processes, visit.now);
    let acts = ui::button_link("Act on several", "/cases/acts", ui::button::Weight::Plain, None);
    let mut parts = vec![list];
    parts.extend(back.map(|back| views::further("/cases", &listing, false, back)));
    if runs {
        parts.insert(0, ui::buttons(&[acts]));
    }
    visit.page(page, ui::stack(&parts))
}
