//! What changed between two definitions, in plain words, each change minor or major by rule and not by opinion.
//!
//! Wording is minor. A role, the flow, a rule, a control, a measure, what comes in and goes out, and who answers are major.
//! Source: practice of document control (FitSM-1 GR2.4): what readers must learn anew needs the owner's approval.

use std::collections::BTreeSet;

use serde::Serialize;

use super::lint::Target;
use super::model::{Activity, Definition};

/// How much a change asks of people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    Minor,
    Major,
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    pub target: Target,
    /// In plain words, a whole sentence.
    pub sentence: String,
    pub class: Class,
}

/// Every difference from `old` to `new`, in the order of the document.
#[must_use]
pub fn diff(old: &Definition, new: &Definition) -> Vec<Change> {
    let mut changes = Changes(Vec::new());
    changes.texts(old, new);
    changes.flow(old, new);
    changes.activities(old, new);
    changes.roles(old, new);
    changes.raci(old, new);
    changes.rules(old, new);
    changes.rest(old, new);
    changes.0
}

/// The class of a set of changes: major as soon as one of them is.
#[must_use]
pub fn class(changes: &[Change]) -> Class {
    changes.iter().map(|change| change.class).max().unwrap_or(Class::Minor)
}

/// Whom and what a set of changes touches.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Impact {
    /// Names of roles that do something differently.
    pub roles: BTreeSet<String>,
    /// Ids of activities that changed.
    pub activities: BTreeSet<String>,
    pub controls: BTreeSet<String>,
    pub measures: BTreeSet<String>,
    pub tools: BTreeSet<String>,
}

/// What `changes` touch in the new definition: the roles are those with a part in a changed activity.
#[must_use]
pub fn impact(new: &Definition, changes: &[Change]) -> Impact {
    let mut impact = Impact::default();
    for change in changes {
        match &change.target {
            Target::Activity(id) => drop(impact.activities.insert(id.clone())),
            Target::Cell { activity, role } => {
                impact.activities.insert(activity.clone());
                impact.roles.insert(new.role_name(role).to_owned());
            }
            Target::Role(key) => drop(impact.roles.insert(new.role_name(key).to_owned())),
            Target::Control(key) => drop(impact.controls.insert(key.clone())),
            Target::Measure(key) => drop(impact.measures.insert(key.clone())),
            Target::Field(_) | Target::Element(_) => {}
        }
    }
    for id in &impact.activities {
        let cells = new.raci.get(id).into_iter().flatten();
        impact.roles.extend(cells.map(|(role, _)| new.role_name(role).to_owned()));
        let tool = new.activities.get(id).map(|activity| activity.tool.clone()).filter(|tool| !tool.is_empty());
        impact.tools.extend(tool);
    }
    impact
}

struct Changes(Vec<Change>);

impl Changes {
    fn add(&mut self, target: Target, class: Class, sentence: String) {
        self.0.push(Change { target, sentence, class });
    }

    fn field(&mut self, name: &'static str, class: Class, label: &str, old: &str, new: &str) {
        if old == new {
            return;
        }
        let sentence = match (old.is_empty(), new.is_empty()) {
            (true, false) => format!("{label} was added: “{}”.", short(new)),
            (false, true) => format!("{label} was removed; it said “{}”.", short(old)),
            _ if same_words(old, new) => format!("{label} was set differently; the words are the same."),
            _ => format!("{label} was “{}” and is “{}” now.", short(old), short(new)),
        };
        self.add(Target::Field(name), class, sentence);
    }

    /// A list whose entries are told by one line each.
    fn list(&mut self, name: &'static str, class: Class, noun: &str, old: &[String], new: &[String]) {
        for gone in old.iter().filter(|one| !new.contains(one)) {
            self.add(Target::Field(name), class, format!("{noun} removed: “{}”.", short(gone)));
        }
        for came in new.iter().filter(|one| !old.contains(one)) {
            self.add(Target::Field(name), class, format!("{noun} added: “{}”.", short(came)));
        }
        if old.len() == new.len() && old != new && old.iter().all(|one| new.contains(one)) {
            self.add(Target::Field(name), Class::Minor, format!("{noun}: the order changed."));
        }
    }

    fn texts(&mut self, old: &Definition, new: &Definition) {
        self.field("name", Class::Minor, "The name", &old.name, &new.name);
        self.field("purpose", Class::Minor, "The purpose", &old.purpose, &new.purpose);
        self.list("objectives", Class::Major, "Objective", &old.objectives, &new.objectives);
        self.list("scope_in", Class::Major, "In scope", &old.scope_in, &new.scope_in);
        self.list("scope_out", Class::Major, "Out of scope", &old.scope_out, &new.scope_out);
        self.list("triggers", Class::Major, "Trigger", &old.triggers, &new.triggers);
        let inputs = |definition: &Definition| -> Vec<String> {
            definition
                .inputs
                .iter()
                .map(|one| parts(&[&one.name, "from", &one.supplier, "good when", &one.quality]))
                .collect()
        };
        self.list("inputs", Class::Major, "Input", &inputs(old), &inputs(new));
        let outputs = |definition: &Definition| -> Vec<String> {
            definition
                .outputs
                .iter()
                .map(|one| parts(&[&one.name, "for", &one.customer, "accepted when", &one.acceptance]))
                .collect()
        };
        self.list("outputs", Class::Major, "Output", &outputs(old), &outputs(new));
    }

    fn flow(&mut self, old: &Definition, new: &Definition) {
        if old.diagram == new.diagram {
            return;
        }
        let (Some(before), Some(after)) = (old.flow(), new.flow()) else {
            self.add(Target::Field("diagram"), Class::Major, "The diagram was replaced.".to_owned());
            return;
        };
        let changes = bpmn::compare(&before, &after);
        if changes.is_empty() {
            self.add(
                Target::Field("diagram"),
                Class::Minor,
                "The diagram's file was written anew; nothing in it changed.".to_owned(),
            );
        }
        for change in changes {
            let class = if change.material { Class::Major } else { Class::Minor };
            let is_activity =
                [&before, &after].iter().any(|one| one.node(&change.element).is_some_and(bpmn::Node::is_activity));
            let target = if is_activity { Target::Activity(change.element) } else { Target::Element(change.element) };
            self.add(target, class, change.sentence);
        }
    }

    fn activities(&mut self, old: &Definition, new: &Definition) {
        let none = Activity::default();
        let ids: BTreeSet<&String> = old.activities.keys().chain(new.activities.keys()).collect();
        let names = [new.steps(), old.steps()].concat();
        for id in ids {
            let name = names.iter().find(|(step, _)| step == id).map_or(id.as_str(), |(_, name)| name.as_str());
            let before = old.activities.get(id).unwrap_or(&none);
            let after = new.activities.get(id).unwrap_or(&none);
            self.activity(id, name, before, after);
        }
    }

    fn activity(&mut self, id: &str, name: &str, before: &Activity, after: &Activity) {
        let texts = [
            ("purpose", Class::Minor, &before.purpose, &after.purpose),
            ("steps", Class::Minor, &before.steps, &after.steps),
            ("decision rule", Class::Major, &before.decision_rule, &after.decision_rule),
            ("exception path", Class::Major, &before.exception_path, &after.exception_path),
            ("tool", Class::Major, &before.tool, &after.tool),
            ("record", Class::Major, &before.record, &after.record),
        ];
        for (label, class, before, after) in texts {
            if before == after {
                continue;
            }
            let sentence = match (before.is_empty(), after.is_empty()) {
                (true, _) => format!("{name}: the {label} was added: “{}”.", short(after)),
                (_, true) => format!("{name}: the {label} was removed; it said “{}”.", short(before)),
                _ => format!("{name}: the {label} was “{}” and is “{}” now.", short(before), short(after)),
            };
            self.add(Target::Activity(id.to_owned()), class, sentence);
        }
        let times = [
            ("working time", before.process_time_minutes, after.process_time_minutes),
            ("waiting time", before.wait_minutes, after.wait_minutes),
        ];
        for (label, before, after) in times {
            if before != after {
                let words = |time: Option<u32>| time.map_or("not stated".to_owned(), |time| format!("{time} minutes"));
                let sentence = format!("{name}: the {label} was {} and is {} now.", words(before), words(after));
                self.add(Target::Activity(id.to_owned()), Class::Minor, sentence);
            }
        }
    }

    fn roles(&mut self, old: &Definition, new: &Definition) {
        for role in &old.roles {
            match new.roles.iter().find(|one| one.key == role.key) {
                None => self.add(
                    Target::Role(role.key.clone()),
                    Class::Major,
                    format!("The role {} was removed.", role.name),
                ),
                Some(now) if now != role => {
                    let renamed = now.name != role.name;
                    let sentence = if renamed {
                        format!("The role {} is called {} now.", role.name, now.name)
                    } else {
                        format!("The role {} was described differently.", role.name)
                    };
                    self.add(Target::Role(role.key.clone()), Class::Minor, sentence);
                }
                Some(_) => {}
            }
        }
        for role in new.roles.iter().filter(|role| !old.roles.iter().any(|one| one.key == role.key)) {
            self.add(Target::Role(role.key.clone()), Class::Major, format!("The role {} was added.", role.name));
        }
    }

    fn raci(&mut self, old: &Definition, new: &Definition) {
        let cells = |definition: &Definition| -> BTreeSet<(String, String)> {
            let rows = definition.raci.iter();
            rows.flat_map(|(activity, row)| row.keys().map(|role| (activity.clone(), role.clone()))).collect()
        };
        let names = [new.steps(), old.steps()].concat();
        for (activity, role) in cells(old).union(&cells(new)) {
            let letters = |definition: &Definition| {
                definition.raci.get(activity).and_then(|row| row.get(role)).cloned().unwrap_or_default()
            };
            let (before, after) = (letters(old), letters(new));
            if before == after {
                continue;
            }
            let name = names.iter().find(|(id, _)| id == activity).map_or(activity.as_str(), |(_, name)| name.as_str());
            let holder =
                if new.roles.iter().any(|one| one.key == *role) { new.role_name(role) } else { old.role_name(role) };
            let sentence = match (before.is_empty(), after.is_empty()) {
                (true, _) => format!("{name}: {holder} is {} now and had no part before.", letters_in_words(&after)),
                (_, true) => format!("{name}: {holder} has no part any more; before: {}.", letters_in_words(&before)),
                _ => format!(
                    "{name}: {holder} was {} and is {} now.",
                    letters_in_words(&before),
                    letters_in_words(&after)
                ),
            };
            self.add(Target::Cell { activity: activity.clone(), role: role.clone() }, Class::Major, sentence);
        }
    }

    fn rules(&mut self, old: &Definition, new: &Definition) {
        let policies = |definition: &Definition| -> Vec<String> {
            definition
                .policies
                .iter()
                .map(|one| parts(&[&one.statement, "because", &one.reason, "else", &one.consequence]))
                .collect()
        };
        self.list("policies", Class::Major, "Policy", &policies(old), &policies(new));
        for control in &old.controls {
            let target = Target::Control(control.key.clone());
            match new.controls.iter().find(|one| one.key == control.key) {
                None => {
                    self.add(target, Class::Major, format!("The control “{}” was removed.", short(&control.statement)));
                }
                Some(now) if now != control => {
                    let sentence = if now.statement == control.statement {
                        format!("The control “{}” changed in how it is performed or proven.", short(&now.statement))
                    } else {
                        format!("The control “{}” says “{}” now.", short(&control.statement), short(&now.statement))
                    };
                    self.add(target, Class::Major, sentence);
                }
                Some(_) => {}
            }
        }
        for control in new.controls.iter().filter(|one| !old.controls.iter().any(|other| other.key == one.key)) {
            let sentence = format!("The control “{}” was added.", short(&control.statement));
            self.add(Target::Control(control.key.clone()), Class::Major, sentence);
        }
        self.measures(old, new);
    }

    fn measures(&mut self, old: &Definition, new: &Definition) {
        for measure in &old.measures {
            let target = Target::Measure(measure.key.clone());
            match new.measures.iter().find(|one| one.key == measure.key) {
                None => self.add(target, Class::Major, format!("The measure {} was removed.", measure.name)),
                Some(now) if now.target != measure.target => {
                    self.add(target, Class::Major, format!("The measure {} has another target.", now.name));
                }
                Some(now) if now.formula != measure.formula || now.kind != measure.kind => {
                    self.add(target, Class::Major, format!("The measure {} is computed in another way.", now.name));
                }
                Some(now) if now != measure => {
                    self.add(target, Class::Minor, format!("The measure {} was described differently.", now.name));
                }
                Some(_) => {}
            }
        }
        for measure in new.measures.iter().filter(|one| !old.measures.iter().any(|other| other.key == one.key)) {
            let sentence = format!("The measure {} was added.", measure.name);
            self.add(Target::Measure(measure.key.clone()), Class::Major, sentence);
        }
    }

    fn rest(&mut self, old: &Definition, new: &Definition) {
        let interfaces = |definition: &Definition| -> Vec<String> {
            definition
                .interfaces
                .iter()
                .map(|one| {
                    let way = if one.flow == super::model::Flow::Gives { "gives to" } else { "receives from" };
                    let agreed = if one.confirmed { "agreed" } else { "not agreed" };
                    parts(&[
                        "",
                        way,
                        &one.process,
                        "",
                        &one.what,
                        "when",
                        &one.quality,
                        "within",
                        &one.time_limit,
                        "",
                        agreed,
                    ])
                })
                .collect()
        };
        self.list("interfaces", Class::Major, "Interface", &interfaces(old), &interfaces(new));
        let requirements = |definition: &Definition| -> Vec<String> {
            definition.requirements.iter().map(|one| format!("{:?}: {}", one.priority, one.text)).collect()
        };
        self.list("requirements", Class::Minor, "Tool requirement", &requirements(old), &requirements(new));
        let glossary = |definition: &Definition| -> Vec<String> {
            definition.glossary.iter().map(|one| parts(&[&one.term, "means", &one.meaning])).collect()
        };
        self.list("glossary", Class::Minor, "Term", &glossary(old), &glossary(new));
        let mappings = |definition: &Definition| -> Vec<String> {
            definition.mappings.iter().map(|one| format!("{} {}", one.framework, one.reference)).collect()
        };
        self.list("mappings", Class::Minor, "Framework reference", &mappings(old), &mappings(new));
        if old.review_interval_days != new.review_interval_days {
            let sentence = format!(
                "It is reviewed every {} days now; before: every {} days.",
                new.review_interval_days, old.review_interval_days
            );
            self.add(Target::Field("review_interval_days"), Class::Major, sentence);
        }
    }
}

/// Words joined by small words, leaving out what is empty together with the word before it.
fn parts(all: &[&str]) -> String {
    let mut out = vec![all.first().copied().unwrap_or("")];
    for pair in all.get(1..).unwrap_or(&[]).chunks(2) {
        if let [word, text] = pair
            && !text.is_empty()
        {
            out.push(word);
            out.push(text);
        }
    }
    out.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Letters of RACI in words.
#[must_use]
pub fn letters_in_words(letters: &str) -> String {
    let words: Vec<&str> = letters
        .chars()
        .filter_map(|letter| match letter {
            'R' => Some("responsible"),
            'A' => Some("accountable"),
            'C' => Some("consulted"),
            'I' => Some("informed"),
            _ => None,
        })
        .collect();
    words.join(" and ")
}

/// A text cut to a line that fits into a sentence.
fn short(text: &str) -> String {
    const LONGEST: usize = 120;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= LONGEST {
        return line;
    }
    let cut: String = line.chars().take(LONGEST).collect();
    let end = cut.rfind(' ').unwrap_or(cut.len());
    format!("{}…", &cut[..end])
}

fn same_words(a: &str, b: &str) -> bool {
    a.split_whitespace().eq(b.split_whitespace())
}
