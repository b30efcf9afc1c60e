//! Engines: the version in force goes to Camunda 8, Operaton or Camunda 7, with its decisions and forms, and what became of it is kept.
//!
//! Somebody looks at a dry run and asks; a job deploys after the commit, so that a repeat finds what is there; the engine is read back
//! before it counts. What the engine refuses stands in its own words and waits for somebody. Absent: how a diagram is said for an engine
//! (`definition::elsewhere`), and cases there. Sources: Camunda 8 Orchestration Cluster REST API (`/v2/deployments`); Camunda 7 and
//! Operaton REST API (`/deployment/create`).

pub mod api;
mod camunda8;
pub mod commands;
pub mod jobs;
mod model;
mod multipart;
mod operaton;
pub mod pages;
mod refusal;
mod sign_in;
pub mod store;
mod views;

use ::engine::elsewhere::Target;

use super::model::Found;
use super::wire::{Line, Trouble};

pub use model::{Deployed, Deployment, File, Item, Parcel, Settings, Stands};
pub use sign_in::sign_in;

/// Asks an engine what it is and who we are.
///
/// # Errors
/// What does not work, and how to mend it.
pub async fn hello(target: Target, line: &mut Line) -> Result<Found, Trouble> {
    sign_in::token(line).await?;
    match target {
        Target::Camunda8 => camunda8::hello(line).await,
        Target::Operaton => operaton::hello(line).await,
    }
}

/// Deploys a parcel and reads it back. The same parcel again changes nothing in the engine.
///
/// # Errors
/// What the engine refused, in its own words; or that it cannot be reached.
pub async fn deploy(target: Target, line: &mut Line, parcel: &Parcel) -> Result<Deployed, Trouble> {
    sign_in::token(line).await?;
    match target {
        Target::Camunda8 => camunda8::deploy(line, parcel).await,
        Target::Operaton => operaton::deploy(line, parcel).await,
    }
}

#[cfg(test)]
pub(crate) mod tests;
