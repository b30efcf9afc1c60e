//! Times as exports write them, and what is no time.

use super::TimeFormat::{DayMonthYear, EpochMilliseconds, EpochSeconds, MonthDayYear, YearMonthDay};
use super::TimeProblem::{Impossible, TooEarly, TooLate, Unreadable};
use super::*;

#[track_caller]
fn check(format: TimeFormat, zone: &str, text: &str, expected: Result<&str, TimeProblem>) {
    let zone = Zone::named(zone).expect("a zone");
    assert_eq!(parse(text, format, &zone).map(iso).as_deref(), expected.as_ref().map(|text| *text), "{text}");
}

#[test]
fn times_are_read_as_exports_write_them() {
    let cases = [
        (YearMonthDay, "2024-02-29", "2024-02-29T00:00:00Z"),
        (YearMonthDay, "2024-02-29 13:05", "2024-02-29T13:05:00Z"),
        (YearMonthDay, "2024/2/9 13:05:07", "2024-02-09T13:05:07Z"),
        (YearMonthDay, "2024-02-29T13:05:07.5Z", "2024-02-29T13:05:07.500000Z"),
        (YearMonthDay, "2024-02-29T13:05:07.123456789+01:00", "2024-02-29T12:05:07.123456Z"),
        (YearMonthDay, "2024-02-29T23:05:07-0530", "2024-03-01T04:35:07Z"),
        (YearMonthDay, "2024-02-29 13:05:07 UTC", "2024-02-29T13:05:07Z"),
        (DayMonthYear, "29/2/2024 01:16", "2024-02-29T01:16:00Z"),
        (DayMonthYear, "29.02.2024, 1:16:05", "2024-02-29T01:16:05Z"),
        (DayMonthYear, "12/Jan/24 3:45 PM", "2024-01-12T15:45:00Z"),
        (DayMonthYear, "12-january-1999", "1999-01-12T00:00:00Z"),
        (DayMonthYear, "1/2/70", "1970-02-01T00:00:00Z"),
        (MonthDayYear, "2/29/2024 12:05 AM", "2024-02-29T00:05:00Z"),
        (MonthDayYear, "2/29/2024 12:05pm", "2024-02-29T12:05:00Z"),
        (MonthDayYear, "Feb 29, 2024", "2024-02-29T00:00:00Z"),
        (EpochSeconds, "1709208300", "2024-02-29T12:05:00Z"),
        (EpochSeconds, "1709208300.25", "2024-02-29T12:05:00.250000Z"),
        (EpochMilliseconds, "1709208300001", "2024-02-29T12:05:00.001000Z"),
    ];
    for (format, text, expected) in cases {
        check(format, "UTC", text, Ok(expected));
    }
}

#[test]
fn what_is_no_time_has_a_reason() {
    let cases = [
        (YearMonthDay, "", Unreadable),
        (YearMonthDay, "soon", Unreadable),
        (YearMonthDay, "29/2/2024", Unreadable),
        (YearMonthDay, "24-02-29", Unreadable),
        (YearMonthDay, "2024-02-29 13", Unreadable),
        (YearMonthDay, "2024-02-29 13:05 tomorrow", Unreadable),
        (YearMonthDay, "2024-02-29T13:05:07[Europe/Paris]", Unreadable),
        (YearMonthDay, "2023-02-29", Impossible),
        (YearMonthDay, "1900-02-29", Impossible),
        (YearMonthDay, "2024-00-10", Impossible),
        (YearMonthDay, "2024-01-10 24:00", Impossible),
        (YearMonthDay, "2024-01-10 10:60", Impossible),
        (YearMonthDay, "2024-01-10 10:00+99:00", Impossible),
        (YearMonthDay, "1969-12-31 23:59:59", TooEarly),
        (YearMonthDay, "2101-01-01", TooLate),
        (DayMonthYear, "31/2/2024", Impossible),
        (DayMonthYear, "2024/2/31", Unreadable),
        (MonthDayYear, "13/1/2024 1:00 PM", Impossible),
        (MonthDayYear, "1/1/2024 13:00 PM", Impossible),
        (DayMonthYear, "1/Foo/2024", Unreadable),
        (EpochSeconds, "-5", TooEarly),
        (EpochSeconds, "99999999999999999999999", TooLate),
        (EpochSeconds, "1e9", Unreadable),
        (EpochMilliseconds, "12:05", Unreadable),
    ];
    for (format, text, expected) in cases {
        check(format, "UTC", text, Err(expected));
    }
}

#[test]
fn times_without_an_offset_are_those_of_the_zone_summer_time_included() {
    check(YearMonthDay, "+02:00", "2024-07-01 12:00", Ok("2024-07-01T10:00:00Z"));
    if Zone::named("Europe/Zurich").is_err() {
        println!("skipped: this machine has no time zone database");
        return;
    }
    for (text, expected) in [
        ("2024-07-01 12:00", "2024-07-01T10:00:00Z"),
        ("2024-01-01 12:00:00.5", "2024-01-01T11:00:00.500000Z"),
        ("2024-03-31 02:30", "2024-03-31T01:30:00Z"),
        ("2024-10-27 02:30", "2024-10-27T00:30:00Z"),
        ("2024-07-01T12:00Z", "2024-07-01T12:00:00Z"),
    ] {
        check(YearMonthDay, "Europe/Zurich", text, Ok(expected));
    }
    assert!(Zone::named("Middle/Earth").is_err());
}

#[test]
fn dates_and_day_numbers_agree_over_two_centuries() {
    for day in -40_000..60_000 {
        let (year, month, date) = date_of(day);
        assert_eq!(days_since_1970(year, month, date), day);
    }
    assert_eq!(date_of(11_016), (2000, 2, 29));
}
