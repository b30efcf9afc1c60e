//! Which cases a question is about: those of a period, of a priority, of one way, that pass through a step, that took
//! long.
//!
//! Absent: filters that cut events out of cases. Source: the case filters that process-mining tools have in common
//! (time frame, attribute, variant, endpoints, follower, performance).

use super::column::{Fact, NO_TEXT, ValueColumn, Values};
use super::part::{Part, Share};
use super::{EventLog, Reckoning, Value};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::fmt;
use std::ops::Range;

/// How a case lies in a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum During {
    /// Its first event does.
    Starts,
    /// Its last event does.
    Ends,
    /// All of its events do.
    Inside,
    /// It was under way at some time of it.
    Touches,
}

/// Something that is true of a case or not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case", deny_unknown_fields)]
pub enum Condition {
    /// It lies in a period, from an instant to before another, microseconds since 1970.
    Time {
        /// First instant; open when absent.
        #[serde(default)]
        from: Option<i64>,
        /// Instant after the last; open when absent.
        #[serde(default)]
        until: Option<i64>,
        /// How it lies in it.
        during: During,
    },
    /// It has (or one of its events has) one of these texts, or `true` or `false`, in a column; an empty text stands for
    /// no value.
    Value {
        /// Name of the column; `resource` and `activity` stand for those of the events.
        column: String,
        /// Any of these.
        any_of: Vec<String>,
    },
    /// It has (or one of its events has) a number in this range, both ends included.
    Number {
        /// Name of the column.
        column: String,
        /// Lowest number; open when absent.
        #[serde(default)]
        at_least: Option<f64>,
        /// Highest number; open when absent.
        #[serde(default)]
        at_most: Option<f64>,
    },
    /// It takes one of these ways.
    Variant {
        /// The activities of each way, in order.
        any_of: Vec<Vec<String>>,
    },
    /// It passes through an activity.
    Passes {
        /// The activity.
        activity: String,
    },
    /// An activity is directly followed by another.
    Follows {
        /// The earlier activity.
        from: String,
        /// The one directly after it.
        to: String,
    },
    /// It begins with an activity.
    Begins {
        /// The activity.
        activity: String,
    },
    /// It ends with an activity.
    Finishes {
        /// The activity.
        activity: String,
    },
    /// From first to last event it takes this long, in seconds that count, both ends included.
    Duration {
        /// Shortest; open when absent.
        #[serde(default)]
        at_least: Option<f64>,
        /// Longest; open when absent.
        #[serde(default)]
        at_most: Option<f64>,
    },
    /// The condition is not true of it.
    Not {
        /// The condition.
        condition: Box<Condition>,
    },
}

/// Conditions that all must be true of a case; none takes every case.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Filter {
    /// The conditions.
    pub conditions: Vec<Condition>,
}

/// The filter names a column that the log does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownColumn {
    /// The column.
    pub column: String,
}

impl fmt::Display for UnknownColumn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "The log has no column \"{}\" to filter by. Keep it when the log is imported.", self.column)
    }
}

impl std::error::Error for UnknownColumn {}

impl EventLog {
    /// The cases of which all conditions are true.
    ///
    /// # Errors
    /// [`UnknownColumn`] when a condition names one. An activity or value that does not occur is no error.
    pub fn part(&self, filter: &Filter) -> Result<Part<'_>, UnknownColumn> {
        self.part_by(filter, &Reckoning::default())
    }

    /// The same, with durations counted so, in the conditions and in whatever is asked of the part.
    ///
    /// # Errors
    /// As [`EventLog::part`].
    pub fn part_by(&self, filter: &Filter, reckoning: &Reckoning) -> Result<Part<'_>, UnknownColumn> {
        if filter.conditions.is_empty() {
            return Ok(Part::from(self).counted_by(reckoning.clone()));
        }
        let tests = filter.conditions.iter().map(|condition| Test::of(self, condition, reckoning));
        let tests = tests.collect::<Result<Vec<Test<'_>>, _>>()?;
        let chosen = Part::from(self).on_cores(|share: Share<'_>| {
            let mut chosen = Vec::new();
            share.each(|case, events| {
                if tests.iter().all(|test| test.holds(self, case, events.clone())) {
                    chosen.push(case as u32);
                }
            });
            chosen
        });
        Ok(Part::chosen(self, chosen.concat()).counted_by(reckoning.clone()))
    }
}

/// A condition with names looked up.
enum Test<'l> {
    Time(Range<i64>, During),
    /// For each code of the event column whether it is wanted, and whether no value is.
    EventText(&'l [u32], Vec<bool>, bool),
    CaseText(&'l [u32], Vec<bool>, bool),
    /// Any of these texts, or a number in the range, in another column.
    Value(&'l ValueColumn, bool, Vec<String>),
    Number(&'l ValueColumn, bool, f64, f64),
    Variant(HashSet<Vec<u32>>),
    Passes(Option<u32>),
    Follows(Option<(u32, u32)>),
    Begins(Option<u32>),
    Finishes(Option<u32>),
    Duration(f64, f64, Reckoning),
    Not(Box<Test<'l>>),
}

impl<'l> Test<'l> {
    fn of(log: &'l EventLog, condition: &Condition, reckoning: &Reckoning) -> Result<Test<'l>, UnknownColumn> {
        let code = |activity: &String| log.activities.code(activity);
        let range =
            |low: &Option<f64>, high: &Option<f64>| (low.unwrap_or(f64::NEG_INFINITY), high.unwrap_or(f64::INFINITY));
        Ok(match condition {
            Condition::Time { from, until, during } => {
                Test::Time(from.unwrap_or(i64::MIN)..until.unwrap_or(i64::MAX), *during)
            }
            Condition::Value { column, any_of } => Test::value(log, column, any_of)?,
            Condition::Number { column, at_least, at_most } => {
                let (found, of_events) = column_of(log, column)?;
                let (low, high) = range(at_least, at_most);
                Test::Number(found, of_events, low, high)
            }
            Condition::Variant { any_of } => {
                let codes = |way: &Vec<String>| way.iter().map(&code).collect::<Option<Vec<u32>>>();
                Test::Variant(any_of.iter().filter_map(codes).collect())
            }
            Condition::Passes { activity } => Test::Passes(code(activity)),
            Condition::Follows { from, to } => Test::Follows(code(from).zip(code(to))),
            Condition::Begins { activity } => Test::Begins(code(activity)),
            Condition::Finishes { activity } => Test::Finishes(code(activity)),
            Condition::Duration { at_least, at_most } => {
                let (low, high) = range(at_least, at_most);
                Test::Duration(low, high, reckoning.clone())
            }
            Condition::Not { condition } => Test::Not(Box::new(Test::of(log, condition, reckoning)?)),
        })
    }

    fn value(log: &'l EventLog, column: &str, any_of: &[String]) -> Result<Test<'l>, UnknownColumn> {
        let none = any_of.iter().any(String::is_empty);
        let wanted = |names: &super::Names| {
            let mut wanted = vec![false; names.len()];
            any_of.iter().filter_map(|text| names.code(text)).for_each(|code| wanted[code as usize] = true);
            wanted
        };
        match column {
            "activity" => return Ok(Test::EventText(&log.activity, wanted(&log.activities), false)),
            "resource" => return Ok(Test::EventText(&log.resource, wanted(&log.resources), none)),
            _ => {}
        }
        let (found, of_events) = column_of(log, column)?;
        Ok(match &found.values {
            Values::Text(codes) if of_events => Test::EventText(codes, wanted(&found.names), none),
            Values::Text(codes) => Test::CaseText(codes, wanted(&found.names), none),
            _ => Test::Value(found, of_events, any_of.to_vec()),
        })
    }

    fn holds(&self, log: &EventLog, case: usize, events: Range<usize>) -> bool {
        let wanted = |code: u32, wanted: &[bool], none: bool| match code {
            NO_TEXT => none,
            code => wanted[code as usize],
        };
        let times = &log.time[events.clone()];
        let activities = &log.activity[events.clone()];
        let any = |of_events: bool, fits: &dyn Fn(usize) -> bool| match of_events {
            true => events.clone().any(fits),
            false => fits(case),
        };
        match self {
            Test::Time(period, during) => {
                let (Some(first), Some(last)) = (times.first(), times.last()) else { return false };
                match during {
                    During::Starts => period.contains(first),
                    During::Ends => period.contains(last),
                    During::Inside => period.contains(first) && period.contains(last),
                    During::Touches => *first < period.end && *last >= period.start,
                }
            }
            Test::EventText(codes, marks, none) => codes[events.clone()].iter().any(|code| wanted(*code, marks, *none)),
            Test::CaseText(codes, marks, none) => wanted(codes[case], marks, *none),
            Test::Value(column, of_events, texts) => any(*of_events, &|place| match column.get(place) {
                None => texts.iter().any(String::is_empty),
                Some(Value::Flag(flag)) => texts.iter().any(|text| text == if flag { "true" } else { "false" }),
                Some(Value::Number(number)) => texts.iter().any(|text| text.parse() == Ok(number)),
                Some(Value::Time(time)) => texts.iter().any(|text| *text == crate::iso(time)),
                Some(Value::Text(_)) => false,
            }),
            Test::Number(column, of_events, low, high) => any(
                *of_events,
                &|place| matches!(column.get(place), Some(Value::Number(number)) if number >= *low && number <= *high),
            ),
            Test::Variant(ways) => ways.contains(activities),
            Test::Passes(activity) => activity.is_some_and(|activity| activities.contains(&activity)),
            Test::Follows(pair) => {
                pair.is_some_and(|(from, to)| activities.windows(2).any(|two| two[0] == from && two[1] == to))
            }
            Test::Begins(activity) => activity.is_some() && activities.first() == activity.as_ref(),
            Test::Finishes(activity) => activity.is_some() && activities.last() == activity.as_ref(),
            Test::Duration(low, high, reckoning) => {
                let seconds = reckoning.seconds(times);
                !times.is_empty() && seconds >= *low && seconds <= *high
            }
            Test::Not(test) => !test.holds(log, case, events),
        }
    }
}

/// A column by its name, and whether it is one of events.
fn column_of<'l>(log: &'l EventLog, name: &str) -> Result<(&'l ValueColumn, bool), UnknownColumn> {
    let fact = Fact::ALL.into_iter().find(|fact| fact.name() == name).and_then(|fact| log.fact(fact));
    let of_case = log.column(name).or(fact).map(|column| (column, false));
    let found = of_case.or_else(|| log.event_column(name).map(|column| (column, true)));
    found.ok_or_else(|| UnknownColumn { column: name.to_owned() })
}

impl ValueColumn {
    /// The codes of a column of texts.
    pub(crate) fn codes(&self) -> Option<&[u32]> {
        match &self.values {
            Values::Text(codes) => Some(codes),
            _ => None,
        }
    }
}
