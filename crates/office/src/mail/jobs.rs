//! Carries letters out: one job per letter, repeated until the mail server takes it.

use std::time::{Duration, SystemTime};

use db::Tx;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message};
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use serde_json::json;

use super::model::Letter;
use crate::clock::Time;
use crate::config::Config;
use crate::failure::Failure;
use crate::jobs::{self, Job, Kind, Lane, New, Performed};
use crate::web::App;

/// The kind of job that carries a letter.
pub const MAIL: Kind = Kind { name: "mail", lane: Lane::Quick, ready, perform };

/// How long the mail server may take for one answer, seconds.
const ANSWER_S: u64 = 20;

/// Writes a letter in the caller's transaction; it leaves once, whatever happens, and a `key` used before changes nothing.
///
/// # Errors
/// [`Failure::Refused`] when a header holds line breaks or the address is none; the database's.
pub fn send(tx: &mut Tx, now: Time, key: &str, letter: &Letter) -> Result<(), Failure> {
    letter.checked()?;
    let payload = json!(letter);
    jobs::enqueue(tx, now, New { kind: MAIL.name, key: format!("mail/{key}"), payload, run_at: now })?;
    Ok(())
}

fn ready(app: &App) -> Result<(), String> {
    match app.config().smtp {
        Some(_) => Ok(()),
        None => {
            Err("No mail server is configured. The letter leaves when the office is started with --smtp.".to_owned())
        }
    }
}

fn perform(app: App, job: Job) -> Performed {
    Box::pin(async move {
        let letter: Letter = serde_json::from_value(job.payload.clone()).map_err(Failure::broken)?;
        match carry(&app, &job.id, &letter).await? {
            Carried::Taken { .. } => Ok(()),
            // A letter of the office that comes twice does less harm than one that never comes.
            Carried::Refused { sentence } | Carried::Later { sentence } | Carried::Lost { sentence } => {
                Err(Failure::broken(sentence))
            }
        }
    })
}

/// What became of a letter at the mail server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Carried {
    /// It took it, under this `Message-ID`.
    Taken { message_id: String },
    /// It does not take it, today or tomorrow; the sentence holds its words.
    Refused { sentence: String },
    /// It did not take it, and may take it later.
    Later { sentence: String },
    /// Its answer was lost: it may have taken it.
    Lost { sentence: String },
}

/// Carries a letter to the mail server now, outside of any transaction. The same `name` gives the same `Message-ID`, so that a repeat is
/// recognised.
///
/// # Errors
/// When the letter or the settings of the office are no mail; what the server says is no error.
pub async fn carry(app: &App, name: &str, letter: &Letter) -> Result<Carried, Failure> {
    let Some(url) = app.config().smtp.as_deref() else {
        let sentence = "The office has no mail server. Start it with --smtp, then try again.".to_owned();
        return Ok(Carried::Refused { sentence });
    };
    let (message, message_id) = message(app.config(), name, letter, app.now())?;
    Ok(match server(url)?.send(message).await {
        Ok(_) => Carried::Taken { message_id },
        Err(error) if error.is_permanent() => {
            Carried::Refused { sentence: format!("The mail server refused the mail: {error}.") }
        }
        Err(error) if error.is_transient() || error.is_tls() || error.is_client() => {
            Carried::Later { sentence: format!("The mail server did not take the mail: {error}.") }
        }
        Err(error) => Carried::Lost { sentence: format!("The mail server gave no answer that counts: {error}.") },
    })
}

/// Greets the mail server without giving it anything: what goes wrong here has sent nothing. None where it may be given mail.
///
/// # Errors
/// When the settings of the office name no mail server that can be read.
pub async fn greet(app: &App) -> Result<Option<Carried>, Failure> {
    // Who carries without a server says so.
    let Some(url) = app.config().smtp.as_deref() else { return Ok(None) };
    Ok(match server(url)?.test_connection().await {
        Ok(true) => None,
        Ok(false) => Some(Carried::Later { sentence: "The mail server hung up at once.".to_owned() }),
        Err(error) if error.is_permanent() => {
            Some(Carried::Refused { sentence: format!("The mail server refused us: {error}.") })
        }
        Err(error) => Some(Carried::Later { sentence: format!("The mail server cannot be spoken with: {error}.") }),
    })
}

fn server(url: &str) -> Result<AsyncSmtpTransport<Tokio1Executor>, Failure> {
    let server = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
        .map_err(|error| Failure::broken(format!("the address of the mail server cannot be read: {error}")))?;
    Ok(server.timeout(Some(Duration::from_secs(ANSWER_S))).build())
}

/// The mail as it goes over the wire, and its `Message-ID`, which comes from its name.
fn message(config: &Config, name: &str, letter: &Letter, now: Time) -> Result<(Message, String), Failure> {
    letter.checked()?;
    let from: Mailbox = config.mail_from.parse().map_err(|error| {
        Failure::broken(format!("the sender of mails, “{}”, is no mail address: {error}", config.mail_from))
    })?;
    let shown = (!letter.name.is_empty()).then(|| letter.name.clone());
    let to = Mailbox::new(shown, letter.to.parse().map_err(Failure::broken)?);
    let domain = from.email.domain();
    let date = SystemTime::UNIX_EPOCH + Duration::from_micros(u64::try_from(now.0).unwrap_or(0));
    let message_id = format!("<{name}@{domain}>");
    let message = Message::builder()
        .message_id(Some(message_id.clone()))
        .date(date)
        .from(from.clone())
        .to(to)
        .subject(letter.subject.clone())
        .raw_header(HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned()))
        .header(ContentType::TEXT_PLAIN)
        .body(letter.text.clone())
        .map_err(Failure::broken)?;
    Ok((message, message_id))
}
