//! A submitted form: its fields as text, checked one by one, with every complaint beside its field.
//!
//! Control characters are refused, not stripped: what a person typed is stored as typed or not at all. Absent: domain rules.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use maud::Markup;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode, utf8_percent_encode};

use super::visit::App;
use crate::config::limits;
use crate::failure::{Failure, Refusal};

const KEEP: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b'/');

/// Percent-encodes text for a URL or a cookie.
#[must_use]
pub fn encode(text: &str) -> String {
    utf8_percent_encode(text, KEEP).to_string()
}

/// Reads what [`encode`] wrote; broken UTF-8 becomes replacement characters.
#[must_use]
pub fn decode(text: &str) -> String {
    percent_decode(text.as_bytes()).decode_utf8_lossy().into_owned()
}

/// Decodes `application/x-www-form-urlencoded` bytes; broken UTF-8 becomes replacement characters.
#[must_use]
pub fn pairs(bytes: &[u8]) -> Vec<(String, String)> {
    let decode = |part: &[u8]| {
        let spaced: Vec<u8> = part.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
        percent_decode(&spaced).decode_utf8_lossy().into_owned()
    };
    bytes
        .split(|byte| *byte == b'&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| match pair.iter().position(|byte| *byte == b'=') {
            Some(at) => (decode(&pair[..at]), decode(&pair[at + 1..])),
            None => (decode(pair), String::new()),
        })
        .collect()
}

/// Whether every percent-encoded text is UTF-8; the separators are, so the whole can be looked at in one go.
fn is_utf8(bytes: &[u8]) -> bool {
    percent_decode(bytes).decode_utf8().is_ok()
}

/// The fields of a form, and the complaints found while reading them.
#[derive(Clone, Debug, Default)]
pub struct Form {
    fields: Vec<(String, String)>,
    refusals: Vec<Refusal>,
}

impl Form {
    /// A form of the given fields.
    #[must_use]
    pub fn of(fields: Vec<(String, String)>) -> Form {
        Form { fields, refusals: Vec::new() }
    }

    /// The text of a field as sent, or the empty text; for showing a form again.
    #[must_use]
    pub fn raw(&self, name: &str) -> &str {
        self.fields.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
    }

    /// The form with a field more, as though it had been sent.
    #[must_use]
    pub fn and(mut self, name: &str, value: &str) -> Form {
        self.fields.retain(|(key, _)| key != name);
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Every value of a field that may be sent more than once.
    #[must_use]
    pub fn all(&self, name: &str) -> Vec<String> {
        self.fields.iter().filter(|(key, _)| key == name).map(|(_, value)| value.clone()).collect()
    }

    /// Every field, in the order sent.
    #[must_use]
    pub fn fields(&self) -> &[(String, String)] {
        &self.fields
    }

    /// A one-line text that must be there, trimmed.
    pub fn line(&mut self, name: &'static str, label: &str) -> String {
        let text = self.optional_line(name, label);
        if text.is_empty() && !self.refusals.iter().any(|refusal| refusal.field == Some(name)) {
            self.refuse(name, format!("{label} is missing."));
        }
        text
    }

    /// A one-line text that may be empty, trimmed.
    pub fn optional_line(&mut self, name: &'static str, label: &str) -> String {
        let text = self.raw(name).trim().to_owned();
        if text.chars().any(char::is_control) {
            self.refuse(name, format!("{label} contains control characters or line breaks. Please remove them."));
            return String::new();
        }
        self.within(name, label, text, limits::LINE_CHARS)
    }

    /// A text of several lines that may be empty; line ends become `\n`.
    pub fn text(&mut self, name: &'static str, label: &str) -> String {
        let text = self.raw(name).replace("\r\n", "\n").trim().to_owned();
        if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
            self.refuse(name, format!("{label} contains control characters. Please remove them."));
            return String::new();
        }
        self.within(name, label, text, limits::TEXT_CHARS)
    }

    /// A text of several lines that must be there.
    pub fn required_text(&mut self, name: &'static str, label: &str) -> String {
        let text = self.text(name, label);
        if text.is_empty() && !self.refusals.iter().any(|refusal| refusal.field == Some(name)) {
            self.refuse(name, format!("{label} is missing."));
        }
        text
    }

    /// A whole number that must be there.
    pub fn whole_number(&mut self, name: &'static str, label: &str) -> i64 {
        let text = self.line(name, label);
        text.parse().unwrap_or_else(|_| {
            if !text.is_empty() {
                self.refuse(name, format!("{label} must be a whole number; “{text}” is not one."));
            }
            0
        })
    }

    /// A number that may be left empty; a decimal point or a decimal comma.
    pub fn optional_number(&mut self, name: &'static str, label: &str) -> Option<f64> {
        let text = self.optional_line(name, label);
        if text.is_empty() {
            return None;
        }
        let number = text.replace(',', ".").parse::<f64>().ok().filter(|number| number.is_finite());
        if number.is_none() {
            self.refuse(name, format!("{label} must be a number; “{text}” is not one."));
        }
        number
    }

    /// Whether a checkbox was ticked.
    #[must_use]
    pub fn ticked(&self, name: &str) -> bool {
        matches!(self.raw(name), "on" | "true" | "1" | "yes")
    }

    /// Notes a complaint about one field.
    pub fn refuse(&mut self, field: &'static str, sentence: impl Into<String>) {
        self.refusals.push(Refusal::at(field, sentence));
    }

    /// The complaint about a field, for showing the form again.
    #[must_use]
    pub fn complaint(&self, name: &str) -> Option<&str> {
        self.refusals.iter().find(|refusal| refusal.field == Some(name)).map(|refusal| refusal.sentence.as_str())
    }

    /// The complaints, for the top of the form shown again; nothing where there is none.
    #[must_use]
    pub fn summary(&self) -> Markup {
        let problems: Vec<ui::Problem> = self
            .refusals
            .iter()
            .map(|refusal| ui::Problem { field: refusal.field.unwrap_or(""), message: &refusal.sentence })
            .collect();
        ui::error_summary(&problems)
    }

    /// A field of the form with what was sent before and the complaint about it.
    #[must_use]
    pub fn field<'a>(&'a self, name: &'a str, label: &'a str) -> ui::Field<'a> {
        ui::Field::new(name, label).value(self.raw(name)).error(self.complaint(name))
    }

    /// Every complaint so far.
    #[must_use]
    pub fn refusals(&self) -> &[Refusal] {
        &self.refusals
    }

    /// Takes over what a command refused, so that the form can be shown again with it; nothing is said twice.
    #[must_use]
    pub fn with(mut self, refusals: Vec<Refusal>) -> Form {
        for one in refusals {
            if !self.refusals.contains(&one) {
                self.refusals.push(one);
            }
        }
        self
    }

    /// Passes when nothing was complained about.
    ///
    /// # Errors
    /// All complaints at once.
    pub fn checked(&self) -> Result<(), Failure> {
        if self.refusals.is_empty() { Ok(()) } else { Err(Failure::Refused(self.refusals.clone())) }
    }

    fn within(&mut self, name: &'static str, label: &str, text: String, limit: usize) -> String {
        let length = text.chars().count();
        if length > limit {
            self.refuse(name, format!("{label} is too long: {length} characters, at most {limit}."));
            return String::new();
        }
        text
    }
}

impl FromRequest<App> for Form {
    type Rejection = Failure;

    async fn from_request(request: Request, app: &App) -> Result<Form, Failure> {
        let kind = request.headers().get("content-type").and_then(|value| value.to_str().ok()).unwrap_or("");
        if !kind.is_empty() && !kind.starts_with("application/x-www-form-urlencoded") {
            return Err(Failure::Unreadable {
                sentence: "This address takes a form (application/x-www-form-urlencoded).".to_owned(),
            });
        }
        let bytes = Bytes::from_request(request, app).await.map_err(|_| Failure::TooLarge {
            sentence: format!("The form is larger than {} KiB. Nothing was saved.", limits::FORM_BYTES / 1024),
        })?;
        if !is_utf8(&bytes) {
            return Err(Failure::Unreadable {
                sentence: "The form is not written in UTF-8. Open its page again and send it from there.".to_owned(),
            });
        }
        Ok(Form::of(pairs(&bytes)))
    }
}
