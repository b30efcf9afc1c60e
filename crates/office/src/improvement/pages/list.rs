//! The register as a list, as a board and as a file.

use db::Tx;

use super::super::benefit::figure;
use super::super::model::{OriginKind, Stage};
use super::super::register::{self, Listing, Reader, store};
use super::super::score::priority_in_words;
use super::super::views;
use crate::access::{Actor, Permission};
use crate::config::limits;
use crate::failure::Failure;
use crate::people;
use crate::process::{self, Process};
use crate::web::{Answer, Page, Visit, sheet};

/// Entries in an exported file at most.
const EXPORTED: i64 = 100_000;
/// Cards in a column of the board.
const CARDS: i64 = 8;

/// What the address asks for.
pub(in super::super) fn listing(visit: &Visit, limit: i64) -> Listing {
    let page: i64 = visit.query("page").and_then(|page| page.parse().ok()).unwrap_or(1).clamp(1, 1_000_000);
    let sort = visit.query("sort").unwrap_or_else(|| "-priority".to_owned());
    let given = |name: &str| visit.query(name).filter(|value| !value.is_empty());
    Listing {
        reader: visit.person().and_then(Reader::of),
        words: visit.query("q").unwrap_or_default(),
        stage: given("stage").and_then(|key| Stage::from_key(&key)),
        process_id: given("process"),
        owner_id: given("owner"),
        origin: given("origin").and_then(|key| OriginKind::from_key(&key)),
        downwards: sort.starts_with('-'),
        sort: sort.trim_start_matches('-').to_owned(),
        offset: (page - 1) * limit,
        limit,
    }
}

pub(super) async fn list(visit: Visit) -> Answer {
    let listing = listing(&visit, limits::PAGE_ROWS);
    let asked = listing.clone();
    let actor = visit.actor()?;
    let found = visit
        .read(move |tx| {
            let (entries, total) = store::list(tx, &asked)?;
            let (owners, processes) = (people::store::everybody(tx)?, readable(tx, &actor)?);
            Ok(views::Found { entries, total, owners, processes })
        })
        .await?;
    let may_propose = visit.actor()?.may_somewhere(Permission::ProposeImprovement);
    let page = Page::new("Improvements")
        .lead("What shall get better, who does it by when, and whether the benefit was kept.")
        .actions(views::list_actions(may_propose))
        .tabs(views::list_tabs(false));
    visit.page(page, views::list(&listing, &found, may_propose))
}

/// The processes that the actor may read, by name.
pub(super) fn readable(tx: &mut Tx, actor: &Actor) -> Result<Vec<Process>, Failure> {
    let all = process::store::all(tx)?;
    Ok(all.into_iter().filter(|process| actor.may_on(Permission::Read, &process.id)).collect())
}

pub(super) async fn board(visit: Visit) -> Answer {
    let reader = visit.person().and_then(Reader::of);
    let lanes = visit
        .read(move |tx| {
            let mut lanes = Vec::new();
            for stage in Stage::ALL {
                let listing = Listing {
                    reader: reader.clone(),
                    stage: Some(stage),
                    sort: "priority".to_owned(),
                    downwards: true,
                    limit: CARDS,
                    ..Listing::default()
                };
                let (entries, count) = store::list(tx, &listing)?;
                if count > 0 || !stage.is_closed() {
                    lanes.push((stage, count, entries));
                }
            }
            Ok(lanes)
        })
        .await?;
    let may_propose = visit.actor()?.may_somewhere(Permission::ProposeImprovement);
    let page = Page::new("Improvements by stage")
        .lead("Where everything stands, the most pressing first.")
        .under("Improvements", "/improvements")
        .actions(views::list_actions(may_propose))
        .tabs(views::list_tabs(true));
    visit.page(page, views::board(&lanes, visit.now))
}

pub(super) async fn export(visit: Visit) -> Answer {
    let listing = Listing { offset: 0, ..listing(&visit, EXPORTED) };
    let (entries, _) = visit.read(move |tx| Ok(store::list(tx, &listing)?)).await?;
    let header = [
        "Number",
        "Title",
        "Process",
        "Description",
        "Stage",
        "Priority",
        "Size",
        "Value",
        "Risk",
        "Urgency",
        "Origin",
        "Origin in words",
        "Raised by",
        "Raised on",
        "Owner",
        "Due",
        "Measure",
        "Unit",
        "Baseline",
        "Target",
        "Measured",
        "Cases",
        "Low (95 %)",
        "High (95 %)",
        "Verified value",
        "Verified by",
        "Verified on",
        "Comment",
    ];
    Ok(sheet::download(&visit, "improvements", &header, entries.into_iter().map(line)))
}

fn line(entry: register::Listed) -> Vec<String> {
    let register::Listed { improvement: one, raised_by, owner, verified_by, process } = entry;
    let number = |value: Option<f64>| value.map(|value| figure(value, "")).unwrap_or_default();
    let (plan, measured, seen) = (one.plan.as_ref(), one.measurement, one.verification.as_ref());
    vec![
        one.name(),
        one.title.clone(),
        process.map(|process| process.name).unwrap_or_default(),
        one.description.clone(),
        one.stage.label().to_owned(),
        priority_in_words(one.score.priority()),
        one.score.size.key().to_owned(),
        one.score.value.to_string(),
        one.score.risk.to_string(),
        one.score.urgency.to_string(),
        one.origin.kind.label().to_owned(),
        one.origin.label.clone(),
        raised_by,
        one.raised_at.date().to_string(),
        owner,
        plan.map(|plan| plan.due_at.date().to_string()).unwrap_or_default(),
        plan.map(|plan| plan.measure.label.clone()).unwrap_or_default(),
        plan.map(|plan| plan.measure.unit.clone()).unwrap_or_default(),
        number(plan.map(|plan| plan.baseline)),
        number(plan.map(|plan| plan.target)),
        number(measured.map(|measured| measured.value)),
        measured.map(|measured| measured.n.to_string()).unwrap_or_default(),
        number(measured.and_then(|measured| measured.low)),
        number(measured.and_then(|measured| measured.high)),
        number(seen.map(|seen| seen.value)),
        verified_by,
        seen.map(|seen| seen.at.date().to_string()).unwrap_or_default(),
        seen.map(|seen| seen.comment.clone()).unwrap_or_default(),
    ]
}
