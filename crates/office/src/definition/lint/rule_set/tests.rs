use super::{Decision, RuleSet, Weight};
use crate::definition::lint::{BETWEEN, Severity, catalogue, lint, own_rules};
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
fn what_is_written_reads_the_same_and_words_of_the_office_are_found() {
    let text = format!("{DECISIONS}\n[words]\n\"Blue Sky\" = \"bold\"\n");
    let rules = RuleSet::read("lint.toml", &text).unwrap();
    assert_eq!(RuleSet::read("lint.toml", &rules.write()).unwrap(), rules);
    assert_eq!(RuleSet::read("lint.toml", &RuleSet::default().write()).unwrap(), RuleSet::default());
    let older = format!("{text}[rules.long-gone]\nseverity = \"off\"\nreason = \"It was.\"\n");
    assert!(RuleSet::read("lint.toml", &older).is_err());
    assert_eq!(RuleSet::read_kept(&older), Ok(rules.clone()));
    let mut definition = sample();
    definition.purpose = "A blue sky idea.".to_owned();
    let told: Vec<String> = rules.check(&definition).0.into_iter().map(|finding| finding.message).collect();
    assert!(told.contains(&"“blue sky” has a plainer word: “bold”.".to_owned()), "{told:?}");
    for words in ["[words]\n\"-\" = \"x\"\n", "[words]\nx = \"\"\n"] {
        assert!(RuleSet::read("lint.toml", words).unwrap_err()[0].problem.contains("cannot stand on the list"));
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
    let own: std::collections::BTreeSet<String> =
        own_rules().iter().copied().chain(&BETWEEN).map(|rule| rule.name.to_owned()).collect();
    assert_eq!(found, own);
    let all = catalogue();
    assert_eq!(all.len(), own.len() + bpmn::RULES.len(), "no name is used twice");
}
