use super::*;
use crate::definition::tests::{mutations, removals, rich, sample};
use crate::definition::{Direction, ProcessRole, Target as Aim, Term};

type Edit = fn(&mut Definition);

/// Each rule with edits that follow it, and how they are told.
const CASES: [(Edit, Rule, &str); 27] = [
    (|d| drop(d.decisions.remove("row")), Rule::Method, "Decision removed: “Rank”."),
    (
        |d| table(d, |sheet| sheet.rules[1].outputs[0] = "\"last\"".into()),
        Rule::Method,
        "Decision “Rank”: rule 2 was “size \"small\" → rank \"second\"” and is “size \"small\" → rank \"last\"” now.",
    ),
    (
        |d| table(d, |sheet| sheet.rules[0].note = "Always.".into()),
        Rule::Wording,
        "Decision “Rank”: the note at rule 1 was “So be it.” and is “Always.” now.",
    ),
    (
        |d| table(d, |sheet| drop(sheet.rules.remove(0))),
        Rule::Method,
        "Decision “Rank”: rule 1 was removed: size \"big\" → rank \"first\".",
    ),
    (|d| table(d, |sheet| sheet.rules.swap(0, 1)), Rule::Order, "Decision “Rank”: the order of the rules changed."),
    (
        |d| table(d, |sheet| sheet.hit_policy = feel::HitPolicy::First),
        Rule::Method,
        "Decision “Rank”: the hit policy was “UNIQUE” and is “FIRST” now.",
    ),
    (
        |d| table(d, |sheet| sheet.inputs[0].label = "How large".into()),
        Rule::Wording,
        "Decision “Rank”: input “size”: the label was added: “How large”.",
    ),
    (
        |d| drop(d.decisions.get_mut("rank").expect("there").examples.pop()),
        Rule::Support,
        "Decision “Rank”: example removed: “A small one”.",
    ),
    (
        |d| d.purpose = "Calls are answered fast.".into(),
        Rule::Wording,
        "The purpose was “Calls are answered.” and is “Calls are answered fast.” now.",
    ),
    (
        |d| d.purpose = "Calls  are\nanswered.".into(),
        Rule::Wording,
        "The purpose was set differently; the words are the same.",
    ),
    (
        |d| d.activities.entry("log".into()).or_default().steps = "Do it well.".into(),
        Rule::Wording,
        "Log the call: the work instruction was “1. Do it. 2. Check it.” and is “Do it well.” now.",
    ),
    (
        |d| d.activities.entry("log".into()).or_default().decision_rule.clear(),
        Rule::Method,
        "Log the call: the decision rule was removed; it said “Ask when unsure.”.",
    ),
    (
        |d| d.activities.entry("log".into()).or_default().wait_minutes = None,
        Rule::Support,
        "Log the call: the waiting time was removed; it said “9 minutes”.",
    ),
    (
        |d| drop(d.raci.entry("log".into()).or_default().insert("manager".into(), "AC".into())),
        Rule::Role,
        "Log the call: Manager was accountable and is accountable and consulted now.",
    ),
    (
        |d| drop(d.raci.entry("log".into()).or_default().remove("agent")),
        Rule::Role,
        "Log the call: Agent has no part any more; before: responsible.",
    ),
    (
        |d| d.roles.push(ProcessRole { key: "vip".into(), name: "Expert".into(), ..ProcessRole::default() }),
        Rule::Role,
        "Role added: “Expert”.",
    ),
    (|d| d.roles[0].name = "Clerk".into(), Rule::Wording, "Role “Agent”: the name was “Agent” and is “Clerk” now."),
    (|d| d.roles[0].headcount = Some(4), Rule::Role, "Role “Agent”: the number of people was “3” and is “4” now."),
    (|d| drop(d.scope_out.pop()), Rule::Boundary, "Out of scope removed: “Visits”."),
    (|d| d.scope_out[1] = "Guests".into(), Rule::Boundary, "Out of scope: “Visits” reads “Guests” now."),
    (|d| d.triggers.reverse(), Rule::Order, "Trigger: the order of the entries changed."),
    (
        |d| d.policies[0].reason = "People feel it.".into(),
        Rule::Wording,
        "Policy “Be kind.”: the reason was “It helps.” and is “People feel it.” now.",
    ),
    (
        |d| d.policies[0].statement = "Be very kind.".into(),
        Rule::Policy,
        "Policy “Be kind.”: the statement was “Be kind.” and is “Be very kind.” now.",
    ),
    (
        |d| d.controls[0].evidence = "Recording".into(),
        Rule::Control,
        "Control “The manager listens in.”: the evidence was “Notes” and is “Recording” now.",
    ),
    (
        |d| d.measures[0].target = Some(Aim { direction: Direction::AtMost, value: 0.5 }),
        Rule::Measure,
        "Measure “Time”: the target was “at most 0.1” and is “at most 0.5” now.",
    ),
    (
        |d| d.interfaces[1].confirmed = true,
        Rule::Confirmation,
        "Interface “Order: News”: the agreement of the other side was “no” and is “yes” now.",
    ),
    (
        |d| d.glossary.push(Term { term: "Ring".into(), meaning: "A sound".into() }),
        Rule::Support,
        "Term added: “Ring”.",
    ),
];

/// Edits the table of the decision "rank".
fn table(definition: &mut Definition, edit: fn(&mut feel::Sheet)) {
    let decision = definition.decisions.get_mut("rank").expect("there");
    let (id, mut sheet) = decision.table().expect("a table");
    edit(&mut sheet);
    decision.dmn = sheet.write_into(&decision.dmn, &id).expect("written");
}

#[test]
fn the_class_of_a_change_follows_the_rule() {
    for (edit, rule, sentence) in CASES {
        let mut new = rich();
        edit(&mut new);
        let changes = diff(&rich(), &new);
        assert_eq!(changes.iter().map(|change| change.sentence.as_str()).collect::<Vec<_>>(), vec![sentence]);
        assert_eq!((changes[0].rule, class(&changes)), (rule, rule.class()), "{sentence}");
    }
}

#[test]
fn nothing_changed_is_told_as_nothing() {
    assert_eq!(diff(&rich(), &rich()), vec![]);
    assert_eq!(class(&[]), Class::Minor);
}

#[test]
fn no_change_of_any_part_goes_untold() {
    let base = rich();
    for (what, edited) in mutations(&base).into_iter().chain(removals(&base)) {
        for (old, new) in [(&base, &edited), (&edited, &base)] {
            let changes = diff(old, new);
            assert!(!changes.is_empty(), "{what} goes untold");
            assert!(changes.len() <= 2 || what.starts_with("activities/"), "{what}: {changes:#?}");
            assert!(changes.iter().all(|change| change.sentence.ends_with('.')), "{what}: {changes:#?}");
        }
    }
}

#[test]
fn the_table_of_parts_knows_every_part_of_every_list() {
    let document = entries::document(&rich());
    let listed: Vec<&str> = LISTS.iter().map(|list| list.field).collect();
    for (field, value) in document.as_object().expect("fields") {
        let Some(items) = value.as_array() else { continue };
        assert!(listed.contains(&field.as_str()), "{field}");
        let list = LISTS.iter().find(|list| list.field == field).expect("listed");
        let known: BTreeSet<&str> = list.parts.iter().map(|part| part.0).collect();
        let found: BTreeSet<&str> = items[0].as_object().into_iter().flatten().map(|(part, _)| part.as_str()).collect();
        assert_eq!(known, found, "{field}");
    }
}

#[test]
fn a_change_deep_in_a_long_text_is_shown_where_it_is() {
    let long = |last: &str| format!("{} and then {last}.", "word ".repeat(60));
    let old = Definition { purpose: long("rest"), ..sample() };
    let new = Definition { purpose: long("work"), ..sample() };
    let changes = diff(&old, &new);
    assert_eq!(
        changes[0].sentence,
        "The purpose was “… word word and then rest.” and is “… word word and then work.” now."
    );
}

#[test]
fn a_renamed_step_is_told_from_the_diagram_and_touches_its_roles() {
    let mut diagram = sample().flow().as_deref().cloned().expect("a diagram");
    diagram.rename("solve", "Resolve the call").expect("renames");
    let new = Definition { diagram: diagram.text().to_owned(), ..sample() };
    let changes = diff(&sample(), &new);
    assert!(changes.iter().any(|change| change.target == Target::Activity("solve".into())), "{changes:?}");
    let impact = impact(&new, &changes);
    assert!(impact.activities.contains("solve"));
    assert_eq!(impact.roles.into_iter().collect::<Vec<_>>(), vec!["Agent", "Manager"]);
}

#[test]
fn a_diagram_that_comes_or_goes_or_breaks_is_told_once() {
    let with = |diagram: &str| Definition { diagram: diagram.into(), ..sample() };
    let cases = [
        (with(""), sample(), "The diagram was added."),
        (sample(), with(""), "The diagram was removed."),
        (sample(), with("<no"), "The diagram was replaced; one of the two cannot be read."),
    ];
    for (old, new, sentence) in cases {
        let changes = diff(&old, &new);
        assert_eq!(changes.iter().map(|change| change.sentence.as_str()).collect::<Vec<_>>(), vec![sentence]);
        assert_eq!(class(&changes), Class::Major);
    }
}

#[test]
fn a_changed_control_touches_the_activity_where_it_stands() {
    let mut new = rich();
    new.controls[0].evidence = "Recording".into();
    let touched = impact(&new, &diff(&rich(), &new));
    let names = |set: &BTreeSet<String>| set.iter().cloned().collect::<Vec<_>>();
    assert_eq!(names(&touched.controls), ["listen"]);
    assert_eq!(names(&touched.activities), ["log"]);
    assert_eq!(names(&touched.tools), ["Phone"]);
    assert_eq!(names(&touched.roles), ["Agent", "Manager"]);
}

#[test]
fn every_rule_says_why() {
    let rules = [
        (Rule::Wording, Class::Minor),
        (Rule::Order, Class::Minor),
        (Rule::Support, Class::Minor),
        (Rule::Confirmation, Class::Minor),
        (Rule::Aim, Class::Major),
        (Rule::Boundary, Class::Major),
        (Rule::Flow, Class::Major),
        (Rule::Method, Class::Major),
        (Rule::Role, Class::Major),
        (Rule::Policy, Class::Major),
        (Rule::Control, Class::Major),
        (Rule::Risk, Class::Major),
        (Rule::Measure, Class::Major),
        (Rule::Review, Class::Major),
    ];
    for (rule, class) in rules {
        assert_eq!(rule.class(), class, "{rule:?}");
        assert!(rule.reason().ends_with('.'), "{rule:?}");
    }
}
