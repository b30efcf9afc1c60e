//! The definition of a process: one document that holds all that is agreed about it, and the pure functions over it.
//!
//! [`seal`] names its content, [`lint`] says what is wrong or missing, [`diff`] what changed and whether that is minor or major,
//! [`impact`] whom a change touches, [`merge`] brings two people's edits together, [`files`] turns it into a folder and back.
//! Absent: versions, approval and storage (`process`); the diagram's own rules (crate `bpmn`). Sources: ITIL v3 Service Design
//! appendix C and FitSM-1 GR2.2 (contents of a process definition), RFC 8785 (canonical JSON).

pub mod decision;
pub mod dictionary;
pub mod diff;
mod elsewhere;
mod entries;
pub mod files;
mod foreign;
mod form;
pub mod limits;
pub mod lint;
mod measure;
mod memo;
pub mod merge;
mod model;
pub mod prose;
mod seal;
mod service_level;

pub use decision::{Decision, Decisions, Example};
pub use diff::{Change, Class, Impact, Rule, class, diff, impact, letters_in_words};
pub use elsewhere::elsewhere;
pub use files::{FileError, activity_file, decision_file, files, form_file, from_files};
pub use foreign::{Imported, from_bpmn};
pub use form::{FieldKind, Form, FormField, schema_of};
pub use lint::{Finding, RuleSet, Severity, Silenced, Target as Place, lint};
pub use measure::{Direction, Measure, MeasureKind, Target};
pub use memo::read_shared;
pub use merge::{Conflict, Merged, Stands, merge, merge_choosing};
pub use model::{
    Activity, Control, ControlKind, Criticality, Definition, Flow, Input, Interface, Mapping, Matrix, Output, Policy,
    Priority, ProcessRole, Record, Requirement, Risk, Separation, Stakeholder, Term, Tool,
};
pub use seal::{canonical, read, seal};
pub use service_level::ServiceLevel;

#[cfg(test)]
pub(crate) mod tests;
