//! What goes to an engine, and what is known of it there.

use ::engine::elsewhere::Carried;
use serde::{Deserialize, Serialize};

use crate::clock::Time;

/// The most that goes to an engine at once, bytes; Camunda 8 takes no more.
pub const PARCEL_BYTES: usize = 4 * 1024 * 1024;

/// How we come in, beside account and credential.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Where a token is fetched for the account; empty where none is needed.
    pub token_address: String,
    /// Whom the token is for.
    pub audience: String,
    /// The tenant that processes are deployed for; empty for none.
    pub tenant: String,
}

/// A file that is deployed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    pub name: String,
    pub content: String,
}

/// What is deployed together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parcel {
    /// What the engine calls it; the same for every version of a process, so that a repeat is found.
    pub name: String,
    /// The diagram first.
    pub files: Vec<File>,
}

impl Parcel {
    /// The parcel of a process by its key.
    #[must_use]
    pub fn of(key: &str, carried: &Carried) -> Parcel {
        let diagram = File { name: format!("{key}.bpmn"), content: carried.text.clone() };
        let others = carried.decisions.iter().chain(&carried.forms);
        let others = others.map(|(name, content)| File { name: plain(name), content: content.clone() });
        Parcel { name: format!("Mandate: {key}"), files: std::iter::once(diagram).chain(others).collect() }
    }

    /// Its size, bytes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.files.iter().map(|file| file.content.len()).sum()
    }
}

/// A name that can stand in a header.
fn plain(name: &str) -> String {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    name.chars().map(|c| if fits(c) { c } else { '_' }).collect()
}

/// Something that an engine keeps of a deployment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Item {
    /// `process`, `decision` or `form`.
    pub what: String,
    /// The id that the file says.
    pub id: String,
    /// The key that the engine gave.
    pub key: String,
    pub version: i64,
    pub file: String,
}

/// What an engine says of a deployment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Deployed {
    /// The id of the deployment.
    pub deployment: String,
    pub items: Vec<Item>,
    /// What reading it back showed, as a sentence.
    pub sentence: String,
}

/// Where a deployment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stands {
    /// It is on its way.
    Waiting,
    /// The engine has it.
    Deployed,
    /// The engine refused it; somebody may try again.
    Refused,
}

impl Stands {
    /// The word stored in the database and told to programs.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Stands::Waiting => "waiting",
            Stands::Deployed => "deployed",
            Stands::Refused => "refused",
        }
    }

    /// Reads [`Stands::key`].
    #[must_use]
    pub fn from_key(key: &str) -> Option<Stands> {
        [Stands::Waiting, Stands::Deployed, Stands::Refused].into_iter().find(|one| one.key() == key)
    }
}

/// A version that was sent to an engine.
#[derive(Clone, Debug, PartialEq)]
pub struct Deployment {
    pub id: String,
    pub process_id: String,
    pub version_id: String,
    /// The number of the version.
    pub number: String,
    pub connector_id: String,
    /// The name of the connector.
    pub connector: String,
    pub stands: Stands,
    /// The engine's id; empty before it is there.
    pub deployment: String,
    pub items: Vec<Item>,
    /// What the engine said, or what reading back showed.
    pub told: String,
    pub asked_by: String,
    pub asked_at: Time,
    pub done_at: Option<Time>,
}

impl Deployment {
    /// The process that it made in the engine.
    #[must_use]
    pub fn process(&self) -> Option<&Item> {
        self.items.iter().find(|item| item.what == "process")
    }
}
