//! Shared texts, written as plain ones.
//!
//! Absent: sharing across a text that is read; each is its own again. Source: none; serde's own way (`rc`) is a feature of the whole tree.

use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Something that is made of shared texts and stored as if they were plain.
pub(crate) trait Shared: Sized {
    type Plain: Serialize + for<'de> Deserialize<'de>;

    fn plain(&self) -> Self::Plain;
    fn shared(plain: Self::Plain) -> Self;
}

impl Shared for Arc<str> {
    type Plain = String;

    fn plain(&self) -> String {
        (**self).to_owned()
    }

    fn shared(plain: String) -> Self {
        plain.into()
    }
}

impl<T: Shared> Shared for Option<T> {
    type Plain = Option<T::Plain>;

    fn plain(&self) -> Self::Plain {
        self.as_ref().map(T::plain)
    }

    fn shared(plain: Self::Plain) -> Self {
        plain.map(T::shared)
    }
}

impl<T: Shared> Shared for Vec<T> {
    type Plain = Vec<T::Plain>;

    fn plain(&self) -> Self::Plain {
        self.iter().map(T::plain).collect()
    }

    fn shared(plain: Self::Plain) -> Self {
        plain.into_iter().map(T::shared).collect()
    }
}

impl<A: Shared, B: Shared> Shared for (A, B) {
    type Plain = (A::Plain, B::Plain);

    fn plain(&self) -> Self::Plain {
        (self.0.plain(), self.1.plain())
    }

    fn shared((first, second): Self::Plain) -> Self {
        (A::shared(first), B::shared(second))
    }
}

pub(crate) fn serialize<T: Shared, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    value.plain().serialize(serializer)
}

pub(crate) fn deserialize<'de, T: Shared, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    T::Plain::deserialize(deserializer).map(T::shared)
}
