//! The whole house on one screen: its migrations, its routes, and who listens to whom.

use axum::Router;
use db::{Db, Migration};

use crate::admin;
use crate::api;
use crate::architecture;
use crate::automation;
use crate::calendar;
use crate::clock::Clock;
use crate::config::Config;
use crate::connector;
use crate::dictionary;
use crate::explorer;
use crate::finding;
use crate::guide;
use crate::handoff;
use crate::improvement;
use crate::intake;
use crate::jobs::work::Workshop;
use crate::jobs::{Clockwork, Kind, Punctual};
use crate::journal;
use crate::journal::listen::Listener;
use crate::mail;
use crate::measure;
use crate::object;
use crate::people;
use crate::potential;
use crate::process;
use crate::requirement;
use crate::rule;
use crate::scorecard;
use crate::search;
use crate::skill;
use crate::web;
use crate::web::{App, Doorkeeper, Routes};
use crate::webhook;
use crate::worklist;

/// The schema, one text for both databases, in order.
#[rustfmt::skip]
pub const MIGRATIONS: &[Migration] = &[
    Migration { name: "0001_ground", sql: include_str!("../../../migrations/0001_ground.sql") },
    Migration { name: "0002_people", sql: include_str!("../../../migrations/0002_people.sql") },
    Migration { name: "0003_worklist", sql: include_str!("../../../migrations/0003_worklist.sql") },
    Migration { name: "0004_approval", sql: include_str!("../../../migrations/0004_approval.sql") },
    Migration { name: "0005_process", sql: include_str!("../../../migrations/0005_process.sql") },
    Migration { name: "0006_improvement", sql: include_str!("../../../migrations/0006_improvement.sql") },
    Migration { name: "0007_measure", sql: include_str!("../../../migrations/0007_measure.sql") },
    Migration { name: "0008_practice", sql: include_str!("../../../migrations/0008_practice.sql") },
    Migration { name: "0009_again", sql: include_str!("../../../migrations/0009_again.sql") },
    Migration { name: "0010_handoff", sql: include_str!("../../../migrations/0010_handoff.sql") },
    Migration { name: "0011_alarm", sql: include_str!("../../../migrations/0011_alarm.sql") },
    Migration { name: "0012_comment", sql: include_str!("../../../migrations/0012_comment.sql") },
    Migration { name: "0013_finding", sql: include_str!("../../../migrations/0013_finding.sql") },
    Migration { name: "0014_guide", sql: include_str!("../../../migrations/0014_guide.sql") },
    Migration { name: "0015_place", sql: include_str!("../../../migrations/0015_place.sql") },
    Migration { name: "0016_variant", sql: include_str!("../../../migrations/0016_variant.sql") },
    Migration { name: "0017_retirement", sql: include_str!("../../../migrations/0017_retirement.sql") },
    Migration { name: "0018_automation", sql: include_str!("../../../migrations/0018_automation.sql") },
    Migration { name: "0019_requirement", sql: include_str!("../../../migrations/0019_requirement.sql") },
    Migration { name: "0020_connector", sql: include_str!("../../../migrations/0020_connector.sql") },
    Migration { name: "0021_effective", sql: include_str!("../../../migrations/0021_effective.sql") },
    Migration { name: "0022_part", sql: include_str!("../../../migrations/0022_part.sql") },
    Migration { name: "0023_case_log", sql: include_str!("../../../migrations/0023_case_log.sql") },
    Migration { name: "0024_scale", sql: include_str!("../../../migrations/0024_scale.sql") },
    Migration { name: "0025_engine", sql: include_str!("../../../migrations/0025_engine.sql") },
    Migration { name: "0026_requirement_check", sql: include_str!("../../../migrations/0026_requirement_check.sql") },
    Migration { name: "0027_object", sql: include_str!("../../../migrations/0027_object.sql") },
    Migration { name: "0028_scorecard", sql: include_str!("../../../migrations/0028_scorecard.sql") },
    Migration { name: "0029_webhook", sql: include_str!("../../../migrations/0029_webhook.sql") },
    Migration { name: "0030_intake", sql: include_str!("../../../migrations/0030_intake.sql") },
    Migration { name: "0031_operation", sql: include_str!("../../../migrations/0031_operation.sql") },
    Migration { name: "0032_calendar", sql: include_str!("../../../migrations/0032_calendar.sql") },
    Migration { name: "0033_service_level", sql: include_str!("../../../migrations/0033_service_level.sql") },
    Migration { name: "0034_quick_steps", sql: include_str!("../../../migrations/0034_quick_steps.sql") },
    Migration { name: "0035_skill", sql: include_str!("../../../migrations/0035_skill.sql") },
    Migration { name: "0036_finding_rules", sql: include_str!("../../../migrations/0036_finding_rules.sql") },
    Migration { name: "0037_deviation_waiver", sql: include_str!("../../../migrations/0037_deviation_waiver.sql") },
];

/// Everything that works in the background: jobs, listeners (up by journal) and clockwork.
pub const WORKSHOP: Workshop =
    Workshop { kinds: KINDS, listeners: LISTENERS, clockwork: CLOCKWORK, punctual: PUNCTUAL };

/// Who stands at the door, and what waits for whom.
pub const DOORKEEPER: Doorkeeper = Doorkeeper { waiting: worklist::store::pressing, ..people::session::DOORKEEPER };

/// Jobs: what happens outside after a change.
#[rustfmt::skip]
const KINDS: &[Kind] = &[
    mail::jobs::MAIL,
    connector::ticket::jobs::SEND,
    connector::ticket::jobs::SEEN,
    connector::engine::jobs::DEPLOY,
    measure::import::KIND,
    measure::feed::BRING,
    measure::case_log::MAKE,
    measure::alarm::jobs::KIND,
    scorecard::jobs::KIND,
    automation::case::EFFECT,
    automation::case::SIGNAL,
    requirement::check::jobs::LOOK,
    automation::task::errand::ticket::TICKET,
    automation::task::errand::request::HTTP,
    automation::task::errand::letter::LETTER,
    webhook::jobs::DELIVER,
    webhook::chat::POST,
    automation::pause::jobs::ALL,
    automation::working::jobs::RECKON,
];

/// Who listens to whom.
#[rustfmt::skip]
const LISTENERS: &[Listener] = &[
    measure::alarm::jobs::LISTENER,
    measure::alarm::jobs::RECKONED,
    scorecard::jobs::LISTENER,
    improvement::jobs::LINK_PUBLISHED,
    handoff::jobs::GATHER,
    handoff::jobs::ASK_NEW_OWNER,
    process::comments::jobs::ASK_NEW_HOLDER,
    finding::jobs::GATHER,
    finding::jobs::REWEIGH,
    requirement::jobs::GATHER,
    requirement::jobs::ASK_NEW_OWNER,
    measure::waiver::jobs::ASK_OWNER,
    automation::jobs::DEPLOY,
    automation::happening::TELL,
    webhook::jobs::HEAR,
    automation::working::jobs::CHANGED,
];

/// What happens by the clock.
#[rustfmt::skip]
const CLOCKWORK: &[Clockwork] = &[
    Clockwork { name: "journal checkpoint", every_s: 600, strike: |app| Box::pin(journal::checkpoint::strike(app)) },
    worklist::jobs::REMINDERS,
    connector::ticket::jobs::LOOK,
    measure::upload::SWEEP,
    measure::upload::LEFT_BEHIND,
    measure::feed::TICK,
    measure::case_log::TICK,
    process::effective::ON_ITS_DAY,
    process::retirement::ON_ITS_DAY,
    automation::jobs::MESSAGES,
    webhook::jobs::FORGET,
    intake::jobs::FORGET,
    automation::migration::jobs::KEEP,
    automation::escalation::OVERDUE,
    automation::retention::DUE,
    finding::jobs::NEWER_RULES,
];

/// What happens at instants that are known.
#[rustfmt::skip]
const PUNCTUAL: &[Punctual] = &[
    automation::jobs::TIMERS,
    automation::service_level::jobs::CLOCKS,
];

/// Every address of the office.
#[must_use]
pub fn routes() -> Routes {
    #[rustfmt::skip]
    let slices = [
        web::page::routes(),
        people::pages::routes(),
        calendar::pages::routes(),
        worklist::pages::routes(),
        rule::pages::routes(),
        process::pages::routes(),
        skill::pages::routes(),
        guide::routes(),
        automation::pages::routes(),
        connector::pages::routes(),
        handoff::pages::routes(),
        dictionary::pages::routes(),
        finding::pages::routes(),
        requirement::pages::routes(),
        improvement::pages::routes(),
        measure::pages::routes(),
        explorer::pages::routes(),
        object::pages::routes(),
        scorecard::pages::routes(),
        potential::pages::routes(),
        architecture::pages::routes(),
        webhook::pages::routes(),
        intake::pages::routes(),
        journal::pages::routes(),
        search::pages::routes(),
        admin::pages::routes(),
        api::pages::routes(),
    ];
    slices.into_iter().fold(Routes::new(), Routes::and)
}

/// Opens the database of `config` and puts the office together.
///
/// # Errors
/// When the database cannot be opened or migrated.
pub fn open(config: Config, clock: Clock) -> Result<App, db::Error> {
    let db = Db::open(&config.database, MIGRATIONS)?;
    Ok(App::new(db, clock, config, DOORKEEPER))
}

/// The service that answers requests.
pub fn service(app: App) -> Router {
    routes().into_router(app)
}
