//! How easily a text is read: sentences, words, syllables, the reading ease of Flesch, and the share of sentences in the passive voice.
//!
//! Made for English. Absent: spelling, and any judgement about the content. Sources: R. Flesch, "A new readability yardstick", Journal of
//! Applied Psychology 32 (1948) 221–233: reading ease = 206.835 − 1.015 × (words ÷ sentences) − 84.6 × (syllables ÷ words). Syllables are
//! counted as groups of vowels, without a silent e, as the usual implementations of the formula do; names and loan words may be off by one.

mod passive;

use serde::Serialize;

/// What a text is like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Reading {
    pub words: usize,
    pub sentences: usize,
    /// Flesch reading ease: 60 and more reads plainly, below 30 only those read who must; none where the text is too short to say.
    pub ease: Option<f64>,
    /// Words of a sentence on average.
    pub sentence_words: f64,
    /// Sentences in the passive voice, per cent.
    pub passive_share: f64,
}

/// Words of a sentence from which on the average is too many.
const LONG_ON_AVERAGE: f64 = 18.0;
/// Share of passive sentences from which on it is worth a word, per cent.
const OFTEN_PASSIVE: f64 = 30.0;
/// Reading ease below which words are long.
const LONG_WORDS: f64 = 50.0;

impl Reading {
    /// The ease in Flesch's words.
    #[must_use]
    pub fn degree(&self) -> &'static str {
        match self.ease {
            None => "",
            Some(ease) if ease >= 60.0 => "plain",
            Some(ease) if ease >= 50.0 => "fairly difficult",
            Some(ease) if ease >= 30.0 => "difficult",
            Some(_) => "very difficult",
        }
    }

    /// What would make it easier to read, the greatest gain first; empty where nothing needs to be.
    #[must_use]
    pub fn advice(&self) -> &'static str {
        if self.sentence_words >= LONG_ON_AVERAGE {
            "Make two sentences of the long ones."
        } else if self.passive_share >= OFTEN_PASSIVE {
            "Say who does it."
        } else if self.ease.is_some_and(|ease| ease < LONG_WORDS) {
            "Take short words for long ones."
        } else {
            ""
        }
    }
}

/// Words from which on a text is long enough for a figure; Flesch took samples of 100.
pub const LEAST_WORDS: usize = 30;

/// What the texts together are like.
#[must_use]
pub fn reading<'a>(texts: impl IntoIterator<Item = &'a str>) -> Reading {
    let (mut words, mut count, mut syllables_in_all, mut passive) = (0, 0, 0, 0);
    for sentence in texts.into_iter().flat_map(sentences) {
        let own: Vec<&str> = words_of(sentence).collect();
        if own.is_empty() {
            continue;
        }
        count += 1;
        words += own.len();
        syllables_in_all += own.iter().map(|word| syllables(word)).sum::<usize>();
        passive += usize::from(passive::is_passive(&own));
    }
    if count == 0 {
        return Reading::default();
    }
    let [of_words, of_sentences, of_syllables, of_passive] = [words, count, syllables_in_all, passive].map(figure);
    let ease = 206.835 - 1.015 * (of_words / of_sentences) - 84.6 * (of_syllables / of_words);
    Reading {
        words,
        sentences: count,
        ease: (words >= LEAST_WORDS).then(|| (ease * 10.0).round() / 10.0),
        sentence_words: (of_words / of_sentences * 10.0).round() / 10.0,
        passive_share: (of_passive / of_sentences * 100.0).round(),
    }
}

fn figure(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// The sentences of a text. A line of a list is a sentence of its own; a full stop within a number or an abbreviation ends none.
pub fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.lines().flat_map(in_line).map(str::trim).filter(|sentence| sentence.chars().any(char::is_alphanumeric))
}

fn in_line(line: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut letters = line.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        let ends = match letter {
            '!' | '?' | ';' | ':' => true,
            '.' => letters.peek().is_none_or(|(_, next)| next.is_whitespace()) && !is_marker(&line[start..at]),
            _ => false,
        };
        if ends {
            parts.push(&line[start..at]);
            start = at + letter.len_utf8();
        }
    }
    parts.push(&line[start..]);
    parts
}

/// Whether what stands before the full stop numbers a line of a list, as in "3. Ask the user".
fn is_marker(before: &str) -> bool {
    let before = before.trim();
    !before.is_empty() && before.chars().all(|letter| letter.is_ascii_digit())
}

/// The words of a sentence, without what is no word.
pub fn words_of(sentence: &str) -> impl Iterator<Item = &str> {
    sentence
        .split(|letter: char| !(letter.is_alphanumeric() || letter == '\'' || letter == '’'))
        .map(|word| word.trim_matches(['\'', '’']))
        .filter(|word| word.chars().any(char::is_alphabetic))
}

/// The syllables of an English word, at least one.
#[must_use]
pub fn syllables(word: &str) -> usize {
    let mut groups: usize = 0;
    // The last four letters, the newest at the end.
    let mut last = ['\0'; 4];
    for letter in word.chars().filter(|letter| letter.is_alphabetic()) {
        let letter = letter.to_lowercase().next().unwrap_or(letter);
        groups += usize::from(is_vowel(letter) && !is_vowel(last[3]));
        last.rotate_left(1);
        last[3] = letter;
    }
    let is_silent = match last {
        // "service", and not "table" or "agree".
        [_, before, letter, 'e'] => !is_vowel(letter) && (letter != 'l' || is_vowel(before)),
        // "times", and not "changes", "processes" or "wishes".
        [before, letter, 'e', 's'] => {
            let hisses =
                matches!(letter, 's' | 'z' | 'x' | 'c' | 'g') || (letter == 'h' && matches!(before, 's' | 'c'));
            !is_vowel(letter) && !hisses
        }
        // "closed", and not "wanted".
        [_, letter, 'e', 'd'] => !is_vowel(letter) && !matches!(letter, 't' | 'd'),
        _ => false,
    };
    if is_silent && groups > 1 { groups - 1 } else { groups.max(1) }
}

fn is_vowel(letter: char) -> bool {
    matches!(
        letter,
        'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'ä' | 'ö' | 'ü' | 'é' | 'è' | 'ê' | 'à' | 'â' | 'î' | 'ô' | 'û'
    )
}

#[cfg(test)]
mod tests;
