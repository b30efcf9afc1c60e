//! Which cases are looked at: clauses as they stand in the address, in words, and as the miner takes them.

use mining::{Condition, During, EventLog, Filter};
use sha2::{Digest, Sha256};

use crate::clock::Time;

/// Most clauses of a selection.
pub const MOST_CLAUSES: usize = 20;
/// Between the two activities of "directly followed by" in an address.
const BETWEEN: char = '\u{241f}';
/// Microseconds of an hour.
const HOUR: f64 = 3600.0;

/// One condition on cases.
#[derive(Clone, Debug, PartialEq)]
pub enum Clause {
    /// Under way on or after this day.
    From(Time),
    /// Under way on or before this day.
    Until(Time),
    /// Begun at this instant or later.
    BegunFrom(Time),
    /// Begun before this instant.
    BegunBefore(Time),
    /// With this value of a column; empty for none.
    Value {
        column: String,
        value: String,
    },
    Passes(String),
    Avoids(String),
    Follows(String, String),
    Begins(String),
    Ends(String),
    /// Takes the way of this print.
    Way(String),
    /// Takes at least so many hours.
    Longer(f64),
    /// Takes at most so many hours.
    Shorter(f64),
}

impl Clause {
    /// Reads a parameter of an address; none when it is not one of these, or empty.
    ///
    /// # Errors
    /// A sentence when it is one of these and cannot be read.
    pub fn read(name: &str, value: &str) -> Result<Option<Clause>, String> {
        let text = value.trim();
        if text.is_empty() {
            return Ok(None);
        }
        let day = || Time::parse_date(text);
        // An instant in microseconds since 1970, as links have it, or the beginning of a day, as people write it.
        let instant = || text.parse::<i64>().map(Time).or_else(|_| Time::parse_date(text));
        let hours = || {
            let hours = text.replace(',', ".").parse::<f64>().ok().filter(|hours| hours.is_finite() && *hours >= 0.0);
            hours.ok_or_else(|| format!("“{text}” is no number of hours."))
        };
        let pair = |between: char| value.split_once(between).map(|(a, b)| (a.to_owned(), b.to_owned()));
        Ok(Some(match name {
            "from" => Clause::From(day()?),
            "until" => Clause::Until(day()?),
            "begun_from" => Clause::BegunFrom(instant()?),
            "begun_before" => Clause::BegunBefore(instant()?),
            "value" => {
                let (column, value) =
                    pair(BETWEEN).ok_or_else(|| "The attribute to filter by cannot be read.".to_owned())?;
                Clause::Value { column, value }
            }
            "passes" => Clause::Passes(value.to_owned()),
            "avoids" => Clause::Avoids(value.to_owned()),
            "follows" => {
                let (from, to) =
                    pair(BETWEEN).ok_or_else(|| "The two steps to filter by cannot be read.".to_owned())?;
                Clause::Follows(from, to)
            }
            "begins" => Clause::Begins(value.to_owned()),
            "ends" => Clause::Ends(value.to_owned()),
            "way" => Clause::Way(text.to_owned()),
            "longer" => Clause::Longer(hours()?),
            "shorter" => Clause::Shorter(hours()?),
            _ => return Ok(None),
        }))
    }

    /// The parameter of an address that [`Clause::read`] reads.
    #[must_use]
    pub fn parameter(&self) -> (&'static str, String) {
        match self {
            Clause::From(day) => ("from", day.date().to_string()),
            Clause::Until(day) => ("until", day.date().to_string()),
            Clause::BegunFrom(time) => ("begun_from", time.0.to_string()),
            Clause::BegunBefore(time) => ("begun_before", time.0.to_string()),
            Clause::Value { column, value } => ("value", format!("{column}{BETWEEN}{value}")),
            Clause::Passes(activity) => ("passes", activity.clone()),
            Clause::Avoids(activity) => ("avoids", activity.clone()),
            Clause::Follows(from, to) => ("follows", format!("{from}{BETWEEN}{to}")),
            Clause::Begins(activity) => ("begins", activity.clone()),
            Clause::Ends(activity) => ("ends", activity.clone()),
            Clause::Way(print) => ("way", print.clone()),
            Clause::Longer(hours) => ("longer", hours.to_string()),
            Clause::Shorter(hours) => ("shorter", hours.to_string()),
        }
    }

    /// The condition in words.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Clause::From(day) => format!("from {}", day.day_in_words()),
            Clause::Until(day) => format!("until {}", day.day_in_words()),
            Clause::BegunFrom(time) => format!("begun from {} on", time.in_words()),
            Clause::BegunBefore(time) => format!("begun before {}", time.in_words()),
            Clause::Value { column, value } if value.is_empty() => format!("without {}", column_words(column)),
            Clause::Value { column, value } => format!("{}: {value}", column_words(column)),
            Clause::Passes(activity) => format!("passes through “{activity}”"),
            Clause::Avoids(activity) => format!("never “{activity}”"),
            Clause::Follows(from, to) => format!("“{from}” directly followed by “{to}”"),
            Clause::Begins(activity) => format!("begins with “{activity}”"),
            Clause::Ends(activity) => format!("ends with “{activity}”"),
            Clause::Way(_) => "takes one way".to_owned(),
            Clause::Longer(hours) => format!("takes at least {hours} hours"),
            Clause::Shorter(hours) => format!("takes at most {hours} hours"),
        }
    }

    /// The condition for the miner.
    fn condition(&self, log: &EventLog) -> Condition {
        let time = |from, until| Condition::Time { from, until, during: During::Touches };
        let begun = |from, until| Condition::Time { from, until, during: During::Starts };
        let passes = |activity: &String| Condition::Passes { activity: activity.clone() };
        match self {
            Clause::From(day) => time(Some(day.0), None),
            Clause::Until(day) => time(None, Some(day.plus_days(1).0)),
            Clause::BegunFrom(instant) => begun(Some(instant.0), None),
            Clause::BegunBefore(instant) => begun(None, Some(instant.0)),
            Clause::Value { column, value } => Condition::Value { column: column.clone(), any_of: vec![value.clone()] },
            Clause::Passes(activity) => passes(activity),
            Clause::Avoids(activity) => Condition::Not { condition: Box::new(passes(activity)) },
            Clause::Follows(from, to) => Condition::Follows { from: from.clone(), to: to.clone() },
            Clause::Begins(activity) => Condition::Begins { activity: activity.clone() },
            Clause::Ends(activity) => Condition::Finishes { activity: activity.clone() },
            Clause::Way(print) => {
                let named = |way: &mining::Variant| way.names(log).into_iter().map(str::to_owned).collect::<Vec<_>>();
                let ways = mining::variants(log).iter().map(named).find(|way| way_print(way) == *print);
                Condition::Variant { any_of: ways.into_iter().collect() }
            }
            Clause::Longer(hours) => Condition::Duration { at_least: Some(hours * HOUR), at_most: None },
            Clause::Shorter(hours) => Condition::Duration { at_least: None, at_most: Some(hours * HOUR) },
        }
    }
}

/// A column as people call it.
#[must_use]
pub fn column_words(column: &str) -> String {
    match column {
        "resource" => "group".to_owned(),
        other => other.replace('_', " "),
    }
}

/// Names a way in an address.
#[must_use]
pub fn way_print<T: AsRef<str>>(way: &[T]) -> String {
    let mut hash = Sha256::new();
    for step in way {
        hash.update(step.as_ref());
        hash.update([0x1f]);
    }
    hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// Clauses that all must be true of a case.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Selection {
    pub clauses: Vec<Clause>,
}

impl Selection {
    /// Reads the parameters of an address; what cannot be read is told and left out.
    #[must_use]
    pub fn read(parameters: &[(String, String)]) -> (Selection, Vec<String>) {
        let (mut clauses, mut complaints): (Vec<Clause>, Vec<String>) = (Vec::new(), Vec::new());
        let field = |wanted: &str| {
            parameters.iter().find(|(name, value)| name == wanted && !value.is_empty()).map(|(_, value)| value.clone())
        };
        let asked = field("follows_from").zip(field("follows_to"));
        let asked = asked.map(|(from, to)| ("follows".to_owned(), format!("{from}{BETWEEN}{to}")));
        for (name, value) in parameters.iter().chain(&asked) {
            match Clause::read(name, value) {
                Ok(Some(clause)) if clauses.contains(&clause) => {}
                Ok(Some(_)) if clauses.len() >= MOST_CLAUSES => {
                    complaints.push(format!("At most {MOST_CLAUSES} conditions at once; the others were left out."));
                    break;
                }
                Ok(Some(clause)) => {
                    clauses.retain(|one| !one.is_replaced_by(&clause));
                    clauses.push(clause);
                }
                Ok(None) => {}
                Err(sentence) => complaints.push(sentence),
            }
        }
        (Selection { clauses }, complaints)
    }

    /// The same with one more clause.
    #[must_use]
    pub fn with(&self, clause: Clause) -> Selection {
        let kept = self.clauses.iter().filter(|one| **one != clause && !one.is_replaced_by(&clause)).cloned();
        Selection { clauses: kept.chain([clause.clone()]).collect() }
    }

    /// The same without a clause.
    #[must_use]
    pub fn without(&self, clause: &Clause) -> Selection {
        Selection { clauses: self.clauses.iter().filter(|one| *one != clause).cloned().collect() }
    }

    /// Names the selection: two of the same name take the same cases.
    #[must_use]
    pub fn name(&self) -> String {
        let mut named: Vec<String> = self.clauses.iter().map(|clause| format!("{:?}", clause.parameter())).collect();
        named.sort_unstable();
        named.join("&")
    }

    /// The selection for the miner.
    #[must_use]
    pub fn filter(&self, log: &EventLog) -> Filter {
        Filter { conditions: self.clauses.iter().map(|clause| clause.condition(log)).collect() }
    }
}

impl Clause {
    /// Whether a later clause of the same kind takes the place of this one: a case has one beginning, one end, one period.
    fn is_replaced_by(&self, later: &Clause) -> bool {
        matches!(
            (self, later),
            (Clause::From(_), Clause::From(_))
                | (Clause::Until(_), Clause::Until(_))
                | (Clause::BegunFrom(_), Clause::BegunFrom(_))
                | (Clause::BegunBefore(_), Clause::BegunBefore(_))
                | (Clause::Begins(_), Clause::Begins(_))
                | (Clause::Ends(_), Clause::Ends(_))
                | (Clause::Way(_), Clause::Way(_))
                | (Clause::Longer(_), Clause::Longer(_))
                | (Clause::Shorter(_), Clause::Shorter(_))
        )
    }
}
