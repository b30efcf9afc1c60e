use super::time::{is_cycle, is_duration, is_moment};
use super::value::{is_address, is_media_type};
use crate::lint::{Severity, lint};
use crate::tests::{diagram, flows};

#[test]
fn times_are_read_as_engines_read_them() {
    for (text, moment, duration, cycle) in [
        ("2026-11-25T09:00:00Z", true, false, false),
        ("2026-11-25T09:00:00+01:00", true, false, false),
        ("2026-11-25", true, false, false),
        ("20261125", true, false, false),
        ("2026-13-25", false, false, false),
        ("2026-11-25T", false, false, false),
        ("PT4H", false, true, false),
        ("P1Y2M3DT4H5M6.5S", false, true, false),
        ("P2W", false, true, false),
        ("P", false, false, false),
        ("PT", false, false, false),
        ("P1H", false, false, false),
        ("PT1S2H", false, false, false),
        ("R3/PT10S", false, false, true),
        ("R/2026-11-25T09:00:00Z/PT1H", false, false, true),
        ("R/2026-11-25T09:00:00Z/2026-11-26T09:00:00Z", false, false, true),
        ("R3", false, false, false),
        ("0 0 9 * * MON-FRI", false, false, true),
        ("every day at nine o'clock now", false, false, false),
        ("INVALID", false, false, false),
        ("", false, false, false),
    ] {
        assert_eq!((is_moment(text), is_duration(text), is_cycle(text)), (moment, duration, cycle), "{text}");
    }
}

#[test]
fn addresses_and_media_types_are_told_from_other_words() {
    for (text, good) in [
        ("##Compensate", true),
        ("http://x/y?z=%20", true),
        ("webService", true),
        ("a b", false),
        ("x%$", false),
        ("x%", false),
    ] {
        assert_eq!(is_address(text), good, "{text}");
    }
    for (text, good) in [("text/plain", true), ("text/html; charset=utf-8", true), ("text", false), ("/x", false)] {
        assert_eq!(is_media_type(text), good, "{text}");
    }
}

#[test]
fn what_only_an_engine_needs_is_a_hint_in_a_drawing() {
    let content = format!(
        "<startEvent id=\"s\"/><task id=\"a\" name=\"Check it now\"><multiInstanceLoopCharacteristics/></task><endEvent id=\"e\"/>{}",
        flows("s>a a>e")
    );
    let severity = |diagram: &crate::Diagram| {
        let findings = lint(diagram);
        findings.iter().find(|finding| finding.rule == "repetition-without-number").map(|finding| finding.severity)
    };
    let drawn = diagram(&content);
    assert_eq!(severity(&drawn), Some(Severity::Info));
    let executable = drawn.text().replace("<process ", "<process isExecutable=\"true\" ");
    assert_eq!(severity(&crate::Diagram::parse(&executable).unwrap()), Some(Severity::Error));
}
