//! `mandate admin`: what helps when nobody can sign in. It works on the database of this machine; each act is in the journal.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::standing;
use crate::access::{Actor, Holding, Role};
use crate::app;
use crate::clock::{Clock, Time};
use crate::config::Config;
use crate::failure::Failure;
use crate::people::commands::{self, Grant, NewPerson};
use crate::people::{session, store};

/// Looks after people on the machine where the office runs.
#[derive(Args, Clone, Debug)]
pub struct Admin {
    /// The folder of the office.
    #[arg(long, env = "MANDATE_DATA_DIR", default_value = "data", global = true)]
    data: PathBuf,
    /// The database, where it is not in the folder.
    #[arg(long, env = "MANDATE_DATABASE", global = true)]
    database: Option<String>,
    #[command(subcommand)]
    act: Act,
}

#[derive(Subcommand, Clone, Debug)]
enum Act {
    /// List everybody.
    ListPeople,
    /// Add a person and print the address of the invitation.
    CreatePerson {
        /// The full name.
        #[arg(long)]
        name: String,
        /// The mail address to sign in with.
        #[arg(long)]
        email: String,
    },
    /// Give a role for the whole office.
    GrantRole {
        /// The mail address of the person.
        #[arg(long)]
        email: String,
        /// The role, for example `administrator` or `smo_manager`.
        #[arg(long)]
        role: String,
    },
    /// Print a new invitation, with which the person chooses a new password.
    ResetPassword {
        /// The mail address of the person.
        #[arg(long)]
        email: String,
    },
    /// End every session of a person.
    EndSessions {
        /// The mail address of the person.
        #[arg(long)]
        email: String,
    },
}

/// Carries the act out and answers in sentences and JSON.
///
/// # Errors
/// A sentence when it could not be done.
pub fn run(admin: Admin) -> Result<(String, Value), String> {
    let url = standing(&admin.data, admin.database)?;
    let config = Config {
        data: admin.data,
        listen: ([127, 0, 0, 1], 7300).into(),
        database: url,
        public_url: "http://127.0.0.1:7300".to_owned(),
        smtp: None,
        mail_from: String::new(),
        key_file: None,
        demo: false,
    };
    let public_url = config.public_url.clone();
    let app = app::open(config, Clock::System).map_err(|error| format!("The database could not be opened. {error}"))?;
    let now = app.now();
    app.db().write_now(move |tx| act(tx, &admin.act, &public_url, now)).map_err(|failure: Failure| failure.to_string())
}

/// The operator at the machine, who may do what an administrator may.
fn operator() -> Actor {
    let holdings = vec![Holding { role: Role::Administrator, process_id: None }];
    Actor { person_id: "console".to_owned(), name: "Console".to_owned(), holdings }
}

fn act(tx: &mut db::Tx, act: &Act, public_url: &str, now: Time) -> Result<(String, Value), Failure> {
    let operator = operator();
    match act {
        Act::ListPeople => {
            let people = store::everybody(tx)?;
            let lines: Vec<String> = people.iter().map(|one| format!("{}  <{}>", one.name, one.email)).collect();
            let rows: Vec<Value> = people
                .iter()
                .map(|one| json!({ "id": one.id, "name": one.name, "email": one.email, "closed": one.disabled_at.is_some() }))
                .collect();
            Ok((lines.join("\n"), json!({ "people": rows })))
        }
        Act::CreatePerson { name, email } => {
            let new = NewPerson { name: name.clone(), email: email.clone(), title: String::new(), unit_id: None };
            let (id, token) = commands::add(tx, &operator, now, &new)?;
            Ok(invitation(public_url, &id, &token))
        }
        Act::GrantRole { email, role } => {
            let role = Role::from_key(role).ok_or_else(|| {
                let known: Vec<&str> = Role::ALL.iter().map(|role| role.key()).collect();
                Failure::refused(format!("There is no role “{role}”. The roles are {}.", known.join(", ")))
            })?;
            let person_id = by_email(tx, email)?;
            let grant = Grant { person_id: person_id.clone(), role, starts_at: now, ends_at: None };
            commands::grant(tx, &operator, now, &grant, "Given at the console.")?;
            Ok((format!("{email} is {} now.", role.label()), json!({ "id": person_id, "role": role.key() })))
        }
        Act::ResetPassword { email } => {
            let id = by_email(tx, email)?;
            let token = commands::invite_again(tx, &operator, now, &id)?;
            Ok(invitation(public_url, &id, &token))
        }
        Act::EndSessions { email } => {
            let id = by_email(tx, email)?;
            let ended = session::end_others(tx, &id, "")?;
            Ok((format!("{ended} sessions are ended."), json!({ "id": id, "ended": ended })))
        }
    }
}

fn by_email(tx: &mut db::Tx, email: &str) -> Result<String, Failure> {
    let found = store::by_email(tx, &email.to_lowercase())?;
    found.map(|(person, _)| person.id).ok_or_else(|| Failure::refused(format!("Nobody has the mail address {email}.")))
}

fn invitation(public_url: &str, id: &str, token: &str) -> (String, Value) {
    let address = format!("{public_url}/invitation/{token}");
    (format!("Hand over this address; it works once:\n{address}"), json!({ "id": id, "invitation": address }))
}
