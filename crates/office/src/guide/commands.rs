//! Each change of the office's profile of guides: its choices, and the logo.

use db::Tx;
use serde_json::json;

use super::profile::Profile;
use super::store;
use crate::access::{Actor, Permission};
use crate::clock::Time;
use crate::failure::{Failure, Refusal};
use crate::journal::{self, Object};

/// Stores the office's choices in place of the revision they were made from; the logo stays as it is.
///
/// # Errors
/// Without the permission, when the profile cannot be used, or when somebody was quicker.
pub fn shape(tx: &mut Tx, actor: &Actor, now: Time, revision: i64, profile: Profile) -> Result<(), Failure> {
    actor.needs(Permission::Administer)?;
    let refusals = profile.refusals();
    if !refusals.is_empty() {
        return Err(Failure::Refused(refusals));
    }
    let (held, _) = store::profile(tx)?;
    let profile = Profile { logo: held.logo, picture: held.picture, ..profile };
    put(tx, &profile, revision, actor, now)?;
    note(tx, actor, now, "guide.profile_changed", "", revision + 1)
}

/// Puts a logo on every document.
///
/// # Errors
/// Without the permission, or when the picture cannot be printed.
pub fn mark(tx: &mut Tx, actor: &Actor, now: Time, name: &str, picture: Vec<u8>) -> Result<(), Failure> {
    actor.needs(Permission::Administer)?;
    press::check_logo(&picture).map_err(|error| Refusal::at("logo", error.to_string()))?;
    let (held, revision) = store::profile(tx)?;
    let profile = Profile { logo: name.to_owned(), picture: Some(picture), ..held };
    put(tx, &profile, revision, actor, now)?;
    note(tx, actor, now, "guide.logo_changed", name, revision + 1)
}

/// Takes the logo off.
///
/// # Errors
/// Without the permission, or when there is none.
pub fn unmark(tx: &mut Tx, actor: &Actor, now: Time) -> Result<(), Failure> {
    actor.needs(Permission::Administer)?;
    let (held, revision) = store::profile(tx)?;
    if held.picture.is_none() {
        return Err(Failure::NotFound);
    }
    let profile = Profile { logo: String::new(), picture: None, ..held };
    put(tx, &profile, revision, actor, now)?;
    note(tx, actor, now, "guide.logo_removed", "", revision + 1)
}

fn put(tx: &mut Tx, profile: &Profile, revision: i64, actor: &Actor, now: Time) -> Result<(), Failure> {
    store::put(tx, profile, revision, actor, now).map_err(|error| match error {
        db::Error::Stale => Failure::Stale {
            sentence:
                "Somebody else changed how guides look meanwhile. Nothing of yours was saved: open the page again and \
                       begin from what stands."
                    .to_owned(),
        },
        other => other.into(),
    })
}

fn note(tx: &mut Tx, actor: &Actor, now: Time, action: &'static str, file: &str, revision: i64) -> Result<(), Failure> {
    let object = Object::new("guide_profile", "office", "");
    let payload = json!({ "revision": revision, "file": file });
    journal::record(tx, journal::New { now, actor, action, object, reason: "", payload })?;
    Ok(())
}
