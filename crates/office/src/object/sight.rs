//! Where objects come from, and what is computed of them: once for the logs that they are made of, then remembered.

use std::sync::Arc;

use db::Tx;
use mining::{LinkBy, Linked, LinkedLog, Network, ObjectFlow, ObjectLog, TooManyLinks};

use super::model::{LinkedLogs, Sought};
use super::store;
use crate::access::{Actor, Permission};
use crate::failure::Failure;
use crate::measure::memory::{Basis, Memory};
use crate::measure::read::Objects;
use crate::measure::{self, Log, figures};
use crate::process::{self, Process};
use crate::web::App;

/// How much of it is kept, bytes; what was not asked for longest goes first.
const KEPT_BYTES: usize = 256 * 1024 * 1024;

static SIGHTS: Memory<Sight> = Memory::new(KEPT_BYTES);

/// One log of objects: what it is made of.
#[derive(Clone, Debug)]
pub enum Origin {
    /// A file that came with objects; imported for a process as the cases of one type.
    File { log: Box<Log>, process: Box<Process>, object_type: String },
    /// A set of linked logs: each process with its newest log.
    Linked { set: LinkedLogs, logs: Vec<(Process, Option<Log>)> },
}

impl Origin {
    pub fn id(&self) -> &str {
        match self {
            Origin::File { log, .. } => &log.id,
            Origin::Linked { set, .. } => &set.id,
        }
    }

    pub fn name(&self) -> &str {
        match self {
            Origin::File { log, .. } => &log.name,
            Origin::Linked { set, .. } => &set.name,
        }
    }

    /// The process that is asked about objects of a type: the one whose cases they are, else the first that the log is of.
    pub fn process_of(&self, of: &str) -> Option<&Process> {
        let first = match self {
            Origin::File { process, .. } => Some(&**process),
            Origin::Linked { logs, .. } => logs.first().map(|(process, _)| process),
        };
        self.cases_of(of).map(|(process, _)| process).or(first)
    }

    /// The process whose cases the objects of a type are, and the log of them.
    pub fn cases_of(&self, of: &str) -> Option<(&Process, &Log)> {
        match self {
            Origin::File { log, process, object_type } => (object_type == of).then_some((process, log)),
            Origin::Linked { set, logs } => {
                let at = set.sources.iter().position(|source| source.object_type == of)?;
                logs.get(at).and_then(|(process, log)| Some((process, log.as_ref()?)))
            }
        }
    }
}

/// Every log of objects that the actor may read: those that came in files, then the sets.
///
/// # Errors
/// The database's.
pub fn readable(tx: &mut Tx, actor: &Actor) -> Result<Vec<Origin>, Failure> {
    let may_read = |id: &str| actor.may_on(Permission::Read, id);
    let mut all = Vec::new();
    for set in store::all(tx)? {
        if !set.sources.iter().all(|source| may_read(&source.process_id)) {
            continue;
        }
        let mut logs = Vec::with_capacity(set.sources.len());
        for source in &set.sources {
            let newest = measure::store::logs(tx, &source.process_id)?.into_iter().next();
            logs.push((process::store::by_id(tx, &source.process_id)?, newest));
        }
        all.push(Origin::Linked { set, logs });
    }
    for (log, object_type) in measure::store::logs_of_objects(tx)? {
        if may_read(&log.process_id) {
            let process = process::store::by_id(tx, &log.process_id)?;
            all.push(Origin::File { log: Box::new(log), process: Box::new(process), object_type });
        }
    }
    Ok(all)
}

/// The objects with what is told of them.
pub struct Sight {
    pub log: ObjectLog,
    pub flow: ObjectFlow,
    pub network: Result<Network, TooManyLinks>,
    /// What each column of a set linked.
    pub linked: Vec<Linked>,
}

impl Sight {
    fn of(log: ObjectLog, linked: Vec<Linked>) -> Sight {
        let flow = mining::object_flow(&log);
        let network = Network::of(&log, LinkBy::Any);
        Sight { log, flow, network, linked }
    }

    fn bytes(&self) -> usize {
        self.log.heap_bytes() + self.network.as_ref().map_or(0, Network::heap_bytes)
    }

    /// The objects of a type that are asked for, each with the numbers of the linked objects that count.
    ///
    /// # Errors
    /// A sentence when there are more links than can be followed.
    pub fn find(&self, of: &str, sought: &Sought) -> Result<Vec<(u32, Vec<u32>)>, Failure> {
        let too_many = |error: &TooManyLinks| Failure::refused(error.to_string());
        let network = self.network.as_ref().map_err(too_many)?;
        if let Sought::Linked(linking) = sought {
            let query = linking.query(of);
            if linking.by == LinkBy::Any {
                return Ok(network.find(&self.log, &query));
            }
            let network = Network::of(&self.log, linking.by).map_err(|error| too_many(&error))?;
            return Ok(network.find(&self.log, &query));
        }
        let activity = |event: &u32| self.log.event(*event as usize).map_or("", |event| event.activity());
        let is_sought = |object: usize| {
            let events = network.events(object);
            match sought {
                Sought::All | Sought::Linked(_) => true,
                Sought::Passes(wanted) => events.iter().any(|event| activity(event) == wanted),
                Sought::Begins(wanted) => events.first().is_some_and(|event| activity(event) == wanted),
                Sought::Ends(wanted) => events.last().is_some_and(|event| activity(event) == wanted),
                Sought::Follows(from, to) => {
                    events.windows(2).any(|pair| activity(&pair[0]) == from && activity(&pair[1]) == to)
                }
            }
        };
        let objects = self.log.objects().filter(|object| object.object_type() == of && is_sought(object.index));
        Ok(objects.map(|object| (object.index as u32, network.with(object.index).to_vec())).collect())
    }
}

/// What is told of the objects of an origin, computed now unless it is remembered.
///
/// # Errors
/// A sentence when the logs cannot be linked any more, because a column is gone or a process has no log.
pub async fn sight(app: &App, origin: &Origin) -> Result<Arc<Sight>, Failure> {
    match origin {
        Origin::File { log, .. } => {
            let compute = || async {
                let id = log.id.clone();
                let bytes = app.read(move |tx| Ok(measure::store::objects(tx, &id)?)).await?;
                let read = move || Objects::unpacked(&bytes).map(|log| Sight::of(log, Vec::new()));
                tokio::task::spawn_blocking(read).await.map_err(Failure::broken)?.map_err(Failure::broken)
            };
            SIGHTS.get(&Basis::named(log.id.clone()), Sight::bytes, compute).await
        }
        Origin::Linked { set, logs } => {
            let mut newest = Vec::with_capacity(logs.len());
            for (process, log) in logs {
                let told = || {
                    Failure::refused(format!("{} has no log any more. Import one, or link other logs.", process.name))
                };
                newest.push(log.as_ref().ok_or_else(told)?);
            }
            let ids: Vec<&str> = newest.iter().map(|log| log.id.as_str()).collect();
            let compute = || async {
                let mut contents = Vec::with_capacity(newest.len());
                for log in &newest {
                    contents.push(figures::content(app, &log.id).await?);
                }
                let set = set.clone();
                let link = move || {
                    let logs: Vec<LinkedLog<'_>> = set
                        .sources
                        .iter()
                        .zip(&contents)
                        .map(|(source, log)| LinkedLog { object_type: &source.object_type, log })
                        .collect();
                    let (log, linked) = mining::link_logs(&logs, &set.links)
                        .map_err(|error| Failure::refused(format!("The logs cannot be linked. {error}")))?;
                    Ok(Sight::of(log, linked))
                };
                tokio::task::spawn_blocking(link).await.map_err(Failure::broken)?
            };
            SIGHTS.get(&Basis::named(format!("{} {}", set.id, ids.join(" "))), Sight::bytes, compute).await
        }
    }
}
