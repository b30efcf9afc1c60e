//! How long a job that failed rests before it is tried again, as the diagram states it.
//!
//! `PT1M PT5M PT30M` are three pauses and so four tries; `R5/PT5M` are five tries with the same pause between them. It stands in the
//! attribute `retry` of Mandate, or in `failedJobRetryTimeCycle` of Camunda 7. Absent: who tries. Source: Camunda 7 manual, "Failed Jobs".

use roxmltree::Node as Xml;
use serde::{Deserialize, Serialize};

use super::compile::Compiler;
use super::xml::{Vendor, extension, text, vendor_attribute};
use crate::limits::{MAX_PAUSE_DAYS, MAX_PAUSES};
use crate::timer::{Span, Time};

/// Pauses in microseconds, the first after the first failure; none where the diagram states none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Pauses(pub Vec<i64>);

impl Pauses {
    /// Reads durations separated by spaces or commas, or `R5/PT5M`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Pauses> {
        let pause = |text: &str| {
            let span = Span::parse(text)?;
            let pause = span.after(Time(0), 1)?.0;
            (0..=MAX_PAUSE_DAYS * 86_400_000_000).contains(&pause).then_some(pause)
        };
        if let Some((times, span)) = text.trim().strip_prefix('R').and_then(|rest| rest.split_once('/')) {
            let times: usize = times.parse().ok().filter(|times| (1..=MAX_PAUSES + 1).contains(times))?;
            return Some(Pauses(vec![pause(span.trim())?; times - 1]));
        }
        let words = text.split([',', ' ', '\n', '\t']).filter(|word| !word.is_empty());
        let pauses: Vec<i64> = words.map(pause).collect::<Option<_>>()?;
        (1..=MAX_PAUSES).contains(&pauses.len()).then_some(Pauses(pauses))
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How often the work is tried in all; none where nothing is stated.
    #[must_use]
    pub fn tries(&self, stated: bool) -> Option<u32> {
        stated.then(|| u32::try_from(self.0.len() + 1).unwrap_or(u32::MAX))
    }
}

impl<'a> Compiler<'a> {
    /// The pauses that an element states, if it states any.
    pub(super) fn pauses(&mut self, xml: Xml<'a, 'a>) -> Option<Pauses> {
        let own = vendor_attribute(xml, Vendor::Mandate, "retry").map(str::to_owned);
        let said = own.or_else(|| extension(xml, Vendor::Camunda, "failedJobRetryTimeCycle").map(text))?;
        let pauses = Pauses::parse(&said);
        if pauses.is_none() {
            self.refuse(
                xml,
                format!(
                    "\"{said}\" is no list of pauses between tries; write durations such as PT1M PT5M PT30M, or R5/PT5M, at most {MAX_PAUSES} of at most {MAX_PAUSE_DAYS} days"
                ),
            );
        }
        pauses
    }
}
