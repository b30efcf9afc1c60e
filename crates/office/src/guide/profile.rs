//! How the office wants its process guides: mark, numbers, sections and their order, own headings and own words.
//!
//! Absent: colours and letters, which are one for all documents; an office's page and `mandate guide --profile` read the same
//! shape. Pure. Source: practice of generated process guides.

use serde::{Deserialize, Serialize};

use super::model::Section;
use crate::failure::Refusal;

/// What every page says where the office chose nothing else.
pub const NOTICE: &str = "Printed copies are uncontrolled";
/// Sections of a guide, the office's own among them.
pub const SECTIONS: usize = 60;
/// Letters of a heading, the notice or the classification.
pub const LINE_CHARS: usize = 120;
/// Letters of the office's own words in one section.
pub const WORDS_CHARS: usize = 20_000;

/// The choices of the office.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Profile {
    /// Whether headings of the guide carry numbers.
    pub numbered: bool,
    /// Said on every page.
    pub notice: String,
    /// "Internal"; empty where documents are not classified.
    pub classification: String,
    /// The file of the logo, as it was sent or as it lies beside the profile; empty where there is none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub logo: String,
    /// The bytes of that file, SVG or PNG.
    #[serde(skip)]
    pub picture: Option<Vec<u8>>,
    /// The guide in its order; what is not listed is left out.
    pub section: Vec<Chapter>,
}

/// A section as the office wants it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Chapter {
    /// Which side of the definition it holds; none for a section of the office's own words alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub holds: Option<Section>,
    /// Empty for the usual heading.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub heading: String,
    /// Markdown that stands first in the section.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub words: String,
}

impl Default for Profile {
    fn default() -> Self {
        Profile {
            numbered: true,
            notice: NOTICE.to_owned(),
            classification: String::new(),
            logo: String::new(),
            picture: None,
            section: Section::ALL.map(|section| Chapter { holds: Some(section), ..Chapter::default() }).to_vec(),
        }
    }
}

impl Chapter {
    /// The heading that stands in the guide.
    #[must_use]
    pub fn shown(&self) -> &str {
        match (self.heading.as_str(), self.holds) {
            ("", Some(section)) => section.heading(),
            (heading, _) => heading,
        }
    }
}

impl Profile {
    /// Everything that is wrong with it; the field is that of the office's page.
    #[must_use]
    pub fn refusals(&self) -> Vec<Refusal> {
        let mut all = Vec::new();
        for (field, label, text) in
            [("notice", "The notice", &self.notice), ("classification", "The classification", &self.classification)]
        {
            all.extend(line(text, label).map(|sentence| Refusal::at(field, sentence)));
        }
        if self.section.is_empty() {
            all.push(Refusal::at("place", "A guide needs a section. Give at least one of them a place."));
        }
        if self.section.len() > SECTIONS {
            all.push(Refusal::at("place", format!("A guide has at most {SECTIONS} sections. Leave some out.")));
        }
        for (at, one) in self.section.iter().enumerate() {
            all.extend(line(&one.heading, "A heading").map(|sentence| Refusal::at("heading", sentence)));
            if one.holds.is_none() && one.heading.trim().is_empty() {
                all.push(Refusal::at("heading", "A section of your own needs a heading. Name it."));
            }
            if one.words.chars().count() > WORDS_CHARS {
                let sentence = format!("The words of “{}” are longer than {WORDS_CHARS} letters.", one.shown());
                all.push(Refusal::at("words", sentence));
            }
            if one.holds.is_some() && self.section[..at].iter().any(|other| other.holds == one.holds) {
                all.push(Refusal::at("place", format!("“{}” stands in the guide twice. Leave one out.", one.shown())));
            }
        }
        all
    }

    /// Reads the text of a profile file; the bytes of the logo are the caller's to read.
    ///
    /// # Errors
    /// A sentence with the line where the text is no TOML of this shape, else everything that is wrong.
    pub fn from_toml(text: &str) -> Result<Profile, String> {
        let profile: Profile = toml::from_str(text).map_err(|error| {
            let line = error.span().map_or(1, |span| text[..span.start.min(text.len())].matches('\n').count() + 1);
            format!("line {line}: {}", error.message().trim_end())
        })?;
        let refusals: Vec<String> = profile.refusals().into_iter().map(|one| one.sentence).collect();
        if refusals.is_empty() { Ok(profile) } else { Err(refusals.join("\n")) }
    }

    /// The same as a text that [`Profile::from_toml`] reads.
    #[must_use]
    pub fn to_toml(&self) -> String {
        toml::to_string(self).expect("a profile is a table of texts")
    }
}

/// What is wrong with a text that stands on one line.
fn line(text: &str, label: &str) -> Option<String> {
    if text.chars().any(char::is_control) {
        return Some(format!("{label} contains line breaks or control characters. Remove them."));
    }
    (text.chars().count() > LINE_CHARS).then(|| format!("{label} is longer than {LINE_CHARS} letters. Shorten it."))
}
