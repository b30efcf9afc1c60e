use super::{Date, DateTime, DaysDuration, MonthsDuration, Time};

#[test]
fn days_are_counted_forth_and_back_over_the_whole_range() {
    for text in
        ["1970-01-01", "2000-02-29", "-999999999-01-01", "999999999-12-31", "0000-03-01", "-0004-02-29", "1582-10-15"]
    {
        let date = Date::parse(text).unwrap();
        assert_eq!(Date::from_days(date.days()), Some(date), "{text}");
        assert_eq!(date.to_string(), text);
    }
    assert_eq!(Date::parse("2024-03-01").unwrap().days() - Date::parse("2024-02-28").unwrap().days(), 2);
    assert!(Date::from_days(i64::MAX).is_none() && Date::parse("2023-02-29").is_none());
}

#[test]
fn weeks_follow_iso_8601() {
    for (text, weekday, week) in [
        ("2020-12-31", 4, 53),
        ("2021-01-01", 5, 53),
        ("2021-01-04", 1, 1),
        ("2018-12-31", 1, 1),
        ("2005-01-01", 6, 53),
    ] {
        let date = Date::parse(text).unwrap();
        assert_eq!((date.weekday(), date.week_of_year()), (weekday, week), "{text}");
    }
}

#[test]
fn what_is_written_reads_back() {
    for text in [
        "2024-02-29T13:45:00",
        "2024-02-29T13:45:00.5Z",
        "2024-07-01T00:00:00+05:30",
        "2024-07-01T12:00:00@Europe/Paris",
        "999999999-12-31T23:59:59.999999999@Europe/Paris",
    ] {
        assert_eq!(DateTime::parse(text).unwrap().to_string(), text);
    }
    for text in ["P1D", "PT1H", "-P1DT2H3M4.5S", "PT0S", "PT0.000000001S"] {
        assert_eq!(DaysDuration::parse(text).unwrap().to_string(), text);
    }
    for (text, shown) in [("P14M", "P1Y2M"), ("P0Y", "P0M"), ("-P1Y", "-P1Y")] {
        assert_eq!(MonthsDuration::parse(text).unwrap().to_string(), shown);
    }
    for text in ["P", "P1DT", "PT", "P1M1D", "PT1M1H", "P1.5D", "PT1.S", "1D"] {
        assert!(DaysDuration::parse(text).is_none(), "{text}");
    }
    for text in ["25:00:00", "12:60:00", "12:00", "12:00:00+", "12:00:00@Nowhere/City", "12:00:00.Z", "１2:00:00"] {
        assert!(Time::parse(text).is_none(), "{text}");
    }
}

#[test]
fn a_named_zone_knows_its_summer() {
    let winter = DateTime::parse("2024-03-30T12:00:00@Europe/Paris").unwrap();
    assert_eq!(winter.offset(), DaysDuration::parse("PT1H"));
    let summer = winter.plus(DaysDuration::parse("P1D").unwrap()).unwrap();
    assert_eq!(summer.to_string(), "2024-03-31T13:00:00@Europe/Paris");
    assert_eq!(summer.offset(), DaysDuration::parse("PT2H"));
}

#[test]
fn months_end_at_the_last_day_there_is() {
    let months = |count| MonthsDuration::new(count);
    let day = Date::parse("2024-01-31").unwrap();
    assert_eq!(day.plus_months(months(1)).unwrap().to_string(), "2024-02-29");
    assert_eq!(day.plus_months(months(-11)).unwrap().to_string(), "2023-02-28");
    assert!(day.plus_months(months(i64::MAX)).is_none());
}
