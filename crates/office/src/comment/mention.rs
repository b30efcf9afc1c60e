//! Mentions: “@Ingrid Halvorsen” in a text names a person of the office, and so does a name picked from a list.
//!
//! Absent: nicknames and groups. An “@” before anything else stays what it is.

use crate::failure::Refusal;
use crate::people::Person;

/// People named in one text.
pub const MENTIONS_MOST: usize = 20;
/// How often an “@” is looked at in one text.
const LOOKED_AT: usize = 200;

/// The ids of those whom a text mentions, in the order of the text, each once. A name that two people share names nobody until it
/// is written as the mail address (`@ada@example.org`).
///
/// # Errors
/// When a name is shared, or too many people are mentioned.
pub fn in_text(text: &str, people: &[Person]) -> Result<Vec<String>, Refusal> {
    let mut found: Vec<String> = Vec::new();
    for (at, _) in text.match_indices('@').take(LOOKED_AT) {
        let before = text[..at].chars().next_back();
        if before.is_some_and(|letter| letter.is_alphanumeric() || letter == '.') {
            continue;
        }
        if let Some(id) = named_at(&text[at + 1..], people)?
            && !found.contains(&id)
        {
            found.push(id);
        }
    }
    few(found)
}

/// The ids of those whose names or mail addresses stand in a field, separated by commas or semicolons.
///
/// # Errors
/// When a name is unknown or shared, or there are too many.
pub fn in_field(field: &str, people: &[Person]) -> Result<Vec<String>, Refusal> {
    let mut found: Vec<String> = Vec::new();
    for name in field.split([',', ';']).map(str::trim).filter(|name| !name.is_empty()) {
        let name = name.trim_start_matches('@');
        let all: Vec<&Person> =
            people.iter().filter(|one| is_same(&one.name, name) || is_same(&one.email, name)).collect();
        match all.as_slice() {
            [] => return Err(Refusal::at("mention", format!("Nobody here is called {name}. Choose from the list."))),
            [one] => {
                if !found.contains(&one.id) {
                    found.push(one.id.clone());
                }
            }
            _ => return Err(shared(name)),
        }
    }
    few(found)
}

fn named_at(rest: &str, people: &[Person]) -> Result<Option<String>, Refusal> {
    let ways = people.iter().flat_map(|one| [(one, one.name.as_str()), (one, one.email.as_str())]);
    let matching: Vec<(&Person, &str)> = ways.filter(|(_, name)| begins_with(rest, name)).collect();
    let Some(longest) = matching.iter().map(|(_, name)| name.len()).max() else { return Ok(None) };
    let best: Vec<&(&Person, &str)> = matching.iter().filter(|(_, name)| name.len() == longest).collect();
    match best.as_slice() {
        [(one, _)] => Ok(Some(one.id.clone())),
        [(_, name), ..] => Err(shared(name)),
        [] => Ok(None),
    }
}

/// Whether `rest` begins with the whole name, whatever the case.
fn begins_with(rest: &str, name: &str) -> bool {
    let mut letters = rest.chars();
    let is_name = !name.is_empty()
        && name
            .chars()
            .all(|wanted| letters.next().is_some_and(|letter| letter.to_lowercase().eq(wanted.to_lowercase())));
    is_name && letters.next().is_none_or(|next| !next.is_alphanumeric())
}

fn is_same(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

fn shared(name: &str) -> Refusal {
    Refusal::at(
        "mention",
        format!("More than one person is called {name}. Write the mail address instead of the name."),
    )
}

fn few(found: Vec<String>) -> Result<Vec<String>, Refusal> {
    if found.len() > MENTIONS_MOST {
        return Err(Refusal::at("mention", format!("At most {MENTIONS_MOST} people can be mentioned at once.")));
    }
    Ok(found)
}
