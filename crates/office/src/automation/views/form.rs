//! The questions of a task as fields of a form.

use std::sync::LazyLock;

use maud::{Markup, html};
use ui::{Choice, Field};

use super::super::task::form::{Kind, Named, Question};
use crate::definition::FieldKind;
use crate::web::Form;
use ui::form::Range;

/// Fields of one form, at most.
const MOST_FIELDS: usize = 200;

static NAMES: LazyLock<Vec<String>> = LazyLock::new(|| (0..MOST_FIELDS).map(|at| format!("answer_{at}")).collect());

/// The name of the field of a question, by its place.
#[must_use]
pub fn field_name(at: usize) -> &'static str {
    NAMES.get(at).map_or("answer", String::as_str)
}

/// What was sent for a question.
#[must_use]
pub fn answers_of(form: &Form, at: usize) -> Vec<String> {
    form.all(field_name(at))
}

/// The questions, with what was answered.
#[must_use]
pub fn fields(questions: &[Question], form: &Form, people: &[Named]) -> Markup {
    html! { @for (at, question) in questions.iter().enumerate() { (field(at, question, form, people)) } }
}

fn field(at: usize, question: &Question, form: &Form, people: &[Named]) -> Markup {
    let name = field_name(at);
    let sent = form.all(name);
    let value = sent.first().map_or("", String::as_str);
    let mut field = Field::new(name, &question.label).value(value).error(form.complaint(name));
    if !question.help.is_empty() {
        field = field.hint(&question.help);
    }
    // A way that is asked only sometimes is not optional where it is asked.
    if question.required || matches!(question.kind, Kind::Way | Kind::Ways) {
        field = field.required();
    }
    let choices: Vec<Choice> = question.choices.iter().map(|(value, label)| Choice::new(value, label)).collect();
    let none = std::iter::once(Choice::new("", "Choose …"));
    match question.kind {
        Kind::Way | Kind::Field(FieldKind::YesNo) => field.radios(&choices),
        Kind::Ways => field.checkboxes(&choices, &sent.iter().map(String::as_str).collect::<Vec<_>>()),
        Kind::Field(FieldKind::Choice) => field.select(&none.chain(choices).collect::<Vec<_>>()),
        Kind::Field(FieldKind::Person) => {
            let named = people.iter().map(|(id, name)| Choice::new(id, name));
            field.select(&none.chain(named).collect::<Vec<_>>())
        }
        Kind::Field(FieldKind::LongText) => field.textarea(4),
        Kind::Field(FieldKind::Date) => field.date(),
        Kind::Field(FieldKind::Number) => field.number(&Range {
            min: question.least.map(f64::from),
            max: question.most.map(f64::from),
            ..Range::default()
        }),
        Kind::Field(FieldKind::Text) => field.text(),
    }
}
