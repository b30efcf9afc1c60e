//! What was computed of a log once is shown again at no cost: figures and deviations, by the log and the version they belong to.
//!
//! A log never changes and a published version is sealed, so nothing here can grow old: other data are another log, another
//! version or calendar is another entry, and how they are measured is part of the program. Several who ask at once wait for one computation.
//! Absent: authority; the database keeps the log, and what is forgotten is computed anew.

use std::future::Future;
use std::mem::size_of;
use std::sync::{Arc, Mutex, PoisonError};

use mining::{Conformance, Filter};
use tokio::sync::OnceCell;

use super::counting::{Counting, Countings};
use super::discovered::{self, Discovered, Wanted};
use super::figures::{self, Figure};
use super::model::Log;
use crate::definition::Definition;
use crate::failure::Failure;
use crate::process::Version;
use crate::web::App;

/// How much one memory keeps, bytes; what was not asked for longest goes first.
pub const KEPT_BYTES: usize = 16 * 1024 * 1024;

static FIGURES: Memory<Vec<Figure>> = Memory::new(KEPT_BYTES);
static DEVIATIONS: Memory<Conformance> = Memory::new(KEPT_BYTES);
static DISCOVERED: Memory<Discovered> = Memory::new(KEPT_BYTES);

/// The figures of a log beside the targets of a version; see [`figures::figures`].
///
/// # Errors
/// When the log is gone or damaged.
pub async fn figures_of(
    app: &App,
    log: &Log,
    version: &Version,
    definition: &Definition,
) -> Result<Arc<Vec<Figure>>, Failure> {
    let of_definition = definition.clone();
    let countings = app.read(move |tx| Countings::read(tx, &of_definition)).await?;
    figures_by(app, log, version, definition, countings).await
}

/// The same with times counted so.
///
/// # Errors
/// When the log is gone or damaged.
pub async fn figures_by(
    app: &App,
    log: &Log,
    version: &Version,
    definition: &Definition,
    countings: Countings,
) -> Result<Arc<Vec<Figure>>, Failure> {
    let basis = Basis { part: countings.stamp(), ..Basis::of(log, version) };
    let compute = || async {
        let content = figures::content(app, &log.id).await?;
        let (log, definition) = (log.clone(), definition.clone());
        let figures = move || figures::figures(&log, &content, &definition, &countings);
        tokio::task::spawn_blocking(figures).await.map_err(Failure::broken)
    };
    FIGURES.get(&basis, |figures| weight_of_figures(figures), compute).await
}

/// Where a log departs from the flow of a version; see [`figures::deviations`].
///
/// # Errors
/// A sentence when they cannot be compared; it is not remembered.
pub async fn deviations_of(
    app: &App,
    log: &Log,
    version: &Version,
    definition: &Definition,
) -> Result<Arc<Conformance>, Failure> {
    let of_definition = definition.clone();
    let counting = app.read(move |tx| Counting::usual(tx, &of_definition)).await?;
    deviations_of_part(app, log, version, definition, Chosen { counting, ..Chosen::default() }).await
}

/// Some of the cases of a log: by which conditions, and a name that no other conditions have.
#[derive(Clone, Debug, Default)]
pub struct Chosen {
    pub name: String,
    pub filter: Filter,
    /// How their times count.
    pub counting: Counting,
}

impl Chosen {
    /// Names the cases with how their times count.
    fn basis(&self) -> String {
        match self.counting.stamp() {
            "" => self.name.clone(),
            stamp => format!("{}\u{1f}{stamp}", self.name),
        }
    }
}

/// The same for some of the cases.
///
/// # Errors
/// Also a sentence when a condition names a column that the log does not have.
pub async fn deviations_of_part(
    app: &App,
    log: &Log,
    version: &Version,
    definition: &Definition,
    chosen: Chosen,
) -> Result<Arc<Conformance>, Failure> {
    let basis = Basis { part: chosen.basis(), ..Basis::of(log, version) };
    let (filter, reckoning) = (chosen.filter, chosen.counting.reckoning());
    let compute = || async {
        let content = figures::content(app, &log.id).await?;
        let (log, definition) = (log.clone(), definition.clone());
        let deviations = move || {
            let part = content.part_by(&filter, &reckoning).map_err(|unknown| Failure::refused(unknown.to_string()))?;
            figures::deviations(&log, part, &definition)
        };
        tokio::task::spawn_blocking(deviations).await.map_err(Failure::broken)?
    };
    DEVIATIONS.get(&basis, weight_of_deviations, compute).await
}

/// The process that some cases show; its steps have the names of the version in force, where there is one.
///
/// # Errors
/// A sentence when none can be drawn; it is not remembered.
pub async fn discovered_of_part(
    app: &App,
    log: &Log,
    published: Option<(&Version, &Definition)>,
    chosen: Chosen,
    wanted: Wanted,
) -> Result<Arc<Discovered>, Failure> {
    let part = format!("{}\u{1f}{}\u{1f}{}", wanted.miner.key(), wanted.noise_percent, chosen.basis());
    let basis = match published {
        Some((version, _)) => Basis { part, ..Basis::of(log, version) },
        None => Basis { log_id: log.id.clone(), version_id: String::new(), seal: String::new(), part },
    };
    let (filter, reckoning) = (chosen.filter, chosen.counting.reckoning());
    let compute = || async {
        let content = figures::content(app, &log.id).await?;
        let (log, definition) = (log.clone(), published.map(|(_, definition)| definition.clone()));
        let discover = move || {
            let part = content.part_by(&filter, &reckoning).map_err(|unknown| Failure::refused(unknown.to_string()))?;
            discovered::discover(&log, &part, definition.as_ref(), wanted)
        };
        tokio::task::spawn_blocking(discover).await.map_err(Failure::broken)?
    };
    let weight = |found: &Discovered| {
        found.diagram.len() + found.steps.iter().map(|(id, name)| 2 * (id.len() + name.len())).sum::<usize>()
    };
    DISCOVERED.get(&basis, weight, compute).await
}

/// Names everything that a result was computed from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Basis {
    /// The log with its reading; neither changes once it is imported.
    log_id: String,
    version_id: String,
    /// Of the definition: measures, targets, steps and flow.
    seal: String,
    /// Which of the cases; empty for all.
    part: String,
}

impl Basis {
    /// Something that other words name whole.
    #[must_use]
    pub fn named(name: String) -> Basis {
        Basis { log_id: String::new(), version_id: String::new(), seal: String::new(), part: name }
    }

    pub(super) fn of(log: &Log, version: &Version) -> Basis {
        Basis {
            log_id: log.id.clone(),
            version_id: version.id.clone(),
            seal: version.seal.clone(),
            part: String::new(),
        }
    }
}

/// Results by their basis, within a number of bytes.
pub struct Memory<T> {
    /// What was asked for last stands last.
    kept: Mutex<Vec<Entry<T>>>,
    room: usize,
}

struct Entry<T> {
    basis: Basis,
    cell: Arc<OnceCell<Arc<T>>>,
    /// 0 while it is computed.
    bytes: usize,
}

impl<T> Memory<T> {
    #[must_use]
    pub const fn new(room: usize) -> Memory<T> {
        Memory { kept: Mutex::new(Vec::new()), room }
    }

    /// The result of a basis, computed now unless it is remembered; what fails is not remembered.
    pub async fn get<F>(
        &self,
        basis: &Basis,
        weight: fn(&T) -> usize,
        compute: impl FnOnce() -> F,
    ) -> Result<Arc<T>, Failure>
    where
        F: Future<Output = Result<T, Failure>>,
    {
        let cell = self.cell(basis);
        let found = cell.get_or_try_init(|| async { compute().await.map(Arc::new) }).await.cloned();
        self.settle(basis, &cell, weight);
        found
    }

    /// The place of a basis, which is now the one asked for last.
    fn cell(&self, basis: &Basis) -> Arc<OnceCell<Arc<T>>> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = match kept.iter().position(|entry| entry.basis == *basis) {
            Some(at) => kept.remove(at),
            None => Entry { basis: basis.clone(), cell: Arc::default(), bytes: 0 },
        };
        let cell = Arc::clone(&entry.cell);
        kept.push(entry);
        cell
    }

    /// Weighs what was computed, and forgets what has no room, or failed and nobody else waits for.
    fn settle(&self, basis: &Basis, cell: &Arc<OnceCell<Arc<T>>>, weight: fn(&T) -> usize) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        match cell.get() {
            Some(value) => {
                let bytes = size_of::<Entry<T>>() + weight(value);
                kept.iter_mut().filter(|entry| entry.basis == *basis).for_each(|entry| entry.bytes = bytes);
            }
            // This caller and the memory hold it.
            None if Arc::strong_count(cell) <= 2 => kept.retain(|entry| entry.basis != *basis),
            None => {}
        }
        let mut bytes: usize = kept.iter().map(|entry| entry.bytes).sum();
        kept.retain(|entry| {
            let stays = bytes <= self.room || entry.bytes == 0;
            bytes -= if stays { 0 } else { entry.bytes };
            stays
        });
    }
}

/// Bytes that figures take, roughly: their weeks.
fn weight_of_figures(figures: &[Figure]) -> usize {
    figures.iter().map(|one| size_of::<Figure>() + one.chart.points.len() * size_of::<mining::WeekPoint>()).sum()
}

/// Bytes that deviations take, roughly: the numbers of their cases, and their texts.
fn weight_of_deviations(found: &Conformance) -> usize {
    let deviation = |one: &mining::Deviation| {
        let texts: usize = one.examples.iter().map(|example| example.len() + size_of::<String>()).sum();
        size_of::<mining::Deviation>()
            + one.element.len()
            + one.name.len()
            + one.case_numbers.len() * size_of::<u32>()
            + texts
    };
    let states = (found.unmodelled.len() + found.ignored.len()) * size_of::<mining::StateCount>();
    let flows = found.activities.len() * size_of::<mining::ActivityFlow>();
    let numbers = (found.conforming_numbers.len() * size_of::<u32>()) + found.firings.len() * size_of::<u64>();
    size_of::<Conformance>() + states + flows + numbers + found.deviations.iter().map(deviation).sum::<usize>()
}
