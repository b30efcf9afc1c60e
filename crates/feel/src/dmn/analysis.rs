//! GAPS
pub struct Gap;
pub struct Overlap;
pub struct TableReport;
