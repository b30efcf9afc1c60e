//! What an intake is, what it makes of what comes in, and the expressions that say so.

use std::sync::Arc;

use feel::{Context, Expression, Limits, Scope, Value};
use serde::{Deserialize, Serialize};

use crate::clock::Time;
use crate::failure::Refusal;

/// Days for which a call stays in the log and its name is remembered.
pub const KEPT_DAYS: i64 = 30;
/// The name under which an expression sees what a tool sent.
pub const BODY: &str = "body";
/// The name under which an expression sees a mail.
pub const MAIL: &str = "mail";
/// The longest key of a message, characters.
const KEY_CHARS: usize = 200;

/// How the office knows that what comes in is from whom it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Signed as Standard Webhooks says.
    Standard,
    /// Signed over the body alone, as GitHub and Jira do.
    Hub,
    /// A token in a header or in the address, for tools that cannot sign.
    Token,
    /// Mails that a mail server hands over, with a token.
    Mail,
}

impl Form {
    /// Every form, in the order in which lists show them.
    pub const ALL: [Form; 4] = [Form::Standard, Form::Hub, Form::Token, Form::Mail];

    /// The word stored in the database.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Form::Standard => "standard",
            Form::Hub => "hub",
            Form::Token => "token",
            Form::Mail => "mail",
        }
    }

    /// Reads [`Form::key`].
    #[must_use]
    pub fn from_key(key: &str) -> Option<Form> {
        Form::ALL.into_iter().find(|form| form.key() == key)
    }

    /// What people call it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Form::Standard => "Signed webhook",
            Form::Hub => "Webhook signed as by GitHub or Jira",
            Form::Token => "Webhook with a token",
            Form::Mail => "Mail",
        }
    }

    /// Which senders it is for.
    #[must_use]
    pub fn how(self) -> &'static str {
        match self {
            Form::Standard => "For senders that follow Standard Webhooks. What is older than five minutes is refused.",
            Form::Hub => {
                "For senders that put X-Hub-Signature-256 over the body. Without a time, an old message could be sent again after 30 days."
            }
            Form::Token => "For tools that cannot sign, such as ServiceNow. Whoever has the token can send anything.",
            Form::Mail => "A mail server hands each mail over by a pipe.",
        }
    }

    /// The name under which expressions see what came in.
    #[must_use]
    pub fn variable(self) -> &'static str {
        if self == Form::Mail { MAIL } else { BODY }
    }
}

/// What an intake makes of what comes in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Purpose {
    /// A message for the case that waits for it, or for a process that begins with it.
    Message {
        /// Its name; an expression where it begins with `=`.
        name: String,
        /// An expression for its key; empty for none.
        key: String,
        /// An expression for its values; empty for all that came in.
        values: String,
    },
    /// A feed is brought now.
    Nudge { feed_id: String },
}

/// What a message is made of.
#[derive(Clone, Debug)]
pub struct Made {
    pub name: String,
    pub key: Option<String>,
    pub values: Vec<(Arc<str>, Value)>,
}

impl Purpose {
    /// Every complaint about the expressions.
    #[must_use]
    pub fn complaints(&self, form: Form) -> Vec<Refusal> {
        let Purpose::Message { name, key, values } = self else { return Vec::new() };
        let mut refusals = Vec::new();
        if name.is_empty() || name == "=" {
            refusals.push(Refusal::at("message", "The name of the message is missing."));
        }
        let texts = [("message", name.strip_prefix('=').unwrap_or_default()), ("key", key), ("values", values)];
        for (field, text) in texts.into_iter().filter(|(_, text)| !text.trim().is_empty()) {
            if let Err(error) = Expression::compile(text, &scope(form)) {
                let told = format!("The expression cannot be read: {error}. It sees “{}”.", form.variable());
                refusals.push(Refusal::at(field, told));
            }
        }
        refusals
    }
}

/// Makes the message of what came in.
///
/// # Errors
/// A sentence for whoever keeps the intake; it may hold parts of what came in and is not for the sender.
pub fn made(form: Form, (name, key, values): (&str, &str, &str), input: Value) -> Result<Made, String> {
    let mut variables = Context::new();
    variables.put(form.variable().into(), input.clone());
    let variables = Arc::new(variables);
    let value = |what: &str, text: &str| {
        let expression = Expression::compile(text, &scope(form)).map_err(|error| format!("{what}: {error}."))?;
        let answer = expression
            .evaluate(&variables, None, Limits::STANDARD)
            .map_err(|error| format!("{what} costs too much: {error}."))?;
        let why = answer.warnings.first().map(|one| format!(" {one}.")).unwrap_or_default();
        Ok::<_, String>((answer.value, why))
    };
    let text = |what: &str, expression: &str| match value(what, expression)? {
        (Value::String(text), _) if !text.trim().is_empty() && text.chars().count() <= KEY_CHARS => {
            Ok(text.trim().to_owned())
        }
        (Value::Number(number), _) => Ok(number.to_string()),
        (_, why) => Err(format!("{what} gives no text of 1 to {KEY_CHARS} characters for this message.{why}")),
    };
    let name = match name.strip_prefix('=') {
        Some(expression) => text("The name of the message", expression)?,
        None => name.to_owned(),
    };
    let key = if key.trim().is_empty() { None } else { Some(text("The key", key)?) };
    let values = if values.trim().is_empty() {
        vec![(form.variable().into(), input)]
    } else {
        match value("The values", values)? {
            (Value::Context(context), _) => context.iter().map(|(name, value)| (name.clone(), value.clone())).collect(),
            (_, why) => return Err(format!("The values are no context of names and values for this message.{why}")),
        }
    };
    Ok(Made { name, key, values })
}

fn scope(form: Form) -> Scope {
    let mut scope = Scope::new();
    scope.variable(form.variable());
    scope
}

/// An address at which something comes in.
#[derive(Clone, Debug, PartialEq)]
pub struct Intake {
    pub id: String,
    pub name: String,
    pub form: Form,
    pub purpose: Purpose,
    pub owner_id: String,
    pub good_at: Option<Time>,
    /// When somebody was refused last, noted once a minute at most.
    pub refused_at: Option<Time>,
    /// Why the last message could not be used; empty after one that could.
    pub trouble: String,
    pub suspended_at: Option<Time>,
    pub created_at: Time,
    pub revision: i64,
}

impl Intake {
    /// The page of the intake.
    #[must_use]
    pub fn href(&self) -> String {
        format!("/intakes/{}", self.id)
    }

    /// Where things are sent to, below the address of the office.
    #[must_use]
    pub fn path(&self) -> String {
        let what = if self.form == Form::Mail { "mails" } else { "calls" };
        format!("/intakes/{}/{what}", self.id)
    }
}

/// What became of something that came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It did what it should.
    Taken,
    /// Nothing could be made of it; the same name may come again.
    Unusable,
    /// An automatic answer, which is not answered.
    Automatic,
}

impl Outcome {
    /// The word stored in the database.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Outcome::Taken => "taken",
            Outcome::Unusable => "unusable",
            Outcome::Automatic => "automatic",
        }
    }

    /// Reads [`Outcome::key`].
    #[must_use]
    pub fn from_key(key: &str) -> Option<Outcome> {
        [Outcome::Taken, Outcome::Unusable, Outcome::Automatic].into_iter().find(|one| one.key() == key)
    }
}

/// Something that came in.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    pub message_id: String,
    pub at: Time,
    pub outcome: Outcome,
    pub sentence: String,
    pub bytes: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(name: &str, key: &str, values: &str, body: &str) -> Result<(String, Option<String>, usize), String> {
        let input = Value::from_json(body).expect("JSON");
        let made = made(Form::Token, (name, key, values), input)?;
        Ok((made.name, made.key, made.values.len()))
    }

    #[test]
    fn a_message_is_made_by_expressions_over_what_came_in() {
        let body = r#"{"event": "paid", "order": {"id": 7, "by": "Una"}}"#;
        assert_eq!(told("Order paid", "", "", body), Ok(("Order paid".into(), None, 1)));
        let made =
            told(r#"="Order " + body.event"#, "body.order.id", "{order: body.order.id, who: body.order.by}", body);
        assert_eq!(made, Ok(("Order paid".into(), Some("7".into()), 2)));
    }

    #[test]
    fn what_gives_no_text_or_costs_too_much_is_told() {
        for (name, key, values, said) in [
            ("=body.none", "", "", "The name of the message gives no text"),
            ("A", "body.order", "", "The key gives no text"),
            ("A", "body.none.none", "", "The key gives no text"),
            ("A", "", "[1, 2]", "no context"),
            ("A", "string(count(for a in 1..100000, b in 1..100000 return a))", "", "costs too much"),
        ] {
            let sentence = told(name, key, values, r#"{"order": {}}"#).expect_err(said);
            assert!(sentence.contains(said), "{sentence}");
        }
    }

    #[test]
    fn an_expression_that_cannot_be_read_is_refused_at_its_field() {
        let purpose = Purpose::Message { name: "=body.".into(), key: "1 +".into(), values: "mail.from".into() };
        let fields: Vec<_> = purpose.complaints(Form::Token).into_iter().map(|one| one.field).collect();
        assert!(fields.contains(&Some("message")) && fields.contains(&Some("key")), "{fields:?}");
        let empty = Purpose::Message { name: String::new(), key: String::new(), values: String::new() };
        assert_eq!(empty.complaints(Form::Mail).len(), 1);
    }
}
