//! Reading a log: measures beside their targets, deviations in sentences and on the diagram, and the step to an improvement.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::StatusCode;
use mining::{Conformance, Deviation};
use serde::Serialize;
use serde_json::json;

use super::super::counting::{Counting, Countings};
use super::super::figures::{Figure, deviation_key, headline, kind_key, origin_id, scale};
use super::super::model::Log;
use super::super::waiver::{self, Waiver};
use super::super::{alarm, memory, store, views};
use crate::access::Permission;
use crate::calendar;
use crate::clock::Time;
use crate::definition::Definition;
use crate::failure::{Failure, Refusal};
use crate::improvement::{self, Origin, OriginKind, Proposal, Score};
use crate::process::{self, Process, Version};
use crate::web::{Answer, Form, Page, Visit, answer, csv};

/// Alarms shown, those that stand first.
const ALARMS: i64 = 20;

/// A process with its newest log, or the one that was asked for.
pub(in crate::measure) struct Subject {
    pub(in crate::measure) process: Process,
    version: Version,
    definition: Definition,
    logs: Vec<Log>,
    log: Option<Log>,
    /// How the times of deviations count.
    pub(in crate::measure) counting: Counting,
    /// The calendars of the office: keys and names.
    calendars: Vec<(String, String)>,
    /// In place of what is agreed, where the address asks for it; none where the office keeps no such calendar.
    instead: Option<Option<Counting>>,
}

pub(in crate::measure) async fn subject(visit: &Visit, key: &str) -> Result<Subject, Failure> {
    let (key, now, wanted, count) = (key.to_owned(), visit.now, visit.query("log"), visit.query("count"));
    visit
        .read(move |tx| {
            let process = process::store::by_key(tx, &key)?;
            let (version, definition) = process::published(tx, &process.id, now)?.ok_or(Failure::NotFound)?;
            let logs = store::logs(tx, &process.id)?;
            let log = match &wanted {
                Some(id) => Some(logs.iter().find(|log| log.id == *id).cloned().ok_or(Failure::NotFound)?),
                None => logs.first().cloned(),
            };
            let counting = Counting::usual(tx, &definition)?;
            let instead = count.as_deref().map(|key| Counting::read(tx, key)).transpose()?;
            let calendars = calendar::store::names(tx)?;
            Ok(Subject { process, version, definition, logs, log, counting, calendars, instead })
        })
        .await
}

async fn measured(visit: &Visit, subject: &Subject, log: &Log) -> Result<Arc<Vec<Figure>>, Failure> {
    let (version, definition) = (&subject.version, &subject.definition);
    match &subject.instead {
        Some(Some(counting)) => {
            let countings = Countings::all_by(counting.clone());
            memory::figures_by(&visit.app, log, version, definition, countings).await
        }
        _ => memory::figures_of(&visit.app, log, version, definition).await,
    }
}

/// A calendar that a file or a program asks for is there, or the answer says that it is not.
fn strict(subject: &Subject) -> Result<(), Failure> {
    if matches!(subject.instead, Some(None)) {
        let sentence = "This office keeps no such calendar. Count by the clock, or in one of those under Calendars.";
        return Err(Refusal::at("count", sentence).into());
    }
    Ok(())
}

pub(super) async fn overview(visit: Visit) -> Answer {
    let now = visit.now;
    let rows = visit
        .read(move |tx| {
            let mut rows = Vec::new();
            let all = process::store::all(tx)?;
            for process in all.into_iter().filter(|one| !one.level.is_area() && !one.is_retired(now)) {
                let log = store::logs(tx, &process.id)?.into_iter().next();
                rows.push((process.clone(), process::published(tx, &process.id, now)?, log));
            }
            Ok(rows)
        })
        .await?;
    let mut shown = Vec::with_capacity(rows.len());
    for (process, published, log) in rows {
        let found = match (&published, &log) {
            (Some((version, definition)), Some(log)) => {
                memory::figures_of(&visit.app, log, version, definition).await?
            }
            _ => Arc::default(),
        };
        shown.push(views::Measured { process, log, figures: found, is_published: published.is_some() });
    }
    let page = Page::new("Measures")
        .lead("How well the work goes, from the log of the ticketing tool, beside what was agreed.")
        .actions(views::overview_actions(may_import(&visit)));
    visit.page(page, views::overview(&shown))
}

fn may_import(visit: &Visit) -> bool {
    visit.person().is_some_and(|actor| actor.may_somewhere(Permission::ImportLog))
}

pub(super) async fn show(Path(key): Path<String>, visit: Visit) -> Answer {
    page(&key, &visit, None).await
}

/// The page of the figures, with an answer to an alarm that was refused.
pub(super) async fn page(key: &str, visit: &Visit, refused: Option<(&str, &Form)>) -> Answer {
    let subject = subject(visit, key).await?;
    let back = format!("/processes/{key}");
    let title = format!("{}: measures", subject.process.name);
    let page = Page::new(&title).under("Processes", "/processes").under(&subject.process.name, &back);
    let page = process::as_tab(page, &subject.process, "measures", visit.now);
    let Some(log) = subject.log.clone() else {
        return visit.page(page, views::no_log(&subject.process, may_import(visit)));
    };
    let found = measured(visit, &subject, &log).await?;
    let id = subject.process.id.clone();
    let all = visit.read(move |tx| Ok(alarm::store::of_process(tx, &id, ALARMS)?)).await?;
    let may_answer = visit.actor()?.may_on(Permission::ManageImprovement, &subject.process.id);
    let alarms = views::Alarms { process: &subject.process, all: &all, may_answer, refused };
    let counted = views::Counts {
        calendars: &subject.calendars,
        instead: subject.instead.as_ref().map(Option::as_ref),
        log: visit.query("log"),
    };
    let body = views::figures(&alarms, &log, &subject.logs, &found, &subject.definition, &counted);
    if refused.is_some() { visit.page_refused(page, body) } else { visit.page(page, body) }
}

pub(super) async fn export(Path(key): Path<String>, visit: Visit) -> Answer {
    let subject = subject(&visit, &key).await?;
    let log = subject.log.clone().ok_or(Failure::NotFound)?;
    strict(&subject)?;
    let found = measured(&visit, &subject, &log).await?;
    let rows = found.iter().flat_map(|figure| {
        let factor = scale(figure.measure.kind);
        let (name, unit) = (figure.measure.name.clone(), figure.unit());
        let counted = figure.counted.words();
        figure.chart.points.iter().map(move |point| {
            let value = point.value.map(|value| format!("{:.4}", value * factor)).unwrap_or_default();
            vec![
                name.clone(),
                unit.clone(),
                Time(point.start).date().to_string(),
                value,
                point.n.to_string(),
                counted.clone(),
            ]
        })
    });
    let name = format!("{key}-measures.csv");
    Ok(csv::download(&name, &["Measure", "Unit", "Week from", "Value", "Cases", "Counted"], rows))
}

pub(in crate::measure) async fn compared(visit: &Visit, subject: &Subject) -> Result<(Log, Arc<Conformance>), Failure> {
    let log = subject.log.clone().ok_or(Failure::NotFound)?;
    let chosen = memory::Chosen { counting: subject.counting.clone(), ..memory::Chosen::default() };
    let found = memory::deviations_of_part(&visit.app, &log, &subject.version, &subject.definition, chosen).await?;
    Ok((log, found))
}

pub(super) async fn deviations(Path(key): Path<String>, visit: Visit) -> Answer {
    let subject = subject(&visit, &key).await?;
    let back = format!("/processes/{key}");
    let title = format!("{}: deviations", subject.process.name);
    let page = Page::new(&title)
        .under("Processes", "/processes")
        .under(&subject.process.name, &back)
        .needs(&[ui::Extra::Diagram]);
    let page = process::as_tab(page, &subject.process, "deviations", visit.now);
    if subject.log.is_none() {
        return visit.page(page, views::no_log(&subject.process, may_import(&visit)));
    }
    let (log, found) = match compared(&visit, &subject).await {
        Ok(found) => found,
        Err(Failure::Refused(refusals)) => {
            let body = views::not_comparable(&refusals);
            return visit.page_with(StatusCode::UNPROCESSABLE_ENTITY, page, body);
        }
        Err(failure) => return Err(failure),
    };
    let known = known(&visit, &subject.process, &found).await?;
    let shown = views::Compared {
        process: &subject.process,
        number: &subject.version.number,
        definition: &subject.definition,
        log: &log,
        found: &found,
        known: &known,
        counting: &subject.counting,
        may_propose: may_propose(&visit),
        may_waive: waiver::pages::may_grant(&visit, &subject.process),
        is_part: false,
    };
    visit.page(page, views::deviations(&shown))
}

/// For each deviation that is shown the improvement that it became, and the waiver that holds.
pub async fn known(visit: &Visit, process: &Process, found: &Conformance) -> Result<Vec<views::Known>, Failure> {
    let shown = found.deviations.iter().take(views::MOST_DEVIATIONS);
    let named: Vec<(String, String)> = shown.map(|one| (origin_id(&process.id, one), deviation_key(one))).collect();
    let (id, now) = (process.id.clone(), visit.now);
    let read = move |tx: &mut db::Tx| {
        let waivers = waiver::store::holding(tx, now, &id)?;
        let of = |(origin, key): &(String, String)| {
            let improvement = improvement::store::live_of_origin(tx, OriginKind::Deviation, origin)?;
            let waiver = waivers.iter().find(|one| one.deviation_key() == *key).cloned();
            Ok(views::Known { improvement, waiver })
        };
        named.iter().map(of).collect::<Result<Vec<_>, Failure>>()
    };
    visit.read(read).await
}

/// The waivers of a process that hold.
async fn holding(visit: &Visit, process: &Process) -> Result<Vec<Waiver>, Failure> {
    let (id, now) = (process.id.clone(), visit.now);
    visit.read(move |tx| Ok(waiver::store::holding(tx, now, &id)?)).await
}

/// The one of a deviation.
fn of<'a>(waivers: &'a [Waiver], deviation: &Deviation) -> Option<&'a Waiver> {
    let key = deviation_key(deviation);
    waivers.iter().find(|one| one.deviation_key() == key)
}

/// Whether the visitor may make an improvement of a deviation.
#[must_use]
pub fn may_propose(visit: &Visit) -> bool {
    visit.person().is_some_and(|actor| actor.may_somewhere(Permission::ProposeImprovement))
}

pub(super) async fn export_deviations(Path(key): Path<String>, visit: Visit) -> Answer {
    let subject = subject(&visit, &key).await?;
    let (_, found) = compared(&visit, &subject).await?;
    let waivers = holding(&visit, &subject.process).await?;
    let counted = subject.counting.words();
    let rows = found.deviations.iter().map(|one| {
        let hours = one.extra_hours.map(|hours| format!("{hours:.2}")).unwrap_or_default();
        let share = format!("{:.4}", one.share());
        let kind = kind_key(one.kind).replace('_', " ");
        vec![
            one.sentence(),
            kind,
            one.name.clone(),
            one.cases.to_string(),
            one.of.to_string(),
            share,
            hours,
            counted.clone(),
            one.examples.join(" "),
            of(&waivers, one).map(|waiver| waiver.until.date().to_string()).unwrap_or_default(),
        ]
    });
    let header = [
        "Deviation",
        "Kind",
        "Step",
        "Cases",
        "Of",
        "Share",
        "Extra hours (median)",
        "Counted",
        "Some of the cases",
        "Waived until",
    ];
    Ok(csv::download(&format!("{key}-deviations.csv"), &header, rows))
}

pub(super) async fn propose(Path(key): Path<String>, visit: Visit, form: Form) -> Answer {
    let actor = visit.actor()?;
    let subject = subject(&visit, &key).await?;
    let (log, found) = compared(&visit, &subject).await?;
    let wanted = form.raw("deviation").to_owned();
    let deviation = found
        .deviations
        .iter()
        .find(|one| deviation_key(one) == wanted)
        .ok_or_else(|| Failure::from(Refusal::because("This deviation is no longer found in the newest log.")))?;
    let proposal = Proposal {
        title: headline(deviation.kind, &deviation.name),
        description: description(deviation),
        process_id: Some(subject.process.id.clone()),
        origin: Origin {
            kind: OriginKind::Deviation,
            id: origin_id(&subject.process.id, deviation),
            label: deviation.sentence(),
            href: format!("/processes/{key}/deviations"),
            evidence: json!({
                "log_id": log.id, "version": subject.version.number, "kind": kind_key(deviation.kind), "element": deviation.element,
                "cases": deviation.cases, "of": deviation.of, "extra_hours": deviation.extra_hours, "examples": deviation.examples,
            }),
        },
        score: Score::default(),
    };
    let now = visit.now;
    let made = visit.write(move |tx| improvement::propose(tx, &actor, now, None, &proposal)).await?;
    let sentence = if made.new {
        format!("I-{} is in the register and remembers this deviation.", made.number)
    } else {
        format!("This deviation is in the register already, as I-{}.", made.number)
    };
    Ok(answer::redirect_saying(&format!("/improvements/{}", made.id), &sentence))
}

fn description(deviation: &Deviation) -> String {
    let hours = deviation.extra_hours.map_or_else(String::new, |hours| {
        format!(" These cases take {hours:.1} hours more than conforming ones, in the median.")
    });
    format!("{}{hours} Either the work or the process should change.", deviation.sentence())
}

#[derive(Serialize)]
struct MeasureAnswer<'a> {
    key: &'a str,
    name: &'a str,
    unit: &'a str,
    value: Option<f64>,
    cases: usize,
    target: Option<f64>,
    met: Option<bool>,
    counted_in: Option<&'a str>,
}

pub(super) async fn api_measures(Path(key): Path<String>, visit: Visit) -> Answer {
    let subject = subject(&visit, &key).await?;
    let log = subject.log.clone().ok_or(Failure::NotFound)?;
    strict(&subject)?;
    let found = measured(&visit, &subject, &log).await?;
    let measures: Vec<MeasureAnswer> = found
        .iter()
        .map(|figure| MeasureAnswer {
            key: &figure.measure.key,
            name: &figure.measure.name,
            unit: &figure.measure.unit,
            value: figure.value,
            cases: figure.n,
            target: figure.measure.target.map(|target| target.value),
            met: figure.met,
            counted_in: figure.counted.key(),
        })
        .collect();
    Ok(answer::json(
        StatusCode::OK,
        &json!({ "process": key, "version": subject.version.number, "log": log, "measures": measures }),
    ))
}

pub(super) async fn api_deviations(Path(key): Path<String>, visit: Visit) -> Answer {
    let subject = subject(&visit, &key).await?;
    let (log, found) = compared(&visit, &subject).await?;
    let waivers = holding(&visit, &subject.process).await?;
    let deviations: Vec<serde_json::Value> = found
        .deviations
        .iter()
        .map(|one| {
            let waiver = of(&waivers, one);
            json!({
                "kind": kind_key(one.kind), "element": one.element, "name": one.name, "sentence": one.sentence(),
                "cases": one.cases, "of": one.of, "extra_hours": one.extra_hours, "examples": one.examples,
                "waived_until": waiver.map(|waiver| waiver.until.date().to_string()), "waiver_id": waiver.map(|waiver| &waiver.id),
            })
        })
        .collect();
    let body = json!({
        "process": key, "version": subject.version.number, "log_id": log.id, "fitness": found.fitness,
        "conforming_share": found.conforming_share(), "compared": found.compared, "not_computed": found.not_computed,
        "notes": found.notes, "counted_in": subject.counting.key(), "deviations": deviations,
    });
    Ok(answer::json(StatusCode::OK, &body))
}
