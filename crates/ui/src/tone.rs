//! What a colour says: neutral, information, good, warning or bad. A tone is never the only sign; words stand beside it.

use crate::Icon;

/// The mood of a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    /// Says nothing about good or bad.
    #[default]
    Neutral,
    /// Draws the eye, in the accent colour.
    Info,
    /// As it should be.
    Good,
    /// Will go wrong if left alone.
    Warning,
    /// Wrong.
    Bad,
}

impl Tone {
    /// Every tone, from calm to alarming.
    pub const ALL: [Self; 5] = [Self::Neutral, Self::Info, Self::Good, Self::Warning, Self::Bad];

    /// The CSS class of the tone.
    #[must_use]
    pub fn class(self) -> &'static str {
        match self {
            Self::Neutral => "is-neutral",
            Self::Info => "is-info",
            Self::Good => "is-good",
            Self::Warning => "is-warning",
            Self::Bad => "is-bad",
        }
    }

    /// The icon that says the same without colour.
    #[must_use]
    pub fn icon(self) -> Icon {
        match self {
            Self::Neutral | Self::Info => Icon::Info,
            Self::Good => Icon::Good,
            Self::Warning => Icon::Warning,
            Self::Bad => Icon::Bad,
        }
    }
}
