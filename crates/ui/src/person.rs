//! People: initials in a circle, and the chip of picture, name and role.

use maud::{Markup, html};

/// How many avatar colours the style has.
const AVATAR_COLOURS: u32 = 6;
const INITIALS: usize = 2;

/// Initials in a circle; decorative, because the name stands beside it.
#[must_use]
pub fn avatar(name: &str) -> Markup {
    html! { span class={ "avatar is-colour-" (colour(name)) } aria-hidden="true" { (initials(name)) } }
}

/// A person with a line below the name (role, unit, date) and a link to their page.
#[must_use]
pub fn person(name: &str, line: Option<&str>, href: Option<&str>) -> Markup {
    html! {
        span.person {
            (avatar(name))
            span.person-words {
                @if let Some(href) = href { a href=(href) { (name) } } @else { span { (name) } }
                @if let Some(line) = line { span.person-line { (line) } }
            }
        }
    }
}

/// The first letters of the first and the last name.
#[must_use]
pub fn initials(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    let ends = match words.as_slice() {
        [] => vec![],
        [only] => vec![*only],
        [first, .., last] => vec![*first, *last],
    };
    let letters = ends.iter().filter_map(|word| word.chars().find(|letter| letter.is_alphanumeric()));
    let text: String = letters.take(INITIALS).flat_map(char::to_uppercase).collect();
    if text.is_empty() { "?".to_owned() } else { text }
}

fn colour(name: &str) -> u32 {
    name.bytes().fold(7_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte))) % AVATAR_COLOURS
}
