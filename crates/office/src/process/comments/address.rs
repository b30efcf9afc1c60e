//! What the address of the list asks for.

use super::element::{Elements, standing_at};
use crate::comment::store::{Listing, Which};
use crate::comment::{Kind, Matter, Place};
use crate::config::limits;
use crate::web::Visit;

/// Which comments, in which order, and which page of them.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    pub words: String,
    pub which: Which,
    pub kind: Option<Kind>,
    pub person_id: String,
    /// The key of a place, `whole` or `gone`; empty for every place.
    pub element: String,
    /// Only what was said about drafts, or about published versions.
    pub on_draft: Option<bool>,
    pub listed: bool,
    pub sort: String,
    pub downwards: bool,
    /// From 1.
    pub page: i64,
}

/// Pages of a list at most.
const PAGES_MOST: i64 = 1_000_000;

impl Asked {
    /// What a visit asks for.
    #[must_use]
    pub fn of(visit: &Visit) -> Asked {
        let given = |name: &str| visit.query(name).unwrap_or_default();
        let sort = visit.query("sort").unwrap_or_else(|| "-said".to_owned());
        Asked {
            words: given("q").chars().take(limits::LINE_CHARS).collect(),
            which: Which::from_key(&given("state")),
            kind: Kind::from_key(&given("kind")),
            person_id: given("person"),
            element: given("element"),
            on_draft: match given("on").as_str() {
                "draft" => Some(true),
                "published" => Some(false),
                _ => None,
            },
            listed: false,
            downwards: sort.starts_with('-'),
            sort: sort.trim_start_matches('-').to_owned(),
            page: given("page").parse().unwrap_or(1).clamp(1, PAGES_MOST),
        }
    }

    /// The same for the store; `said` are the places that anything was said about.
    #[must_use]
    pub fn listing(&self, matter: &Matter, elements: &Elements, said: &[Place], limit: i64) -> Listing {
        let elements = (!self.element.is_empty()).then(|| standing_at(elements, said, &self.element));
        Listing {
            words: self.words.clone(),
            which: self.which,
            kind: self.kind,
            person_id: self.person_id.clone(),
            elements,
            on_draft: self.on_draft,
            listed: self.listed,
            sort: self.sort.clone(),
            downwards: self.downwards,
            offset: (self.page - 1) * limit,
            limit,
            ..Listing::of(matter.subject.clone(), matter.drafts, limit)
        }
    }

    /// The filters in force, as they stand in the query.
    #[must_use]
    pub fn query(&self) -> Vec<(&'static str, &str)> {
        let on = match self.on_draft {
            Some(true) => "draft",
            Some(false) => "published",
            None => "",
        };
        [
            ("q", self.words.as_str()),
            ("state", self.which.key()),
            ("kind", self.kind.map_or("", Kind::key)),
            ("person", self.person_id.as_str()),
            ("element", self.element.as_str()),
            ("on", on),
        ]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .collect()
    }
}
