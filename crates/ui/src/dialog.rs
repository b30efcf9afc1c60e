//! Asking before something is lost: a real dialog with script, a page of its own without.

use maud::{Markup, html};

/// A question before an act.
#[derive(Debug, Clone, Copy, Default)]
pub struct Confirm<'a> {
    /// An id that is unique on the page.
    pub id: &'a str,
    /// The word on the button that opens it ("Retire…").
    pub opener: &'a str,
    /// The question ("Retire Incident management?").
    pub title: &'a str,
    /// What will happen, and whether it can be undone.
    pub text: &'a str,
    /// The verb that does it.
    pub verb: &'a str,
    /// Whether it cannot be undone.
    pub danger: bool,
    /// Where the form goes.
    pub action: &'a str,
}

/// The opening link and its dialog. Without script the link jumps to the dialog, which then opens in place (`:target`).
///
/// `fields` are what the act needs besides the question: a reason, a hidden token.
#[must_use]
pub fn confirm(question: &Confirm<'_>, fields: Markup) -> Markup {
    let title = format!("{}-title", question.id);
    let verb = if question.danger { "button is-danger" } else { "button is-primary" };
    let opener = if question.danger { "button is-danger-quiet" } else { "button" };
    html! {
        a class=(opener) href={ "#" (question.id) } data-open=(question.id) { (question.opener) }
        dialog.dialog id=(question.id) aria-labelledby=(title) {
            form method="post" action=(question.action) {
                h2 id=(title) { (question.title) }
                p { (question.text) }
                (fields)
                div.buttons {
                    button class=(verb) type="submit" { (question.verb) }
                    a.button.is-quiet href="#" data-close { "Cancel" }
                }
            }
        }
    }
}

/// A dialog with any content, opened by a link or button that carries `data-open="id"`.
#[must_use]
pub fn dialog(id: &str, title: &str, body: Markup) -> Markup {
    let heading = format!("{id}-title");
    html! {
        dialog.dialog id=(id) aria-labelledby=(heading) {
            div.dialog-head { h2 id=(heading) { (title) } a.button.is-quiet href="#" data-close { "Close" } }
            (body)
        }
    }
}

/// A link that opens [`dialog`].
#[must_use]
pub fn opener(label: &str, id: &str) -> Markup {
    html! { a.button href={ "#" (id) } data-open=(id) { (label) } }
}
