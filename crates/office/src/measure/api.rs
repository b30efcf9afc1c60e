//! Logs for programs: bring a file with a saved mapping, and ask how far it is.
//!
//! Absent: mapping itself; a person says once in the browser, or a TOML file at the command line, what columns and states mean.

use axum::body::Body;
use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use futures_util::StreamExt as _;
use serde_json::{Value, json};

use super::commands::{self, Order};
use super::import::upload_path;
use super::model::{Import, Mode, Plan};
use super::store;
use super::upload::{self, Arrived, Arriving};
use crate::failure::{Failure, Refusal};
use crate::requests::{self, Keyed};
use crate::web::{Answer, Visit, answer};

/// Takes a file and lets its import begin: 202 with the address that tells how far it is.
pub(super) async fn bring(visit: Visit, body: Body) -> Answer {
    let actor = visit.actor()?;
    let named = visit.query("mapping").unwrap_or_default();
    let mode = match visit.query("mode") {
        None => Mode::AllOrNothing,
        Some(word) => Mode::from_key(&word)
            .ok_or_else(|| Failure::from(Refusal::at("mode", "The mode is all_or_nothing or good_rows.")))?,
    };
    let wanted = named.clone();
    let saved = visit.read(move |tx| Ok(store::mapping_named(tx, &wanted)?)).await?.ok_or_else(|| {
        Failure::from(Refusal::at(
            "mapping",
            format!("There is no saved mapping “{named}”. Import one file in the browser first."),
        ))
    })?;
    let format = Plan::format(saved.plan.as_ref());
    let name = match upload::plain_name(&visit.query("name").unwrap_or_default()) {
        name if name.is_empty() => named,
        name => name,
    };
    visit.idempotency_key()?;
    let id = uuid::Uuid::now_v7().to_string();
    let arrived = take(&visit, &id, &name, body).await?;
    let asked = Keyed::of_digest(&visit, arrived.sha256.as_bytes())?;
    let import = Import { format, ..Import::arrived(&id, &name, arrived, &actor, visit.now) };
    let order = Order {
        process_id: saved.process_id,
        plan: saved.plan,
        reading: saved.reading,
        mode,
        save_as: String::new(),
        fingerprint: saved.fingerprint,
    };
    let now = visit.now;
    let begun = visit
        .write(move |tx| {
            if let Some(asked) = &asked
                && let Some(id) = requests::made_before(tx, &actor, now, asked)?
            {
                return Ok(store::import_by_id(tx, &id)?);
            }
            commands::receive(tx, &actor, &import)?;
            commands::begin(tx, &actor, now, &import.id, &order)?;
            if let Some(asked) = &asked {
                requests::remember(tx, &actor, now, asked, &import.id)?;
            }
            Ok(store::import_by_id(tx, &import.id)?)
        })
        .await;
    if !begun.as_ref().is_ok_and(|import| import.id == id) {
        upload::remove(&upload_path(&visit.app.config().data, &id));
    }
    let begun = begun?;
    let mut response = answer::json(StatusCode::ACCEPTED, &item(&begun));
    if let Ok(address) = HeaderValue::from_str(&format!("/api/imports/{}", begun.id)) {
        response.headers_mut().insert(header::LOCATION, address);
    }
    Ok(response)
}

async fn take(visit: &Visit, id: &str, name: &str, body: Body) -> Result<Arrived, Failure> {
    let mut arriving = Arriving::begin(&visit.app.config().data, id).await?;
    let mut pieces = body.into_data_stream();
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|_| Failure::Unreadable {
            sentence: "The upload broke off. Please send the file again.".to_owned(),
        })?;
        arriving.take(&piece).await?;
    }
    arriving.arrived(name).await
}

/// How far an import is, and the log it became.
pub(super) async fn show(Path(id): Path<String>, visit: Visit) -> Answer {
    let actor = visit.actor()?;
    let import = visit.read(move |tx| commands::own(tx, &actor, &id)).await?;
    Ok(answer::json(StatusCode::OK, &item(&import)))
}

/// Runs a stopped import again for its good rows, from the file that was kept.
pub(super) async fn good_rows(Path(id): Path<String>, visit: Visit) -> Answer {
    let (actor, now) = (visit.actor()?, visit.now);
    let import = visit
        .write(move |tx| {
            commands::take_good_rows(tx, &actor, now, &id)?;
            Ok(store::import_by_id(tx, &id)?)
        })
        .await?;
    Ok(answer::json(StatusCode::ACCEPTED, &item(&import)))
}

/// Cancels an import or discards its file; one that has ended stays as it is.
pub(super) async fn cancel(Path(id): Path<String>, visit: Visit) -> Answer {
    let (actor, now, asked) = (visit.actor()?, visit.now, id.clone());
    let (before, import) = visit
        .write(move |tx| {
            let before = commands::cancel(tx, &actor, now, &asked)?;
            Ok((before, store::import_by_id(tx, &asked)?))
        })
        .await?;
    if before.has_file() {
        upload::remove(&upload_path(&visit.app.config().data, &id));
    }
    Ok(answer::json(StatusCode::OK, &item(&import)))
}

fn item(import: &Import) -> Value {
    json!({
        "id": import.id, "file": import.file_name, "sha256": import.sha256, "bytes": import.bytes,
        "state": import.state.key(), "rows_read": import.rows_read, "rows_bad": import.rows_bad,
        "bytes_read": import.bytes_read,
        "message": import.message, "log_id": Some(&import.log_id).filter(|id| !id.is_empty()),
        "href": format!("/measures/imports/{}", import.id),
    })
}
