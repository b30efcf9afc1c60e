//! Why something was not done: the domain said no, the person may not, the thing is not there, somebody was quicker.
//!
//! Absent: HTTP; `web` turns a failure into a page or a problem document.

use std::fmt;

/// A domain "no": a sentence for the user, and the field it belongs to where there is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub field: Option<&'static str>,
    pub sentence: String,
}

impl Refusal {
    /// A refusal that belongs to one field of the form.
    pub fn at(field: &'static str, sentence: impl Into<String>) -> Refusal {
        Refusal { field: Some(field), sentence: sentence.into() }
    }

    /// A refusal of the whole request.
    pub fn because(sentence: impl Into<String>) -> Refusal {
        Refusal { field: None, sentence: sentence.into() }
    }
}

/// Everything that can stop a command or a page.
#[derive(Clone, Debug, PartialEq)]
pub enum Failure {
    /// The domain says no (422); all reasons at once.
    Refused(Vec<Refusal>),
    /// The person may not (403); names the role to ask.
    Forbidden { needs: String },
    /// It does not exist, or the person may not know that it does (404).
    NotFound,
    /// Somebody changed it meanwhile (409); the sentence says who and what.
    Stale { sentence: String },
    /// The request itself cannot be read (400).
    Unreadable { sentence: String },
    /// The body is over a limit (413); the sentence names the limit.
    TooLarge { sentence: String },
    /// Too much at once (503), with the seconds after which to try again.
    Busy { retry_after_s: u32 },
    /// Something broke (500); the cause is for the log, never for the user.
    Broken { cause: String },
}

impl Failure {
    /// One refusal of the whole request.
    pub fn refused(sentence: impl Into<String>) -> Failure {
        Failure::Refused(vec![Refusal::because(sentence)])
    }

    /// Something broke: `cause` goes to the log under the operation id.
    pub fn broken(cause: impl fmt::Display) -> Failure {
        Failure::Broken { cause: cause.to_string() }
    }

    /// The sentence a user may read.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Failure::Refused(refusals) => {
                refusals.iter().map(|refusal| refusal.sentence.as_str()).collect::<Vec<_>>().join(" ")
            }
            Failure::Forbidden { needs } => format!("You may not do this. It needs {needs}."),
            Failure::NotFound => "There is nothing at this address, or you may not see it.".to_owned(),
            Failure::Stale { sentence } | Failure::Unreadable { sentence } | Failure::TooLarge { sentence } => {
                sentence.clone()
            }
            Failure::Busy { retry_after_s } => {
                format!(
                    "The office is busy just now. Nothing was changed; please try again in {retry_after_s} seconds."
                )
            }
            Failure::Broken { .. } => "Something broke on our side. Nothing was changed.".to_owned(),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Broken { cause } => write!(out, "broken: {cause}"),
            other => out.write_str(&other.sentence()),
        }
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Failure {
        Failure::Refused(vec![refusal])
    }
}

impl From<Vec<Refusal>> for Failure {
    fn from(refusals: Vec<Refusal>) -> Failure {
        Failure::Refused(refusals)
    }
}

impl From<db::Error> for Failure {
    fn from(error: db::Error) -> Failure {
        match error {
            db::Error::NotFound => Failure::NotFound,
            db::Error::Busy => Failure::Busy { retry_after_s: 2 },
            db::Error::Nul { .. } => Failure::Unreadable {
                sentence: "A text that was sent holds a NUL character. Remove it and send again; nothing was changed."
                    .to_owned(),
            },
            other => Failure::broken(other),
        }
    }
}
