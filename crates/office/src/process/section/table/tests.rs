use feel::{HitPolicy, SheetInput};

use super::{Case, Filled};
use crate::definition::decision::words::{POLICIES, policy_word};
use crate::definition::tests::rich;
use crate::definition::{Decision, Definition};
use crate::failure::Failure;
use crate::library;

/// What the page sends for a decision as it is filled in.
pub(in crate::process) fn sent(filled: &Filled) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = Vec::new();
    let mut put = |name: &str, text: &str| fields.push((name.to_owned(), text.to_owned()));
    put("name", &filled.name);
    put("question", &filled.question);
    if let Some(sheet) = &filled.sheet {
        put("policy", &policy_word(sheet));
        for one in &sheet.inputs {
            let all = [&one.id, &one.label, &one.expression, &one.kind, &one.allowed];
            ["in_id", "in_label", "in_expression", "in_kind", "in_allowed"]
                .iter()
                .zip(all)
                .for_each(|(name, text)| put(name, text));
        }
        for one in &sheet.outputs {
            let all = [&one.id, &one.label, &one.name, &one.kind, &one.allowed, &one.default];
            let names = ["out_id", "out_label", "out_name", "out_kind", "out_allowed", "out_default"];
            names.iter().zip(all).for_each(|(name, text)| put(name, text));
        }
        for rule in &sheet.rules {
            put("rule", &rule.id);
            rule.inputs.iter().for_each(|text| put("when", text));
            rule.outputs.iter().for_each(|text| put("then", text));
            put("note", &rule.note);
        }
    }
    filled.asked.iter().for_each(|name| put("asked", name));
    filled.answered.iter().for_each(|name| put("answered", name));
    for case in &filled.cases {
        put("case", &case.name);
        case.inputs.iter().for_each(|text| put("given", text));
        case.expected.iter().for_each(|text| put("expected", text));
    }
    fields
}

fn of(process: &str, key: &str) -> Decision {
    library::one(process).expect("in the library").definition.decisions[key].clone()
}

#[test]
fn a_decision_that_nobody_touched_survives_its_form_to_the_byte() {
    let rich = rich().decisions["rank"].clone();
    for decision in [of("incident-management", "priority"), of("change-enablement", "approval_path"), rich] {
        let filled = Filled::of(&decision);
        let again = Filled::read(&sent(&filled)).expect("reads");
        assert_eq!(again, filled);
        assert_eq!(again.decision(&decision).expect("written"), decision);
    }
}

#[test]
fn texts_are_typed_without_quotation_marks() {
    let decision = of("incident-management", "priority");
    let mut filled = Filled::of(&decision);
    let sheet = filled.sheet.as_mut().expect("a table");
    assert_eq!(sheet.rules[8].inputs[1], "can wait, hinders the work");
    sheet.rules[8].inputs[0] = "one person, a team".into();
    let edited = filled.decision(&decision).expect("written");
    let (_, written) = edited.table().expect("a table");
    assert_eq!(written.rules[8].inputs[0], "\"one person\", \"a team\"");
    assert_eq!(edited.reports()[0].overlaps.len(), 2, "what that does is found");
}

#[test]
fn buttons_add_move_copy_and_remove_rows_and_columns() {
    let decision = of("incident-management", "priority");
    let first = Filled::of(&decision);
    let after = |acts: &[&str]| {
        let mut filled = first.clone();
        acts.iter().for_each(|act| assert!(filled.act(act).is_some(), "{act}"));
        let again = Filled::read(&sent(&filled)).expect("rows and columns fit together");
        assert_eq!(again, filled);
        filled
    };
    let rules = |filled: &Filled| filled.sheet.as_ref().expect("a table").rules.clone();
    let (old, moved) = (rules(&first), rules(&after(&["down-1"])));
    assert_eq!((&moved[0], &moved[1]), (&old[1], &old[0]));
    assert_eq!(rules(&after(&["down-1", "up-2"])), old);
    let copied = rules(&after(&["copy-3"]));
    assert_eq!((copied.len(), copied[3].id.as_str(), &copied[3].inputs), (10, "", &old[2].inputs));
    assert_eq!(rules(&after(&["remove-9", "add-rule"])).len(), 9);
    let wider = after(&["add-input", "left-input-4", "add-output", "remove-output-1", "add-case", "remove-case-1"]);
    let sheet = wider.sheet.as_ref().expect("a table");
    assert_eq!((sheet.inputs.len(), sheet.outputs.len(), wider.cases.len()), (4, 3, 4));
    assert!(sheet.rules.iter().all(|rule| rule.inputs.len() == 4 && rule.inputs[2].is_empty()));
    let mut filled = first.clone();
    for senseless in [
        "up-1",
        "down-9",
        "remove-10",
        "remove-0",
        "left-input-1",
        "copy-99",
        "remove-input-9",
        "",
        "x",
        "up-",
        "up--1",
    ] {
        assert_eq!(filled.act(senseless), None, "{senseless}");
    }
    assert_eq!(filled, first);
}

#[test]
fn a_renamed_input_keeps_its_examples() {
    let decision = of("incident-management", "priority");
    let mut filled = Filled::of(&decision);
    filled.sheet.as_mut().expect("a table").inputs[0].expression = "reach".into();
    let edited = filled.decision(&decision).expect("written");
    assert!(edited.examples.iter().all(|one| one.inputs.contains_key("reach") && !one.inputs.contains_key("impact")));
    assert!(edited.outcomes().iter().all(|one| one.passed), "{:?}", edited.outcomes());
}

#[test]
fn a_form_whose_rows_and_columns_do_not_fit_is_not_guessed_at() {
    let fields = sent(&Filled::of(&of("incident-management", "priority")));
    for name in ["when", "then", "note", "rule", "in_kind", "out_default", "given", "expected", "asked", "case"] {
        let at = fields.iter().position(|(field, _)| field == name).expect("sent");
        let mut less = fields.clone();
        less.remove(at);
        assert!(matches!(Filled::read(&less), Err(Failure::Unreadable { .. })), "one {name} less");
    }
    let mut odd = fields;
    odd.iter_mut().filter(|(name, _)| name == "policy").for_each(|(_, text)| *text = "SOME".to_owned());
    assert!(Filled::read(&odd).is_err());
    assert_eq!(Filled::read(&[]).expect("an empty form"), Filled::default());
}

#[test]
fn every_hit_policy_can_be_chosen() {
    for (word, _) in POLICIES {
        let mut fields = sent(&Filled::of(&rich().decisions["rank"]));
        fields.iter_mut().filter(|(name, _)| name == "policy").for_each(|(_, text)| *text = word.to_owned());
        let filled = Filled::read(&fields).expect("reads");
        let edited = filled.decision(&rich().decisions["rank"]).expect("written");
        assert_eq!(policy_word(&edited.table().expect("a table").1), word);
        assert!(edited.model().expect("reads").flaws().is_empty(), "{word}");
    }
}

/// What somebody does to a filled-in table.
type Edit = fn(&mut Filled);

#[test]
fn what_is_too_much_is_refused_and_nothing_is_written() {
    let write = |edit: fn(&mut Filled)| {
        let mut definition = Definition { decisions: rich().decisions, ..Definition::default() };
        let before = definition.clone();
        let mut filled = Filled::of(&definition.decisions["rank"]);
        edit(&mut filled);
        let refused = filled.write(&mut definition, "rank").expect_err("refused").sentence();
        assert_eq!(definition, before);
        refused
    };
    let cases: [(Edit, &str); 6] = [
        (|one| one.name = "a\nb".into(), "The name must be one line"),
        (|one| one.sheet.as_mut().expect("a table").rules[0].inputs[0] = "x".repeat(5_000), "is too long"),
        (
            |one| one.sheet.as_mut().expect("a table").rules[0].note = "a\u{7}b".into(),
            "“ab…” contains control characters",
        ),
        (|one| one.cases = vec![Case::default(); 201], "At most 200 examples"),
        (
            |one| {
                let sheet = one.sheet.as_mut().expect("a table");
                sheet.rules = vec![sheet.rules[0].clone(); 301];
            },
            "at most 300 rules",
        ),
        (|one| one.sheet.as_mut().expect("a table").outputs.clear(), "at least one result"),
    ];
    for (edit, part) in cases {
        let said = write(edit);
        assert!(said.contains(part), "{said}");
    }
    let mut definition = Definition::default();
    let gone = Filled::of(&rich().decisions["rank"]).write(&mut definition, "rank").expect_err("gone");
    assert!(gone.sentence().contains("no such decision any more"));
}

#[test]
fn a_new_decision_begins_with_a_table_to_fill_in() {
    let section = crate::process::section::of_key("decisions").expect("a section");
    let mut definition = rich();
    let mut rows = section.rows(&definition);
    rows.retain(|row| row[0] != "row");
    rows.push(vec![String::new(), "Rank".into(), "Who?".into()]);
    section.write(&mut definition, &rows).expect("written");
    let keys: Vec<&String> = definition.decisions.keys().collect();
    assert_eq!(keys, ["rank", "rank_2"]);
    assert!(definition.activities.values().all(|one| one.decisions == ["rank"]), "what is gone is gone there too");
    let (id, sheet) = definition.decisions["rank_2"].table().expect("a table");
    assert_eq!((id.as_str(), sheet.hit_policy, sheet.rules.len()), ("rank_2", HitPolicy::Unique, 1));
    let columns: Vec<SheetInput> = sheet.inputs;
    assert_eq!(columns[0].expression, "input");
}
