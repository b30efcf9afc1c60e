//! A set of logs that a column links, and what is asked of objects, as it stands in an address.

use mining::{LinkBy, LinkColumn, LinkQuery, Since};
use serde::{Deserialize, Serialize};

use crate::clock::Time;
use crate::failure::Refusal;

/// Most logs of one set, which is also the number of colours that can be told apart.
pub const MOST_LOGS: usize = 8;
/// Most links of one set.
pub const MOST_LINKS: usize = 40;
/// Seconds of a day.
const DAY: f64 = 86_400.0;
/// Before the name of a step in an address.
const STEP: &str = "step:";
/// Between the two activities of "directly followed by" in an address.
const BETWEEN: char = '\u{241f}';

/// One log of a set: the newest of a process, and what its cases are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    pub process_id: String,
    /// A singular noun, such as `incident`.
    pub object_type: String,
}

/// Logs that a column links.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkedLogs {
    pub id: String,
    pub name: String,
    pub sources: Vec<Source>,
    pub links: Vec<LinkColumn>,
    pub made_by: String,
    pub made_at: Time,
}

/// What a set must be, all complaints at once.
///
/// # Errors
/// One sentence for each complaint.
pub fn check(sources: &[Source], links: &[LinkColumn]) -> Result<(), Vec<Refusal>> {
    let mut refusals = Vec::new();
    if sources.is_empty() || sources.len() > MOST_LOGS {
        refusals.push(Refusal::at("process", format!("Choose one to {MOST_LOGS} logs.")));
    }
    for (at, source) in sources.iter().enumerate() {
        let same = |one: &Source| one.object_type.eq_ignore_ascii_case(&source.object_type);
        if source.object_type.is_empty() {
            refusals.push(Refusal::at("object_type", "Say of each log what one of its cases is, such as “incident”."));
        } else if sources[..at].iter().any(same) {
            let told = format!("Two logs are of “{}”. Give each a word of its own.", source.object_type);
            refusals.push(Refusal::at("object_type", told));
        }
        if sources[..at].iter().any(|one| one.process_id == source.process_id) {
            refusals.push(Refusal::at("process", "The log of each process can be in the set once."));
        }
    }
    let is_known = |link: &LinkColumn| link.from < sources.len() && link.to < sources.len();
    if links.is_empty() || links.len() > MOST_LINKS || !links.iter().all(is_known) {
        let told = "Choose the columns that link the logs. Without one, nothing of them belongs together.";
        refusals.push(Refusal::at("link", told));
    }
    if refusals.is_empty() { Ok(()) } else { Err(refusals) }
}

/// The word for a case of a process, to start from: `incident` for Incident management.
#[must_use]
pub fn usual_type(process: &str) -> String {
    let lower = process.trim().to_lowercase();
    let word = ["management", "enablement", "process", "control", "fulfilment"]
        .iter()
        .find_map(|ending| lower.strip_suffix(ending).map(str::trim))
        .filter(|word| !word.is_empty())
        .unwrap_or(&lower);
    word.to_owned()
}

/// The moment as it stands in an address.
#[must_use]
pub fn since_key(since: &Since) -> String {
    match since {
        Since::Begin => "begin".to_owned(),
        Since::End => "end".to_owned(),
        Since::Step(step) => format!("{STEP}{step}"),
    }
}

/// Which objects of a type are asked for.
#[derive(Clone, Debug, PartialEq)]
pub enum Sought {
    All,
    Passes(String),
    Follows(String, String),
    Begins(String),
    Ends(String),
    Linked(Linking),
}

/// Objects by those that they are linked with.
#[derive(Clone, Debug, PartialEq)]
pub struct Linking {
    pub with: String,
    pub at_least: u64,
    pub at_most: Option<u64>,
    /// Count only those that begin within so many days after this moment.
    pub within: Option<(Since, f64)>,
    pub by: LinkBy,
}

impl Sought {
    /// Reads the parameters of an address; what cannot be read is told.
    ///
    /// # Errors
    /// A sentence.
    pub fn read(of: impl Fn(&str) -> Option<String>) -> Result<Sought, String> {
        let text = |name: &str| of(name).filter(|text| !text.trim().is_empty());
        if let Some(activity) = text("passes") {
            return Ok(Sought::Passes(activity));
        }
        if let Some(activity) = text("begins") {
            return Ok(Sought::Begins(activity));
        }
        if let Some(activity) = text("ends") {
            return Ok(Sought::Ends(activity));
        }
        if let Some(pair) = text("follows") {
            let (from, to) = pair.split_once(BETWEEN).ok_or("The two steps cannot be read.")?;
            return Ok(Sought::Follows(from.to_owned(), to.to_owned()));
        }
        let Some(with) = text("with") else { return Ok(Sought::All) };
        let number = |name: &str| -> Result<Option<u64>, String> {
            let Some(text) = text(name) else { return Ok(None) };
            text.trim().parse().map(Some).map_err(|_| format!("“{text}” is no whole number."))
        };
        let days = match text("days") {
            None => None,
            Some(text) => {
                let days = text.trim().replace(',', ".").parse::<f64>().ok();
                let days = days.filter(|days| days.is_finite() && *days >= 0.0);
                Some(days.ok_or_else(|| format!("“{text}” is no number of days."))?)
            }
        };
        let since = match text("since").as_deref() {
            Some("begin") => Since::Begin,
            Some(step) if step.starts_with(STEP) => Since::Step(step[STEP.len()..].to_owned()),
            _ => Since::End,
        };
        let by = match text("by").as_deref() {
            Some("statement") => LinkBy::Statement,
            Some("event") => LinkBy::Event,
            _ => LinkBy::Any,
        };
        let (at_least, at_most) = (number("at_least")?.unwrap_or(1), number("at_most")?);
        if at_most.is_some_and(|most| most < at_least) {
            return Err("“At most” is less than “at least”, so no object can be like that.".to_owned());
        }
        Ok(Sought::Linked(Linking { with, at_least, at_most, within: days.map(|days| (since, days)), by }))
    }

    /// The parameters that [`Sought::read`] reads.
    #[must_use]
    pub fn parameters(&self) -> Vec<(&'static str, String)> {
        match self {
            Sought::All => Vec::new(),
            Sought::Passes(activity) => vec![("passes", activity.clone())],
            Sought::Begins(activity) => vec![("begins", activity.clone())],
            Sought::Ends(activity) => vec![("ends", activity.clone())],
            Sought::Follows(from, to) => vec![("follows", format!("{from}{BETWEEN}{to}"))],
            Sought::Linked(one) => {
                let mut all = vec![("with", one.with.clone()), ("at_least", one.at_least.to_string())];
                all.extend(one.at_most.map(|most| ("at_most", most.to_string())));
                if let Some((since, days)) = &one.within {
                    all.extend([("days", days.to_string()), ("since", since_key(since))]);
                }
                match one.by {
                    LinkBy::Any => {}
                    LinkBy::Statement => all.push(("by", "statement".to_owned())),
                    LinkBy::Event => all.push(("by", "event".to_owned())),
                }
                all
            }
        }
    }

    /// What is asked, in words.
    #[must_use]
    pub fn words(&self, of: &str) -> String {
        match self {
            Sought::All => format!("Every {of}"),
            Sought::Passes(activity) => format!("Each {of} that passes through “{activity}”"),
            Sought::Begins(activity) => format!("Each {of} that begins with “{activity}”"),
            Sought::Ends(activity) => format!("Each {of} that ends with “{activity}”"),
            Sought::Follows(from, to) => format!("Each {of} in which “{from}” is directly followed by “{to}”"),
            Sought::Linked(one) => one.words(of),
        }
    }
}

impl Linking {
    fn words(&self, of: &str) -> String {
        let with = &self.with;
        let count = match (self.at_least, self.at_most) {
            (0, Some(0)) => format!("without any {with}"),
            (least, Some(most)) if least == most => format!("with exactly {least} {with}"),
            (0, Some(most)) => format!("with at most {most} {with}"),
            (least, Some(most)) => format!("with {least} to {most} {with}"),
            (0, None) => format!("with or without {with}"),
            (1, None) => format!("with at least one {with}"),
            (least, None) => format!("with at least {least} {with}"),
        };
        let within = match &self.within {
            None => String::new(),
            Some((Since::Step(step), days)) => format!(" that begins within {days} days after “{step}” of the {of}"),
            Some((Since::Begin, days)) => format!(" that begins within {days} days after the {of} began"),
            Some((Since::End, days)) => format!(" that begins within {days} days after the last event of the {of}"),
        };
        let by = match self.by {
            LinkBy::Any => "",
            LinkBy::Statement => ", as one of them states",
            LinkBy::Event => ", by an event of both",
        };
        format!("Each {of} {count}{within}{by}")
    }

    /// The question for the miner.
    #[must_use]
    pub fn query(&self, of: &str) -> LinkQuery {
        LinkQuery {
            of: of.to_owned(),
            with: self.with.clone(),
            at_least: self.at_least,
            at_most: self.at_most,
            within: self.within.clone().map(|(since, days)| (since, days * DAY)),
        }
    }
}
