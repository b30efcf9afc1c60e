use super::{Look, Side, difference, marks};
use crate::definition::{Class, Definition, diff};
use crate::library;

fn incident() -> Definition {
    library::all().iter().find(|entry| entry.key == "incident-management").expect("in the library").definition.clone()
}

/// The incident process with a changed name, a new rule, another letter and one step gone.
fn other() -> Definition {
    let mut new = incident();
    new.diagram = new.diagram.replacen("name=\"Classify", "name=\"Sort", 1);
    new.activities.get_mut("register").expect("it has details").decision_rule = "By the book.".to_owned();
    new.raci.get_mut("register").expect("a row").insert("incident_manager".to_owned(), "I".to_owned());
    new.purpose.push_str(" Always.");
    new
}

#[test]
fn every_change_has_a_number_that_its_element_carries() {
    let (old, new) = (incident(), other());
    let found = diff(&old, &new);
    let numbered = marks::numbered(&old, &new, &found);
    assert_eq!(numbered.len(), found.len());
    let shown: Vec<_> = numbered.iter().collect();
    let pictures = marks::pictures(&old, &new, &shown, true).expect("both are drawn");
    let classify = &pictures.new.marks["classify"];
    assert_eq!(classify.class.as_deref(), Some("is-changed"));
    let renamed = numbered.iter().find(|one| one.elements == ["classify"]).expect("the new name");
    assert_eq!(classify.badge.as_ref().map(|badge| badge.text.clone()), Some(renamed.number.to_string()));
    assert_eq!(classify.href.as_deref(), Some(format!("#change-{}", renamed.number).as_str()));
    let register = &pictures.new.marks["register"];
    assert_eq!(register.class.as_deref(), Some("is-hidden-change"), "the picture does not show rules and letters");
    assert_eq!(register.badge.as_ref().map(|badge| badge.text.matches('✎').count()), Some(2), "{register:?}");
}

#[test]
fn what_is_gone_stands_where_it_stood_and_what_moved_is_no_change() {
    let new = incident();
    let mut old = incident();
    let diagram = bpmn::Diagram::parse(&old.diagram).expect("BPMN");
    let extra = "<bpmn:task id=\"extra\" name=\"Ask twice\"/></bpmn:process>";
    assert!(old.diagram.contains("</bpmn:process>"), "the library writes the prefix bpmn");
    old.diagram = diagram.text().replacen("</bpmn:process>", extra, 1);
    let drawn = bpmn::with_layout(&bpmn::Diagram::parse(&old.diagram).expect("BPMN")).expect("a drawing");
    old.diagram = drawn.text().to_owned();
    let found = diff(&old, &new);
    let numbered = marks::numbered(&old, &new, &found);
    let shown: Vec<_> = numbered.iter().collect();
    let pictures = marks::pictures(&old, &new, &shown, true).expect("both are drawn");
    assert_eq!(pictures.gone.marks["extra"].class.as_deref(), Some("is-removed"));
    assert!(!pictures.new.marks.contains_key("extra"));
    for (id, mark) in &pictures.new.marks {
        assert!(["is-moved", "is-removed"].contains(&mark.class.as_deref().unwrap_or_default()), "{id}: {mark:?}");
    }
    let page =
        difference(Side { name: "a", definition: &old }, Side { name: "b", definition: &new }, Look::default(), "?x=1");
    assert!(page.into_string().contains("bpmn-ghosts"));
}

#[test]
fn only_one_class_is_shown_where_one_is_asked_for() {
    let (old, new) = (incident(), other());
    let page = |class| {
        let look = Look { class, ..Look::default() };
        difference(Side { name: "a", definition: &old }, Side { name: "b", definition: &new }, look, "?x=1")
            .into_string()
    };
    let minor = page(Some(Class::Minor));
    assert!(minor.contains("Always.") && !minor.contains("By the book."));
    let major = page(Some(Class::Major));
    assert!(!major.contains("Always.") && major.contains("By the book."));
    let both = page(None);
    assert!(both.contains("Always.") && both.contains("By the book.") && both.contains("not seen in the picture"));
    let beside = difference(
        Side { name: "a", definition: &old },
        Side { name: "b", definition: &new },
        Look::named("beside", ""),
        "?x=1",
    );
    assert_eq!(beside.into_string().matches("<diagram-view").count(), 2);
}
