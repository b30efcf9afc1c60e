//! The landscape: every process with its health, filtered, sorted and grouped.
//!
//! Pure.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::facts::Entry;
use super::model::Grade;
use crate::clock::Time;
use crate::process::Level;

/// By what the landscape is grouped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Group {
    #[default]
    None,
    Owner,
    Health,
    Review,
    Area,
    Category,
}

impl Group {
    /// Every group with its words.
    pub const ALL: [(Group, &'static str, &'static str); 6] = [
        (Group::None, "", "No groups"),
        (Group::Owner, "owner", "Owner"),
        (Group::Health, "health", "Health"),
        (Group::Review, "review", "Month of the next review"),
        (Group::Area, "area", "Area"),
        (Group::Category, "category", "Category"),
    ];

    /// Reads the word of an address.
    #[must_use]
    pub fn from_key(key: &str) -> Group {
        Group::ALL.into_iter().find(|(_, word, _)| *word == key).map_or(Group::None, |(group, ..)| group)
    }

    /// The word of an address.
    #[must_use]
    pub fn key(self) -> &'static str {
        Group::ALL.into_iter().find(|(group, ..)| *group == self).map_or("", |(_, word, _)| word)
    }
}

/// What is looked for, in which order and in which groups.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    pub words: String,
    pub grade: Option<Grade>,
    /// The name of the owner, or empty.
    pub owner: String,
    pub category: String,
    pub level: Option<Level>,
    pub group: Group,
    /// `name`, `owner`, `health` or `review`.
    pub sort: String,
    pub downwards: bool,
}

impl Listing {
    /// What is found, in order. Areas stand on the map and not here.
    #[must_use]
    pub fn select<'a>(&self, all: &'a [Entry]) -> Vec<&'a Entry> {
        let words = self.words.to_lowercase();
        let holds = |one: &&Entry| {
            let names = [Some(&one.process.name), one.owner.as_ref(), Some(&one.process.site)];
            !one.process.level.is_area()
                && names.into_iter().flatten().any(|name| name.to_lowercase().contains(&words))
                && self.grade.is_none_or(|grade| one.health.grade == grade)
                && (self.owner.is_empty() || one.owner.as_ref() == Some(&self.owner))
                && (self.category.is_empty() || one.process.category == self.category)
                && self.level.is_none_or(|level| one.process.level == level)
        };
        let mut found: Vec<&Entry> = all.iter().filter(holds).collect();
        found.sort_by(|a, b| {
            let order = self.order(a, b).then_with(|| by_name(a, b));
            if self.downwards { order.reverse() } else { order }
        });
        found
    }

    fn order(&self, a: &Entry, b: &Entry) -> Ordering {
        match self.sort.as_str() {
            "owner" => last_if_none(a.owner.as_ref(), b.owner.as_ref()),
            "review" => last_if_none(a.next_review.as_ref(), b.next_review.as_ref()),
            "name" => Ordering::Equal,
            _ => {
                let pressing = |one: &Entry| (one.health.grade, std::cmp::Reverse(one.health.reasons.len()));
                pressing(a).cmp(&pressing(b))
            }
        }
    }

    /// What was found in groups, each with its heading; the order within a group stays.
    #[must_use]
    pub fn grouped<'a>(&self, found: &[&'a Entry]) -> Vec<(String, Vec<&'a Entry>)> {
        let mut groups: BTreeMap<(String, String), Vec<&Entry>> = BTreeMap::new();
        for one in found {
            groups.entry(self.heading(one)).or_default().push(one);
        }
        groups.into_iter().map(|((_, heading), entries)| (heading, entries)).collect()
    }

    /// What sorts the group of an entry, and its heading.
    fn heading(&self, one: &Entry) -> (String, String) {
        let same = |text: &str| (text.to_lowercase(), text.to_owned());
        match self.group {
            Group::None => (String::new(), String::new()),
            Group::Owner => one.owner.as_ref().map_or((String::new(), "Nobody yet".to_owned()), |name| same(name)),
            Group::Health => {
                let label = one.health.grade.label();
                (one.health.grade.key().to_owned(), capital(label))
            }
            Group::Review => match one.next_review {
                Some(at) => {
                    let day = at.date();
                    (format!("{:04}-{:02}", day.year(), day.month()), month(at))
                }
                None => ("~".to_owned(), "No review yet".to_owned()),
            },
            Group::Area => one.area.as_ref().map_or(("~".to_owned(), "Below nothing".to_owned()), |name| same(name)),
            Group::Category => same(&capital(&one.process.category)),
        }
    }
}

fn last_if_none<T: Ord>(a: Option<&T>, b: Option<&T>) -> Ordering {
    (a.is_none(), a).cmp(&(b.is_none(), b))
}

fn by_name(a: &Entry, b: &Entry) -> Ordering {
    a.process.name.to_lowercase().cmp(&b.process.name.to_lowercase())
}

/// "February 2027".
fn month(at: Time) -> String {
    at.date().strftime("%B %Y").to_string()
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
