use std::time::Duration;

use super::figures::{Table, field_mb, median_and_most, percentile};

#[test]
fn percentiles_are_times_that_were_measured() {
    let times: Vec<Duration> = (1..=200).map(Duration::from_millis).collect();
    assert_eq!(percentile(&times, 50), Duration::from_millis(100));
    assert_eq!(percentile(&times, 99), Duration::from_millis(198));
    assert_eq!(percentile(&times[..1], 99), Duration::from_millis(1));
    assert_eq!(percentile(&[], 99), Duration::ZERO);
    let mut three = [3, 1, 2].map(Duration::from_millis);
    assert_eq!(median_and_most(&mut three), (Duration::from_millis(2), Duration::from_millis(3)));
}

#[test]
fn memory_is_read_from_what_linux_tells() {
    let status = "Name:\tmandate\nVmHWM:\t  200000 kB\nVmRSS:\t  100000 kB\n";
    assert_eq!(field_mb(status, "VmRSS:"), Some(102.4));
    assert_eq!(field_mb(status, "VmSwap:"), None);
}

#[test]
fn a_table_is_markdown() {
    let mut table = Table::new(&["what", "figure"]);
    table.add("reads", "9/s".to_owned());
    assert_eq!(table.to_string(), "| what | figure |\n|---|---|\n| reads | 9/s |\n");
}
