//! A skill of the list, who has it, what needs it, and whether the office is covered.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::clock::Time;
use crate::definition::dictionary::plain;
use crate::failure::Refusal;

/// Letters of a name.
pub const NAME_CHARS: usize = 80;
/// Letters of a meaning.
pub const MEANING_CHARS: usize = 500;

/// Something that a person can be able to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skill {
    pub id: String,
    pub name: String,
    /// How one knows that somebody has it.
    pub meaning: String,
}

impl Skill {
    /// Its page.
    #[must_use]
    pub fn href(&self) -> String {
        format!("/skills/{}", self.id)
    }
}

/// A name and a meaning as they are kept, or what is wrong with them.
///
/// # Errors
/// Each thing that is wrong, at its question.
pub fn checked(name: &str, meaning: &str) -> Result<(String, String), Vec<Refusal>> {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let meaning = meaning.trim().to_owned();
    let mut refusals = Vec::new();
    if name.is_empty() || name.chars().count() > NAME_CHARS || name.chars().any(char::is_control) {
        refusals.push(Refusal::at("name", format!("Name the skill in at most {NAME_CHARS} characters.")));
    }
    if meaning.chars().count() > MEANING_CHARS || meaning.chars().any(|one| one.is_control() && one != '\n') {
        refusals.push(Refusal::at("meaning", format!("Say what it means in at most {MEANING_CHARS} characters.")));
    }
    if refusals.is_empty() { Ok((name, meaning)) } else { Err(refusals) }
}

/// Somebody with a skill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    pub skill_id: String,
    pub person_id: String,
    pub person: String,
    pub said_at: Time,
    /// The name of who confirmed it; empty while nobody did.
    pub confirmed_by: String,
    pub confirmed_at: Option<Time>,
}

/// An activity of a version in force that needs a skill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Need {
    /// As the activity names it.
    pub skill: String,
    pub process_key: String,
    pub process: String,
    pub element: String,
    pub activity: String,
}

/// Whether those who are needed are there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Needed, and nobody has it.
    Nobody,
    /// Needed, and one person has it.
    One,
    Covered,
    /// No process in force needs it.
    NotNeeded,
}

impl Standing {
    /// Every standing, the gravest first.
    pub const ALL: [Standing; 4] = [Standing::Nobody, Standing::One, Standing::Covered, Standing::NotNeeded];

    /// The word of addresses and of the API.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Standing::Nobody => "nobody",
            Standing::One => "one",
            Standing::Covered => "covered",
            Standing::NotNeeded => "not_needed",
        }
    }

    /// Reads [`Standing::key`].
    #[must_use]
    pub fn from_key(key: &str) -> Option<Standing> {
        Standing::ALL.into_iter().find(|one| one.key() == key)
    }

    /// The words on screen.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Standing::Nobody => "nobody has it",
            Standing::One => "only one person has it",
            Standing::Covered => "covered",
            Standing::NotNeeded => "no process needs it",
        }
    }

    fn of(needs: usize, confirmed: usize) -> Standing {
        match (needs, confirmed) {
            (0, _) => Standing::NotNeeded,
            (_, 0) => Standing::Nobody,
            (_, 1) => Standing::One,
            _ => Standing::Covered,
        }
    }
}

/// A skill with everything known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// None where processes need it and nobody put it on the list.
    pub skill: Option<Skill>,
    pub name: String,
    pub holders: Vec<Holder>,
    pub needs: Vec<Need>,
}

impl Line {
    /// Those whose skill was confirmed.
    pub fn confirmed(&self) -> impl Iterator<Item = &Holder> {
        self.holders.iter().filter(|one| one.confirmed_at.is_some())
    }

    /// Whether those who are needed are there.
    #[must_use]
    pub fn standing(&self) -> Standing {
        Standing::of(self.needs.len(), self.confirmed().count())
    }
}

/// The list beside what is needed, by name.
#[must_use]
pub fn lines(skills: Vec<Skill>, holders: Vec<Holder>, needs: Vec<Need>) -> Vec<Line> {
    let mut all: BTreeMap<String, Line> = BTreeMap::new();
    let mut by_id: BTreeMap<String, String> = BTreeMap::new();
    for skill in skills {
        let key = plain(&skill.name);
        by_id.insert(skill.id.clone(), key.clone());
        let name = skill.name.clone();
        all.insert(key, Line { skill: Some(skill), name, holders: Vec::new(), needs: Vec::new() });
    }
    for holder in holders {
        if let Some(line) = by_id.get(&holder.skill_id).and_then(|key| all.get_mut(key)) {
            line.holders.push(holder);
        }
    }
    for need in needs.into_iter().filter(|need| !plain(&need.skill).is_empty()) {
        let line = all.entry(plain(&need.skill)).or_insert_with(|| Line {
            skill: None,
            name: need.skill.clone(),
            holders: Vec::new(),
            needs: Vec::new(),
        });
        line.needs.push(need);
    }
    all.into_values().collect()
}
