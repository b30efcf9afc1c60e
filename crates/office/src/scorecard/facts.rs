//! Where the facts of a scorecard come from: the newest log, the comparison with the version in force, hand-offs and practices.
//!
//! What takes long is kept by log and version, so that it is computed once, whoever asks. Absent: what follows from them (`model`).

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use db::Tx;
use mining::{Conformance, Difference, EventLog, Measure, MeasureSpec, Part};

use super::model::{Card, Facts, Following, Mined, SHOWN, Told, card};
use super::store;
use crate::access::{Actor, Permission};
use crate::clock::Time;
use crate::definition::Definition;
use crate::failure::Failure;
use crate::finding::store as practices;
use crate::handoff;
use crate::measure::counting::{Counted, Counting, Countings};
use crate::measure::{self, Log, figures, memory};
use crate::process::{self, Process, Version};
use crate::web::App;

/// Days that a trend looks at, and as many before.
const RECENT_DAYS: i64 = 28;
/// How long the page of all processes waits for what was not computed yet: as long as nobody notices.
const PATIENCE: Duration = Duration::from_millis(250);
/// Which way of computing kept results come from; raised when the same log and version would give another.
const WAY: &str = "2";

/// What the database knows of a process.
#[derive(Clone)]
pub(super) struct Known {
    pub process: Process,
    published: Option<(Version, Definition)>,
    pub log: Option<Log>,
    handoffs: (usize, usize),
    taken: BTreeSet<String>,
    /// What was computed of the log and the version before.
    told: Option<Told>,
}

/// What a kept result rests on beside the log: the content of the version, the calendars in which it counts, and the way of computing.
pub(super) fn basis(tx: &mut Tx, version: &Version, definition: &Definition) -> Result<String, Failure> {
    let (measures, beside) = (Countings::read(tx, definition)?, Counting::usual(tx, definition)?);
    let calendars = [measures.stamp(), beside.stamp().to_owned()].into_iter().filter(|stamp| !stamp.is_empty());
    Ok([WAY.to_owned(), version.seal.clone()].into_iter().chain(calendars).collect::<Vec<_>>().join(" "))
}

/// Every living process that the actor may read, or the one of that key.
pub(super) async fn known(app: &App, actor: &Actor, now: Time, key: Option<String>) -> Result<Vec<Known>, Failure> {
    let actor = actor.clone();
    app.read(move |tx| {
        let all = match &key {
            Some(key) => vec![process::store::by_key(tx, key)?],
            None => process::store::all(tx)?.into_iter().filter(|one| !one.is_retired(now)).collect(),
        };
        let readable = all.into_iter().filter(|one| actor.may_on(Permission::Read, &one.id) && !one.level.is_area());
        let readable: Vec<Process> = readable.collect();
        let handoffs = handoff::store::live(tx)?;
        let practised = practices::practised(tx)?;
        let mut known = Vec::with_capacity(readable.len());
        for process in readable {
            let own = handoffs.iter().filter(|one| {
                let parties = [&one.giver.process_id, &one.receiver.process_id];
                parties.iter().any(|id| id.as_deref() == Some(process.id.as_str()))
                    && one.state() != handoff::State::Outside
            });
            let states: Vec<handoff::State> = own.map(handoff::Handoff::state).collect();
            let agreed = states.iter().filter(|state| **state == handoff::State::Agreed).count();
            let taken = practised.iter().filter(|one| one.process_id == process.id).map(|one| one.role_key.clone());
            let published = process::published(tx, &process.id, now)?;
            let log = measure::store::logs(tx, &process.id)?.into_iter().next();
            let told = match (&log, &published) {
                (Some(log), Some((version, definition))) => {
                    let basis = basis(tx, version, definition)?;
                    store::told(tx, &log.id, &version.id, &basis)?
                }
                _ => None,
            };
            let taken = taken.collect();
            known.push(Known { published, log, handoffs: (agreed, states.len()), taken, told, process });
        }
        Ok(known)
    })
    .await
}

/// The card of one process, computed now unless it is kept.
pub(super) async fn card_of(app: &App, known: &Known) -> Result<Card, Failure> {
    let mut facts = Facts { handoffs: known.handoffs, ..Facts::default() };
    let Some((version, definition)) = &known.published else { return Ok(card(&facts)) };
    let since = version.effective_at.unwrap_or(version.started_at);
    facts.version = Some((version.number.clone(), since));
    let is_taken = |role: &&crate::definition::ProcessRole| known.taken.contains(&role.key);
    facts.roles = (definition.roles.iter().filter(is_taken).count(), definition.roles.len());
    let Some(log) = &known.log else { return Ok(card(&facts)) };
    facts.log = Some(log.name.clone());
    let told = match &known.told {
        Some(told) => told.clone(),
        None => tell(app, log, version, definition).await?,
    };
    Ok(card(&facts.with(told)))
}

/// Computes what a log tells of a version, and keeps it.
async fn tell(app: &App, log: &Log, version: &Version, definition: &Definition) -> Result<Told, Failure> {
    let (of_version, of_definition) = (version.clone(), definition.clone());
    let read = move |tx: &mut Tx| {
        let ways = (Countings::read(tx, &of_definition)?, Counting::usual(tx, &of_definition)?);
        Ok((ways, basis(tx, &of_version, &of_definition)?))
    };
    let (ways, basis) = app.read(read).await?;
    let figures = memory::figures_of(app, log, version, definition).await?;
    let judged: Vec<bool> = figures.iter().filter_map(|figure| figure.met).collect();
    let targets = (judged.iter().filter(|met| **met).count(), judged.len());
    let mut not_compared = String::new();
    let compared = match memory::deviations_of(app, log, version, definition).await {
        Ok(compared) => Some(compared),
        Err(Failure::Refused(refusals)) => {
            let why: Vec<String> = refusals.iter().map(|one| one.sentence.trim_end_matches('.').to_owned()).collect();
            not_compared = format!("the log cannot be compared with the process ({})", why.join("; "));
            None
        }
        Err(failure) => return Err(failure),
    };
    let content = figures::content(app, &log.id).await?;
    let since = version.effective_at.unwrap_or(version.started_at);
    let (own, definition) = (log.clone(), definition.clone());
    let compute = move || Told {
        mined: SHOWN.iter().map(|measure| mined(&own, &content, &definition, &ways, *measure)).collect(),
        targets,
        not_compared,
        following: compared.map(|found| following(&content, &found, since)),
    };
    let told = tokio::task::spawn_blocking(compute).await.map_err(Failure::broken)?;
    let (now, log_id, version_id, kept) = (app.now(), log.id.clone(), version.id.clone(), told.clone());
    app.write(move |tx| Ok(store::keep(tx, now, &log_id, &version_id, &basis, &kept)?)).await?;
    Ok(told)
}

/// Computes and keeps what the newest log of a process tells, where nothing is kept of it.
pub(super) async fn prepare(app: &App, process_id: &str) -> Result<(), Failure> {
    let (id, now) = (process_id.to_owned(), app.now());
    let known = app
        .read(move |tx| {
            let Some((version, definition)) = process::published(tx, &id, now)? else { return Ok(None) };
            let Some(log) = measure::store::logs(tx, &id)?.into_iter().next() else { return Ok(None) };
            let basis = basis(tx, &version, &definition)?;
            let is_kept = store::told(tx, &log.id, &version.id, &basis)?.is_some();
            Ok((!is_kept).then_some((log, version, definition)))
        })
        .await?;
    match known {
        Some((log, version, definition)) => tell(app, &log, &version, &definition).await.map(|_| ()),
        None => Ok(()),
    }
}

/// The cards of many processes. What is not computed in time goes on being computed and is none now.
pub(super) async fn cards_of(app: &App, all: &[Known]) -> Result<Vec<Option<Card>>, Failure> {
    let begun: Vec<_> = all
        .iter()
        .map(|known| {
            let (app, known) = (app.clone(), known.clone());
            tokio::spawn(async move { card_of(&app, &known).await })
        })
        .collect();
    let end = tokio::time::Instant::now() + PATIENCE;
    let mut cards = Vec::with_capacity(all.len());
    for task in begun {
        cards.push(match tokio::time::timeout_at(end, task).await {
            Ok(done) => Some(done.map_err(Failure::broken)??),
            Err(_) => None,
        });
    }
    Ok(cards)
}

fn mined(
    log: &Log,
    content: &Arc<EventLog>,
    definition: &Definition,
    ways: &(Countings, Counting),
    measure: Measure,
) -> Mined {
    let spec = figures::spec(log);
    let wanted = definition.measures.iter().find(|one| figures::mined(one.kind) == Some(measure));
    let counted = match wanted {
        Some(wanted) => ways.0.of(wanted),
        None if measure.is_time() => Counted::By(ways.1.clone()),
        None => Counted::NoTime,
    };
    if let Counted::NotKept(_) = counted {
        let recent = mining::compare_before_after(&[], &[]);
        let (counted, target) = (counted.words(), wanted.and_then(|one| one.target));
        return Mined { measure, value: None, n: 0, recent, target, counted, calendar_missing: true };
    }
    let part = Part::from(&**content).counted_by(figures::reckoning(&counted));
    let found = mining::measures(&part, &spec).get(measure);
    let factor = if measure.is_time() {
        1.0 / 3600.0
    } else if measure.is_share() {
        100.0
    } else {
        1.0
    };
    let last = content.period().map_or(0, |(_, last)| last);
    let (middle, begin) = (Time(last).plus_days(-RECENT_DAYS), Time(last).plus_days(-2 * RECENT_DAYS));
    let values = |from: Time, until: Option<Time>| {
        let spec = MeasureSpec { from: Some(from.0), until: until.map(|time| time.0), ..spec.clone() };
        mining::measure_values(&part, &spec, measure)
    };
    let (old, new) = (values(begin, Some(middle)), values(middle, None));
    let yes = |values: &[f64]| values.iter().filter(|value| **value > 0.5).count();
    let recent = if measure.is_share() {
        mining::compare_shares((yes(&old), old.len()), (yes(&new), new.len()))
    } else {
        mining::compare_before_after(&old, &new)
    };
    Mined {
        measure,
        value: found.value.map(|value| value * factor),
        n: found.n,
        recent,
        target: wanted.and_then(|one| one.target),
        counted: counted.words(),
        calendar_missing: false,
    }
}

fn following(content: &EventLog, found: &Conformance, since: Time) -> Following {
    let conforming: BTreeSet<u32> = found.conforming_numbers.iter().copied().collect();
    let begin = |case: &mining::Case| case.times().first().copied();
    let last = content.period().map_or(0, |(_, last)| last);
    let (middle, first) = (Time(last).plus_days(-RECENT_DAYS).0, Time(last).plus_days(-2 * RECENT_DAYS).0);
    let share = |wanted: &dyn Fn(i64) -> bool| {
        let cases = content.cases().filter(|case| begin(case).is_some_and(wanted));
        let follows = cases.map(|case| u32::try_from(case.index).is_ok_and(|index| conforming.contains(&index)));
        let all: Vec<bool> = follows.collect();
        (all.iter().filter(|one| **one).count(), all.len())
    };
    let compare =
        |before: (usize, usize), after: (usize, usize)| -> Difference { mining::compare_shares(before, after) };
    let number = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
    Following {
        conforming: number(found.conforming),
        compared: number(found.compared),
        recent: compare(share(&|time| time >= first && time < middle), share(&|time| time >= middle)),
        since_effective: compare(share(&|time| time < since.0), share(&|time| time >= since.0)),
    }
}
