//! Words that only insiders use, with plainer ones.
//!
//! Absent: the words that an office adds to the list (`rule_set`). Source: the lists of plain-language guidance (plainlanguage.gov, "Use
//! simple words and phrases"; the GOV.UK list of words to avoid), in our own choice.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

/// Word or words, in lower case, and what says the same.
const JARGON: [(&str, &str); 44] = [
    ("action item", "task"),
    ("actionable", "that can be acted on"),
    ("aforementioned", "this"),
    ("as per", "as … says"),
    ("at this point in time", "now"),
    ("bandwidth issue", "lack of time"),
    ("best-in-class", "good"),
    ("commence", "begin"),
    ("deep dive", "close look"),
    ("deliverable", "result"),
    ("deliverables", "results"),
    ("drill down", "look closer"),
    ("due to the fact that", "because"),
    ("endeavour", "try"),
    ("expedite", "speed up"),
    ("facilitate", "help"),
    ("facilitates", "helps"),
    ("going forward", "from now on"),
    ("granularity", "detail"),
    ("holistic", "whole"),
    ("impactful", "that matters"),
    ("in a timely manner", "in time, with a number"),
    ("in order to", "to"),
    ("in the event that", "if"),
    ("incentivise", "reward"),
    ("leverage", "use"),
    ("leverages", "uses"),
    ("low-hanging fruit", "easy gain"),
    ("mission-critical", "without which the business stops"),
    ("on a regular basis", "with its interval: weekly"),
    ("operationalise", "put to work"),
    ("prior to", "before"),
    ("pursuant to", "under"),
    ("reach out to", "call or write to"),
    ("state-of-the-art", "new"),
    ("streamline", "make simpler"),
    ("subsequent to", "after"),
    ("synergy", "gain from working together"),
    ("synergies", "gains from working together"),
    ("touch base", "talk"),
    ("utilise", "use"),
    ("utilize", "use"),
    ("utilised", "used"),
    ("value-add", "gain"),
];

/// The words of a text that have plainer ones, each once: as the list writes them, and what says the same. `own` are those of the office.
pub(super) fn found<'a>(text: &str, own: &'a BTreeMap<String, String>) -> Vec<(&'a str, &'a str)> {
    let lower = text.to_lowercase();
    let mut found: Vec<(&str, &str)> = Vec::new();
    let mut start = None;
    for (at, letter) in lower.char_indices() {
        if !letter.is_alphanumeric() {
            start = None;
        } else if start.is_none() {
            start = Some(at);
            let rest = &lower[at..];
            let ours = own.iter().map(|(words, plainer)| (words.as_str(), plainer.as_str()));
            let hit =
                LISTED.get(&letter).into_iter().flatten().copied().chain(ours).find(|(words, _)| begins(rest, words));
            found.extend(hit.filter(|hit| !found.contains(hit)));
        }
    }
    found
}

/// Whether a text begins with the words, and they end there.
fn begins(text: &str, words: &str) -> bool {
    let rest = text.strip_prefix(words);
    rest.is_some_and(|rest| !rest.chars().next().is_some_and(char::is_alphanumeric))
}

/// The list by first letter.
static LISTED: LazyLock<HashMap<char, Vec<(&'static str, &'static str)>>> = LazyLock::new(|| {
    let mut by_letter: HashMap<char, Vec<(&str, &str)>> = HashMap::new();
    for entry in JARGON {
        by_letter.entry(entry.0.chars().next().unwrap_or(' ')).or_default().push(entry);
    }
    by_letter
});
