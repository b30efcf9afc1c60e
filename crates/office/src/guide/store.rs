//! The table of profiles: one row, the office's; none as long as nobody chose anything.

use db::{Error, Tx};

use super::profile::Profile;
use crate::access::Actor;
use crate::clock::Time;

/// The name of the only profile.
const OFFICE: &str = "office";

/// The office's profile and its revision, 0 where nobody chose anything yet.
///
/// # Errors
/// The database's, or [`Error::Damage`] when the stored text is no profile.
pub fn profile(tx: &mut Tx) -> Result<(Profile, i64), Error> {
    let found =
        tx.maybe("select profile, picture, revision from guide_profiles where name = $1", &[&OFFICE], |row| {
            Ok((row.get::<String>(0)?, row.get::<Vec<u8>>(1)?, row.get::<i64>(2)?))
        })?;
    let Some((text, picture, revision)) = found else { return Ok((Profile::default(), 0)) };
    let profile: Profile =
        serde_json::from_str(&text).map_err(|error| Error::Damage(format!("the profile of guides: {error}")))?;
    Ok((Profile { picture: (!picture.is_empty()).then_some(picture), ..profile }, revision))
}

/// Stores a profile in place of the revision that it was made from.
///
/// # Errors
/// [`Error::Stale`] when somebody changed it meanwhile, else the database's.
pub fn put(tx: &mut Tx, profile: &Profile, revision: i64, actor: &Actor, now: Time) -> Result<(), Error> {
    let text = serde_json::to_string(profile).map_err(|error| Error::Damage(error.to_string()))?;
    let picture = profile.picture.clone().unwrap_or_default();
    let next = revision + 1;
    if revision == 0 {
        tx.change(
            "insert into guide_profiles (name, profile, picture, revision, changed_by, changed_at) \
             values ($1, $2, $3, $4, $5, $6) on conflict (name) do nothing",
            &[&OFFICE, &text, &picture, &next, &actor.person_id, &now.0],
        )
    } else {
        tx.change(
            "update guide_profiles set profile = $1, picture = $2, revision = $3, changed_by = $4, changed_at = $5 \
             where name = $6 and revision = $7",
            &[&text, &picture, &next, &actor.person_id, &now.0, &OFFICE, &revision],
        )
    }
}
