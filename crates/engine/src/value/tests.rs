//! Tests of values as text.

use std::sync::Arc;

use feel::{Expression, Limits, Scope};

use super::*;

#[test]
fn every_kind_of_value_comes_back_as_it_was() {
    let texts = [
        "null",
        "true",
        "-0.1234567890123456789012345678901234",
        r#""a \"quoted\" text""#,
        r#"date("2024-02-29")"#,
        r#"time("13:45:00@Europe/Berlin")"#,
        r#"date and time("2024-02-29T13:45:00.123Z")"#,
        r#"duration("P1DT2H")"#,
        r#"duration("P1Y2M")"#,
        "[1..5)",
        "(> 3)",
        r#"[1, [date("2024-01-01")], {"a b": null}]"#,
        r#"{"@": "date", "v": "2024-01-01"}"#,
        r#"{"@": {"@": 1}}"#,
    ];
    for text in texts {
        let compiled = Expression::compile(text, &Scope::new()).unwrap_or_else(|error| panic!("{text}: {error}"));
        let value = compiled.evaluate(&Arc::default(), None, Limits::STANDARD).unwrap().value;
        let back = from_text(&to_text(&value)).unwrap();
        assert_eq!(format!("{value:?}"), format!("{back:?}"), "{text} as {}", to_text(&value));
    }
}

#[test]
fn counting_bytes_ends_at_what_is_asked_for() {
    let long = Value::from("x".repeat(100));
    assert_eq!(bytes_up_to(&long, 1_000), 102);
    assert_eq!(bytes_up_to(&long, 50), 51);
    let list = Value::list(vec![long; 100]);
    assert_eq!(bytes_up_to(&list, 1_000), 1_001);
}
