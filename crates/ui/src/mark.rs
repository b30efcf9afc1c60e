//! The product's mark: a flow that returns to where it began.

use maud::{Markup, html};

/// The mark alone, decorative.
#[must_use]
pub fn mark() -> Markup {
    html! {
        svg.mark viewBox="0 0 32 32" aria-hidden="true" focusable="false" {
            rect.mark-ground width="32" height="32" rx="8" {}
            path.mark-flow d="M7 23V12.5a3.5 3.5 0 0 1 6.4-2L16 14.4l2.6-3.9a3.5 3.5 0 0 1 6.4 2V18" {}
            circle.mark-end cx="25" cy="22.5" r="2.6" {}
        }
    }
}
