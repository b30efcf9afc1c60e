use super::{Decision, RuleSet, Weight};
use crate::definition::lint::{RULES, Severity, lint};
use crate::definition::tests::sample;

const DECISIONS: &str = "[rules.sentence-too-long]\nseverity = \"off\"\nreason = \"Our lawyers wrote them.\"\n\n\
                         [rules.verb-noun]\nseverity = \"error\"\nreason = \"Names are how we find things.\"\n";

#[test]
fn a_rule_is_switched_off_or_weighted_with_a_reason() {
    let rules = RuleSet::read("lint.toml", DECISIONS).unwrap();
    assert_eq!(rules.decision("verb-noun").unwrap().weight, Weight::Error);
    let mut definition = sample();
    definition.purpose = "word ".repeat(40);
    let plain = lint(&definition);
    let long = plain.iter().filter(|finding| finding.rule == "sentence-too-long").count();
    assert!(long > 0, "{plain:?}");
    let (findings, silenced) = rules.apply(plain);
    assert!(findings.iter().all(|finding| finding.rule != "sentence-too-long"));
    assert_eq!(
        (silenced[0].rule, silenced[0].count, silenced[0].reason.as_str()),
        ("sentence-too-long", long, "Our lawyers wrote them.")
    );
}

#[test]
fn a_decision_changes_how_much_a_finding_counts() {
    let finding =
        |definition| lint(definition).into_iter().find(|finding| finding.severity == Severity::Error).unwrap();
    let mut definition = sample();
    definition.diagram = String::new();
    let rule = finding(&definition).rule;
    for (weight, severity) in [(Weight::Hint, Severity::Info), (Weight::Warning, Severity::Warning)] {
        let set = RuleSet::default().with(rule, Decision { weight, reason: "We are only starting.".to_owned() });
        let (findings, _) = set.apply(lint(&definition));
        assert_eq!(findings.iter().find(|finding| finding.rule == rule).unwrap().severity, severity);
    }
}

#[test]
fn what_is_wrong_in_the_file_is_said_with_line_and_remedy() {
    for (text, line, expected) in [
        ("[rules.no-such]\nseverity = \"off\"\nreason = \"x\"\n", 1, "There is no rule “no-such”."),
        ("[rules.verb-noun]\nseverity = \"off\"\n", 1, "gives no reason"),
        ("\n[rules.verb-noun]\nseverity = \"loud\"\nreason = \"x\"\n", 3, "unknown variant"),
        ("[rule]\n", 1, "unknown field"),
        ("[rules\n", 1, ""),
    ] {
        let error = RuleSet::read("lint.toml", text).unwrap_err().remove(0);
        assert!(error.problem.contains(expected) && !error.remedy.is_empty(), "{text}: {error}");
        assert_eq!(error.line, Some(line), "{text}: {error}");
    }
}

#[test]
fn the_list_of_rules_names_each_rule_once() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/definition/lint");
    let mut found = std::collections::BTreeSet::new();
    for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file()) {
        let text = std::fs::read_to_string(path).unwrap();
        let names = text.lines().filter_map(|line| line.trim().strip_prefix("name: \"")?.strip_suffix("\","));
        found.extend(names.filter(|name| !name.contains(' ')).map(str::to_owned));
    }
    assert_eq!(found.into_iter().collect::<Vec<_>>(), RULES);
}
