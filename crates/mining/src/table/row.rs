//! One row of a file becomes one event, or several for a ticket with several dates.
//!
//! A row is read whole into a scratch place first and added only when nothing is wrong with it. Absent: the file; this
//! module sees fields. Source: [`Mapping`].

use super::mapping::{Mapping, Shape};
use super::records::Record;
use crate::log::{CaseValue, Fact, Full, Kind, LogBuilder, NewEvent};
use crate::moment::{TimeReader, Zone};
use crate::report::{ImportError, Problem};

/// Nothing, or the column at fault and what is wrong.
pub(super) type Taken = Result<(), (Option<String>, Problem)>;

struct FactColumn {
    fact: Fact,
    column: usize,
    times: Option<TimeReader>,
    slot: usize,
    value: Scratch,
}

enum Scratch {
    None,
    Text(String),
    Number(f64),
    Time(i64),
    Flag(bool),
}

struct StepColumn<'m> {
    activity: &'m str,
    column: usize,
    times: TimeReader,
}

enum Plan<'m> {
    Event { activity: usize, time: usize, times: TimeReader },
    Ticket(Vec<StepColumn<'m>>),
}

struct Attribute<'m> {
    name: &'m str,
    column: usize,
    slot: usize,
    value: Option<String>,
}

/// Reads rows of one file by one mapping.
pub(super) struct RowReader<'m> {
    header: Vec<String>,
    missing: &'m [String],
    case_column: usize,
    resource_column: Option<usize>,
    plan: Plan<'m>,
    facts: Vec<FactColumn>,
    attributes: Vec<Attribute<'m>>,
    case: String,
    resource: Option<String>,
    events: Vec<(String, i64)>,
}

impl<'m> RowReader<'m> {
    /// # Errors
    /// [`ImportError::Mapping`] when a column is not there or there twice, or the time zone is unknown.
    pub(super) fn new(header: &[String], mapping: &'m Mapping) -> Result<Self, ImportError> {
        let zone = Zone::named(&mapping.time_zone).map_err(|why| ImportError::Mapping { why: format!("{why}.") })?;
        let times = |name: &str| TimeReader::new(mapping.format_of(name), zone.clone());
        let plan = match &mapping.shape {
            Shape::Events { activity, time } => {
                Plan::Event { activity: find(header, activity)?, time: find(header, time)?, times: times(time) }
            }
            Shape::Tickets { steps } => {
                let step = |step: &'m super::mapping::Step| -> Result<StepColumn<'m>, ImportError> {
                    let column = find(header, &step.column)?;
                    Ok(StepColumn { activity: &step.activity, column, times: times(&step.column) })
                };
                Plan::Ticket(steps.iter().map(step).collect::<Result<_, _>>()?)
            }
        };
        let mut facts = Vec::new();
        for fact in Fact::ALL {
            if let Some(name) = mapping.facts.get(fact) {
                let times = (fact.kind() == Kind::Time).then(|| times(name));
                facts.push(FactColumn { fact, column: find(header, name)?, times, slot: 0, value: Scratch::None });
            }
        }
        let attribute = |name: &'m String| -> Result<Attribute<'m>, ImportError> {
            Ok(Attribute { name, column: find(header, name)?, slot: 0, value: None })
        };
        Ok(RowReader {
            header: header.to_vec(),
            missing: &mapping.missing,
            case_column: find(header, &mapping.case)?,
            resource_column: mapping.resource.as_deref().map(|name| find(header, name)).transpose()?,
            plan,
            facts,
            attributes: mapping.attributes.iter().map(attribute).collect::<Result<_, _>>()?,
            case: String::new(),
            resource: None,
            events: Vec::new(),
        })
    }

    /// Adds the case columns to the builder.
    pub(super) fn declare(&mut self, builder: &mut LogBuilder) -> Result<(), Full> {
        for column in &mut self.facts {
            column.slot = builder.fact_column(column.fact)?;
        }
        for attribute in &mut self.attributes {
            attribute.slot = builder.text_column(attribute.name)?;
        }
        Ok(())
    }

    pub(super) fn name(&self, column: usize) -> Option<String> {
        self.header.get(column).cloned()
    }

    /// Reads a row into the scratch place.
    pub(super) fn read(&mut self, record: &Record) -> Taken {
        let missing = self.missing;
        let field = |column: usize| -> Result<Option<&str>, (usize, Problem)> {
            let text = std::str::from_utf8(record.get(column)).map_err(|_| (column, Problem::InvalidText))?.trim();
            if let Some(bad) = text.chars().find(|c| c.is_control() && !matches!(c, '\t' | '\n' | '\r')) {
                return Err((column, Problem::ControlCharacter { code: u32::from(bad) }));
            }
            Ok((!text.is_empty() && !missing.iter().any(|mark| mark == text)).then_some(text))
        };
        self.read_fields(field).map_err(|(column, problem)| (self.name(column), problem))
    }

    fn read_fields<'r>(
        &mut self,
        field: impl Fn(usize) -> Result<Option<&'r str>, (usize, Problem)>,
    ) -> Result<(), (usize, Problem)> {
        self.events.clear();
        let case = field(self.case_column)?.ok_or((self.case_column, Problem::EmptyCase))?;
        self.case.clear();
        self.case.push_str(case);
        self.resource = match self.resource_column {
            Some(column) => field(column)?.map(str::to_owned),
            None => None,
        };
        match &mut self.plan {
            Plan::Event { activity, time, times } => {
                let name = field(*activity)?.ok_or((*activity, Problem::EmptyActivity))?;
                let text = field(*time)?.ok_or((*time, Problem::EmptyTime))?;
                let at = times.read(text).map_err(|problem| (*time, problem.into()))?;
                self.events.push((name.to_owned(), at));
            }
            Plan::Ticket(steps) => {
                for step in steps.iter_mut() {
                    if let Some(text) = field(step.column)? {
                        let at = step.times.read(text).map_err(|problem| (step.column, problem.into()))?;
                        self.events.push((step.activity.to_owned(), at));
                    }
                }
                if self.events.is_empty() {
                    return Err((steps.first().map_or(0, |step| step.column), Problem::NoStep));
                }
            }
        }
        for column in &mut self.facts {
            column.value = match field(column.column)? {
                None => Scratch::None,
                Some(text) => column.read(text).map_err(|problem| (column.column, problem))?,
            };
        }
        for attribute in &mut self.attributes {
            attribute.value = field(attribute.column)?.map(str::to_owned);
        }
        self.check_order()
    }

    fn check_order(&self) -> Result<(), (usize, Problem)> {
        let time = |fact| {
            self.facts.iter().find(|column| column.fact == fact).and_then(|column| match column.value {
                Scratch::Time(time) => Some((column.column, time)),
                _ => None,
            })
        };
        let Some((_, opened)) = time(Fact::Opened) else { return Ok(()) };
        for later in [Fact::Resolved, Fact::Closed] {
            if let Some((column, at)) = time(later)
                && at < opened
            {
                return Err((column, Problem::ResolvedBeforeOpened));
            }
        }
        Ok(())
    }

    /// What makes the event of this row the same as another.
    pub(super) fn identity(&self) -> (&str, &[(String, i64)], Option<&str>) {
        (&self.case, &self.events, self.resource.as_deref())
    }

    /// Adds the row that was read.
    pub(super) fn add(&self, builder: &mut LogBuilder, row: u32) -> Result<(), Full> {
        let mut case = 0;
        let mut newest = i64::MIN;
        for (activity, time) in &self.events {
            let event = NewEvent { case: &self.case, activity, time: *time, resource: self.resource.as_deref(), row };
            case = builder.event(event)?;
            newest = newest.max(*time);
        }
        for column in &self.facts {
            let value = match &column.value {
                Scratch::None => None,
                Scratch::Text(text) => Some(CaseValue::Text(text)),
                Scratch::Number(number) => Some(CaseValue::Number(*number)),
                Scratch::Time(time) => Some(CaseValue::Time(*time)),
                Scratch::Flag(flag) => Some(CaseValue::Flag(*flag)),
            };
            builder.case_value(column.slot, case, (newest, row), value)?;
        }
        for attribute in &self.attributes {
            let value = attribute.value.as_deref().map(CaseValue::Text);
            builder.case_value(attribute.slot, case, (newest, row), value)?;
        }
        Ok(())
    }
}

impl FactColumn {
    fn read(&mut self, text: &str) -> Result<Scratch, Problem> {
        Ok(match self.fact.kind() {
            Kind::Text => Scratch::Text(text.to_owned()),
            Kind::Number => Scratch::Number(number(text).ok_or(Problem::NotANumber)?),
            Kind::Flag => Scratch::Flag(flag(text).ok_or(Problem::NotYesOrNo)?),
            Kind::Time => match &mut self.times {
                Some(times) => Scratch::Time(times.read(text)?),
                None => Scratch::None,
            },
        })
    }
}

/// A finite number; a decimal comma is taken for a point.
pub(crate) fn number(text: &str) -> Option<f64> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.,eE".contains(&byte));
    let number: f64 = if plain { text.replacen(',', ".", 1).parse().ok()? } else { return None };
    number.is_finite().then_some(number)
}

/// Yes or no, as exports write it.
pub(crate) fn flag(text: &str) -> Option<bool> {
    const YES: [&str; 5] = ["true", "yes", "1", "y", "t"];
    const NO: [&str; 5] = ["false", "no", "0", "n", "f"];
    if YES.iter().any(|yes| text.eq_ignore_ascii_case(yes)) {
        return Some(true);
    }
    NO.iter().any(|no| text.eq_ignore_ascii_case(no)).then_some(false)
}

fn find(header: &[String], name: &str) -> Result<usize, ImportError> {
    let mut found = header.iter().enumerate().filter(|(_, column)| *column == name.trim());
    match (found.next(), found.next()) {
        (Some((index, _)), None) => Ok(index),
        (Some(_), Some(_)) => {
            Err(ImportError::Mapping { why: format!("the column \"{name}\" is there twice; rename one of them.") })
        }
        (None, _) => {
            let known = header.iter().take(40).map(String::as_str).collect::<Vec<_>>().join(", ");
            Err(ImportError::Mapping { why: format!("there is no column \"{name}\"; the columns are: {known}.") })
        }
    }
}
