//! Operaton and Camunda 7, over the REST interface that both have.
//!
//! What must be known of it: each file needs a part name of its own, or one hides the other; with duplicate filtering the same files
//! under the same name answer with the deployment that is there, and then it lists no definitions. Source: Camunda 7.22 REST API
//! (deployment, process definition).

use serde_json::Value;

use super::super::model::Found;
use super::super::tool::answer::{fine, good, number, query, text};
use super::super::wire::{Line, Reply, Trouble, Why};
use super::model::{Deployed, File, Item, Parcel};
use super::{multipart, refusal};

/// Definitions of one deployment that are read.
const MOST: usize = 200;

/// The path of the interface below the address that was entered.
fn base(line: &Line) -> &'static str {
    if line.target().path.split('/').any(|part| part == "engine-rest") { "" } else { "/engine-rest" }
}

pub(super) async fn hello(line: &mut Line) -> Result<Found, Trouble> {
    let base = base(line);
    let reply = line.get(&format!("{base}/version")).await?;
    let version = text(&good(&reply, "the version")?, "version");
    if version.is_empty() {
        return Err(Trouble::answer(
            "This is neither Operaton nor Camunda 7: it tells no version. Look at the address.",
        ));
    }
    let name = if version.starts_with("7.") { "Camunda" } else { "Operaton" };
    let mut found = Found { version: format!("{name} {version}"), ..Found::default() };
    // The version is told to anybody; a list is not.
    let reply = line.get(&format!("{base}/deployment/count")).await?;
    good(&reply, "the deployments")?;
    found.who = line.known("me").unwrap_or_default();
    if found.who.is_empty() {
        found.notes.push("The engine asks nobody who they are. Whoever runs it should switch that on.".to_owned());
    }
    Ok(found)
}

pub(super) async fn deploy(line: &mut Line, parcel: &Parcel) -> Result<Deployed, Trouble> {
    let base = base(line);
    let tenant = line.known("tenant").unwrap_or_default();
    let mut fields = vec![
        ("deployment-name", parcel.name.as_str()),
        ("deployment-source", "Mandate"),
        ("enable-duplicate-filtering", "true"),
        ("deploy-changed-only", "false"),
    ];
    if !tenant.is_empty() {
        fields.push(("tenant-id", &tenant));
    }
    // A form of Camunda 8 says nothing here; those of this engine stand in the diagram.
    let files: Vec<File> = parcel.files.iter().filter(|file| !file.name.ends_with(".form")).cloned().collect();
    let (kind, body) = multipart::form(&fields, &files, |file| file.name.clone());
    let reply = line.post(&format!("{base}/deployment/create"), &kind, body).await?;
    let told = answered(&reply)?;
    let deployment = text(&told, "id");
    if deployment.is_empty() {
        return Err(Trouble::new(Why::Refused, "The engine answered without a deployment. Look at the engine itself."));
    }
    let is_new = told.get("deployedProcessDefinitions").is_some_and(Value::is_object);
    let mut items = list(line, &format!("{base}/process-definition"), &deployment, "process").await?;
    items.extend(list(line, &format!("{base}/decision-definition"), &deployment, "decision").await?);
    let Some(process) = items.iter().find(|item| item.what == "process") else {
        return Err(Trouble::new(Why::Refused, "The engine keeps the deployment and shows no process in it."));
    };
    let reply = line.get(&format!("{base}/process-definition/{}/xml", query(&process.key))).await?;
    let shown = text(&good(&reply, "the process that was deployed")?, "bpmn20Xml");
    if !same(&shown, &parcel.files[0].content) {
        let sentence =
            format!("The engine shows another diagram under {} than was sent. Look at the engine itself.", process.key);
        return Err(Trouble::new(Why::Refused, sentence));
    }
    let sentence = if is_new {
        "Read back: it is what was sent.".to_owned()
    } else {
        "The engine had these very files already, and keeps them. Read back: it is what was sent.".to_owned()
    };
    Ok(Deployed { deployment, items, sentence })
}

/// A good answer, or the engine's own words.
fn answered(reply: &Reply) -> Result<Value, Trouble> {
    if matches!(reply.status, 400 | 409 | 413 | 415 | 422) {
        let words = refusal::words(&reply.body).unwrap_or_else(|| format!("It gives no reason ({}).", reply.status));
        return Err(Trouble::new(Why::Refused, words));
    }
    fine(reply, "the deployment")?;
    reply.json()
}

async fn list(line: &mut Line, path: &str, deployment: &str, what: &str) -> Result<Vec<Item>, Trouble> {
    let reply = line.get(&format!("{path}?deploymentId={}&maxResults={MOST}", query(deployment))).await?;
    let found = good(&reply, "what was deployed")?;
    let item = |one: &Value| Item {
        what: what.to_owned(),
        id: text(one, "key"),
        key: text(one, "id"),
        version: number(one, "version"),
        file: text(one, "resource"),
    };
    Ok(found.as_array().into_iter().flatten().map(item).collect())
}

/// Whether a diagram is the one that was sent; ends of lines may have changed on the way.
pub(super) fn same(shown: &str, sent: &str) -> bool {
    shown.replace("\r\n", "\n").trim() == sent.replace("\r\n", "\n").trim()
}
