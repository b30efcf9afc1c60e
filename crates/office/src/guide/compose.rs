//! Each kind of document, put together from its parts.
//!
//! Absent: what a part holds (`part`), and how it looks (crate `press`). Pure: the same definition, facts and profile make the same
//! document. Source: practice of process guides (ITIL v3 Service Design appendix C).

use press::{Block, Column, Day, Document, Logo, Shape};

use super::model::{Facts, Kind, Section};
use super::part::{self, activity, change, decision, flow, form, front, people, rules};
use super::profile::Profile;
use crate::clock::Time;
use crate::definition::Definition;

/// A document of a kind; `role` chooses one card of the role cards.
#[must_use]
pub fn compose(kind: Kind, definition: &Definition, facts: &Facts, profile: &Profile, role: Option<&str>) -> Document {
    let version = if facts.number.is_empty() { String::new() } else { format!("Version {}", facts.number) };
    let effective = facts.effective_at.map(|at| format!("from {}", at.day_in_words())).unwrap_or_default();
    let mark = if facts.is_in_force { String::new() } else { format!("{}, not in force", facts.status) };
    Document {
        kind: kind.label().to_owned(),
        title: definition.name.clone(),
        house: facts.house.clone(),
        version,
        status: facts.status.clone(),
        effective,
        mark,
        notice: notice(profile),
        day: day(facts.settled_at),
        language: "en-GB".to_owned(),
        shape: match kind {
            Kind::Guide => Shape::Booklet,
            Kind::Poster => Shape::Poster,
            Kind::Raci | Kind::Audit | Kind::Activities | Kind::Measures | Kind::Workbook => Shape::Wide,
            _ => Shape::Sheet,
        },
        numbered: kind == Kind::Guide && profile.numbered,
        logo: profile.picture.clone().map(|bytes| Logo { bytes, description: logo_words(&facts.house) }),
        facts: front::facts(facts, profile),
        blocks: blocks(kind, definition, facts, profile, role),
    }
}

fn notice(profile: &Profile) -> String {
    match profile.classification.as_str() {
        "" => profile.notice.clone(),
        classification => format!("{} · {classification}", profile.notice),
    }
}

fn logo_words(house: &str) -> String {
    if house.is_empty() { "Logo".to_owned() } else { format!("Logo of {house}") }
}

fn day(time: Option<Time>) -> Day {
    time.map_or(Day::default(), |time| {
        let date = time.date();
        Day { year: date.year(), month: date.month().unsigned_abs(), day: date.day().unsigned_abs() }
    })
}

fn blocks(kind: Kind, definition: &Definition, facts: &Facts, profile: &Profile, role: Option<&str>) -> Vec<Block> {
    let mut all = match kind {
        Kind::Guide => guide(definition, facts, profile),
        Kind::RoleCards => role_cards(definition, role),
        Kind::QuickStart => quick_start(definition),
        Kind::Poster => flow::figure(definition).map(Block::Figure).into_iter().collect(),
        Kind::Raci => people::raci(definition, 1),
        Kind::Audit => {
            let mut all = part::under(1, "Controls", rules::audit(definition));
            all.extend(part::under(1, "Rules", rules::audit_rules(definition)));
            all.extend(part::under(1, "Result", signatures()));
            all
        }
        Kind::Training => {
            let mut all = part::under(1, "For everybody", people::training_for_all(definition));
            all.extend(part::under(1, "By role", people::training(definition, 2)));
            all.extend(part::under(1, "Questions to end with", people::questions(definition)));
            all
        }
        Kind::Requirements => {
            let mut all = rules::requirements(definition);
            all.extend(rules::met(definition, &facts.met));
            all
        }
        Kind::Activities => activity::list(definition),
        Kind::Measures => rules::measures(definition),
        Kind::Workbook => workbook(definition, facts),
    };
    if all.is_empty() {
        all.push(Block::text("The definition holds nothing for this document yet."));
    }
    all
}

/// Every table of the definition, each under the heading that names its tab.
fn workbook(definition: &Definition, facts: &Facts) -> Vec<Block> {
    let tables = [
        ("Activities", activity::list(definition)),
        ("RACI", people::raci(definition, 2)),
        ("Roles", people::roles(definition)),
        ("Inputs and outputs", flow::overview(definition)),
        ("Policies", rules::policies(definition)),
        ("Decisions", decision::all(definition, 2)),
        ("Risks and controls", rules::controls(definition)),
        ("Measures", rules::measures(definition)),
        ("Service levels", rules::service_levels(definition)),
        ("Tools", rules::tool_list(definition)),
        ("Requirements", rules::requirements(definition)),
        ("Forms", form::list(definition)),
        ("Interfaces", flow::interfaces(definition)),
        ("Records", activity::records(definition)),
        ("Compliance map", rules::compliance(definition)),
    ];
    let tables = tables.into_iter().flat_map(|(heading, blocks)| part::under(1, heading, blocks));
    tables.chain(rules::met(definition, &facts.met)).collect()
}

/// One section of the guide, without its heading.
fn section(section: Section, definition: &Definition, facts: &Facts) -> Vec<Block> {
    match section {
        Section::Summary => front::summary(definition, 2),
        Section::Purpose => front::purpose(definition),
        Section::Scope => front::scope(definition),
        Section::Terms => front::terms(definition),
        Section::Policies => rules::policies(definition),
        Section::Overview => flow::overview(definition),
        Section::Diagram => flow::diagram(definition),
        Section::Activities => activity::all(definition, 2),
        Section::Decisions => decision::all(definition, 2),
        Section::Roles => people::roles(definition),
        Section::Raci => people::raci(definition, 2),
        Section::Interfaces => flow::interfaces(definition),
        Section::Controls => rules::controls(definition),
        Section::Measures => [rules::measures(definition), rules::service_levels(definition)].concat(),
        Section::Tools => rules::tools(definition),
        Section::Communication => people::communication(definition),
        Section::Training => people::training(definition, 2),
        Section::Forms => form::all(definition, 2),
        Section::Records => activity::records(definition),
        Section::Compliance => rules::compliance(definition),
        Section::Governance => front::governance(definition, facts),
        Section::Improvement => change::improvements(facts),
        Section::News => change::news(facts),
        Section::Variants => change::variants(facts),
        Section::History => front::history(facts),
    }
}

fn guide(definition: &Definition, facts: &Facts, profile: &Profile) -> Vec<Block> {
    let mut blocks = Vec::new();
    for one in &profile.section {
        let mut held = press::markdown(&one.words);
        held.extend(one.holds.map(|holds| section(holds, definition, facts)).unwrap_or_default());
        blocks.extend(part::under(1, one.shown(), held));
        if one.holds == Some(Section::Summary) {
            blocks.push(Block::PageBreak);
        }
    }
    blocks
}

fn role_cards(definition: &Definition, role: Option<&str>) -> Vec<Block> {
    let mut blocks = Vec::new();
    for one in definition.roles.iter().filter(|one| role.is_none_or(|key| key == one.key)) {
        if !blocks.is_empty() {
            blocks.push(Block::PageBreak);
        }
        blocks.extend(people::card(definition, one));
    }
    blocks
}

fn quick_start(definition: &Definition) -> Vec<Block> {
    let mut blocks = part::said(&definition.purpose);
    let begins = definition.triggers.join(" · ");
    if !begins.is_empty() {
        blocks.push(front::led("It begins when:", &begins));
    }
    blocks.extend(part::under(1, "The steps", people::quick_steps(definition)));
    let rules: Vec<String> = definition.policies.iter().map(|one| one.statement.clone()).collect();
    blocks.extend(part::points(1, "The rules", &rules));
    blocks.extend(front::targets(definition, 1));
    blocks
}

/// Room for the auditor's own words.
fn signatures() -> Vec<Block> {
    let columns = vec![Column::new("Audited by", 4), Column::new("On", 2), Column::new("Result in one sentence", 9)];
    part::table(columns, vec![vec![part::blank(), part::blank(), vec![Block::text("\n\n")]]])
}
