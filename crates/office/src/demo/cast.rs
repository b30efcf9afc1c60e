//! The people of the demo: the specialists of the office, and those whom their units lend to it.

use std::collections::BTreeMap;

use db::Tx;

use crate::access::{Actor, Holding, Role};
use crate::clock::Time;
use crate::failure::Failure;
use crate::people::{self, Assignment, Person, Unit};

/// Everybody by first name.
pub(super) struct Cast(BTreeMap<&'static str, Person>);

impl Cast {
    /// The id of a person.
    pub fn id(&self, first: &str) -> Result<String, Failure> {
        self.person(first).map(|person| person.id.clone())
    }

    /// A person as they act at an instant, with the roles they hold then.
    pub fn actor(&self, tx: &mut Tx, first: &str, now: Time) -> Result<Actor, Failure> {
        let person = self.person(first)?;
        let holdings: Vec<Holding> = people::store::holdings(tx, &person.id, now)?;
        Ok(Actor { person_id: person.id.clone(), name: person.name.clone(), holdings })
    }

    fn person(&self, first: &str) -> Result<&Person, Failure> {
        self.0.get(first).ok_or_else(|| Failure::broken(format!("the demo has no {first}")))
    }
}

/// First name, full name, job title, unit, role, and days until the role ends.
type Entry = (&'static str, &'static str, &'static str, &'static str, Role, Option<i64>);

const PEOPLE: &[Entry] = &[
    ("Nadia", "Nadia Petrov", "IT administrator", "Infrastructure", Role::Administrator, None),
    (
        "Amara",
        "Amara Okafor",
        "Head of the service management office",
        "Service management office",
        Role::SmoManager,
        None,
    ),
    ("Jonas", "Jonas Weber", "Process designer", "Service management office", Role::ProcessDesigner, None),
    ("Priya", "Priya Raman", "Governance lead", "Service management office", Role::GovernanceLead, None),
    ("Lucía", "Lucía Romero", "Organizational change lead", "Service management office", Role::ChangeLead, None),
    ("Tom", "Tom Ashworth", "Training and communications lead", "Service management office", Role::TrainingLead, None),
    ("Mei", "Mei Chen", "ITSM tools liaison", "Service management office", Role::ToolsLiaison, None),
    ("Samuel", "Samuel Osei", "Facilitator", "Service management office", Role::Facilitator, None),
    ("Ingrid", "Ingrid Halvorsen", "Head of service operations", "Service operations", Role::Practitioner, None),
    ("Marek", "Marek Nowak", "Incident manager", "Service operations", Role::Practitioner, None),
    ("Aisha", "Aisha Bello", "Service desk agent", "Service operations", Role::Practitioner, None),
    ("Fatima", "Fatima Zahra", "Head of infrastructure", "Infrastructure", Role::Practitioner, None),
    ("Oliver", "Oliver Grant", "Change manager", "Infrastructure", Role::Practitioner, None),
    ("Chloé", "Chloé Martin", "Head of workplace services", "Workplace services", Role::Practitioner, None),
    ("Daniel", "Daniel Kim", "Catalogue manager", "Workplace services", Role::Practitioner, None),
    ("Henrik", "Henrik Larsen", "Chief information officer", "IT", Role::Sponsor, None),
    ("Ruth", "Ruth Abrams", "Internal auditor", "Internal audit", Role::Auditor, Some(260)),
];

/// Unit and the unit above it.
const UNITS: &[(&str, Option<&str>)] = &[
    ("IT", None),
    ("Service management office", Some("IT")),
    ("Service operations", Some("IT")),
    ("Infrastructure", Some("IT")),
    ("Workplace services", Some("IT")),
    ("Internal audit", None),
];

/// Everybody comes in.
pub(super) fn enter(tx: &mut Tx, now: Time) -> Result<Cast, Failure> {
    let mut units: BTreeMap<&str, String> = BTreeMap::new();
    for (name, above) in UNITS {
        let unit = Unit {
            id: uuid::Uuid::now_v7().to_string(),
            name: (*name).to_owned(),
            parent_id: above.and_then(|above| units.get(above).cloned()),
        };
        people::store::insert_unit(tx, &unit)?;
        units.insert(name, unit.id);
    }
    let mut cast = BTreeMap::new();
    for (first, name, title, unit, role, days) in PEOPLE {
        let mail: String = name.to_lowercase().chars().map(plain).collect();
        let person = Person {
            id: uuid::Uuid::now_v7().to_string(),
            name: (*name).to_owned(),
            email: format!("{mail}@northwind.example"),
            title: (*title).to_owned(),
            unit_id: units.get(unit).cloned(),
            created_at: now,
            disabled_at: None,
        };
        people::store::insert(tx, &person, None)?;
        let assignment = Assignment {
            id: uuid::Uuid::now_v7().to_string(),
            person_id: person.id.clone(),
            role: *role,
            process_id: None,
            process_label: None,
            starts_at: now,
            ends_at: days.map(|days| now.plus_days(days)),
            granted_by: String::new(),
        };
        people::store::assign(tx, &assignment)?;
        cast.insert(*first, person);
    }
    Ok(Cast(cast))
}

/// A letter as mail addresses write it.
fn plain(letter: char) -> char {
    match letter {
        'í' => 'i',
        'é' => 'e',
        letter if letter.is_ascii_alphanumeric() => letter,
        _ => '.',
    }
}
