//! Lines of both sides become rows.

use super::*;

fn told(lines: &[&str]) -> Side {
    side(&lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>())
}

#[test]
fn both_sides_stand_in_one_row_with_their_ratio() {
    let ours = told(&[
        r#"{"what":"import","ms":40.00,"cpu_ms":50.0,"note":"7 events"}"#,
        r#"{"what":"variants","ms":2.00,"cpu_ms":3.0,"note":"2 variants"}"#,
        r#"{"what":"peak","mb":12}"#,
    ]);
    let theirs = told(&[
        "a line of something else",
        r#"{"what":"import","ms":6100.5,"cpu_ms":5000.0,"note":"7 events"}"#,
        r#"{"what":"peak","mb":300.4}"#,
    ]);
    let table = table(&ours, &theirs);
    assert!(table.contains("| import | 50.00 ms | 40.00 ms | 5.00 s | 6.10 s | 100 | 7 events |"), "{table}");
    assert!(table.contains("| variants | 3.00 ms | 2.00 ms | – | – | – | 2 variants |"), "{table}");
    assert!(table.ends_with("Peak memory: ours 12 MB, pm4py 300 MB.\n"), "{table}");
}
