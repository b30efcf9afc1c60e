//! Which requirement of a new version is which of the one before: a reworded requirement keeps what is known of it.
//!
//! A requirement has no key, because people write sentences. The same words are the same requirement; of the others, those that share
//! most of their words are, at the same activity with less in common. What shares too little is another requirement. Source: the
//! Dice coefficient of word sets (Dice 1945).

use std::collections::BTreeSet;

use crate::definition::Requirement;
use crate::definition::dictionary::plain;

/// Words in common from which on a sentence counts as reworded, as a share of the words of both.
const ALIKE: f64 = 0.7;
/// The same at one activity.
const ALIKE_AT_ONE_STEP: f64 = 0.5;

/// What was known: the wording and the activity.
pub struct Before<'a> {
    pub text: &'a str,
    pub activity: &'a str,
}

/// For each of the new ones the place of the old one that it continues; none where it is new.
#[must_use]
pub fn follow(old: &[Before], new: &[Requirement]) -> Vec<Option<usize>> {
    let mut found: Vec<Option<usize>> = vec![None; new.len()];
    let mut free: BTreeSet<usize> = (0..old.len()).collect();
    for same_step in [true, false] {
        for (at, one) in new.iter().enumerate().filter(|(at, _)| found[*at].is_none()).collect::<Vec<_>>() {
            let is_same = |before: &usize| {
                plain(old[*before].text) == plain(&one.text) && (!same_step || old[*before].activity == one.activity)
            };
            let same = free.iter().copied().find(is_same);
            if let Some(same) = same {
                free.remove(&same);
                found[at] = Some(same);
            }
        }
    }
    let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
    for (at, one) in new.iter().enumerate().filter(|(at, _)| found[*at].is_none()) {
        let words = words(&one.text);
        for before in &free {
            let together = alike(&words, &self::words(old[*before].text));
            let is_one_step = !one.activity.is_empty() && old[*before].activity == one.activity;
            if together >= if is_one_step { ALIKE_AT_ONE_STEP } else { ALIKE } {
                pairs.push((together + if is_one_step { 1.0 } else { 0.0 }, at, *before));
            }
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    for (_, at, before) in pairs {
        if found[at].is_none() && free.remove(&before) {
            found[at] = Some(before);
        }
    }
    found
}

fn words(text: &str) -> BTreeSet<String> {
    let lower = text.to_lowercase();
    lower.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Twice the words in common over the words of both: 0 for none, 1 for all.
#[expect(clippy::cast_precision_loss, reason = "a sentence has few words")]
fn alike(one: &BTreeSet<String>, other: &BTreeSet<String>) -> f64 {
    let both = one.len() + other.len();
    if both == 0 {
        return 0.0;
    }
    2.0 * one.intersection(other).count() as f64 / both as f64
}

#[cfg(test)]
mod tests {
    use super::{Before, follow};
    use crate::definition::Requirement;

    fn new(texts: &[(&str, &str)]) -> Vec<Requirement> {
        let one = |(text, activity): &(&str, &str)| Requirement {
            text: (*text).to_owned(),
            activity: (*activity).to_owned(),
            ..Requirement::default()
        };
        texts.iter().map(one).collect()
    }

    type Texts<'a> = &'a [(&'a str, &'a str)];

    #[test]
    fn a_requirement_is_followed_through_order_rewording_and_moving_and_a_new_one_is_new() {
        let cases: &[(&str, Texts, Texts, &[Option<usize>])] = &[
            ("the same", &[("A b c", "x"), ("D e f", "y")], &[("A b c", "x"), ("D e f", "y")], &[Some(0), Some(1)]),
            (
                "another order",
                &[("A b c", "x"), ("D e f", "y")],
                &[("D e f", "y"), ("A b c", "x")],
                &[Some(1), Some(0)],
            ),
            ("capitals and blanks", &[("A b  C", "x")], &[("a B c", "x")], &[Some(0)]),
            (
                "reworded",
                &[("The priority is derived from impact and urgency.", "classify")],
                &[("Priority is derived from the impact and urgency, and cannot be typed.", "classify")],
                &[Some(0)],
            ),
            (
                "moved to another step",
                &[("The clock stops while we wait", "a")],
                &[("The clock stops while we wait", "b")],
                &[Some(0)],
            ),
            (
                "nothing in common at the same step",
                &[("The clock stops while the user is asked", "a")],
                &[("A survey goes out at closure", "a")],
                &[None],
            ),
            (
                "a few words in common elsewhere",
                &[("The tool records the closure code", "a")],
                &[("The tool records the service", "b")],
                &[None],
            ),
            (
                "twins at two steps stay where they are",
                &[("A note is kept", "a"), ("A note is kept", "b")],
                &[("A note is kept", "b"), ("A note is kept", "a")],
                &[Some(1), Some(0)],
            ),
            (
                "the nearest wins",
                &[("The ticket shows the owner", "a"), ("The ticket shows the owner and the group", "a")],
                &[("The ticket shows the owner and the support group", "a")],
                &[Some(1)],
            ),
            ("signs without words", &[("…", "a")], &[("!", "a")], &[None]),
        ];
        for (name, old, texts, expected) in cases {
            let old: Vec<Before> = old.iter().map(|(text, activity)| Before { text, activity }).collect();
            assert_eq!(follow(&old, &new(texts)), *expected, "{name}");
        }
    }
}
