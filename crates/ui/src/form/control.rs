//! The controls of a field: text, choice, date, number, file.

use maud::{Markup, html};

use super::Field;

/// One choice of a select, of radio buttons or of checkboxes.
#[derive(Debug, Clone, Copy, Default)]
pub struct Choice<'a> {
    /// What the server reads.
    pub value: &'a str,
    /// What people read.
    pub label: &'a str,
    /// What it means, below the label (not in a select).
    pub hint: &'a str,
}

impl<'a> Choice<'a> {
    /// A choice without a hint.
    #[must_use]
    pub fn new(value: &'a str, label: &'a str) -> Self {
        Self { value, label, hint: "" }
    }
}

/// The bounds of a number and the unit written after it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Range<'a> {
    /// The least value.
    pub min: Option<f64>,
    /// The greatest value.
    pub max: Option<f64>,
    /// The step; whole numbers where absent.
    pub step: Option<f64>,
    /// The unit, for example "hours".
    pub unit: &'a str,
}

impl Field<'_> {
    /// One line of text.
    #[must_use]
    pub fn text(&self) -> Markup {
        self.wrap(self.input("text"))
    }

    /// A mail address.
    #[must_use]
    pub fn email(&self) -> Markup {
        self.wrap(self.input("email"))
    }

    /// A web address.
    #[must_use]
    pub fn url(&self) -> Markup {
        self.wrap(self.input("url"))
    }

    /// A password; its value is never written back.
    #[must_use]
    pub fn password(&self) -> Markup {
        self.value("").wrap_input("password")
    }

    /// Words to look for.
    #[must_use]
    pub fn search(&self) -> Markup {
        self.wrap(self.input("search"))
    }

    /// A date (`2026-03-31`).
    #[must_use]
    pub fn date(&self) -> Markup {
        self.short().wrap_input("date")
    }

    /// A date with a time (`2026-03-31T14:00`).
    #[must_use]
    pub fn date_time(&self) -> Markup {
        self.short().wrap_input("datetime-local")
    }

    /// A number with its bounds and unit.
    #[must_use]
    pub fn number(&self, range: &Range<'_>) -> Markup {
        let step = range.step.map_or_else(|| "1".to_owned(), |step| step.to_string());
        self.short().wrap(html! {
            span.with-unit {
                input type="number" inputmode="decimal" id=(self.control_id()) name=(self.name) value=(self.value)
                    min=[range.min] max=[range.max] step=(step) required[self.required] readonly[self.locked]
                    aria-invalid=[self.error.map(|_| "true")] aria-describedby=[self.described()];
                @if !range.unit.is_empty() { span.unit { (range.unit) } }
            }
        })
    }

    /// A number chosen by sliding, with its least and its greatest value at the ends.
    #[must_use]
    pub fn slider(&self, least: u32, greatest: u32) -> Markup {
        self.wrap(html! {
            span.slider {
                span.unit aria-hidden="true" { (least) }
                input type="range" id=(self.control_id()) name=(self.name) value=(self.value) min=(least) max=(greatest)
                    aria-describedby=[self.described()];
                span.unit aria-hidden="true" { (greatest) }
            }
        })
    }

    /// Several lines of text; grows with what is written.
    #[must_use]
    pub fn textarea(&self, rows: u8) -> Markup {
        self.wrap(html! {
            textarea id=(self.control_id()) name=(self.name) rows=(rows) data-mentions=[self.suggestions] required[self.required] readonly[self.locked]
                aria-invalid=[self.error.map(|_| "true")] aria-describedby=[self.described()] {
                "\n" (self.value)
            }
        })
    }

    /// One of many, in a list that opens. An empty first choice is offered when the field has no value.
    #[must_use]
    pub fn select(&self, choices: &[Choice<'_>]) -> Markup {
        self.wrap(html! {
            select id=(self.control_id()) name=(self.name) required[self.required] disabled[self.locked]
                aria-invalid=[self.error.map(|_| "true")] aria-describedby=[self.described()] {
                @if self.value.is_empty() && !choices.iter().any(|choice| choice.value.is_empty()) {
                    option value="" { "Choose…" }
                }
                @for choice in choices {
                    option value=(choice.value) selected[choice.value == self.value] { (choice.label) }
                }
            }
        })
    }

    /// One of a few, all in sight.
    #[must_use]
    pub fn radios(&self, choices: &[Choice<'_>]) -> Markup {
        self.group(html! {
            @for (index, choice) in choices.iter().enumerate() {
                (self.choice("radio", index, choice, choice.value == self.value))
            }
        })
    }

    /// Any of a few. The chosen values are given apart, because there may be several.
    #[must_use]
    pub fn checkboxes(&self, choices: &[Choice<'_>], chosen: &[&str]) -> Markup {
        self.group(html! {
            @for (index, choice) in choices.iter().enumerate() {
                (self.choice("checkbox", index, choice, chosen.contains(&choice.value)))
            }
        })
    }

    /// One yes or no; the server reads `yes` when it is ticked.
    #[must_use]
    pub fn checkbox(&self, ticked: bool) -> Markup {
        let id = self.control_id();
        html! {
            div class=(self.class()) {
                div.choice {
                    input type="checkbox" id=(id) name=(self.name) value="yes" checked[ticked] disabled[self.locked]
                        aria-invalid=[self.error.map(|_| "true")] aria-describedby=[self.described()];
                    div { label for=(id) { (self.label) } (self.notes()) }
                }
            }
        }
    }

    /// A file to send; `accept` is a list as HTML writes it (".csv,.csv.gz").
    #[must_use]
    pub fn file(&self, accept: &str) -> Markup {
        self.wrap(html! {
            input type="file" id=(self.control_id()) name=(self.name) accept=(accept) required[self.required]
                aria-invalid=[self.error.map(|_| "true")] aria-describedby=[self.described()];
        })
    }

    fn wrap_input(&self, kind: &str) -> Markup {
        self.wrap(self.input(kind))
    }

    fn input(&self, kind: &str) -> Markup {
        html! {
            input type=(kind) id=(self.control_id()) name=(self.name) value=(self.value) required[self.required]
                readonly[self.locked] autocomplete=[self.complete] list=[self.suggestions] aria-invalid=[self.error.map(|_| "true")]
                aria-describedby=[self.described()];
        }
    }

    fn choice(&self, kind: &str, index: usize, choice: &Choice<'_>, chosen: bool) -> Markup {
        let id = format!("{}-{index}", self.control_id());
        let hint = (!choice.hint.is_empty()).then(|| format!("{id}-hint"));
        html! {
            div.choice {
                input type=(kind) id=(id) name=(self.name) value=(choice.value) checked[chosen] disabled[self.locked]
                    required[self.required && kind == "radio"] aria-describedby=[hint.as_deref()];
                div {
                    label for=(id) { (choice.label) }
                    @if let Some(hint) = &hint { p.hint id=(hint) { (choice.hint) } }
                }
            }
        }
    }
}
