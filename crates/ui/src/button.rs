//! Buttons that do, and links that look like buttons because they lead to a form.
//!
//! One primary button per screen; a danger button asks first (see [`crate::dialog`]).

use maud::{Markup, html};

use crate::{Icon, icon};

/// The one thing this form is for.
#[must_use]
pub fn primary(label: &str) -> Markup {
    html! { button.button.is-primary type="submit" { (label) } }
}

/// The thing that this form is for, where it can do several; `name` and `value` tell the server which button was pressed.
#[must_use]
pub fn primary_named(label: &str, name: &str, value: &str) -> Markup {
    html! { button.button.is-primary type="submit" name=(name) value=(value) { (label) } }
}

/// Another thing the form can do; `name` and `value` tell the server which button was pressed.
#[must_use]
pub fn button(label: &str, name: &str, value: &str) -> Markup {
    html! { button.button type="submit" name=(name) value=(value) { (label) } }
}

/// A quiet choice beside the primary one.
#[must_use]
pub fn quiet(label: &str, name: &str, value: &str) -> Markup {
    html! { button.button.is-quiet type="submit" name=(name) value=(value) { (label) } }
}

/// Something that cannot be taken back easily.
#[must_use]
pub fn danger(label: &str) -> Markup {
    html! { button.button.is-danger type="submit" { (label) } }
}

/// How a link stands out as a button.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Weight {
    /// An ordinary button.
    #[default]
    Plain,
    /// The one thing to do on this page.
    Primary,
    /// Hardly more than text.
    Quiet,
}

impl Weight {
    fn class(self) -> &'static str {
        match self {
            Self::Plain => "button",
            Self::Primary => "button is-primary",
            Self::Quiet => "button is-quiet",
        }
    }
}

/// A link in the shape of a button, with an icon where it helps.
#[must_use]
pub fn button_link(label: &str, href: &str, weight: Weight, picture: Option<Icon>) -> Markup {
    html! { a class=(weight.class()) href=(href) { @if let Some(picture) = picture { (icon(picture)) } (label) } }
}

/// A button that is only an icon on the screen; `label` is said by screen readers and shown on hover.
#[must_use]
pub fn icon_link(label: &str, href: &str, picture: Icon) -> Markup {
    html! { a.button.is-quiet.is-icon href=(href) title=(label) { (icon(picture)) span.visually-hidden { (label) } } }
}

/// A whole form of one button, for an action that needs no other answer. `hidden` are pairs the server wants back.
#[must_use]
pub fn post_button(label: &str, action: &str, weight: Weight, hidden: &[(&str, &str)]) -> Markup {
    html! {
        form.is-inline method="post" action=(action) {
            @for (name, value) in hidden { input type="hidden" name=(name) value=(value); }
            button class=(weight.class()) type="submit" { (label) }
        }
    }
}

/// Buttons in a row; they wrap on a narrow screen.
#[must_use]
pub fn buttons(row: &[Markup]) -> Markup {
    html! { div.buttons { @for one in row { (one) } } }
}
