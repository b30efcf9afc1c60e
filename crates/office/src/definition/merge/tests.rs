use serde_json::Value;

use super::*;
use crate::definition::tests::{mutations, removals, rich, sample};
use crate::definition::{Policy, ProcessRole};

type Edit = fn(&mut Definition);

fn policy(statement: &str, reason: &str) -> Policy {
    Policy { statement: statement.into(), reason: reason.into(), ..Policy::default() }
}

/// A definition with lists to edit.
fn base() -> Definition {
    Definition {
        objectives: vec!["Answer fast".into(), "Answer well".into(), "Answer once".into()],
        policies: vec![policy("Be kind.", "People call in distress."), policy("Be brief.", "Others wait.")],
        ..sample()
    }
}

fn run(mine: Edit, theirs: Edit) -> (Merged, Definition) {
    let (mut second, mut first) = (base(), base());
    mine(&mut second);
    theirs(&mut first);
    (merge(&base(), &second, &first), first)
}

/// What two people edit, and both edits together.
const TOGETHER: [(&str, Edit, Edit, Edit); 9] = [
    (
        "two texts",
        |d| d.purpose = "P".into(),
        |d| d.name = "N".into(),
        |d| {
            d.purpose = "P".into();
            d.name = "N".into();
        },
    ),
    (
        "two fields of one activity",
        |d| d.activities.entry("log".into()).or_default().tool = "Phone".into(),
        |d| d.activities.entry("log".into()).or_default().steps = "S".into(),
        |d| {
            let log = d.activities.entry("log".into()).or_default();
            log.tool = "Phone".into();
            log.steps = "S".into();
        },
    ),
    (
        "a cell removed and a cell changed",
        |d| drop(d.raci.entry("log".into()).or_default().remove("agent")),
        |d| drop(d.raci.entry("log".into()).or_default().insert("manager".into(), "AI".into())),
        |d| {
            let row = d.raci.entry("log".into()).or_default();
            row.remove("agent");
            row.insert("manager".into(), "AI".into());
        },
    ),
    (
        "two entries added to one list",
        |d| d.policies.push(policy("Mine.", "")),
        |d| d.policies.insert(0, policy("Theirs.", "")),
        |d| {
            d.policies.push(policy("Mine.", ""));
            d.policies.insert(0, policy("Theirs.", ""));
        },
    ),
    (
        "the statement and the reason of one policy",
        |d| d.policies[0].statement = "Be very kind.".into(),
        |d| d.policies[0].reason = "It helps.".into(),
        |d| d.policies[0] = policy("Be very kind.", "It helps."),
    ),
    (
        "two parts of one role",
        |d| d.roles[0].skills = "Listening".into(),
        |d| d.roles[0].headcount = Some(3),
        |d| {
            d.roles[0].skills = "Listening".into();
            d.roles[0].headcount = Some(3);
        },
    ),
    (
        "an entry moved and another edited",
        |d| d.objectives.swap(0, 2),
        |d| d.objectives[1] = "Answer very well".into(),
        |d| {
            d.objectives.swap(0, 2);
            d.objectives[1] = "Answer very well".into();
        },
    ),
    (
        "an entry removed and another added",
        |d| drop(d.objectives.remove(1)),
        |d| d.objectives.push("Answer all".into()),
        |d| {
            d.objectives.remove(1);
            d.objectives.push("Answer all".into());
        },
    ),
    (
        "the same edit twice",
        |d| d.purpose = "Same.".into(),
        |d| d.purpose = "Same.".into(),
        |d| {
            d.purpose = "Same.".into();
        },
    ),
];

#[test]
fn edits_of_different_parts_both_survive() {
    for (what, mine, theirs, both) in TOGETHER {
        let mut expected = base();
        both(&mut expected);
        let (merged, _) = run(mine, theirs);
        assert_eq!(merged.conflicts, vec![], "{what}");
        assert_eq!(merged.definition, expected, "{what}");
    }
}

#[test]
fn edits_of_the_same_part_are_shown_and_the_saved_one_stays() {
    let cases: [(Edit, Edit, &str, &str, &str, &str); 7] = [
        (
            |d| d.activities.entry("log".into()).or_default().steps = "Mine.".into(),
            |d| d.activities.entry("log".into()).or_default().steps = "Theirs.".into(),
            "activities/log/steps",
            "Log the call: steps",
            "Mine.",
            "Theirs.",
        ),
        (
            |d| drop(d.raci.entry("log".into()).or_default().insert("agent".into(), "RC".into())),
            |d| drop(d.raci.entry("log".into()).or_default().remove("agent")),
            "raci/log/agent",
            "Log the call: part of Agent",
            "RC",
            "",
        ),
        (
            |d| d.objectives[0] = "Answer in a minute".into(),
            |d| d.objectives[0] = "Answer in an hour".into(),
            "objectives/Answer fast",
            "Objective “Answer in an hour”",
            "Answer in a minute",
            "Answer in an hour",
        ),
        (
            |d| d.policies[1].reason = "Mine.".into(),
            |d| d.policies[1].reason = "Theirs.".into(),
            "policies/Be brief./reason",
            "Policy “Be brief.”: reason",
            "Mine.",
            "Theirs.",
        ),
        (
            |d| drop(d.roles.remove(1)),
            |d| d.roles[1].skills = "Calm".into(),
            "roles/manager",
            "Role “Manager”",
            "",
            "manager Manager Calm",
        ),
        (
            |d| d.roles.push(ProcessRole { key: "vip".into(), name: "Mine".into(), ..ProcessRole::default() }),
            |d| d.roles.push(ProcessRole { key: "vip".into(), name: "Theirs".into(), ..ProcessRole::default() }),
            "roles/vip/name",
            "Role “Theirs”: name",
            "Mine",
            "Theirs",
        ),
        (
            |d| d.objectives.swap(0, 1),
            |d| d.objectives.swap(1, 2),
            "objectives/order",
            "Objective: order of the entries",
            "Answer well\nAnswer fast\nAnswer once",
            "Answer fast\nAnswer once\nAnswer well",
        ),
    ];
    for (mine, theirs, part, label, wanted, saved) in cases {
        let (merged, first) = run(mine, theirs);
        let [conflict] = merged.conflicts.as_slice() else { panic!("{part}: {:?}", merged.conflicts) };
        let found = (conflict.part.as_str(), conflict.label.as_str(), conflict.mine.as_str(), conflict.theirs.as_str());
        assert_eq!(found, (part, label, wanted, saved));
        assert!(conflict.sentence.starts_with(label), "{}", conflict.sentence);
        assert_eq!(merged.definition, first, "{part}: the saved one stays");
    }
}

#[test]
fn a_removed_activity_that_somebody_edited_stays_whole() {
    let (merged, first) = run(
        |d| drop(d.activities.remove("log")),
        |d| d.activities.entry("log".into()).or_default().tool = "Phone".into(),
    );
    assert_eq!(merged.conflicts.iter().map(|one| one.part.as_str()).collect::<Vec<_>>(), vec!["activities/log"]);
    assert_eq!(merged.definition, first);
}

#[test]
fn one_persons_edit_alone_is_taken_as_it_is_wherever_it_is() {
    let base = rich();
    for (path, edited) in mutations(&base).into_iter().chain(removals(&base)) {
        assert_eq!(merge(&base, &edited, &base), Merged { definition: edited.clone(), conflicts: vec![] }, "{path}");
        assert_eq!(merge(&base, &base, &edited), Merged { definition: edited.clone(), conflicts: vec![] }, "{path}");
        assert_eq!(merge(&base, &edited, &edited), Merged { definition: edited, conflicts: vec![] }, "{path}");
    }
}

#[test]
fn two_edits_at_any_two_places_both_survive() {
    let base = rich();
    // Another key makes another entry, so that an edit of its other parts would be a conflict.
    let all: Vec<_> = mutations(&base).into_iter().filter(|(path, _)| !path.ends_with("/key")).collect();
    for (at, (path, mine)) in all.iter().enumerate() {
        let (other, theirs) = &all[(at + all.len() / 2) % all.len()];
        let merged = merge(&base, mine, theirs);
        assert_eq!(merged.conflicts, vec![], "{path} and {other}");
        let document = |definition: &Definition| serde_json::to_value(definition).expect("a document");
        let (whole, mine, theirs) = (document(&merged.definition), document(mine), document(theirs));
        for (pointer, version) in [(path, &mine), (other, &theirs)] {
            let find = |document: &Value| document.pointer(pointer).cloned();
            assert_eq!(find(&whole), find(version), "{pointer}");
        }
    }
}

#[test]
fn a_decided_part_is_no_conflict_and_stands_as_decided() {
    let base =
        Definition { purpose: "Before".into(), objectives: vec!["A".into(), "B".into()], ..Definition::default() };
    let mine = Definition { purpose: "Mine".into(), objectives: vec!["B".into(), "A".into()], ..base.clone() };
    let mut theirs = Definition { purpose: "Theirs".into(), ..base.clone() };
    theirs.scope_in.push("Sites".into());
    let decided = |stands| BTreeMap::from([("purpose".to_owned(), stands)]);
    assert_eq!(merge(&base, &mine, &theirs).conflicts.len(), 1);
    for (stands, purpose) in [(Stands::Mine, "Mine"), (Stands::Theirs, "Theirs")] {
        let merged = merge_choosing(&base, &mine, &theirs, &decided(stands));
        assert_eq!(merged.conflicts, vec![]);
        assert_eq!(merged.definition.purpose, purpose);
        assert_eq!(merged.definition.scope_in, vec!["Sites"], "what only one side changed comes along");
    }
    let other = BTreeMap::from([("scope_out".to_owned(), Stands::Mine)]);
    assert_eq!(merge_choosing(&base, &mine, &theirs, &other).conflicts.len(), 1, "what is not decided stays open");
}

/// Edits the table of the decision "rank".
fn table(definition: &mut Definition, edit: fn(&mut feel::Sheet)) {
    let decision = definition.decisions.get_mut("rank").expect("there");
    let (id, mut sheet) = decision.table().expect("a table");
    edit(&mut sheet);
    decision.dmn = sheet.write_into(&decision.dmn, &id).expect("written");
}

#[test]
fn rules_of_one_table_come_together_and_the_same_rule_is_contested() {
    let sheet = |mine: fn(&mut feel::Sheet), theirs: fn(&mut feel::Sheet)| {
        let (mut second, mut first) = (rich(), rich());
        table(&mut second, mine);
        table(&mut first, theirs);
        let merged = merge(&rich(), &second, &first);
        let (_, sheet) = merged.definition.decisions["rank"].table().expect("a table");
        (merged.conflicts.iter().map(|one| one.part.clone()).collect::<Vec<_>>(), sheet)
    };
    let new = |sheet: &mut feel::Sheet, note: &str| {
        sheet.rules.push(feel::SheetRule { id: String::new(), note: note.into(), ..sheet.rules[0].clone() });
    };
    let answers = |sheet: &feel::Sheet| sheet.rules.iter().map(|one| one.outputs[0].clone()).collect::<Vec<_>>();
    let (conflicts, together) =
        sheet(|one| one.rules[0].outputs[0] = "1".into(), |one| one.rules[1].outputs[0] = "2".into());
    assert_eq!((conflicts, answers(&together)), (vec![], vec!["1".to_owned(), "2".to_owned()]));
    let (conflicts, together) = sheet(|one| one.hit_policy = feel::HitPolicy::First, |one| one.rules.swap(0, 1));
    assert_eq!((conflicts, together.hit_policy), (vec![], feel::HitPolicy::First));
    assert_eq!(answers(&together), ["\"second\"", "\"first\""], "the order that one of them changed");
    let (conflicts, together) =
        sheet(|one| one.rules[0].outputs[0] = "1".into(), |one| one.rules[0].outputs[0] = "2".into());
    assert_eq!((conflicts, answers(&together)[0].as_str()), (vec!["decisions/rank/rules/rule_1".to_owned()], "2"));
    let (conflicts, _) = sheet(|one| one.inputs[0].label = "Mine".into(), |one| one.rules[0].outputs[0] = "2".into());
    assert_eq!(conflicts, ["decisions/rank/dmn"], "where a column changed the model is one part");
    let (mut second, mut first) = (rich(), rich());
    for (definition, note) in [(&mut second, "mine"), (&mut first, "theirs")] {
        let decision = definition.decisions.get_mut("rank").expect("there");
        let (id, mut sheet) = decision.table().expect("a table");
        new(&mut sheet, note);
        decision.dmn = sheet.write_into(&decision.dmn, &id).expect("written");
    }
    let merged = merge(&rich(), &second, &first);
    let (_, both) = merged.definition.decisions["rank"].table().expect("a table");
    let notes: Vec<&str> = both.rules.iter().map(|one| one.note.as_str()).collect();
    assert_eq!((merged.conflicts.len(), notes), (0, vec!["So be it.", "So be it.", "mine", "theirs"]));
}
