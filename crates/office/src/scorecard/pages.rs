//! The addresses of the scorecard: one process, all processes, and the same as a file.

use axum::extract::Path;

use super::facts::{Known, card_of, cards_of, known};
use super::model::{Card, Dimension};
use super::{api, views};
use crate::access::Permission;
use crate::failure::Failure;
use crate::process;
use crate::web::{Access, Answer, Page, Routes, Visit, csv};

/// Who may enter where; each sees the processes that they may read.
#[must_use]
pub fn routes() -> Routes {
    let read = Access::May(Permission::Read);
    Routes::new()
        .get("/scorecards", read, overview)
        .get("/scorecards.csv", read, export)
        .get("/processes/{key}/scorecard", read, show)
        .get("/api/scorecards", read, api::all)
        .get("/api/processes/{key}/scorecard", read, api::one)
}

/// One process with its card.
pub(super) async fn of_key(visit: &Visit, key: String) -> Result<(Known, Card), Failure> {
    let all = known(&visit.app, &visit.actor()?, visit.now, Some(key)).await?;
    let known = all.into_iter().next().ok_or(Failure::NotFound)?;
    let card = card_of(&visit.app, &known).await?;
    Ok((known, card))
}

/// Every process with its card, where it was computed in time.
pub(super) async fn all(visit: &Visit) -> Result<Vec<(Known, Option<Card>)>, Failure> {
    let all = known(&visit.app, &visit.actor()?, visit.now, None).await?;
    let cards = cards_of(&visit.app, &all).await?;
    Ok(all.into_iter().zip(cards).collect())
}

async fn show(Path(key): Path<String>, visit: Visit) -> Answer {
    let (known, card) = of_key(&visit, key).await?;
    let process = &known.process;
    let back = format!("/processes/{}", process.key);
    let title = format!("{}: scorecard", process.name);
    let page = Page::new(&title)
        .under("Processes", "/processes")
        .under(&process.name, &back)
        .lead("How the process is, from facts. What is not known says why; nothing is estimated.");
    let page = process::as_tab(page, process, "scorecard", visit.now);
    visit.page(page, views::show(process, known.log.as_ref(), &card))
}

async fn overview(visit: Visit) -> Answer {
    let all = all(&visit).await?;
    let sort = visit.query("sort").filter(|sort| !sort.is_empty()).unwrap_or_else(|| "process".to_owned());
    let rows: Vec<views::Entry> =
        all.iter().map(|(known, card)| views::Entry { process: &known.process, card: card.as_ref() }).collect();
    let page = Page::new("Scorecards").lead("All processes at once, each on five dimensions, from facts.");
    visit.page(page, views::overview(rows, &sort))
}

async fn export(visit: Visit) -> Answer {
    let all = all(&visit).await?;
    let header = ["Process", "Dimension", "Figure", "Value", "Unit", "Target", "Status", "Trend", "What it rests on"];
    let rows =
        all.iter().filter_map(|(known, card)| Some((&known.process, card.as_ref()?))).flat_map(|(process, card)| {
            card.rows
                .iter()
                .flat_map(move |(dimension, lines)| lines.iter().map(move |line| (process, *dimension, line)))
        });
    let rows = rows.map(|(process, dimension, line)| {
        let dimension: Dimension = dimension;
        vec![
            process.name.clone(),
            dimension.label().to_owned(),
            line.what.to_owned(),
            line.value.map(|value| format!("{value:.2}")).unwrap_or_default(),
            line.unit.word().to_owned(),
            line.target.clone(),
            line.status.label().to_owned(),
            line.trend.key().to_owned(),
            line.basis.clone(),
        ]
    });
    Ok(csv::download("scorecards.csv", &header, rows))
}
