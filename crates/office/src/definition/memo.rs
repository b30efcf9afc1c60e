//! What was read once is not read again: parsed documents by their text, so that showing a page costs no parsing.
//!
//! Absent: anything that could grow old. The key is the whole text, so a document that changed is another entry; the memory is
//! bounded and what was not used longest goes first.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use super::decision::Outcome;
use super::model::Definition;

/// Texts remembered by one memory, bytes; what is parsed of them takes about five times as much.
const REMEMBERED_BYTES: usize = 4 * 1024 * 1024;

static DEFINITIONS: LazyLock<Memo<Definition>> = LazyLock::new(Memo::default);
static DIAGRAMS: LazyLock<Memo<bpmn::Diagram>> = LazyLock::new(Memo::default);
static PICTURES: LazyLock<Memo<String>> = LazyLock::new(Memo::default);
static TOLD: LazyLock<Memo<Vec<bpmn::Step>>> = LazyLock::new(Memo::default);
static MODELS: LazyLock<Memo<feel::Model>> = LazyLock::new(Memo::default);
static MADE: LazyLock<Memo<Vec<feel::Made>>> = LazyLock::new(Memo::default);
static REPORTS: LazyLock<Memo<Vec<feel::TableReport>>> = LazyLock::new(Memo::default);
static OUTCOMES: LazyLock<Memo<Vec<Outcome>>> = LazyLock::new(Memo::default);

/// [`super::read`] that shares what it read before.
///
/// # Errors
/// As [`super::read`].
pub fn read_shared(text: &str) -> Result<Arc<Definition>, String> {
    DEFINITIONS.get(text, super::read)
}

/// The diagram of a text, where it can be read.
pub(super) fn diagram(text: &str) -> Option<Arc<bpmn::Diagram>> {
    DIAGRAMS.get(text, bpmn::Diagram::parse).ok()
}

/// The picture of a diagram under an overlay.
///
/// # Errors
/// As [`bpmn::svg`].
pub(super) fn picture(
    text: &str,
    diagram: &bpmn::Diagram,
    overlay: &bpmn::Overlay,
) -> Result<Arc<String>, bpmn::SvgError> {
    let overlaid = serde_json::to_string(overlay).expect("an overlay has text keys");
    PICTURES.get(&format!("{text}\0{overlaid}"), |_| bpmn::svg(diagram, overlay))
}

/// The flow of a diagram in words.
pub(super) fn told(text: &str, diagram: &bpmn::Diagram) -> Arc<Vec<bpmn::Step>> {
    match TOLD.get(text, |_| Ok::<_, std::convert::Infallible>(bpmn::flow(diagram))) {
        Ok(told) => told,
    }
}

/// The decision model of a text, compiled.
///
/// # Errors
/// A sentence: where and why the text is none.
pub(super) fn model(text: &str) -> Result<Arc<feel::Model>, String> {
    MODELS.get(text, |text| feel::Model::read(text, &[]).map_err(|error| format!("{error}.")))
}

/// The decisions of a model, each with what it is made by; none where the text is no model.
pub(super) fn made(text: &str) -> Arc<Vec<feel::Made>> {
    MADE.get(text, feel::Made::all).unwrap_or_default()
}

/// What there is to say about the tables of a model.
pub(super) fn reports(text: &str, look: impl FnOnce(&str) -> Vec<feel::TableReport>) -> Arc<Vec<feel::TableReport>> {
    match REPORTS.get(text, |text| Ok::<_, std::convert::Infallible>(look(text))) {
        Ok(reports) => reports,
    }
}

/// What comes out of the examples of a decision; `text` is all that it depends on.
pub(super) fn outcomes(text: &str, run: impl FnOnce() -> Vec<Outcome>) -> Arc<Vec<Outcome>> {
    match OUTCOMES.get(text, |_| Ok::<_, std::convert::Infallible>(run())) {
        Ok(outcomes) => outcomes,
    }
}

/// Values by the text they were read from.
struct Memo<T> {
    held: Mutex<Held<T>>,
}

struct Held<T> {
    entries: HashMap<Arc<str>, (u64, Arc<T>)>,
    bytes: usize,
    /// Counts the uses; an entry carries the count of its last one.
    uses: u64,
}

impl<T> Default for Memo<T> {
    fn default() -> Memo<T> {
        Memo { held: Mutex::new(Held { entries: HashMap::new(), bytes: 0, uses: 0 }) }
    }
}

impl<T> Memo<T> {
    /// The value of a text, read now if it is not remembered. What cannot be read is not remembered.
    fn get<E>(&self, text: &str, read: impl FnOnce(&str) -> Result<T, E>) -> Result<Arc<T>, E> {
        if let Some(value) = self.held.lock().unwrap_or_else(PoisonError::into_inner).used(text) {
            return Ok(value);
        }
        let value = Arc::new(read(text)?);
        self.held.lock().unwrap_or_else(PoisonError::into_inner).keep(text, &value);
        Ok(value)
    }
}

impl<T> Held<T> {
    fn used(&mut self, text: &str) -> Option<Arc<T>> {
        self.uses += 1;
        let (last, value) = self.entries.get_mut(text)?;
        *last = self.uses;
        Some(Arc::clone(value))
    }

    fn keep(&mut self, text: &str, value: &Arc<T>) {
        if text.len() > REMEMBERED_BYTES {
            return;
        }
        if self.entries.insert(Arc::from(text), (self.uses, Arc::clone(value))).is_none() {
            self.bytes += text.len();
        }
        while self.bytes > REMEMBERED_BYTES {
            let Some(oldest) = self.entries.iter().min_by_key(|(_, (last, _))| *last).map(|(key, _)| Arc::clone(key))
            else {
                return;
            };
            self.entries.remove(&oldest);
            self.bytes -= oldest.len();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_read_once_while_it_is_remembered() {
        let memo = Memo::default();
        let first = memo.get("a", |text| Ok::<_, ()>(text.to_owned()));
        let again = memo.get("a", |_| Err(()));
        assert_eq!(first, again);
        assert_eq!(memo.get("b", |_| Err::<String, _>("broken")), Err("broken"));
        assert_eq!(memo.get("b", |text| Ok::<_, ()>(text.to_owned())).as_deref(), Ok(&"b".to_owned()));
    }

    #[test]
    fn the_memory_is_bounded_and_forgets_what_was_not_used_longest() {
        let memo = Memo::default();
        let text = |number: usize| format!("{number}{}", "x".repeat(REMEMBERED_BYTES / 4));
        for number in 0..3 {
            memo.get(&text(number), |_| Ok::<_, ()>(number)).expect("it reads");
        }
        memo.get(&text(0), |_| Err(())).expect("it is remembered");
        memo.get(&text(3), |_| Ok::<_, ()>(3)).expect("it reads");
        assert!(memo.held.lock().expect("unpoisoned").bytes <= REMEMBERED_BYTES);
        assert!(memo.get(&text(0), |_| Err(())).is_ok(), "what was used last stays");
        assert!(memo.get(&text(1), |_| Err(())).is_err(), "what was not used longest went");
        let huge = "y".repeat(REMEMBERED_BYTES + 1);
        assert!(memo.get(&huge, |_| Ok::<_, ()>(9)).is_ok());
        assert!(memo.get(&huge, |_| Err(())).is_err(), "what is larger than the memory is not kept");
    }
}
