//! Reads what a ticket tool recorded and says how well the work went, how it flowed, and where it left the published
//! process.
//!
//! Event logs in; measures, variants, conformance and simulated logs out. Pure: no network, no database, no clock.
//! Absent: discovery of object-centric models. Source: W. van der Aalst, "Process Mining" (2nd
//! ed., 2016); each module names its own.

mod benefit;
mod conformance;
mod cores;
mod discovery;
mod drift;
mod flow;
mod indicator;
mod log;
mod measure;
mod moment;
mod ocel;
mod overview;
mod report;
mod source;
mod stretch;
mod table;
mod walk;
mod xes;
mod xlsx;

pub use benefit::{Difference, EffectSize, MIN_VALUES, Verdict, compare_before_after, compare_shares};
pub use calendar::{Calendar, CalendarSpec, WorkSpan};
pub use conformance::{
    ActivityFlow, ActivityMap, Conformance, ConformanceError, ConformanceOptions, Consequence, Deviation,
    DeviationKind, MAX_EXAMPLES, MostAffected, Net, Replay, Spread, StateCount, Stay, Stray, Target, Transition,
    Travel, conformance, consequences, replay,
};
pub use discovery::{
    Block, ChartFlow, ChartNode, DiscoveryError, DiscoveryOptions, Flowchart, MAX_MODEL_ACTIVITIES, ProcessTree,
    heuristics, inductive,
};
pub use drift::{Drift, Drifts, MAX_WINDOW_CASES, MIN_WINDOW_CASES, ShiftedStep, drifts};
pub use flow::{
    Border, Cycle, Dfg, Edge, Follows, Groups, Handover, MAX_CYCLES_OF_A_CASE, Occurs, PingPong, SiloMap,
    USUAL_REPETITIONS, Unit, Variant, dfg, follows, handover, ping_pong, silo_map, variants,
};
pub use indicator::{
    Breakdown, Definition, Indicator, IndicatorSpec, IndicatorUnit, LineRule, MAX_BREAKDOWN, Repetition,
    SlowTransition, indicators, indicators_by, indicators_by_month, repetitions, slow_transitions,
};
pub use log::{
    Case, Condition, Damaged, During, Event, EventLog, Fact, Filter, Full, Kind, LogBuilder, MAX_COLUMNS, MAX_EVENTS,
    Names, NewEvent, Part, Reckoning, Scope, UnknownColumn, Value, ValueColumn,
};
pub use measure::{
    CaseFacts, ControlLimits, MIN_WEEKS_FOR_LIMITS, Measure, MeasureSpec, MeasureValue, Measures, RunChart, Signal,
    WeekPoint, case_facts, charts, measure_values, measures, quantile, weekly,
};
pub use moment::{LAST_YEAR, TimeFormat, TimeProblem, Zone, iso, parse as parse_time};
pub use ocel::{
    AttributeKind, AttributeType, Cell, FlattenError, HowMany, ImportedObjects, LOOKED_AT, LinkBy, LinkColumn,
    LinkError, LinkQuery, Linkage, Linked, LinkedLog, MAX_LINKED_BY_EVENT, MAX_LINKS, Meeting, Network, ObjectEvent,
    ObjectFlow, ObjectLog, ObjectTypes, ObjectView, OcelOptions, OcelVersion, Scalar, Since, Statement, Table,
    TooManyLinks, TypeDeclaration, TypeEdge, TypeFlow, UnknownObjects, export_ocel_json, export_ocel_xml,
    import_ocel_json, import_ocel_tables, import_ocel_xml, link_logs, linked_by, object_flow, ocel_json_types,
    ocel_table_types, ocel_tables, ocel_xml_types, statements,
};
pub use overview::{Overview, overview};
pub use report::{
    BadRow, ImportError, Imported, MAX_ACTIVITIES, MAX_BAD_ROWS_KEPT, MAX_CELLS_BYTES, MAX_RAW_CHARS, Mode, Problem,
    Progress, Report,
};
pub use source::{Encoding, Limits};
pub use table::{
    Backwards, Column, Duplicates, FactColumns, LooksLike, MAX_DISTINCT, Mapping, Preview, ROWS_SHOWN, SAMPLE_BYTES,
    Shape, Step, csv_preview, export_csv, import_csv, usual_marks,
};
pub use walk::{Duration, Plant, Planted, Priority, WalkError, WalkSpec, walk};
pub use xes::{XesActivity, XesAttribute, XesOptions, XesPreview, XesScope, export_xes, import_xes, xes_preview};
pub use xlsx::{import_xlsx, xlsx_preview, xlsx_sheets};
