//! What timers say: dates, durations and cycles, by the clock or in the working time of a calendar.
//!
//! The calendar and what becomes of missed times are attributes in the namespace of Mandate, on the event or its definition. Absent: cron
//! texts. Source: BPMN 2.0.2 §10.5.5.4, §8.2.3 (attributes of other namespaces).

use std::sync::Arc;

use roxmltree::Node as Xml;

use super::compile::Compiler;
use super::xml::{Vendor, child, child_text, vendor_attribute};
use super::{Program, Says, Timer, Trigger};
use crate::calendars::Calendars;
use crate::run::Trouble;
use crate::state::Cause;
use crate::timer::{Due, Missed, Schedule, Time, Worked};

/// What a calendar's key may consist of.
fn is_key(text: &str) -> bool {
    (1..=100).contains(&text.len())
        && text.bytes().all(|sign| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == b'-')
}

impl<'a> Compiler<'a> {
    pub(super) fn timer(&mut self, definition: Xml<'a, 'a>, event: Xml<'a, 'a>) -> Option<Timer> {
        let found = ["timeDate", "timeDuration", "timeCycle"]
            .into_iter()
            .find_map(|name| Some((name, child(definition, name)?, child_text(definition, name)?)));
        let Some((kind, at, text)) = found else {
            self.refuse(definition, "the timer has no date, duration or cycle");
            return None;
        };
        let calendar = self.calendar(definition).or_else(|| self.calendar(event));
        let missed = self.missed(definition, kind).or_else(|| self.missed(event, kind)).unwrap_or_default();
        if calendar.is_some() && kind == "timeDate" {
            self.refuse(at, "a date needs no calendar; take the calendar away, or say a duration");
            return None;
        }
        let says = self.says(at, &text, calendar.is_some())?;
        Some(Timer { says, calendar, missed })
    }

    fn says(&mut self, at: Xml<'a, 'a>, text: &str, works: bool) -> Option<Says> {
        let computed = super::expression::marks_expression(text);
        if works && !computed {
            return match Worked::parse(text) {
                Some(worked) => Some(Says::In(worked)),
                None if Schedule::parse(text).is_some() => {
                    let sentence = format!(
                        "\"{text}\" means nothing certain in working time; say days and hours, such as P2D or PT8H"
                    );
                    self.refuse(at, sentence);
                    None
                }
                None => self.expression(at, text).map(Says::Computed),
            };
        }
        if let Some(schedule) = Schedule::parse(text) {
            return Some(Says::By(schedule));
        }
        if text.split_whitespace().count() >= 5 && !computed {
            let sentence =
                format!("\"{text}\" is a cron text; write a cycle of ISO 8601, such as R/2024-01-01T09:00Z/P1D");
            self.refuse(at, sentence);
            return None;
        }
        self.expression(at, text).map(Says::Computed)
    }

    /// The calendar that an element names.
    pub(super) fn calendar(&mut self, xml: Xml<'a, 'a>) -> Option<Arc<str>> {
        let key = vendor_attribute(xml, Vendor::Mandate, "calendar")?;
        if !is_key(key) {
            self.refuse(xml, format!("\"{key}\" is no key of a calendar; it has small letters, digits and hyphens"));
            return None;
        }
        Some(key.into())
    }

    fn missed(&mut self, xml: Xml<'a, 'a>, kind: &str) -> Option<Missed> {
        let word = vendor_attribute(xml, Vendor::Mandate, "missed")?;
        let Some(missed) = Missed::from_word(word) else {
            self.refuse(xml, format!("\"{word}\" is not what can become of missed times; it is once, each or skip"));
            return None;
        };
        if kind != "timeCycle" && missed != Missed::Once {
            self.refuse(xml, "only a cycle can miss more than one time; take this away, or say a cycle");
            return None;
        }
        Some(missed)
    }
}

impl Timer {
    /// When it is due for the first time; `computed` is the value of its expression and the text of that.
    pub(crate) fn due(
        &self,
        computed: Option<(&feel::Value, &str)>,
        now: Time,
        calendars: &Calendars,
    ) -> Result<Due, Trouble> {
        let trouble = |message: String| Trouble::new(Cause::Expression, message);
        let due = match (&self.says, &self.calendar, computed) {
            (Says::In(worked), Some(calendar), _) => worked.set(now, calendar, calendars).map_err(trouble)?,
            (Says::By(schedule), _, _) => {
                let never = || trouble(format!("the timer {schedule:?} is never due, or too far away"));
                schedule.set(now).ok_or_else(never)?
            }
            (_, Some(calendar), Some((value, text))) => {
                let sentence = || {
                    format!(
                        "\"{text}\" gives {value}, which is no working time; it is days and hours, such as P2D or PT8H"
                    )
                };
                let worked = Worked::of(value).ok_or_else(|| trouble(sentence()))?;
                worked.set(now, calendar, calendars).map_err(trouble)?
            }
            (_, _, Some((value, text))) => {
                let sentence = || format!("\"{text}\" gives {value}, which is no date, duration or cycle of ISO 8601");
                let schedule = Schedule::of(value).ok_or_else(|| trouble(sentence()))?;
                let never = || trouble(format!("the timer {value} is never due, or too far away"));
                schedule.set(now).ok_or_else(never)?
            }
            (Says::In(_) | Says::Computed(_), _, None) => return Err(trouble("the timer says nothing".to_owned())),
        };
        Ok(Due { missed: self.missed, ..due })
    }
}

impl Program {
    /// The keys of all calendars that it names, each once.
    #[must_use]
    pub fn calendars(&self) -> Vec<&str> {
        let mut found: Vec<&str> = self.named_calendars().map(|(_, key)| key).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Each element that names a calendar, with its key.
    pub fn named_calendars(&self) -> impl Iterator<Item = (&str, &str)> {
        self.nodes.iter().flat_map(|node| {
            let timers = node.catch().into_iter().flat_map(|catch| &catch.triggers);
            let timers = timers.filter_map(|trigger| match trigger {
                Trigger::Timer(timer) => timer.calendar.as_deref(),
                _ => None,
            });
            let work = match &node.kind {
                super::Kind::Task(super::Task::Work(work)) => work.calendar.as_deref(),
                _ => None,
            };
            timers.chain(work).map(|key| (&*node.id, key))
        })
    }
}
