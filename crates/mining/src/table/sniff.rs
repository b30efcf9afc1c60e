//! Which separator and line end a file uses, found from its first rows.
//!
//! Absent: separators of several characters. Source: the consistency idea of van den Burg, Nazábal and Sutton,
//! "Wrangling messy CSV files by detecting row and type patterns" (2019), reduced to the row pattern.

use super::records::{Found, Records};
use std::collections::HashMap;

/// The separators that exports use.
pub(super) const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// Rows looked at.
const ROWS: usize = 200;

/// How a file separates columns and lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Dialect {
    pub(super) delimiter: u8,
    pub(super) terminator: u8,
}

/// Judges a sample in UTF-8: the separator under which most rows have the same number (at least two) of columns.
pub(super) fn dialect(sample: &[u8]) -> Dialect {
    let terminator = if !sample.contains(&b'\n') && sample.contains(&b'\r') { b'\r' } else { b'\n' };
    let whole = sample.iter().rposition(|byte| *byte == terminator).map_or(sample, |end| &sample[..end]);
    let score = |delimiter: u8| {
        let mut records = Records::new(whole, delimiter, terminator, true);
        let mut record = records.record();
        let mut rows = 0;
        let mut counts: HashMap<usize, usize> = HashMap::new();
        while rows < ROWS {
            match records.next(&mut record) {
                Found::Row => *counts.entry(record.len()).or_default() += 1,
                Found::End => break,
                _ => {}
            }
            rows += 1;
        }
        let usual =
            counts.into_iter().filter(|(columns, _)| *columns > 1).max_by_key(|(columns, rows)| (*rows, *columns));
        usual.map_or((0, 0), |(columns, same)| (same * 100 / rows.max(1), columns))
    };
    let best = DELIMITERS.into_iter().rev().max_by_key(|delimiter| score(*delimiter)).unwrap_or(b',');
    Dialect { delimiter: best, terminator }
}
