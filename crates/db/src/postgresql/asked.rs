//! Answers that hold until the end of a transaction, so that closures which share it ask once.
//!
//! All closures of a shared commit see one snapshot and what was changed before them in it. A question whose tables nobody changed since it was
//! asked has the same answer. Absent: long answers, questions that lock or whose answer differs from one time to the next.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use tokio_postgres::Row;

use super::parameter::Parameter;
use super::texts::{Number, Texts};
use crate::Value;

/// Answers that are kept at most; one more makes all forgotten.
const MOST: usize = 64;
/// Rows of an answer that is kept at most.
pub(super) const MOST_ROWS: usize = 16;
/// What is asked anew each time, in small letters.
const NEVER: [&str; 6] = ["for update", "for share", "for key share", "nextval(", "random(", "advisory"];

/// A question with its values.
type Question = (Number, Vec<u8>);

/// Answers by what was asked.
#[derive(Default)]
pub(super) struct Asked {
    answers: HashMap<Question, Arc<[Row]>>,
    /// Tables with rows that go, or change, together with rows of others: what is deleted there is not all that changes.
    leading: HashSet<String>,
}

impl Asked {
    /// Names the tables with rows that others follow when they are deleted.
    pub fn lead(&mut self, tables: Vec<String>) {
        self.leading = tables.into_iter().collect();
    }

    /// The question, where its answer may be kept.
    pub fn question(texts: &Texts, number: Number, parameters: &[Parameter<'_>]) -> Option<Question> {
        if NEVER.iter().any(|words| texts.has(number, words)) {
            return None;
        }
        let mut values = Vec::new();
        for Parameter(value) in parameters {
            let (kind, bytes): (u8, &[u8]) = match value {
                Value::Null => (0, &[]),
                Value::Int(n) => (1, &n.to_le_bytes()),
                Value::Float(x) => (2, &x.to_le_bytes()),
                Value::Text(text) => (3, text.as_bytes()),
                Value::Bytes(bytes) => (4, bytes),
            };
            values.push(kind);
            values.extend_from_slice(&bytes.len().to_le_bytes());
            values.extend_from_slice(bytes);
        }
        Some((number, values))
    }

    pub fn answer(&self, question: &Question) -> Option<Arc<[Row]>> {
        self.answers.get(question).map(Arc::clone)
    }

    pub fn keep(&mut self, question: Question, rows: Vec<Row>) {
        if self.answers.len() >= MOST {
            self.answers.clear();
        }
        self.answers.insert(question, rows.into());
    }

    /// Forgets what a change may have made untrue.
    pub fn changed(&mut self, texts: &mut Texts, change: Number) {
        match texts.table(change) {
            Some(table) if !(texts.begins(change, "delete") && self.leading.contains(table)) => {
                self.answers.retain(|(asked, _), _| !texts.names(*asked, change));
            }
            _ => self.answers.clear(),
        }
    }

    pub fn clear(&mut self) {
        self.answers.clear();
    }
}
