use crate::value::Value;

#[test]
fn what_is_read_is_written_with_all_digits_and_in_order() {
    for text in [
        r#"{"b":1,"a":[true,false,null,"x\"\\\n"],"c":{}}"#,
        "0.1234567890123456789012345678901234",
        "-12345678901234567890",
        "[]",
        r#""😀""#,
    ] {
        assert_eq!(Value::from_json(text).unwrap().to_json(), text);
    }
    assert_eq!(Value::from_json(r#"  "😀"  "#).unwrap().to_json(), r#""😀""#);
}

#[test]
fn what_is_not_json_is_refused_at_its_place() {
    for (text, column) in [
        ("[1,]", 4),
        ("{\"a\"}", 5),
        ("nul", 1),
        ("[1 2]", 4),
        ("\"a", 3),
        ("1 1", 3),
        ("{a:1}", 2),
        ("", 1),
        (r#""\ud800""#, 8),
    ] {
        let error = Value::from_json(text).unwrap_err();
        assert_eq!(error.column, column, "{text}: {error}");
    }
    assert!(Value::from_json(&"[".repeat(100_000)).is_err());
}
