//! A finding as the office sees it, and what is kept of a definition in force so that processes can be held beside each other.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::clock::Time;
use crate::definition::lint::{Weight, catalogue};
use crate::definition::{Definition, Place, RuleSet, Severity};
use crate::journal::chain::hex;
use crate::process::place_to_read;

/// Something that a person should look at, at its process.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Found {
    pub process_id: String,
    /// The word in the address of the process.
    pub process_key: String,
    pub process: String,
    /// The rule, in kebab case.
    pub rule: String,
    pub severity: Severity,
    /// What is the case, as a sentence.
    pub message: String,
    /// Where, in words.
    pub place: String,
    /// Where it stands to read.
    pub href: String,
    /// When a newer program found what an older one did not see; none once somebody looked at it.
    pub new_at: Option<Time>,
}

impl Found {
    /// Why it matters and what to do, as its rule says.
    #[must_use]
    pub fn reason(&self) -> (&'static str, &'static str) {
        let rule = catalogue().iter().find(|rule| rule.name == self.rule);
        rule.map_or(("", ""), |rule| (rule.why, rule.remedy))
    }
}

/// Names the rules of this program: another version, or a rule more, less or of another weight, has another name.
#[must_use]
pub fn rules_of_program() -> String {
    let mut hash = Sha256::new();
    hash.update(env!("CARGO_PKG_VERSION"));
    for rule in catalogue() {
        hash.update([0x1e]);
        hash.update(rule.name);
        hash.update([0x1f]);
        hash.update(key_of(rule.severity));
    }
    hex(&hash.finalize())
}

/// Marks what a newer program finds and an older one did not: no finding of the same rule at the same place. What was new before stays new.
pub fn mark_new(old: &[Found], found: &mut [Found], now: Time) {
    for one in found {
        let known = old.iter().find(|known| known.rule == one.rule && known.place == one.place);
        one.new_at = known.map_or(Some(now), |known| known.new_at);
    }
}

/// The findings as they count here, the gravest first.
#[must_use]
pub fn weighted(rules: &RuleSet, all: Vec<Found>) -> Vec<Found> {
    let mut left: Vec<Found> = all
        .into_iter()
        .filter_map(|mut one| {
            match rules.decision(&one.rule).map(|decision| decision.weight) {
                None => {}
                Some(Weight::Off) => return None,
                Some(Weight::Hint) => one.severity = Severity::Info,
                Some(Weight::Warning) => one.severity = Severity::Warning,
                Some(Weight::Error) => one.severity = Severity::Error,
            }
            Some(one)
        })
        .collect();
    left.sort_by(|a, b| (a.severity, &a.process, &a.rule).cmp(&(b.severity, &b.process, &b.rule)));
    left
}

/// The word of a severity, as addresses and files write it.
#[must_use]
pub fn key_of(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
    }
}

/// Reads [`key_of`].
#[must_use]
pub fn severity_of(key: &str) -> Option<Severity> {
    [Severity::Error, Severity::Warning, Severity::Info].into_iter().find(|one| key_of(*one) == key)
}

/// The word of a severity, as people read it.
#[must_use]
pub fn label_of(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "to mend",
        Severity::Warning => "to look at",
        Severity::Info => "hint",
    }
}

/// What is kept of a definition in force: its roles, which of them one person must not hold together, and the skills that it needs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outline {
    /// Key and name.
    pub roles: Vec<(String, String)>,
    /// Keys of two roles.
    pub separations: Vec<(String, String)>,
    /// Activities by id and name, each with a skill that it needs.
    #[serde(default)]
    pub skills: Vec<(String, String, String)>,
}

impl Outline {
    /// The outline of a definition.
    #[must_use]
    pub fn of(definition: &Definition) -> Outline {
        let needs = definition.steps().into_iter().flat_map(|(id, name)| {
            let skills = definition.activities.get(&id).map(|one| one.skills.clone()).unwrap_or_default();
            skills.into_iter().map(move |skill| (id.clone(), name.clone(), skill))
        });
        Outline {
            skills: needs.collect(),
            roles: definition.roles.iter().map(|role| (role.key.clone(), role.name.clone())).collect(),
            separations: definition.separations.iter().map(|pair| (pair.first.clone(), pair.second.clone())).collect(),
        }
    }

    /// The name of a role, or its key.
    #[must_use]
    pub fn name<'a>(&'a self, key: &'a str) -> &'a str {
        self.roles.iter().find(|(one, _)| one == key).map_or(key, |(_, name)| name)
    }
}

/// An activity of a definition in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    pub element_id: String,
    pub name: String,
    /// The name of the role that is accountable; empty where none is.
    pub accountable: String,
}

/// A named part of a definition in force, and where it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// What it is: "Role", "Form", "Decision", "Measure", "Control", "Skill".
    pub kind: &'static str,
    pub name: String,
    pub href: String,
}

/// The named parts of a definition, in order; `href` is the address of its process.
#[must_use]
pub fn parts_of(href: &str, definition: &Definition) -> Vec<Part> {
    let roles = definition.roles.iter().map(|one| ("Role", one.name.clone(), Place::Role(one.key.clone())));
    let forms = definition.forms.iter().map(|(key, one)| ("Form", one.title.clone(), Place::Form(key.clone())));
    let decisions = definition.decisions.iter();
    let decisions = decisions.map(|(key, one)| ("Decision", one.name.clone(), Place::Decision(key.clone())));
    let measures = definition.measures.iter().map(|one| ("Measure", one.name.clone(), Place::Measure(one.key.clone())));
    let controls = definition.controls.iter();
    let controls = controls.map(|one| ("Control", one.statement.clone(), Place::Control(one.key.clone())));
    let skills = definition.activities.iter().flat_map(|(id, one)| one.skills.iter().map(move |skill| (id, skill)));
    let skills = skills.map(|(id, skill)| ("Skill", skill.clone(), Place::Activity(id.clone())));
    let all = roles.chain(forms).chain(decisions).chain(measures).chain(controls).chain(skills);
    all.map(|(kind, name, place)| Part { kind, name, href: place_to_read(href, definition, &place).1 }).collect()
}

/// The activities of a definition, in order.
#[must_use]
pub fn steps_of(definition: &Definition) -> Vec<Step> {
    let accountable = |id: &str| {
        let row = definition.raci.get(id)?;
        let (role, _) = row.iter().find(|(_, letters)| letters.contains('A'))?;
        Some(definition.role_name(role).to_owned())
    };
    let step = |(id, name): (String, String)| {
        let accountable = accountable(&id).unwrap_or_default();
        Step { element_id: id, name, accountable }
    };
    definition.steps().into_iter().map(step).collect()
}
