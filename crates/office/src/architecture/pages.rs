//! The addresses of the architecture: the map and the landscape.

use super::facts::{Entry, entries};
use super::landscape::{Group, Listing};
use super::model::Grade;
use super::{api, views};
use crate::access::Permission;
use crate::failure::Failure;
use crate::process::Level;
use crate::web::{Access, Answer, Page, Routes, Visit, csv};

/// Who may enter where; each sees the processes that they may read.
#[must_use]
pub fn routes() -> Routes {
    let read = Access::May(Permission::Read);
    Routes::new()
        .get("/architecture", read, map)
        .get("/architecture/landscape", read, landscape)
        .get("/architecture/landscape.csv", read, export)
        .get("/api/architecture", read, api::all)
}

/// Every process that the visitor may read.
pub(super) async fn readable(visit: &Visit) -> Result<Vec<Entry>, Failure> {
    entries(&visit.app, &visit.actor()?, visit.now).await
}

async fn map(visit: Visit) -> Answer {
    let all = readable(&visit).await?;
    let under = match visit.query("under").filter(|key| !key.is_empty()) {
        Some(key) => Some(all.iter().find(|one| one.process.key == key).ok_or(Failure::NotFound)?),
        None => None,
    };
    let may_add = visit.actor()?.may(Permission::AddProcess);
    let body = views::map(&all, under, may_add);
    let Some(under) = under else {
        let page = Page::new("Architecture")
            .lead("All processes, by category and by what they hang below, with who answers for each and how it is.")
            .tabs(views::tabs(true));
        return visit.page(page, body);
    };
    let above = above(&all, under);
    let page = above
        .iter()
        .fold(Page::new(&under.process.name).under("Architecture", "/architecture"), |page, (name, href)| {
            page.under(name, href)
        });
    let lead = if under.process.level.is_area() { under.process.about.as_str() } else { "What it is made of." };
    let own = format!("/processes/{}", under.process.key);
    let open = ui::button_link("Open its page", &own, ui::button::Weight::Plain, None);
    visit.page(page.lead(lead).actions(open), body)
}

/// The way up from an entry, the broadest first: names and addresses on the map.
fn above(all: &[Entry], entry: &Entry) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    let mut next = entry.process.variant_of.as_ref().or(entry.process.parent_id.as_ref());
    while let Some(up) = next.and_then(|id| all.iter().find(|one| one.process.id == *id)) {
        if found.len() > all.len() {
            break;
        }
        found.push((up.process.name.clone(), format!("/architecture?under={}", up.process.key)));
        next = up.process.variant_of.as_ref().or(up.process.parent_id.as_ref());
    }
    found.reverse();
    found
}

fn listing(visit: &Visit) -> Listing {
    let sort = visit.query("sort").filter(|sort| !sort.is_empty()).unwrap_or_else(|| "health".to_owned());
    Listing {
        words: visit.query("q").unwrap_or_default(),
        grade: visit.query("health").and_then(|key| Grade::from_key(&key)),
        owner: visit.query("owner").unwrap_or_default(),
        category: visit.query("category").unwrap_or_default(),
        level: visit.query("level").and_then(|text| Level::from_text(&text)),
        group: Group::from_key(&visit.query("group").unwrap_or_default()),
        downwards: sort.starts_with('-'),
        sort: sort.trim_start_matches('-').to_owned(),
    }
}

async fn landscape(visit: Visit) -> Answer {
    let all = readable(&visit).await?;
    let page = Page::new("Landscape")
        .under("Architecture", "/architecture")
        .lead("Where to look first: the health of every process, with each reason and where it is settled.")
        .tabs(views::tabs(false));
    visit.page(page, views::landscape(&listing(&visit), &all, visit.now))
}

async fn export(visit: Visit) -> Answer {
    let all = readable(&visit).await?;
    let found: Vec<Vec<String>> = listing(&visit).select(&all).into_iter().map(line).collect();
    let header = [
        "Process",
        "Site",
        "Level",
        "Category",
        "Below",
        "Owner",
        "Manager",
        "Version in force",
        "Next review",
        "Health",
        "Reasons",
    ];
    Ok(csv::download("landscape.csv", &header, found.into_iter()))
}

fn line(one: &Entry) -> Vec<String> {
    let reasons: Vec<String> = one.health.reasons.iter().map(super::Reason::sentence).collect();
    vec![
        one.process.name.clone(),
        one.process.site.clone(),
        one.process.level.code().to_owned(),
        one.process.category.clone(),
        one.area.clone().unwrap_or_default(),
        one.owner.clone().unwrap_or_default(),
        one.manager.clone().unwrap_or_default(),
        one.number.clone().unwrap_or_default(),
        one.next_review.map(|at| at.date().to_string()).unwrap_or_default(),
        one.health.grade.label().to_owned(),
        reasons.join(" "),
    ]
}
