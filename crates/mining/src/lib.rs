//! Event logs in, measures, variants, conformance and simulated logs out.
mod benefit;
mod conformance;
mod flow;
mod log;
mod measure;
mod moment;
mod report;
mod source;
mod table;
mod walk;
mod xes;

pub use benefit::{Difference, Verdict, compare_before_after, compare_shares};
pub use conformance::{
    ActivityFlow, ActivityMap, Conformance, ConformanceError, ConformanceOptions, Deviation, DeviationKind, Net,
    StateCount, Target, Transition, conformance,
};
pub use flow::{Dfg, Edge, Handover, Variant, dfg, handover, variants};
pub use log::{
    Case, CaseColumn, CaseValue, Damaged, Event, EventLog, Fact, Full, Kind, LogBuilder, MAX_EVENTS, Names, NewEvent,
};
pub use measure::{
    CaseFacts, ControlLimits, Measure, MeasureSpec, MeasureValue, Measures, RunChart, Signal, WeekPoint, case_facts,
    measure_values, measures, weekly,
};
pub use moment::{TimeFormat, TimeProblem, Zone, iso};
pub use report::{BadRow, ImportError, Imported, Mode, Problem, Progress, Report};
pub use source::{Encoding, Limits};
pub use table::{
    Column, Duplicates, FactColumns, LooksLike, Mapping, Preview, Shape, Step, csv_preview, export_csv, import_csv,
    usual_marks,
};
pub use walk::{Duration, Plant, Planted, Priority, WalkError, WalkSpec, walk};
pub use xes::{XesActivity, XesOptions, export_xes, import_xes};
