//! Camunda 8, over its orchestration cluster's REST interface.
//!
//! What must be known of it: the same files again are recognised and keep key and version; what was deployed is shown by another store, a
//! moment later; a file is refused with all its errors in one text. Source: Camunda 8.6 to 8.9 docs.

use std::time::Duration;

use serde_json::Value;

use super::super::model::Found;
use super::super::tool::answer::{fine, good, number, query, rows, text};
use super::super::wire::{Line, Reply, Trouble, Why};
use super::model::{Deployed, Item, Parcel};
use super::{multipart, refusal};

/// How long is waited before each look, milliseconds.
const LOOKS_MS: [u64; 4] = [0, 300, 1000, 3000];

/// The path of the interface below the address that was entered.
fn base(line: &Line) -> &'static str {
    if line.target().path.ends_with("/v2") { "" } else { "/v2" }
}

pub(super) async fn hello(line: &mut Line) -> Result<Found, Trouble> {
    let base = base(line);
    let reply = line.get(&format!("{base}/topology")).await?;
    let version = text(&good(&reply, "the topology")?, "gatewayVersion");
    if version.is_empty() {
        return Err(Trouble::answer("This is not Camunda 8: it tells no version. Look at the address."));
    }
    let mut found = Found { version: format!("Camunda {version}"), ..Found::default() };
    let reply = line.get(&format!("{base}/authentication/me")).await?;
    found.who = match good(&reply, "the account") {
        Ok(me) => text(&me, "username"),
        Err(_) => String::new(),
    };
    if found.who.is_empty() {
        found.who = line.known("me").unwrap_or_default();
    }
    if found.who.is_empty() {
        found.notes.push("The engine asks nobody who they are. Whoever runs it should switch that on.".to_owned());
    }
    Ok(found)
}

pub(super) async fn deploy(line: &mut Line, parcel: &Parcel) -> Result<Deployed, Trouble> {
    let base = base(line);
    let tenant = line.known("tenant").unwrap_or_default();
    let fields: Vec<(&str, &str)> =
        [("tenantId", tenant.as_str())].into_iter().filter(|(_, it)| !it.is_empty()).collect();
    let (kind, body) = multipart::form(&fields, &parcel.files, |_| "resources".to_owned());
    let reply = line.post(&format!("{base}/deployments"), &kind, body).await?;
    let told = answered(&reply)?;
    let deployment = text(&told, "deploymentKey");
    let items: Vec<Item> = rows(&told, "deployments")?.iter().filter_map(item).collect();
    let Some(process) = items.iter().find(|item| item.what == "process") else {
        return Err(Trouble::new(Why::Refused, "Camunda 8 answered without a process. Look at the engine itself."));
    };
    let sentence = read_back(line, base, process, &parcel.files[0].content).await?;
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

fn item(one: &Value) -> Option<Item> {
    let read = |part: &str, what: &str, id: &str, key: &str, version: &str| {
        let found = one.get(part).filter(|found| !found.is_null())?;
        Some(Item {
            what: what.to_owned(),
            id: text(found, id),
            key: text(found, key),
            version: number(found, version),
            file: text(found, "resourceName"),
        })
    };
    read("processDefinition", "process", "processDefinitionId", "processDefinitionKey", "processDefinitionVersion")
        .or_else(|| read("decisionDefinition", "decision", "decisionDefinitionId", "decisionDefinitionKey", "version"))
        .or_else(|| read("form", "form", "formId", "formKey", "version"))
}

/// What the engine shows of the process, once it shows it.
async fn read_back(line: &mut Line, base: &str, process: &Item, sent: &str) -> Result<String, Trouble> {
    let at = format!("{base}/process-definitions/{}/xml", query(&process.key));
    let mut last = 0;
    for wait in LOOKS_MS {
        tokio::time::sleep(Duration::from_millis(wait)).await;
        // What is deployed stays deployed, whatever becomes of a look.
        let Ok(reply) = line.get(&at).await else { break };
        last = reply.status;
        if reply.status == 200 {
            let shown = String::from_utf8_lossy(&reply.body).into_owned();
            return if super::operaton::same(&shown, sent) {
                Ok("Read back: it is what was sent.".to_owned())
            } else {
                let sentence = format!(
                    "Camunda 8 shows another diagram under the key {} than was sent. Look at the engine itself.",
                    process.key
                );
                Err(Trouble::new(Why::Refused, sentence))
            };
        }
        if reply.status != 404 {
            break;
        }
    }
    let why = match last {
        404 => "The engine says that it is deployed, and does not show it yet.".to_owned(),
        403 => "The engine says that it is deployed; the account may not read it back.".to_owned(),
        0 => "The engine says that it is deployed; it could not be read back.".to_owned(),
        other => format!("The engine says that it is deployed; it could not be read back ({other})."),
    };
    Ok(why)
}
