//! An entry of the dictionary: one name, how it is written, where it stands and what it is said to mean.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use crate::definition::dictionary::{Kind, plain, stem};
use crate::process::reword::Touched;
use crate::process::shared::Source;

/// One name that processes share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub kind: Kind,
    /// As it is written most often.
    pub name: String,
    /// Every way in which it is written, the most frequent first, with how often.
    pub spellings: Vec<(String, usize)>,
    pub uses: Vec<Use>,
    /// What is said of its meaning, with the names of the processes that say so, the most frequent first.
    pub meanings: Vec<(String, Vec<String>)>,
    /// Other names of the dictionary that are probably the same.
    pub similar: Vec<String>,
}

/// Where a name stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    pub process_id: String,
    pub process_key: String,
    pub process: String,
    /// "2.1", or empty for a draft.
    pub version: String,
    /// As what it stands there.
    pub place: String,
    /// The section of the definition that holds it.
    pub section: &'static str,
}

impl Entry {
    /// How many processes use it.
    #[must_use]
    pub fn processes(&self) -> usize {
        let mut keys: Vec<&str> = self.uses.iter().map(|one| one.process_key.as_str()).collect();
        keys.sort_unstable();
        keys.dedup();
        keys.len()
    }

    /// Whether something should be brought together: spellings, meanings, or names that are probably the same.
    #[must_use]
    pub fn is_divided(&self) -> bool {
        self.spellings.len() > 1 || (self.kind == Kind::Term && self.meanings.len() > 1) || !self.similar.is_empty()
    }
}

/// The dictionary of an office, by kind and name.
#[must_use]
pub fn entries(sources: &[Source]) -> Vec<Entry> {
    let mut found: BTreeMap<(Kind, String), Gathered> = BTreeMap::new();
    for source in sources {
        for one in source.standings.iter() {
            let gathered = found.entry((one.kind, plain(&one.name))).or_default();
            *gathered.spellings.entry(one.name.clone()).or_default() += 1;
            gathered.uses.push(Use {
                process_id: source.process.id.clone(),
                process_key: source.process.key.clone(),
                process: source.process.name.clone(),
                version: source.version.number.clone(),
                place: one.place.clone(),
                section: one.section,
            });
            if !one.meaning.trim().is_empty() {
                let said = gathered.meanings.entry(one.meaning.trim().to_owned()).or_default();
                if !said.contains(&source.process.name) {
                    said.push(source.process.name.clone());
                }
            }
        }
    }
    let mut alike: BTreeMap<(Kind, String), Vec<String>> = BTreeMap::new();
    for (kind, name) in found.keys() {
        alike.entry((*kind, stem(name))).or_default().push(name.clone());
    }
    let shown: BTreeMap<(Kind, String), String> =
        found.iter().map(|(key, gathered)| (key.clone(), gathered.name())).collect();
    found
        .into_iter()
        .map(|((kind, plain_name), gathered)| {
            let alike = &alike[&(kind, stem(&plain_name))];
            let others = alike.iter().filter(|other| **other != plain_name);
            let similar = others.map(|other| shown[&(kind, other.clone())].clone()).collect();
            gathered.into_entry(kind, similar)
        })
        .collect()
}

#[derive(Default)]
struct Gathered {
    spellings: BTreeMap<String, usize>,
    uses: Vec<Use>,
    meanings: BTreeMap<String, Vec<String>>,
}

impl Gathered {
    fn name(&self) -> String {
        self.spellings.iter().rev().max_by_key(|(_, count)| **count).map(|(name, _)| name.clone()).unwrap_or_default()
    }

    fn into_entry(self, kind: Kind, similar: Vec<String>) -> Entry {
        let name = self.name();
        let mut spellings: Vec<(String, usize)> = self.spellings.into_iter().collect();
        spellings.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let mut meanings: Vec<(String, Vec<String>)> = self.meanings.into_iter().collect();
        meanings.sort_by_key(|(_, said)| std::cmp::Reverse(said.len()));
        Entry { kind, name, spellings, uses: self.uses, meanings, similar }
    }
}

/// What is changed of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// Another name, wherever it stands.
    Rename { to: String },
    /// One meaning, wherever the term is explained.
    Explain { meaning: String },
}

/// What an edit does to one process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effect {
    pub process_id: String,
    pub process_key: String,
    pub process: String,
    pub touched: Vec<Touched>,
    /// Sections whose running text names it and stays as it is, with how many texts.
    pub mentions: BTreeMap<String, usize>,
}

/// What an edit does to the office.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    pub effects: Vec<Effect>,
}

impl Plan {
    /// Whether something stands in the way.
    #[must_use]
    pub fn is_obstructed(&self) -> bool {
        self.touched().any(|one| one.obstacle.is_some())
    }

    /// How many processes change.
    #[must_use]
    pub fn processes(&self) -> usize {
        self.effects.iter().filter(|effect| !effect.touched.is_empty()).count()
    }

    /// How often the name stands in what changes.
    #[must_use]
    pub fn places(&self) -> usize {
        self.touched().map(|one| one.count).sum()
    }

    /// Names exactly what was seen, so that nothing else is done.
    #[must_use]
    pub fn print(&self) -> String {
        let mut hash = Sha256::new();
        for effect in &self.effects {
            for one in &effect.touched {
                hash.update(format!("{}\0{}\0{}\0{}\n", effect.process_id, one.version_id, one.next, one.count));
            }
        }
        hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    }

    fn touched(&self) -> impl Iterator<Item = &Touched> {
        self.effects.iter().flat_map(|effect| &effect.touched)
    }
}
