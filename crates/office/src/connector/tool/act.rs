//! Writing to a tool: a ticket, a comment, a state, a field; never twice, and never believed before it was read back.
//!
//! Every act carries a mark. A ticket with the mark is searched before one is created, so that a repeat after a lost answer finds
//! the first one. After each write the ticket is read again and compared: tools answer “done” to what they did not do. A dry run
//! looks at everything and writes nothing.

use super::super::model::Kind;
use super::super::wire::{Line, Trouble, Why};
use super::{glpi, jira, redmine, rt, servicenow};

/// What shall be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// A new ticket in a place.
    Create { place: String, subject: String, text: String },
    /// Words on a ticket: inside for those who work on it, or for the one who asked.
    Comment { ticket: String, text: String, inside: bool },
    /// Another state, by the name that the tool gives it.
    State { ticket: String, state: String },
    /// Another value of a field, by the tool's own names.
    Field { ticket: String, field: String, value: String },
}

/// A ticket as it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ticket {
    /// What people call it, for example `INC0010005`.
    pub number: String,
    /// What the tool's interface calls it.
    pub key: String,
    /// Where people look at it.
    pub href: String,
    pub state: String,
    pub subject: String,
}

/// What became of an act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    pub ticket: Ticket,
    /// False when it was so already, or when only a dry run was asked for.
    pub changed: bool,
    /// What was done, or would be, as a sentence.
    pub sentence: String,
}

/// Does something in a tool, once. `mark` names the act; the same mark again finds what was done before.
///
/// # Errors
/// What the tool refused, in its own words where it has any; or that it said yes and did nothing.
pub async fn act(kind: Kind, line: &mut Line, mark: &str, act: &Act, dry: bool) -> Result<Done, Trouble> {
    match act {
        Act::Create { place, subject, text } => create(kind, line, mark, (place, subject, text), dry).await,
        Act::Comment { ticket, text, inside } => comment(kind, line, mark, (ticket, text, *inside), dry).await,
        Act::State { ticket, state } => {
            let before = read(kind, line, ticket).await?;
            if before.state.eq_ignore_ascii_case(state) {
                return Ok(Done {
                    sentence: format!("{} is {state} already.", before.number),
                    ticket: before,
                    changed: false,
                });
            }
            if dry {
                let sentence = format!("{} would go from {} to {state}.", before.number, before.state);
                return Ok(Done { ticket: before, changed: false, sentence });
            }
            let told = set_state(kind, line, ticket, state).await?;
            let after = read(kind, line, ticket).await?;
            if after.state.eq_ignore_ascii_case(state) {
                let sentence = format!("{} went from {} to {}.", after.number, before.state, after.state);
                return Ok(Done { ticket: after, changed: true, sentence });
            }
            Err(undone(&format!("{} is still {}", after.number, after.state), &told))
        }
        Act::Field { ticket, field, value } => set(kind, line, (ticket, field, value), dry).await,
    }
}

async fn create(
    kind: Kind,
    line: &mut Line,
    mark: &str,
    (place, subject, text): (&str, &str, &str),
    dry: bool,
) -> Result<Done, Trouble> {
    if let Some(found) = find(kind, line, mark).await? {
        let ticket = read(kind, line, &found).await?;
        let sentence = format!("{} was made for this before.", ticket.number);
        return Ok(Done { ticket, changed: false, sentence });
    }
    if dry {
        let sentence = format!("A ticket “{subject}” would be made in {place}.");
        return Ok(Done { ticket: Ticket::default(), changed: false, sentence });
    }
    let key = match kind {
        Kind::Rt => rt::create(line, mark, place, subject, text).await?,
        Kind::Redmine => redmine::create(line, mark, place, subject, text).await?,
        Kind::ServiceNow => servicenow::create(line, mark, place, subject, text).await?,
        Kind::Jira => jira::create(line, mark, place, subject, text).await?,
        Kind::Glpi => glpi::create(line, mark, place, subject, text).await?,
        Kind::Camunda8 | Kind::Operaton | Kind::Http => return Err(no_tickets(kind)),
    };
    let ticket = read(kind, line, &key).await?;
    if !ticket.subject.contains(subject) {
        return Err(undone(&format!("{} has another subject than was sent", ticket.number), ""));
    }
    let sentence = format!("{} was made.", ticket.number);
    Ok(Done { ticket, changed: true, sentence })
}

async fn comment(
    kind: Kind,
    line: &mut Line,
    mark: &str,
    (ticket, text, inside): (&str, &str, bool),
    dry: bool,
) -> Result<Done, Trouble> {
    let before = read(kind, line, ticket).await?;
    let sign = format!("[{mark}]");
    if comments(kind, line, ticket).await?.iter().any(|one| one.contains(&sign)) {
        let sentence = format!("{} has this comment already.", before.number);
        return Ok(Done { ticket: before, changed: false, sentence });
    }
    if dry {
        let sentence = format!("{} would get a comment.", before.number);
        return Ok(Done { ticket: before, changed: false, sentence });
    }
    let signed = format!("{text}\n\n{sign}");
    match kind {
        Kind::Rt => rt::say(line, ticket, &signed, inside).await?,
        Kind::Redmine => redmine::say(line, ticket, &signed, inside).await?,
        Kind::ServiceNow => servicenow::say(line, ticket, &signed, inside).await?,
        Kind::Jira => jira::say(line, ticket, &signed, inside).await?,
        Kind::Glpi => glpi::say(line, ticket, &signed, inside).await?,
        Kind::Camunda8 | Kind::Operaton | Kind::Http => return Err(no_tickets(kind)),
    }
    if comments(kind, line, ticket).await?.iter().any(|one| one.contains(&sign)) {
        let sentence = format!("{} has the comment.", before.number);
        return Ok(Done { ticket: read(kind, line, ticket).await?, changed: true, sentence });
    }
    Err(undone(&format!("the comment is not on {}", before.number), ""))
}

async fn set(
    kind: Kind,
    line: &mut Line,
    (ticket, field, value): (&str, &str, &str),
    dry: bool,
) -> Result<Done, Trouble> {
    let is_so = |found: &str| found.trim() == value.trim();
    let (before, old) = (read(kind, line, ticket).await?, field_of(kind, line, ticket, field).await?);
    if is_so(&old) {
        let sentence = format!("{field} of {} is “{value}” already.", before.number);
        return Ok(Done { ticket: before, changed: false, sentence });
    }
    if dry {
        let sentence = format!("{field} of {} would go from “{old}” to “{value}”.", before.number);
        return Ok(Done { ticket: before, changed: false, sentence });
    }
    let told = match kind {
        Kind::Rt => rt::set(line, ticket, field, value).await?,
        Kind::Redmine => redmine::set(line, ticket, field, value).await?,
        Kind::ServiceNow => servicenow::set(line, ticket, field, value).await?,
        Kind::Jira => jira::set(line, ticket, field, value).await?,
        Kind::Glpi => glpi::set(line, ticket, field, value).await?,
        Kind::Camunda8 | Kind::Operaton | Kind::Http => return Err(no_tickets(kind)),
    };
    let now = field_of(kind, line, ticket, field).await?;
    if is_so(&now) {
        let sentence = format!("{field} of {} went from “{old}” to “{value}”.", before.number);
        return Ok(Done { ticket: read(kind, line, ticket).await?, changed: true, sentence });
    }
    Err(undone(&format!("{field} of {} is still “{now}”", before.number), &told))
}

/// An engine keeps no tickets.
pub(super) fn no_tickets(kind: Kind) -> Trouble {
    let told = if kind == Kind::Http {
        "An HTTP service has no tickets. Choose a connector to a ticketing tool.".to_owned()
    } else {
        format!("{} runs processes and keeps no tickets. Choose another tool.", kind.label())
    };
    Trouble::new(Why::Refused, told)
}

/// The tool said yes, and it is not so.
fn undone(what: &str, told: &str) -> Trouble {
    let told = super::answer::plain(told).map_or_else(String::new, |told| format!(" It says: “{told}”."));
    let sentence = format!(
        "The tool answered that it was done, but {what}.{told} The account probably lacks the right; give it in the tool and try again."
    );
    Trouble::new(Why::Refused, sentence)
}

/// The key of the ticket that carries a mark, if there is one.
async fn find(kind: Kind, line: &mut Line, mark: &str) -> Result<Option<String>, Trouble> {
    match kind {
        Kind::Rt => rt::find(line, mark).await,
        Kind::Redmine => redmine::find(line, mark).await,
        Kind::ServiceNow => servicenow::find(line, mark).await,
        Kind::Jira => jira::find(line, mark).await,
        Kind::Glpi => glpi::find(line, mark).await,
        Kind::Camunda8 | Kind::Operaton | Kind::Http => Err(no_tickets(kind)),
    }
}

/// A ticket as it stands now.
///
/// # Errors
/// When it cannot be read.
pub async fn read(kind: Kind, line: &mut Line, ticket: &str) -> Result<Ticket, Trouble> {
    match kind {
        Kind::Rt => rt::read(line, ticket).await,
        Kind::Redmine => redmine::read(line, ticket).await,
        Kind::ServiceNow => servicenow::read(line, ticket).await,
        Kind::Jira => jira::read(line, ticket).await,
        Kind::Glpi => glpi::read(line, ticket).await,
        Kind::Camunda8 | Kind::Operaton | Kind::Http => Err(no_tickets(kind)),
    }
}

async fn comments(kind: Kind, line: &mut Line, ticket: &str) -> Result<Vec<String>, Trouble> {
    match kind {
        Kind::Rt => rt::said(line, ticket).await,
        Kind::Redmine => redmine::said(line, ticket).await,
        Kind::ServiceNow => servicenow::said(line, ticket).await,
        Kind::Jira => jira::said(line, ticket).await,
        Kind::Glpi => glpi::said(line, ticket).await,
        Kind::Camunda8 | Kind::Operaton | Kind::Http => Err(no_tickets(kind)),
    }
}

async fn field_of(kind: Kind, line: &mut Line, ticket: &str, field: &str) -> Result<String, Trouble> {
    match kind {
        Kind::Rt => rt::field(line, ticket, field).await,
        Kind::Redmine => redmine::field(line, ticket, field).await,
        Kind::ServiceNow => servicenow::field(line, ticket, field).await,
        Kind::Jira => jira::field(line, ticket, field).await,
        Kind::Glpi => glpi::field(line, ticket, field).await,
        Kind::Camunda8 | Kind::Operaton | Kind::Http => Err(no_tickets(kind)),
    }
}

/// Sets the state by its name; returns what the tool said.
async fn set_state(kind: Kind, line: &mut Line, ticket: &str, state: &str) -> Result<String, Trouble> {
    match kind {
        Kind::Rt => rt::set(line, ticket, "Status", state).await,
        Kind::Redmine => redmine::set_state(line, ticket, state).await,
        Kind::ServiceNow => servicenow::set_state(line, ticket, state).await,
        Kind::Jira => jira::set_state(line, ticket, state).await,
        Kind::Glpi => glpi::set_state(line, ticket, state).await,
        Kind::Camunda8 | Kind::Operaton | Kind::Http => Err(no_tickets(kind)),
    }
}
