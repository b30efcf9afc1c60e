//! What the editor of the diagram sends and gets: the drawing together with what was written in its panel, and a drawing laid out
//! anew.

use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::extract::Path;
use axum::http::StatusCode;
use db::Tx;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;

use super::super::draft::{Contest, Saved};
use super::super::{sketch, store, views};
use super::below;
use super::draft::{LAPSED, read};
use super::edit::{Choice, Edit, activity_edit, decided};
use crate::definition::Definition;
use crate::failure::{Failure, Refusal};
use crate::rule;
use crate::web::{Answer, Form, Visit, answer, form};

/// What the editor sends: what changed since the revision it began with.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Drawn {
    revision: i64,
    /// The drawing; absent where only the panel was written in.
    #[serde(default)]
    xml: Option<String>,
    /// The forms of activities, each as a form is sent (`application/x-www-form-urlencoded`), by element id.
    #[serde(default)]
    activities: BTreeMap<String, String>,
    /// What was decided, after an answer 409.
    #[serde(default)]
    choice: Option<Decided>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Decided {
    seen: i64,
    keep: Keep,
}

#[derive(Clone, Copy, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
enum Keep {
    Mine,
    Theirs,
}

/// A drawing to be laid out.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Drawing {
    xml: String,
}

fn body<T: DeserializeOwned>(bytes: &Bytes) -> Result<T, Failure> {
    serde_json::from_slice(bytes)
        .map_err(|error| Failure::Unreadable { sentence: format!("The diagram cannot be read: {error}.") })
}

fn diagram(xml: &str) -> Result<bpmn::Diagram, Failure> {
    bpmn::Diagram::parse(xml)
        .map_err(|error| Refusal::because(format!("This is no BPMN that can be kept: {error}")).into())
}

/// What the editor's save does to the definition; refused where a form of the panel is wrong.
fn edit(drawn: &Drawn) -> Result<Edit, Failure> {
    let mut edits: Vec<Edit> = Vec::new();
    for (id, text) in &drawn.activities {
        let mut form = Form::of(form::pairs(text.as_bytes()));
        edits.push(activity_edit(&mut form, id));
        form.checked()?;
    }
    let xml = drawn.xml.clone();
    Ok(Box::new(move |definition| {
        if let Some(xml) = &xml {
            definition.diagram.clone_from(xml);
        }
        edits.iter().try_for_each(|edit| edit(definition))
    }))
}

/// The drawing that the editor does not show yet, because somebody else drew it meanwhile.
fn unseen(tx: &mut Tx, saved: &Saved, began: i64, sent: Option<&str>) -> Result<Option<String>, Failure> {
    let Saved::Kept { version, definition, .. } = saved else { return Ok(None) };
    let is_shown = match sent {
        Some(xml) => xml == definition.diagram,
        None => store::revision(tx, &version.id, began)?.definition.diagram == definition.diagram,
    };
    Ok((!is_shown).then(|| definition.diagram.clone()))
}

pub(super) async fn save(Path(key): Path<String>, visit: Visit, bytes: Bytes) -> Answer {
    let drawn: Drawn = body(&bytes)?;
    if let Some(xml) = &drawn.xml {
        diagram(xml)?;
    }
    let edit = edit(&drawn)?;
    let choice = drawn.choice.as_ref();
    let choice = choice.map(|choice| Choice { seen: choice.seen, mine_stands: choice.keep == Keep::Mine });
    let (actor, now, began, asked) = (visit.actor()?, visit.now, drawn.revision, key.clone());
    let (saved, redrawn, rules) = visit
        .write(move |tx| {
            let process = store::by_key(tx, &asked)?;
            let saved = decided(tx, &actor, now, &process.id, (began, choice), &*edit)?;
            let redrawn = unseen(tx, &saved, began, drawn.xml.as_deref())?;
            Ok((saved, redrawn, rule::in_use(tx)?))
        })
        .await?;
    Ok(match saved {
        Saved::Kept { version, definition, lapsed, together } => {
            let href = format!("/processes/{key}");
            let findings = views::editor_findings(&href, &definition, &rules.check(&definition).0);
            let mut body = json!({ "revision": version.revision, "findings": findings, "together": together });
            if let Some(xml) = redrawn {
                body["xml"] = json!(xml);
            }
            if lapsed {
                let (seen, drafted) = read(&visit, key).await?;
                body["said"] = json!(LAPSED);
                body["standing"] = json!(views::standing(&seen, &drafted).into_string());
            }
            answer::json(StatusCode::OK, &body)
        }
        Saved::Contested(contest) => contested(began, &contest),
    })
}

/// Somebody was quicker: who, when and what, both texts of each part, and the revision to build on.
pub(in super::super) fn contested(mine: i64, contest: &Contest) -> axum::response::Response {
    let parts = contest.conflicts.iter().filter(|one| one.part != "diagram");
    let parts: Vec<_> =
        parts.map(|one| json!({ "label": one.label, "mine": one.mine, "theirs": one.theirs })).collect();
    let body = json!({
        "mine": mine, "theirs": contest.revision, "by": contest.by, "at": contest.at.in_words(), "changes": contest.changes,
        "parts": parts,
    });
    answer::json(StatusCode::CONFLICT, &body)
}

/// Lays a drawing out anew; nothing is saved, so that the editor can take it back.
pub(super) async fn lay_out(Path(key): Path<String>, visit: Visit, bytes: Bytes) -> Answer {
    read(&visit, key).await?;
    let drawing: Drawing = body(&bytes)?;
    let laid_out = bpmn::with_layout(&diagram(&drawing.xml)?)
        .map_err(|error| Refusal::because(format!("This cannot be laid out: {error}.")))?;
    Ok(answer::json(StatusCode::OK, &json!({ "xml": laid_out.text() })))
}

/// Draws the first diagram out of a list of steps.
pub(super) async fn sketch(Path(key): Path<String>, visit: Visit, mut form: Form) -> Answer {
    let lines = form.text("steps", "The list of steps");
    let (seen, drafted) = read(&visit, key).await?;
    let (actor, now, id) = (visit.actor()?, visit.now, seen.process.id.clone());
    let outcome = match form.checked() {
        Ok(()) => {
            let draw = move |definition: &mut Definition| Ok(sketch::first_diagram(definition, &lines)?);
            let began = drafted.version.revision;
            visit.write(move |tx| decided(tx, &actor, now, &id, (began, None), &draw)).await
        }
        Err(failure) => Err(failure),
    };
    match outcome {
        Ok(Saved::Kept { .. }) => {
            let sentence = "The first diagram is drawn. Move, add and connect as the work really goes.";
            Ok(answer::redirect_saying(&seen.at("draft"), sentence))
        }
        Ok(Saved::Contested(contest)) => {
            Err(Failure::Stale { sentence: format!("{} changed the draft meanwhile. Open it again.", contest.by) })
        }
        Err(Failure::Refused(refusals)) => {
            let page = below(&seen, "The first diagram");
            visit.page_refused(page, views::first_diagram(&seen, &drafted.definition, &form.with(refusals)))
        }
        Err(failure) => Err(failure),
    }
}
