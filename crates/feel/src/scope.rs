//! What names stand for while an expression is evaluated.
//!
//! Absent: assignment; a name is bound once. Source: DMN 1.5 §10.3.2.11.

use std::sync::Arc;

use crate::value::{Context, Value};

#[derive(Debug)]
enum Bound {
    One(Arc<str>, Value),
    Entries(Arc<Context>),
    /// The element a filter looks at: `item`, and its entries by their names.
    Item(Value),
}

#[derive(Debug)]
struct Frame {
    bound: Bound,
    parent: Env,
    depth: u32,
}

/// Names and their values, the innermost first.
#[derive(Clone, Debug, Default)]
pub struct Env(Option<Arc<Frame>>);

impl Env {
    pub(crate) fn depth(&self) -> u32 {
        self.0.as_ref().map_or(0, |frame| frame.depth)
    }

    fn with(&self, bound: Bound, inner: u32) -> Self {
        let depth = self.depth().max(inner).saturating_add(1);
        Self(Some(Arc::new(Frame { bound, parent: self.clone(), depth })))
    }

    pub(crate) fn bind(&self, name: &Arc<str>, value: Value) -> Self {
        let inner = value.size().depth;
        self.with(Bound::One(name.clone(), value), inner)
    }

    pub(crate) fn entries(&self, context: Arc<Context>) -> Self {
        let inner = Value::Context(context.clone()).size().depth;
        self.with(Bound::Entries(context), inner)
    }

    pub(crate) fn item(&self, value: Value) -> Self {
        let inner = value.size().depth;
        self.with(Bound::Item(value), inner)
    }

    pub(crate) fn get(&self, name: &str) -> Option<Value> {
        let mut frame = self.0.as_deref();
        while let Some(Frame { bound, parent, .. }) = frame {
            let found = match bound {
                Bound::One(other, value) => (**other == *name).then_some(value),
                Bound::Entries(context) => context.get(name),
                Bound::Item(value) => match value {
                    Value::Context(context) if context.get(name).is_some() => context.get(name),
                    _ => (name == "item").then_some(value),
                },
            };
            if let Some(value) = found {
                return Some(value.clone());
            }
            frame = parent.0.as_deref();
        }
        None
    }
}
