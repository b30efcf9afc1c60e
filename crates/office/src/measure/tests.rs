mod counting;
mod door;
mod formats;
mod large;
mod memory;

use std::fs;
use std::path::PathBuf;

use mining::Target;

use super::commands::{IMPORT_JOB, Order, abandon, begin, cancel, end_left_behind, receive, take_good_rows};
use super::counting::{Counting, Countings};
use super::figures::{self, figures};
use super::import::{Content, KIND, NotRead, fingerprint, settle, states, suggested_reading, upload_path};
use super::read::read;
use super::upload::{ARRIVES_S, Arrived, KEPT_DAYS, LEFT_BEHIND, sweep};
use super::{Format, Import, ImportState, Mode, Plan, Reading, store};
use crate::access::Role;
use crate::clock::{Clock, Time};
use crate::failure::Failure;
use crate::jobs::store::Wanted;
use crate::jobs::{self, Job};
use crate::library;
use crate::process;
use crate::testing::{Guest, Office, each};

/// A small export: one case right, one that skips the confirmation and is reopened.
pub(in crate::measure) const EXPORT: &str = "number,state,at,group\n\
    A1,New,2026-09-01 08:00,Desk\n\
    A1,Closed,2026-09-01 12:00,Desk\n\
    A2,New,2026-09-02 08:00,Desk\n\
    A2,Resolved,2026-09-02 20:00,Network\n\
    A2,Active,2026-09-03 08:00,Network\n\
    A2,Closed,2026-09-03 12:00,Network\n";

/// An owner who may import, and the published incident process.
pub(in crate::measure) async fn incident(office: &Office) -> (Guest, String) {
    let cast = process::tests::cast(office).await;
    process::tests::publish_draft(office, &cast).await;
    (cast.owner.clone(), cast.process_id.clone())
}

/// An upload as the page leaves it: the bytes in the folder and a row.
async fn upload(office: &Office, guest: &Guest, name: &str, bytes: &[u8]) -> (Import, PathBuf) {
    let arrived = Arrived { bytes: bytes.len(), sha256: "0".repeat(64) };
    let id = uuid::Uuid::now_v7().to_string();
    let import = Import::arrived(&id, name, arrived, &guest.actor, office.app.now());
    let path = upload_path(&office.app.config().data, &import.id);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(&path, bytes).expect("written");
    let (actor, new) = (process::tests::actor(office, guest).await, import.clone());
    office.app.write(move |tx| receive(tx, &actor, &new)).await.expect("received");
    (import, path)
}

fn order(process_id: &str, path: &std::path::Path, mode: Mode) -> Order {
    let bytes = fs::read(path).expect("read");
    let sample = if bytes.starts_with(EXPORT.as_bytes()) { EXPORT.as_bytes() } else { &bytes };
    let preview = mining::csv_preview(sample, &super::import::limits()).expect("a preview");
    let steps = library::one("incident-management").expect("in the library").definition.steps();
    let plan = preview.suggested.map(|mapping| Plan::Columns(Box::new(mapping)));
    let reading = suggested_reading(path, Format::Table, plan.as_ref(), &steps).expect("a reading");
    let columns: Vec<String> = preview.columns.into_iter().map(|column| column.name).collect();
    Order {
        process_id: process_id.to_owned(),
        plan,
        reading,
        mode,
        save_as: "Tool export".into(),
        fingerprint: fingerprint(Format::Table, &columns),
    }
}

pub(in crate::measure) async fn imported(
    office: &Office,
    guest: &Guest,
    process_id: &str,
    bytes: &[u8],
    mode: Mode,
) -> Import {
    let (import, path) = upload(office, guest, "export.csv", bytes).await;
    let order = order(process_id, &path, mode);
    let (actor, now, id) = (process::tests::actor(office, guest).await, office.app.now(), import.id.clone());
    office.app.write(move |tx| begin(tx, &actor, now, &id, &order)).await.expect("begun");
    office.settle().await;
    let id = import.id.clone();
    office.app.read(move |tx| Ok(store::import_by_id(tx, &id)?)).await.expect("the import")
}

#[test]
fn a_state_stands_for_the_step_that_is_most_like_it() {
    let steps = library::one("incident-management").expect("in the library").definition.steps();
    let states =
        ["New", "Active", "Awaiting User Info", "Awaiting Vendor", "Resolved", "Closed", "Zanzibar"].map(str::to_owned);
    let reading = Reading::suggested(&states, &steps);
    let expected = [
        ("New", Target::Activity("register".into())),
        ("Active", Target::Activity("investigate".into())),
        ("Awaiting User Info", Target::Activity("await_user".into())),
        ("Awaiting Vendor", Target::Unmodelled),
        ("Resolved", Target::Activity("resolve".into())),
        ("Closed", Target::Activity("close".into())),
        ("Zanzibar", Target::Unmodelled),
    ];
    for (state, target) in expected {
        assert_eq!(reading.states[state], target, "{state}");
    }
    assert_eq!((reading.resolved, reading.closed), (vec!["Resolved".to_owned()], vec!["Closed".to_owned()]));
}

#[test]
fn a_file_becomes_a_log_with_figures_and_deviations() {
    each("measure_import", |office| async move {
        let (owner, process_id) = incident(&office).await;
        let import = imported(&office, &owner, &process_id, EXPORT.as_bytes(), Mode::AllOrNothing).await;
        assert_eq!((import.state, import.rows_read), (ImportState::Done, 6), "{}", import.message);
        assert!(!upload_path(&office.app.config().data, &import.id).exists(), "the upload is gone");
        let now = office.app.now();
        let (log, content, definition, saved) = office
            .app
            .read(move |tx| {
                let log = store::log_by_id(tx, &import.log_id)?;
                let content = store::content(tx, &log.id)?;
                let definition = process::published(tx, &process_id, now)?.expect("in force").1;
                Ok((log, content, definition, store::mappings(tx)?))
            })
            .await
            .expect("a log");
        assert_eq!((log.cases, log.events, log.rows_bad), (2, 6, 0));
        assert_eq!(saved[0].name, "Tool export");
        let found = figures(&log, &content, &definition, &Countings::all_by(Counting::default()));
        let value = |key: &str| found.iter().find(|one| one.measure.key == key).and_then(|one| one.value);
        assert_eq!(value("volume"), Some(2.0));
        assert_eq!(value("reopened"), Some(50.0));
        let conformance = figures::deviations(&log, &content, &definition).expect("compared");
        assert!(
            conformance
                .deviations
                .iter()
                .any(|one| one.sentence().contains("“Resolve and restore service” happened out of its place")),
            "{conformance:?}"
        );
        office.settle().await;
    });
}

#[test]
fn bad_rows_stop_everything_or_are_reported_one_by_one() {
    each("measure_bad_rows", |office| async move {
        let (owner, process_id) = incident(&office).await;
        let bad = format!("{EXPORT}A3,New,31/31/2026 99:99,Desk\n,New,2026-09-04 08:00,Desk\nA4,New\n");
        let stopped = imported(&office, &owner, &process_id, bad.as_bytes(), Mode::AllOrNothing).await;
        assert_eq!(stopped.state, ImportState::Stopped);
        assert!(stopped.log_id.is_empty() && stopped.message.contains("3 of 9 rows"), "{}", stopped.message);
        let kept = upload_path(&office.app.config().data, &stopped.id);
        assert!(kept.exists(), "the file is kept");
        fs::remove_file(kept).expect("removed");
        let taken = imported(&office, &owner, &process_id, bad.as_bytes(), Mode::GoodRows).await;
        assert_eq!(taken.state, ImportState::Done, "{}", taken.message);
        let (log, rejects) = office
            .app
            .read(move |tx| Ok((store::log_by_id(tx, &taken.log_id)?, store::rejects(tx, &taken.id, 0, 100)?)))
            .await
            .expect("a log");
        assert_eq!((log.rows_read, log.rows_good, log.rows_bad), (9, 6, 3));
        assert_eq!(rejects.iter().map(|one| one.line).collect::<Vec<_>>(), vec![8, 9, 10]);
        assert_eq!(rejects[0].cells, vec!["A3", "New", "31/31/2026 99:99", "Desk"]);
        assert_eq!((taken.rows_bad, taken.header.join(",")), (3, "number,state,at,group".to_owned()));
    });
}

#[test]
fn an_import_belongs_to_its_person_and_can_be_cancelled() {
    each("measure_cancel", |office| async move {
        let (owner, _) = incident(&office).await;
        let (import, path) = upload(&office, &owner, "export.csv", EXPORT.as_bytes()).await;
        let stranger = office.person("Sid Stranger", &[Role::ToolsLiaison]).await;
        let (actor, other, now) =
            (process::tests::actor(&office, &owner).await, stranger.actor.clone(), office.app.now());
        office
            .app
            .write(move |tx| {
                assert_eq!(cancel(tx, &other, now, &import.id), Err(Failure::NotFound));
                assert_eq!(cancel(tx, &actor, now, &import.id)?.state, ImportState::Uploaded);
                assert_eq!(cancel(tx, &actor, now, &import.id)?.state, ImportState::Cancelled, "it was too late");
                Ok(())
            })
            .await
            .expect("cancelled");
        fs::remove_file(path).expect("removed");
    });
}

#[test]
fn an_upload_that_nobody_goes_on_with_is_given_up_after_some_days() {
    each("measure_abandoned", |office| async move {
        let (owner, _) = incident(&office).await;
        let (import, path) = upload(&office, &owner, "export.csv", EXPORT.as_bytes()).await;
        for (later_s, expected) in [(KEPT_DAYS * 86_400 - 1, ImportState::Uploaded), (2, ImportState::Cancelled)] {
            office.app.clock().advance_seconds(later_s);
            let (now, id) = (office.app.now(), import.id.clone());
            office.app.write(move |tx| abandon(tx, now)).await.expect("looked at");
            let state = office.app.read(move |tx| Ok(store::import_by_id(tx, &id)?)).await.expect("the import").state;
            assert_eq!(state, expected);
        }
        fs::remove_file(path).expect("removed");
    });
}

#[test]
fn only_old_files_that_no_import_needs_are_swept_away() {
    let folder = std::env::temp_dir().join(format!("mandate-sweep-{}", uuid::Uuid::now_v7()));
    fs::create_dir_all(&folder).expect("a folder");
    let [needed, forgotten] = [(); 2].map(|()| uuid::Uuid::now_v7().to_string());
    for name in [needed.as_str(), forgotten.as_str(), "notes.txt"] {
        fs::write(folder.join(name), "x").expect("written");
    }
    let left = |now: Time| {
        sweep(&folder, std::slice::from_ref(&needed), now);
        fs::read_dir(&folder).expect("the folder").count()
    };
    let now = Clock::System.now();
    assert_eq!(left(now), 3, "it may still be arriving");
    assert_eq!(left(now.plus_seconds(2 * ARRIVES_S)), 2);
    assert!(!folder.join(&forgotten).exists());
    fs::remove_dir_all(&folder).expect("removed");
}

#[test]
fn the_real_incident_log_is_imported_whole() {
    let Some(path) = crate::testing::data("logs/servicenow_incidents_uci498.csv.gz") else {
        println!("skipped: the published incident log is not at hand");
        return;
    };
    each("measure_real_log", move |office| {
        let path = path.clone();
        async move {
            let (owner, process_id) = incident(&office).await;
            let bytes = fs::read(&path).expect("read");
            let import = imported(&office, &owner, &process_id, &bytes, Mode::AllOrNothing).await;
            assert_eq!(import.state, ImportState::Done, "{}", import.message);
            let now = office.app.now();
            let (log, content, definition) = office
                .app
                .read(move |tx| {
                    let log = store::log_by_id(tx, &import.log_id)?;
                    let content = store::content(tx, &log.id)?;
                    Ok((log, content, process::published(tx, &process_id, now)?.expect("in force").1))
                })
                .await
                .expect("a log");
            assert_eq!((log.cases, log.events), (24_918, 141_712));
            let conformance = figures::deviations(&log, &content, &definition).expect("compared");
            assert_eq!(conformance.not_computed, 0);
            assert!(conformance.fitness.is_some_and(|fitness| fitness > 0.0 && fitness < 1.0));
        }
    });
}

#[test]
fn the_states_of_a_file_are_told_the_most_frequent_first() {
    let path = std::env::temp_dir().join(format!("mandate-states-{}", uuid::Uuid::now_v7()));
    fs::write(&path, EXPORT).expect("written");
    let preview =
        mining::csv_preview(fs::File::open(&path).expect("opened"), &super::import::limits()).expect("a preview");
    let plan = preview.suggested.map(|mapping| Plan::Columns(Box::new(mapping)));
    let found = states(&path, Format::Table, plan.as_ref(), 10).expect("states");
    fs::remove_file(&path).expect("removed");
    assert_eq!(found, vec!["Closed", "New", "Active", "Resolved"]);
}

/// A job of a running import, leased.
async fn leased(office: &Office, token: &'static str) -> Job {
    let now = office.app.now();
    let lease = move |tx: &mut db::Tx| Ok(jobs::store::lease(tx, now, token, &Wanted::Only(vec![IMPORT_JOB]), 1)?);
    office.app.write(lease).await.expect("leased").remove(0)
}

/// An import that was let run and that no worker has taken up.
async fn running(office: &Office) -> (Guest, Import, PathBuf) {
    let (owner, process_id) = incident(office).await;
    let (import, path) = upload(office, &owner, "export.csv", EXPORT.as_bytes()).await;
    let order = order(&process_id, &path, Mode::AllOrNothing);
    let (actor, now, id) = (process::tests::actor(office, &owner).await, office.app.now(), import.id.clone());
    office.app.write(move |tx| begin(tx, &actor, now, &id, &order)).await.expect("begun");
    (owner, found(office, &import.id).await, path)
}

async fn found(office: &Office, id: &str) -> Import {
    let id = id.to_owned();
    office.app.read(move |tx| Ok(store::import_by_id(tx, &id)?)).await.expect("the import")
}

fn read_whole(import: &Import, path: &std::path::Path) -> Content {
    let file = fs::File::open(path).expect("opened");
    let go = |_| std::ops::ControlFlow::Continue(());
    let imported = read(file, import.format, import.plan.as_ref(), import.mode, &go).expect("read");
    Content { bytes: imported.log.to_bytes(), imported, objects: None }
}

#[test]
fn a_worker_that_lost_its_lease_cannot_end_the_import() {
    each("measure_lease_lost", |office| async move {
        let (_, import, path) = running(&office).await;
        let first = leased(&office, "first").await;
        office.app.clock().advance_seconds(jobs::LEASE_S + 1);
        let second = leased(&office, "second").await;
        let refused = (KIND.perform)(office.app.clone(), first.clone()).await;
        assert!(matches!(refused, Err(Failure::Stale { .. })), "{refused:?}");
        let (state, logs) = (found(&office, &import.id).await.state, logs_of(&office, &import).await);
        assert_eq!((state, logs), (ImportState::Running, 0), "the late result is refused");
        (KIND.perform)(office.app.clone(), second.clone()).await.expect("the second worker ends it");
        let now = office.app.now();
        office.app.write(move |tx| Ok(jobs::store::done(tx, now, &second)?)).await.expect("done");
        assert!(!path.exists(), "the file has no further use");
        let again = (KIND.perform)(office.app.clone(), first).await;
        assert_eq!((again, logs_of(&office, &import).await), (Ok(()), 1), "what has ended is left alone");
        office.settle().await;
    });
}

async fn logs_of(office: &Office, import: &Import) -> usize {
    let process_id = import.process_id.clone().unwrap_or_default();
    office.app.read(move |tx| Ok(store::logs(tx, &process_id)?)).await.expect("logs").len()
}

#[test]
fn an_import_that_is_cancelled_at_the_last_moment_is_cancelled_or_done_and_never_both() {
    each("measure_last_moment", |office| async move {
        let (owner, import, path) = running(&office).await;
        let job = leased(&office, "worker").await;
        let content = read_whole(&import, &path);
        let (actor, now, id) = (process::tests::actor(&office, &owner).await, office.app.now(), import.id.clone());
        let by = actor.clone();
        let before = office.app.write(move |tx| cancel(tx, &by, now, &id)).await.expect("in time");
        assert_eq!(before.state, ImportState::Running);
        let ended = settle(&office.app, &job, &import, &actor, Ok(content)).await;
        assert_eq!(ended, Ok(ImportState::Cancelled), "what was read is dropped without a fault");
        assert_eq!(logs_of(&office, &import).await, 0);
        office.app.write(move |tx| Ok(jobs::store::done(tx, now, &job)?)).await.expect("done");
        fs::remove_file(path).expect("removed");
    });
}

#[test]
fn an_import_that_breaks_or_that_nobody_works_at_ends_as_failed_with_a_sentence() {
    each("measure_breaks", |office| async move {
        let (owner, import, path) = running(&office).await;
        let job = leased(&office, "worker").await;
        let actor = process::tests::actor(&office, &owner).await;
        let broken = Err(NotRead::Broken("a panic".to_owned()));
        let ended = settle(&office.app, &job, &import, &actor, broken).await;
        assert_eq!(ended, Ok(ImportState::Failed));
        let told = found(&office, &import.id).await;
        assert!(told.message.starts_with("Something broke on our side"), "{}", told.message);
        assert!(!told.message.contains("panic"), "{}", told.message);
        let now = office.app.now();
        office.app.write(move |tx| Ok(jobs::store::done(tx, now, &job)?)).await.expect("done");
        fs::remove_file(path).expect("removed");
    });
    each("measure_left_behind", |office| async move {
        let (_, import, path) = running(&office).await;
        let now = office.app.now();
        let ended = office.app.write(move |tx| end_left_behind(tx, now)).await.expect("looked at");
        assert!(ended.is_empty(), "its job still waits");
        let job = leased(&office, "worker").await;
        office
            .app
            .write(move |tx| {
                for attempts in 0..jobs::TRIES {
                    jobs::store::failed(tx, now, &Job { attempts, ..job.clone() }, "the disk is full")?;
                    tx.execute("update jobs set lease_token = 'worker'", &[])?;
                }
                Ok(())
            })
            .await
            .expect("the tries run out");
        (LEFT_BEHIND.strike)(office.app.clone()).await.expect("struck");
        assert_eq!(found(&office, &import.id).await.state, ImportState::Failed);
        assert!(!path.exists());
    });
}

#[test]
fn a_stopped_import_takes_its_good_rows_without_another_upload() {
    each("measure_good_rows", |office| async move {
        let (owner, process_id) = incident(&office).await;
        let bad = format!("{EXPORT}A3,New,31/31/2026 99:99,Desk\n");
        let stopped = imported(&office, &owner, &process_id, bad.as_bytes(), Mode::AllOrNothing).await;
        assert_eq!((stopped.state, stopped.rows_bad, stopped.rows_read), (ImportState::Stopped, 1, 7));
        let (actor, now, id) = (process::tests::actor(&office, &owner).await, office.app.now(), stopped.id.clone());
        office
            .app
            .write(move |tx| {
                take_good_rows(tx, &actor, now, &id)?;
                assert!(matches!(take_good_rows(tx, &actor, now, &id), Err(Failure::Refused(_))), "once");
                Ok(())
            })
            .await
            .expect("let run");
        office.settle().await;
        let done = found(&office, &stopped.id).await;
        assert_eq!((done.state, done.rows_read, done.rows_bad, done.runs), (ImportState::Done, 7, 1, 2));
        assert!(!upload_path(&office.app.config().data, &done.id).exists());
        office.settle().await;
    });
}
