//! What administration shows.

use db::Stats;
use maud::{Markup, html};
use ui::dialog::{Confirm, confirm};
use ui::form::row;
use ui::{Choice, Column, Row, Stat, Table, Tone};

use crate::jobs::{Job, State};

/// The figures of the overview.
pub struct Health {
    /// State and number of jobs.
    pub counts: Vec<(String, i64)>,
    /// Jobs that wait and are due.
    pub due: i64,
    pub stats: Stats,
    pub backend: String,
    /// Whether a mail server is configured.
    pub mail: bool,
    pub public_url: String,
}

/// The overview: what waits for an operator, and how the database is doing.
#[must_use]
pub fn overview(health: &Health) -> Markup {
    let count = |state: State| {
        health.counts.iter().find(|(key, _)| key == state.key()).map_or(0, |(_, count)| *count).to_string()
    };
    let (failed, waiting, due) = (count(State::Failed), count(State::Waiting), health.due.to_string());
    let (writes, commits) = (health.stats.writes.to_string(), health.stats.commits.to_string());
    let shared = format!("{:.1}", health.stats.writes_per_commit());
    html! {
        @if failed != "0" {
            (ui::callout(Tone::Bad, "Jobs wait for you", html! {
                p { (failed) " jobs failed ten times. " a href="/admin/jobs?state=failed" { "See why, then try again or give up" } "." }
            }))
        }
        @if !health.mail {
            (ui::callout(Tone::Info, "No mail server", html! {
                p { "Reminders wait until the office is started with " code { "--smtp" } ". Nothing is lost meanwhile." }
            }))
        }
        (ui::section("Background work", None, ui::stats(&[
            Stat { label: "Failed", value: &failed, href: Some("/admin/jobs?state=failed"), ..Stat::default() },
            Stat { label: "Waiting", value: &waiting, href: Some("/admin/jobs?state=waiting"), ..Stat::default() },
            Stat { label: "Due now", value: &due, ..Stat::default() },
        ])))
        (ui::section("Connectors", None, html! {
            p { "Which tools the office speaks with, and how they fare: " a href="/connectors" { "Connectors" } "." }
        }))
        (ui::section("Database", None, html! {
            (ui::definitions(&[("Kind", html! { (health.backend) }), ("Address of the office", html! { (health.public_url) })]))
            (ui::stats(&[
                Stat { label: "Durable writes since start", value: &writes, ..Stat::default() },
                Stat { label: "Commits since start", value: &commits, ..Stat::default() },
                Stat { label: "Writes that shared a commit", value: &shared, unit: "on average", ..Stat::default() },
            ]))
        }))
    }
}

/// The jobs, of one state where it is chosen.
#[must_use]
pub fn jobs(jobs: &[Job], state: &str) -> Markup {
    let choices = [
        Choice::new("", "Any state"),
        Choice::new("waiting", "Waiting"),
        Choice::new("failed", "Failed"),
        Choice::new("given_up", "Given up"),
        Choice::new("done", "Done"),
    ];
    ui::table(&Table {
        caption: "Jobs",
        base: "/admin/jobs",
        query: &[("state", state)],
        columns: &[
            Column::text("kind", "Kind"),
            Column::text("state", "State"),
            Column::figures("attempts", "Tries"),
            Column::text("at", "Next or last"),
            Column::text("error", "Last error"),
            Column::text("act", "What to do"),
        ],
        rows: jobs.iter().map(line).collect(),
        filters: Some(row(&[ui::Field::new("state", "State").value(state).select(&choices)])),
        empty: Some(("No jobs", "Nothing of this kind has happened yet.", None)),
        ..Table::default()
    })
}

fn line(job: &Job) -> Row {
    let (words, tone) = match job.state {
        State::Waiting => ("waiting", Tone::Info),
        State::Done => ("done", Tone::Good),
        State::Failed => ("failed", Tone::Bad),
        State::GivenUp => ("given up", Tone::Neutral),
    };
    Row::new(vec![
        html! { (job.kind) },
        ui::pill(words, tone),
        html! { (job.attempts) },
        html! { (job.run_at.in_words()) },
        html! { (job.last_error) },
        html! { @if job.state == State::Failed { (choices(job)) } },
    ])
}

fn choices(job: &Job) -> Markup {
    let (retry, surrender) = (format!("/admin/jobs/{}/retry", job.id), format!("/admin/jobs/{}/surrender", job.id));
    let (id, why) = (format!("surrender-{}", job.id), format!("why-{}", job.id));
    let question = Confirm {
        id: &id,
        opener: "Give up…",
        title: "Give this job up?",
        text: "It will never be done. Say why, for whoever asks later.",
        verb: "Give up",
        danger: true,
        action: &surrender,
    };
    ui::buttons(&[
        ui::post_button("Try again", &retry, ui::button::Weight::Plain, &[]),
        confirm(&question, ui::Field::new("reason", "Why").id(&why).required().text()),
    ])
}

/// The database's counters in the Prometheus text format.
#[must_use]
pub fn database_figures(stats: &Stats) -> String {
    let figures = [
        ("mandate_db_queued_reads", "gauge", stats.queued_reads),
        ("mandate_db_queued_writes", "gauge", stats.queued_writes),
        ("mandate_db_reads_total", "counter", stats.reads),
        ("mandate_db_writes_total", "counter", stats.writes),
        ("mandate_db_commits_total", "counter", stats.commits),
        ("mandate_db_rolled_back_total", "counter", stats.rolled_back),
        ("mandate_db_retries_total", "counter", stats.retries),
        ("mandate_db_refused_total", "counter", stats.refused),
    ];
    figures.iter().map(|(name, kind, value)| format!("# TYPE {name} {kind}\n{name} {value}\n")).collect()
}
