//! How a variant stands to its base: which version it follows, and what was answered to a newer one.
//!
//! Pure. Absent: the comparison and the merge of contents (`definition`).

use std::collections::BTreeMap;

use crate::clock::Time;
use crate::definition::{Definition, Merged, Stands, merge_choosing};

use super::super::model::{State, Version};

/// Characters of the label of a site or region.
pub const SITE_CHARS: usize = 60;

/// What was answered to a version of the base.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reply {
    /// Its changes were taken over.
    Taken,
    /// The variant stays as it is.
    Kept,
}

impl Reply {
    /// The word stored in the database.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Reply::Taken => "taken",
            Reply::Kept => "kept",
        }
    }

    /// Reads [`Reply::key`].
    #[must_use]
    pub fn from_key(key: &str) -> Option<Reply> {
        [Reply::Taken, Reply::Kept].into_iter().find(|reply| reply.key() == key)
    }
}

/// An answer, with who gave it and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    pub base_version_id: String,
    pub reply: Reply,
    pub reason: String,
    pub by: String,
    pub at: Time,
}

/// How a variant stands to the newest published version of its base.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It follows the newest version, or the base has none.
    Current,
    /// Its draft took the newest version over and is not published yet.
    TakingOver,
    /// Somebody decided to keep the variant as it is.
    Kept(Answered),
    /// The base changed, and nobody answered yet.
    Behind,
}

impl Standing {
    /// The word of the API.
    #[must_use]
    pub fn key(&self) -> &'static str {
        match self {
            Standing::Current => "current",
            Standing::TakingOver => "taking_over",
            Standing::Kept(_) => "kept",
            Standing::Behind => "behind",
        }
    }

    /// A few words for lists.
    #[must_use]
    pub fn label(&self) -> &'static str {
        match self {
            Standing::Current => "follows its base",
            Standing::TakingOver => "taking the change over",
            Standing::Kept(_) => "kept as it is",
            Standing::Behind => "the base changed",
        }
    }
}

/// The newest published version of a process, whether in force already or from a later day on.
#[must_use]
pub fn newest(versions: &[Version]) -> Option<&Version> {
    let published = versions.iter().filter(|one| one.state == State::Published);
    published.max_by_key(|one| (one.effective_at, one.published_at))
}

/// The standing of a variant: `versions` are its own, `newest` the newest published one of its base, `last` the last answer.
#[must_use]
pub fn standing(versions: &[Version], newest_of_base: Option<&Version>, last: Option<&Answered>) -> Standing {
    let Some(target) = newest_of_base else { return Standing::Current };
    let follows = |version: Option<&Version>| version.is_some_and(|one| one.follows_id.as_ref() == Some(&target.id));
    let open = versions.iter().find(|one| one.state.is_open());
    if follows(newest(versions)) {
        return Standing::Current;
    }
    match (open, newest(versions)) {
        (Some(_), None) if follows(open) => return Standing::Current,
        (Some(_), Some(_)) if follows(open) => return Standing::TakingOver,
        _ => {}
    }
    match last {
        Some(answer) if answer.base_version_id == target.id && answer.reply == Reply::Kept => {
            Standing::Kept(answer.clone())
        }
        _ => Standing::Behind,
    }
}

/// The version of the base that counts as followed: by the newest published version of the variant, else by its draft.
#[must_use]
pub fn followed(versions: &[Version]) -> Option<&str> {
    let version = newest(versions).or_else(|| versions.iter().find(|one| one.state.is_open()));
    version.and_then(|one| one.follows_id.as_deref())
}

/// The definition under the name of the variant, so that the two names are no difference.
#[must_use]
pub fn named(definition: &Definition, name: &str) -> Definition {
    Definition { name: name.to_owned(), ..definition.clone() }
}

/// The variant with the changes of its base: `then` is the version it followed, `newer` the one to follow. Where the variant
/// differs in the same part, `stands` says which of the two counts.
#[must_use]
pub fn taken_over(
    then: &Definition,
    newer: &Definition,
    variant: &Definition,
    stands: &BTreeMap<String, Stands>,
) -> Merged {
    merge_choosing(&named(then, &variant.name), variant, &named(newer, &variant.name), stands)
}
