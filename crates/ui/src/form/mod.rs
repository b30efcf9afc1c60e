//! Forms: every field has a label, its error stands beside it, and a summary at the top takes the focus.
//!
//! Absent: validation; the application says what is wrong with [`Field::error`] and answers 422 with the same form.
//! Follows the form and error patterns of GOV.UK and WCAG 2.2 (1.3.1, 3.3.1–3.3.8).

mod control;

use maud::{Markup, html};

pub use control::{Choice, Range};

use crate::{Icon, icon};

/// A question of a form. It cannot be made without a label; where the label is empty, the name stands in.
#[derive(Debug, Clone, Copy)]
pub struct Field<'a> {
    name: &'a str,
    label: &'a str,
    id: &'a str,
    hint: Option<&'a str>,
    error: Option<&'a str>,
    value: &'a str,
    required: bool,
    locked: bool,
    short: bool,
    complete: Option<&'a str>,
    suggestions: Option<&'a str>,
}

impl<'a> Field<'a> {
    /// A field with the name that the server reads and the label that people read.
    #[must_use]
    pub fn new(name: &'a str, label: &'a str) -> Self {
        let label = if label.trim().is_empty() { name } else { label };
        Self {
            name,
            label,
            id: name,
            hint: None,
            error: None,
            value: "",
            required: false,
            locked: false,
            short: false,
            complete: None,
            suggestions: None,
        }
    }

    /// What helps to answer, below the label.
    #[must_use]
    pub fn hint(mut self, hint: &'a str) -> Self {
        self.hint = Some(hint);
        self
    }

    /// What is wrong with the answer and what to do; `None` leaves the field calm.
    #[must_use]
    pub fn error(mut self, error: Option<&'a str>) -> Self {
        self.error = error;
        self
    }

    /// What was answered before; for choices, the chosen value.
    #[must_use]
    pub fn value(mut self, value: &'a str) -> Self {
        self.value = value;
        self
    }

    /// Marks the field as needed; others say "optional".
    #[must_use]
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// Shows the answer without letting it be changed.
    #[must_use]
    pub fn locked(mut self) -> Self {
        self.locked = true;
        self
    }

    /// A narrow control, for a number, a code or a date.
    #[must_use]
    pub fn short(mut self) -> Self {
        self.short = true;
        self
    }

    /// An id other than the name, where one page asks the same thing twice.
    #[must_use]
    pub fn id(mut self, id: &'a str) -> Self {
        self.id = id;
        self
    }

    /// What the browser may fill in: a token of HTML's `autocomplete` ("email", "current-password").
    #[must_use]
    pub fn complete(mut self, token: &'a str) -> Self {
        self.complete = Some(token);
        self
    }

    /// Offers the names of [`suggestions`] with this id: in a line of text as one types, in a longer text after an “@”.
    #[must_use]
    pub fn suggestions(mut self, id: &'a str) -> Self {
        self.suggestions = Some(id);
        self
    }

    fn control_id(&self) -> String {
        format!("field-{}", self.id)
    }

    /// The ids of hint and error, for `aria-describedby`.
    fn described(&self) -> Option<String> {
        let id = self.control_id();
        let parts = [self.hint.map(|_| format!("{id}-hint")), self.error.map(|_| format!("{id}-error"))];
        let ids: Vec<String> = parts.into_iter().flatten().collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    fn class(&self) -> &'static str {
        match (self.error.is_some(), self.short) {
            (true, true) => "field has-error is-short",
            (true, false) => "field has-error",
            (false, true) => "field is-short",
            (false, false) => "field",
        }
    }

    fn notes(&self) -> Markup {
        let id = self.control_id();
        html! {
            @if let Some(hint) = self.hint { p.hint id={ (id) "-hint" } { (hint) } }
            @if let Some(error) = self.error {
                p.field-error id={ (id) "-error" } { (icon(Icon::Bad)) span { span.visually-hidden { "Error: " } (error) } }
            }
        }
    }

    /// Label, hint, error and the control, in this order.
    fn wrap(&self, control: Markup) -> Markup {
        html! {
            div class=(self.class()) {
                label for=(self.control_id()) { (self.label) (self.optional()) }
                (self.notes())
                (control)
            }
        }
    }

    /// The same around a group of controls.
    fn group(&self, controls: Markup) -> Markup {
        html! {
            fieldset class=(self.class()) id=(self.control_id()) tabindex="-1" aria-describedby=[self.described()] {
                legend { (self.label) (self.optional()) }
                (self.notes())
                div.choices { (controls) }
            }
        }
    }

    fn optional(&self) -> Markup {
        html! { @if !self.required && !self.locked { " " span.optional { "optional" } } }
    }
}

/// A control of your own making in the frame of a field. The control must carry `id="field-NAME"`.
#[must_use]
pub fn field(name: &str, label: &str, hint: Option<&str>, error: Option<&str>, control: Markup) -> Markup {
    let mut field = Field::new(name, label).error(error).required();
    field.hint = hint;
    field.wrap(control)
}

/// How a form is sent.
#[derive(Debug, Clone, Copy, Default)]
pub struct Form<'a> {
    /// Where it goes.
    pub action: &'a str,
    /// Names and values that travel along: a token, a revision.
    pub hidden: &'a [(&'a str, &'a str)],
    /// Whether files are sent (`multipart/form-data`).
    pub upload: bool,
    /// Where a draft of the form is sent while typing; the answer replaces the element `live_target`.
    pub live: Option<&'a str>,
    /// The id of the element that shows the answer of `live`.
    pub live_target: &'a str,
    /// Warns before leaving with unsaved answers.
    pub guard: bool,
}

/// A form sent by POST.
#[must_use]
pub fn form(form: &Form<'_>, body: Markup) -> Markup {
    html! {
        form.form method="post" action=(form.action) novalidate
            enctype=[form.upload.then_some("multipart/form-data")]
            data-live=[form.live] data-live-target=[form.live.map(|_| form.live_target)]
            data-guard[form.guard] {
            @for (name, value) in form.hidden { (hidden(name, value)) }
            (body)
        }
    }
}

/// A form sent by GET, whose answers become the address: a search or a filter.
#[must_use]
pub fn question(action: &str, body: Markup) -> Markup {
    html! { form.form method="get" action=(action) { (body) } }
}

/// A value that travels along unseen.
#[must_use]
pub fn hidden(name: &str, value: &str) -> Markup {
    html! { input type="hidden" name=(name) value=(value); }
}

/// Something that kept the form from being accepted.
#[derive(Debug, Clone, Copy)]
pub struct Problem<'a> {
    /// The id of the field (its name); empty where the problem belongs to no single field.
    pub field: &'a str,
    /// The sentence, the same as beside the field.
    pub message: &'a str,
}

/// What is wrong with the form, at its top; takes the focus when the page opens. Nothing where nothing is wrong.
#[must_use]
pub fn error_summary(problems: &[Problem<'_>]) -> Markup {
    html! {
        @if !problems.is_empty() {
            div.error-summary role="alert" tabindex="-1" autofocus data-focus {
                h2 { @if problems.len() == 1 { "There is a problem" } @else { "There are " (problems.len()) " problems" } }
                ul role="list" {
                    @for one in problems {
                        li {
                            @if one.field.is_empty() { (one.message) }
                            @else { a href={ "#field-" (one.field) } { (one.message) } }
                        }
                    }
                }
            }
        }
    }
}

/// The end of a form: its buttons.
#[must_use]
pub fn submit_bar(buttons: Markup) -> Markup {
    html! { div.submit-bar { (buttons) } }
}

/// One entry of a list that is edited as a whole: its name and its fields in as many columns as fit. Nothing in it is marked as
/// optional, because an entry that is left empty falls away.
#[must_use]
pub fn entry(title: &str, fields: Markup) -> Markup {
    html! { fieldset.form-entry { legend { (title) } div.form-entry-fields { (fields) } } }
}

/// Names to choose from, for [`Field::suggestions`]: each with what tells two of the same name apart. Works without script.
#[must_use]
pub fn suggestions(id: &str, all: &[(&str, &str)]) -> Markup {
    html! { datalist id=(id) { @for (name, line) in all { option value=(name) label=[(!line.is_empty()).then_some(*line)] {} } } }
}

/// Fields that belong together, side by side where there is room.
#[must_use]
pub fn row(fields: &[Markup]) -> Markup {
    html! { div.field-row { @for one in fields { (one) } } }
}
