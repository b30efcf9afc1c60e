//! The passive voice: a form of "be", then, after at most two words, a past participle.
//!
//! Absent: grammar; a sentence like "it is tired" counts too, and a passive without "be" does not. Source: the usual rule of thumb of
//! style checkers (plainlanguage.gov, "Use active voice").

/// The forms of "be".
const BE: [&str; 8] = ["is", "are", "was", "were", "be", "been", "being", "am"];
/// Past participles that do not end in "ed".
const IRREGULAR: [&str; 52] = [
    "begun",
    "born",
    "bought",
    "bound",
    "broken",
    "brought",
    "built",
    "caught",
    "chosen",
    "cut",
    "done",
    "drawn",
    "driven",
    "eaten",
    "felt",
    "forgotten",
    "fought",
    "found",
    "given",
    "gone",
    "grown",
    "heard",
    "held",
    "hidden",
    "hurt",
    "kept",
    "known",
    "laid",
    "led",
    "left",
    "lent",
    "let",
    "lost",
    "made",
    "meant",
    "met",
    "overdrawn",
    "paid",
    "put",
    "read",
    "said",
    "seen",
    "sent",
    "set",
    "shown",
    "spent",
    "sold",
    "taken",
    "taught",
    "told",
    "thought",
    "written",
];
/// Words between the two at most ("is not always recorded").
const BETWEEN: usize = 2;

pub(super) fn is_passive(words: &[&str]) -> bool {
    let is_be = |word: &str| BE.iter().any(|be| be.eq_ignore_ascii_case(word));
    words
        .iter()
        .enumerate()
        .filter(|(_, word)| is_be(word))
        .any(|(at, _)| words[at + 1..].iter().take(BETWEEN + 1).any(|word| is_participle(word)))
}

fn is_participle(word: &str) -> bool {
    let ends = |text: &[u8]| {
        let letters = word.as_bytes();
        letters.len() > 4 && letters[letters.len() - text.len()..].eq_ignore_ascii_case(text)
    };
    (ends(b"ed") && !ends(b"eed")) || IRREGULAR.iter().any(|one| one.eq_ignore_ascii_case(word))
}
