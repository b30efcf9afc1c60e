//! Lines of all sides become one table.

use super::told::{Side, table};

fn told(name: &str, lines: &[&str]) -> Side {
    Side::of(name, &lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>())
}

#[test]
fn all_sides_stand_in_one_row_with_their_ratios() {
    let ours = told(
        "ours",
        &[
            r#"{"what":"import CSV","ms":40.00,"cpu_ms":50.0,"note":"7 events"}"#,
            r#"{"what":"variants","ms":2.00,"cpu_ms":3.0,"note":"2 variants"}"#,
            r#"{"what":"peak","mb":12}"#,
        ],
    );
    let one = told(
        "one",
        &[
            "a line of something else",
            r#"{"what":"import CSV","ms":6100.5,"cpu_ms":5000.0,"note":"7 events"}"#,
            r#"{"what":"peak","mb":300.4}"#,
        ],
    );
    let other = told(
        "other",
        &[
            r#"{"what":"order","ms":1.5,"cpu_ms":0.0,"note":""}"#,
            r#"{"what":"variants","ms":7.00,"cpu_ms":6.0,"note":"3 variants"}"#,
        ],
    );
    let table = table(&ours, &[one, other]);
    let expected = "| CPU, wall (CPU ratio) | ours | one | other |\n|---|---|---|---|\n\
        | import CSV | 50 ms, 40 ms | 5.00 s, 6.10 s (100.0) | – |\n\
        | variants | 3.00 ms, 2.00 ms | – | 6.00 ms, 7.00 ms (2.0) |\n\
        | order | – | – | 1.50 ms, 1.50 ms |\n\
        | peak memory | 12 MB | 300 MB | 0 MB |\n\n\
        variants: ours says “2 variants”, other “3 variants”.\n";
    assert_eq!(table, expected);
}
