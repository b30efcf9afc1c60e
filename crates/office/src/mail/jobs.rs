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
        let message = message(app.config(), &job.id, &letter, app.now())?;
        let url = app.config().smtp.as_deref().unwrap_or_default();
        let server = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
            .map_err(|error| Failure::broken(format!("the address of the mail server cannot be read: {error}")))?
            .timeout(Some(Duration::from_secs(ANSWER_S)))
            .build();
        server
            .send(message)
            .await
            .map_err(|error| Failure::broken(format!("the mail server did not take it: {error}")))?;
        Ok(())
    })
}

/// The mail as it goes over the wire. Its `Message-ID` comes from the job, so that a repeated delivery is recognised.
fn message(config: &Config, job_id: &str, letter: &Letter, now: Time) -> Result<Message, Failure> {
    letter.checked()?;
    let from: Mailbox = config.mail_from.parse().map_err(|error| {
        Failure::broken(format!("the sender of mails, “{}”, is no mail address: {error}", config.mail_from))
    })?;
    let to = Mailbox::new(Some(letter.name.clone()), letter.to.parse().map_err(Failure::broken)?);
    let domain = from.email.domain();
    let date = SystemTime::UNIX_EPOCH + Duration::from_micros(u64::try_from(now.0).unwrap_or(0));
    Message::builder()
        .message_id(Some(format!("<{job_id}@{domain}>")))
        .date(date)
        .from(from.clone())
        .to(to)
        .subject(letter.subject.clone())
        .raw_header(HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned()))
        .header(ContentType::TEXT_PLAIN)
        .body(letter.text.clone())
        .map_err(Failure::broken)
}
