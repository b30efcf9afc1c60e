use super::*;

#[test]
fn syllables_are_counted_as_people_speak() {
    let cases = [
        ("the", 1),
        ("cat", 1),
        ("service", 2),
        ("table", 2),
        ("handle", 2),
        ("people", 2),
        ("user", 2),
        ("process", 2),
        ("incident", 3),
        ("closed", 1),
        ("wanted", 2),
        ("times", 1),
        ("changes", 2),
        ("be", 1),
        ("rhythm", 1),
        ("a", 1),
        ("IT", 1),
        ("2nd", 1),
        ("", 1),
        ("agreed", 2),
        ("release", 2),
    ];
    for (word, count) in cases {
        assert_eq!(syllables(word), count, "{word}");
    }
}

#[test]
fn sentences_end_where_a_reader_stops() {
    let cases: [(&str, &[&str]); 6] = [
        ("One. Two! Three?", &["One", "Two", "Three"]),
        ("1. Ask the user.\n2. Close it.", &["1. Ask the user", "2. Close it"]),
        ("Version 1.4 is in force.", &["Version 1.4 is in force"]),
        ("First: do it; then rest", &["First", "do it", "then rest"]),
        ("…\n---\n", &[]),
        ("", &[]),
    ];
    for (text, expected) in cases {
        assert_eq!(sentences(text).collect::<Vec<_>>(), expected, "{text}");
    }
}

#[test]
fn the_reading_ease_is_that_of_the_formula() {
    let text = "The cat sat on the mat. ".repeat(10);
    let read = reading([text.as_str()]);
    assert_eq!((read.words, read.sentences, read.sentence_words, read.passive_share), (60, 10, 6.0, 0.0));
    // Six words of one syllable each: 206.835 − 1.015 × 6 − 84.6 × 1.
    assert_eq!(read.ease, Some(116.1));
    let heavy = "The organisational prioritisation methodology facilitates interdepartmental communication. ".repeat(6);
    assert!(reading([heavy.as_str()]).ease.is_some_and(|ease| ease < 0.0));
    assert_eq!(reading(["Too short to say."]).ease, None);
    assert_eq!(reading([""; 0]), Reading::default());
}

#[test]
fn the_passive_voice_is_seen() {
    let cases = [
        ("The report is recorded.", true),
        ("The report was not always written down.", true),
        ("It is known.", true),
        ("Calls are being counted.", true),
        ("The agent records the report.", false),
        ("The agent is here and records it later today.", false),
        ("What we need is speed.", false),
    ];
    for (text, expected) in cases {
        let share = reading([text]).passive_share;
        assert_eq!(share > 0.0, expected, "{text}");
    }
}
