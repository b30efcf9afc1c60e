use bpmn::{Mark, Overlay};

use super::{Layer, duration, join, laid};
use crate::library;

fn incident() -> crate::definition::Definition {
    library::all().iter().find(|entry| entry.key == "incident-management").expect("in the library").definition.clone()
}

#[test]
fn times_are_said_as_people_say_them() {
    for (minutes, words) in
        [(0, "0 min"), (45, "45 min"), (60, "1 h"), (200, "3 h 20 min"), (1440, "1 d"), (3000, "2 d 2 h")]
    {
        assert_eq!(duration(minutes), words);
    }
}

#[test]
fn an_address_names_a_layer_and_the_layer_its_address() {
    let all =
        [Layer::Plain, Layer::Who, Layer::Time, Layer::Raci(String::new()), Layer::Raci("a b".into()), Layer::Controls];
    for layer in all {
        let query = layer.query();
        let pairs = crate::web::form::pairs(query.trim_start_matches('?').as_bytes());
        let of = |name: &str| pairs.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str());
        assert_eq!(Layer::named(of("show"), of("role")), layer, "{query}");
    }
    assert_eq!(Layer::named("nonsense", ""), Layer::Plain);
}

#[test]
fn every_layer_says_at_the_steps_and_in_words_what_it_shows() {
    let mut definition = incident();
    let who = laid(&definition, &Layer::Who);
    assert_eq!(
        who.overlay.marks["register"].badge.as_ref().map(|badge| badge.text.as_str()),
        Some("Service desk agent")
    );
    assert!(who.legend.iter().any(|(_, words)| words == "Service desk agent"));
    let one = definition.activities.get_mut("register").expect("it has details");
    (one.process_time_minutes, one.wait_minutes) = (Some(5), Some(60));
    let time = laid(&definition, &Layer::Time);
    assert_eq!(
        time.overlay.marks["register"].badge.as_ref().map(|badge| badge.text.as_str()),
        Some("5 min + 1 h wait")
    );
    assert!(time.overlay.marks["register"].class.as_deref() == Some("is-path"), "it lies on every way");
    assert!(time.note[0].starts_with("The longest way takes "), "{:?}", time.note);
    let role = definition.roles[0].key.clone();
    let raci = laid(&definition, &Layer::Raci(role));
    assert!(raci.overlay.marks.values().any(|mark| mark.class.as_deref() == Some("is-mine")));
    assert_eq!(laid(&definition, &Layer::Raci("nobody".into())).note, raci.note, "an unknown role shows the first");
    let controls = laid(&definition, &Layer::Controls);
    assert!(
        controls
            .overlay
            .marks
            .values()
            .all(|mark| mark.tooltip.as_ref().is_some_and(|text| text.contains("Control: ")))
    );
    assert!(!controls.overlay.marks.is_empty());
}

#[test]
fn marks_of_two_come_together() {
    let overlay = |class: &str, tooltip: &str, href: Option<&str>| Overlay {
        marks: [(
            "a".to_owned(),
            Mark { class: Some(class.into()), tooltip: Some(tooltip.into()), href: href.map(Into::into), badge: None },
        )]
        .into(),
        ..Overlay::default()
    };
    let mut under = overlay("one", "First.", None);
    join(&mut under, overlay("two", "Second.", Some("/there")));
    assert_eq!(under, overlay("one two", "First. Second.", Some("/there")));
}
