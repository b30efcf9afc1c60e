//! The tabs of a process.

use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};
use ui::Extra;

use super::super::views::Layer;
use super::super::{comments, practice, readiness, store, views};
use super::versions::wanted;
use super::{below, seen, tab};
use crate::access::Permission;
use crate::failure::Failure;
use crate::journal;
use crate::web::{Answer, Form, Visit, answer};

/// Entries of the journal shown.
const ENTRIES: i64 = 100;

pub(super) async fn overview(Path(key): Path<String>, visit: Visit) -> Answer {
    let seen = seen(&visit, key).await?;
    if seen.process.level.is_area() {
        let may_add = visit.actor()?.may(Permission::AddProcess);
        return visit.page(tab(&seen, "").lead(&seen.process.about), views::area(&seen, may_add));
    }
    let layer = layer(&visit);
    let id = seen.process.id.clone();
    let read = visit.read(move |tx| Ok((comments::answered(tx, &id)?, readiness::store::of_process(tx, &id)?)));
    let (answered, acceptance) = read.await?;
    let page = tab(&seen, "").lead(&seen.definition.purpose).needs(&[Extra::Diagram]);
    visit.page(page, views::overview(&seen, &layer, &answered, acceptance.as_ref()))
}

/// What the address asks to lay over the diagram.
fn layer(visit: &Visit) -> Layer {
    Layer::named(&visit.query("show").unwrap_or_default(), &visit.query("role").unwrap_or_default())
}

/// The diagram as a picture of its own, of a version or of what is shown, with a layer over it.
pub(super) async fn picture(Path(key): Path<String>, visit: Visit) -> Answer {
    let layer = layer(&visit);
    let seen = seen(&visit, key.clone()).await?;
    let drawn = match visit.query("version") {
        None => seen.definition.picture(&views::laid(&seen, &layer).overlay),
        Some(_) => {
            let (_, definition) = wanted(&visit, key).await?;
            definition.picture(&views::laid_over(&definition, &layer).overlay)
        }
    };
    let svg = drawn.and_then(Result::ok).ok_or(Failure::NotFound)?;
    let alone = ui::diagram::alone(&svg);
    // The picture brings its own colours; nothing else may style it, and nothing may run in it.
    let style = STANDARD.encode(Sha256::digest(ui::diagram::ALONE_STYLE));
    let policy = format!("default-src 'none'; style-src 'sha256-{style}'");
    let policy = HeaderValue::from_str(&policy).expect("base64 is plain text");
    let mime = HeaderValue::from_static("image/svg+xml; charset=utf-8");
    Ok(([(header::CONTENT_TYPE, mime), (header::CONTENT_SECURITY_POLICY, policy)], alone).into_response())
}

pub(super) async fn activities(Path(key): Path<String>, visit: Visit) -> Answer {
    let seen = seen(&visit, key).await?;
    visit.page(tab(&seen, "activities"), views::activities(&seen))
}

pub(super) async fn raci(Path(key): Path<String>, visit: Visit) -> Answer {
    let seen = seen(&visit, key).await?;
    visit.page(tab(&seen, "raci"), views::raci(&seen))
}

/// From suppliers to customers, on one page.
pub(super) async fn sipoc(Path(key): Path<String>, visit: Visit) -> Answer {
    let seen = seen(&visit, key).await?;
    visit.page(
        tab(&seen, "sipoc").lead("Who gives what, what is done with it, and who gets what of it."),
        views::sipoc(&seen),
    )
}

pub(super) async fn rules(Path(key): Path<String>, visit: Visit) -> Answer {
    let seen = seen(&visit, key).await?;
    visit.page(tab(&seen, "rules"), views::rules(&seen))
}

/// The forms of the process, to read and to print.
pub(super) async fn forms(Path(key): Path<String>, visit: Visit) -> Answer {
    let seen = seen(&visit, key).await?;
    let title = format!("Forms of {}", seen.process.name);
    let page = below(&seen, &title).lead("What is filled in at the activities, question by question.");
    let body = if seen.definition.forms.is_empty() {
        ui::empty_state(
            "No form yet",
            "The process names none; where one is needed, it is designed in the draft.",
            None,
        )
    } else {
        views::form_sheets(&seen.definition, &seen.at("activities"), Some(&seen.at("forms")))
    };
    visit.page(page, body)
}

/// What valid answers to a form are, for programs.
pub(super) async fn form_schema(Path((key, word)): Path<(String, String)>, visit: Visit) -> Answer {
    let seen = seen(&visit, key).await?;
    let form = seen.definition.forms.get(&word).ok_or(Failure::NotFound)?;
    let text = format!("{:#}\n", form.schema());
    Ok(answer::download(&format!("{word}.schema.json"), "application/schema+json", text.into_bytes()))
}

pub(super) async fn journal(Path(key): Path<String>, visit: Visit) -> Answer {
    let seen = seen(&visit, key).await?;
    let id = seen.process.id.clone();
    let entries = visit.read(move |tx| Ok(journal::store::of_object(tx, "process", &id, ENTRIES)?)).await?;
    visit.page(tab(&seen, "journal"), views::journal(&entries))
}

/// Says which roles the reader has in the daily work.
pub(super) async fn practise(Path(key): Path<String>, visit: Visit, form: Form) -> Answer {
    let seen = seen(&visit, key).await?;
    let (actor, now, href) = (visit.actor()?, visit.now, seen.href.clone());
    let roles: Vec<String> = form.all("role");
    visit
        .write(move |tx| {
            let process = store::by_id(tx, &seen.process.id)?;
            practice::choose(tx, &actor, now, &process.id, &seen.definition, &roles)
        })
        .await?;
    Ok(answer::redirect_saying(&href, "Your steps stand first now, and are marked on the diagram."))
}
