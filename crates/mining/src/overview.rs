//! Everything a dashboard shows of the cases in question, computed at once on all cores.
//!
//! Absent: what needs a process to compare with (see [`crate::conformance`]). Source: the modules it calls.

use crate::flow::{Dfg, Handover, Variant, dfg, handover, variants};
use crate::log::Part;
use crate::measure::{Measure, MeasureSpec, Measures, RunChart, Timeline};

/// What a dashboard shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Overview {
    /// Number of cases.
    pub cases: usize,
    /// Number of events.
    pub events: usize,
    /// All measures.
    pub measures: Measures,
    /// Each measure week by week, in the order of [`Measure::ALL`].
    pub charts: Vec<RunChart>,
    /// The directly-follows graph with times.
    pub flow: Dfg,
    /// The ways that cases take.
    pub variants: Vec<Variant>,
    /// Who hands over to whom.
    pub handovers: Vec<Handover>,
}

/// Computes what a dashboard shows.
#[must_use]
pub fn overview<'l>(part: impl Into<Part<'l>>, spec: &MeasureSpec) -> Overview {
    let part = part.into();
    let timeline = Timeline::new(&part, spec);
    let told = Measure::ALL.iter().map(|measure| (timeline.value(*measure), timeline.chart(*measure)));
    let (values, charts) = told.unzip();
    Overview {
        cases: part.case_count(),
        events: part.event_count(),
        measures: Measures { values },
        charts,
        flow: dfg(&part),
        variants: variants(&part),
        handovers: handover(&part),
    }
}
