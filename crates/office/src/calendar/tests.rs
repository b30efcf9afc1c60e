use axum::http::StatusCode;
use serde_json::json;

use super::model::{self, Day, Hours};
use crate::access::Role;
use crate::testing::each;

fn hours(week: &str, days: &str) -> Hours {
    let day = model::read_spans(week).expect("hours");
    let week = std::array::from_fn(|weekday| if weekday < 5 { day.clone() } else { Vec::new() });
    Hours { time_zone: "Europe/Zurich".to_owned(), week, days: model::read_lines(days).expect("days") }
}

#[test]
fn hours_and_days_read_back_as_they_are_written() {
    for (text, written) in [("9-12, 13:00–17:30", "09:00-12:00 13:00-17:30"), ("00:00-24:00", "00:00-24:00"), ("", "")]
    {
        assert_eq!(model::spans(&model::read_spans(text).expect(text)), written);
    }
    for text in ["9", "9-", "25-26", "9-12-13", "9:60-10", "-1-5", "nine-five", "24:30-25"] {
        assert!(model::read_spans(text).is_err(), "{text}");
    }
    let text = "2026-12-24 09:00-12:00 Christmas Eve\n2026-12-25 Christmas Day\n2027-01-01";
    let days = model::read_lines(text).expect("days");
    assert_eq!(model::lines(&days), text);
    assert_eq!((days[0].name.as_str(), days[0].hours.len(), days[1].hours.len()), ("Christmas Eve", 1, 0));
    assert_eq!(model::read_lines("2026-02-30\nsoon").expect_err("no days").len(), 2);
}

#[test]
fn a_week_is_told_in_words_and_a_key_is_made_of_a_name() {
    assert_eq!(hours("9-17", "").week_in_words(), "Monday to Friday 09:00–17:00");
    assert_eq!(Hours::default().week_in_words(), "no hours in an ordinary week");
    for (name, key) in [("Support hours", "support-hours"), ("24×7!", "24-7"), ("Ü", "calendar"), ("--", "calendar")]
    {
        assert_eq!(model::key_of(name), key);
    }
}

#[test]
fn what_cannot_be_kept_is_refused_at_its_question() {
    let wrong = |change: fn(&mut Hours)| {
        let mut hours = hours("9-17", "");
        change(&mut hours);
        let refusals = hours.checked().expect_err("it cannot be kept");
        (refusals[0].field, refusals[0].sentence.clone())
    };
    let (field, sentence) = wrong(|hours| hours.time_zone = "Mars/Base".to_owned());
    assert!(field == Some("time_zone") && sentence.contains("Mars/Base"));
    let (field, sentence) = wrong(|hours| hours.week = Default::default());
    assert!(field == Some("week") && sentence.contains("Nobody ever works"));
    let (field, _) = wrong(|hours| hours.week[0].reverse_after_doubling());
    assert_eq!(field, Some("week"));
    let (field, sentence) =
        wrong(|hours| hours.days = vec![Day { date: "2026-12-25".to_owned(), ..Day::default() }; 2]);
    assert!(field == Some("days") && sentence.contains("twice"));
    let (field, sentence) = wrong(|hours| hours.days = vec![Day::default(); 100_000]);
    assert!(field == Some("days") && sentence.contains("100000"));
    let (field, _) = wrong(|hours| {
        hours.days = vec![Day { date: "2026-12-25".to_owned(), name: "a\nb".to_owned(), hours: Vec::new() }];
    });
    assert_eq!(field, Some("days"));
}

/// Makes a day's hours overlap.
trait Overlap {
    fn reverse_after_doubling(&mut self);
}

impl Overlap for Vec<::calendar::WorkSpan> {
    fn reverse_after_doubling(&mut self) {
        let same = self[0];
        self.push(same);
    }
}

const FORM: [(&str, &str); 8] = [
    ("name", "Support hours"),
    ("time_zone", "Europe/Zurich"),
    ("monday", "09:00-17:00"),
    ("tuesday", "09:00-17:00"),
    ("wednesday", "09:00-17:00"),
    ("thursday", "09:00-17:00"),
    ("friday", "09:00-17:00"),
    ("days", "2026-12-25 Christmas Day"),
];

#[test]
fn a_calendar_is_kept_shown_and_reckoned_with() {
    each("calendar_kept", |office| async move {
        let keeper = office.person("Gil", &[Role::GovernanceLead]).await;
        let reader = office.person("Rita", &[Role::Practitioner]).await;
        let empty = office.get("/calendars", Some(&reader)).await;
        assert!(empty.body.contains("No calendar yet") && !empty.body.contains("/calendars/new"), "{}", empty.body);
        assert_eq!(office.post("/calendars", Some(&reader), &FORM).await.status, StatusCode::FORBIDDEN);
        assert_eq!(office.get("/calendars/new", Some(&keeper)).await.status, StatusCode::OK);
        let made = office.post("/calendars", Some(&keeper), &FORM).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
        let page = office.get("/calendars/support-hours?from=2026-11-27T15:00&duration=PT8H", Some(&reader)).await;
        assert!(
            page.body.contains(
                "8 working hours from Friday 27 Nov 2026, 15:00 end on <strong>Monday 30 Nov 2026, 15:00</strong>"
            ),
            "{}",
            page.body
        );
        assert!(
            page.body.contains("the usual calendar") && page.body.contains("Christmas Day"),
            "the first one is the usual one"
        );
        let odd = office.get("/calendars/support-hours?from=soon&duration=P1W", Some(&reader)).await;
        assert!(
            odd.status == StatusCode::OK && odd.body.contains("is no working time") && odd.body.contains("no moment")
        );
        assert_eq!(office.get("/calendars/none", Some(&reader)).await.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn a_change_needs_the_revision_it_began_with_and_loses_nothing() {
    each("calendar_changed", |office| async move {
        let keeper = office.person("Gil", &[Role::GovernanceLead]).await;
        office.post("/calendars", Some(&keeper), &FORM).await;
        let mut fields = FORM.to_vec();
        fields.push(("revision", "1"));
        fields[7] = ("days", "2026-12-25 Christmas Day\n2026-13-01 Never");
        let to = "/calendars/support-hours/hours";
        let refused = office.post(to, Some(&keeper), &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.body.contains("2026-13-01") && refused.body.contains("Never"), "what was typed stays");
        fields[7] = ("days", "2026-11-30 Moving day");
        assert_eq!(office.post(to, Some(&keeper), &fields).await.status, StatusCode::SEE_OTHER);
        fields[0] = ("name", "Other");
        assert_eq!(
            office.post(to, Some(&keeper), &fields).await.status,
            StatusCode::CONFLICT,
            "it is the second revision now"
        );
        let told = office
            .get("/api/calendars/support-hours/reckoning?from=2026-11-27T14:00:00Z&duration=PT8H", Some(&keeper))
            .await;
        assert_eq!(told.value()["end"], "2026-12-01T14:00:00Z", "the moving day is free");
        let page = office.get("/calendars/support-hours", Some(&keeper)).await;
        assert!(page.body.contains("changed the calendar"), "{}", page.body);
    });
}

#[test]
fn programs_keep_calendars_and_ask_what_working_time_means() {
    each("calendar_api", |office| async move {
        let keeper = office.person("Gil", &[Role::SmoManager]).await;
        let body = json!({ "name": "Support", "hours": hours("9-12 13-17", "2026-12-25 Christmas") });
        let made = office.json("PUT", "/api/calendars/support", Some(&keeper), &body).await;
        assert_eq!(made.status, StatusCode::OK, "{}", made.body);
        assert_eq!((made.value()["revision"].clone(), made.value()["is_usual"].clone()), (json!(1), json!(true)));
        assert_eq!(
            office.json("PUT", "/api/calendars/support", Some(&keeper), &body).await.status,
            StatusCode::CONFLICT
        );
        for (key, hours) in [("Support%20Hours", json!(hours("9-17", ""))), ("late", json!(Hours::default()))] {
            let body = json!({ "name": "Wrong", "hours": hours });
            let refused = office.json("PUT", &format!("/api/calendars/{key}"), Some(&keeper), &body).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{key}");
        }
        let base = "/api/calendars/support/reckoning?from=2026-11-27T14:00:00Z";
        let told = office.get(&format!("{base}&until=2026-11-30T14:00:00Z"), Some(&keeper)).await.value();
        assert_eq!((told["working_seconds"].clone(), told["works_at_from"].clone()), (json!(7 * 3600), json!(true)));
        for duration in ["P1W", "PT0H", "P99999999999D", "'; drop table calendars; --"] {
            let refused =
                office.get(&format!("{base}&duration={}", crate::web::form::encode(duration)), Some(&keeper)).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{duration}");
        }
        let far = office.get(&format!("{base}&duration=PT9999999H"), Some(&keeper)).await;
        assert_eq!((far.status, far.value()["end"].clone()), (StatusCode::OK, json!(null)));
        let file = office.get("/calendars/support/calendar.toml", Some(&keeper)).await;
        let spec: ::calendar::CalendarSpec = toml::from_str(&file.body).expect("the command line reads it");
        assert_eq!(spec, hours("9-12 13-17", "2026-12-25 Christmas").spec());
    });
}
