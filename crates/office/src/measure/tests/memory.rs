//! Results are computed once, shared by those who ask at once, bounded, and never of older data.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::{EXPORT, imported, incident};
use crate::failure::Failure;
use crate::measure::memory::{Basis, Memory, deviations_of, figures_of};
use crate::measure::{Log, Mode, store};
use crate::process::{self, Version};
use crate::testing::{Office, each};

/// A log and the version in force of its process.
async fn subject(office: &Office, log_id: &str) -> (Log, Version, crate::definition::Definition) {
    let (log_id, now) = (log_id.to_owned(), office.app.now());
    office
        .app
        .read(move |tx| {
            let log = store::log_by_id(tx, &log_id)?;
            let (version, definition) = process::published(tx, &log.process_id, now)?.expect("in force");
            Ok((log, version, definition))
        })
        .await
        .expect("a log")
}

#[test]
fn a_second_view_computes_nothing_and_other_data_or_another_seal_is_computed_anew() {
    each("measure_memory", |office| async move {
        let (owner, process_id) = incident(&office).await;
        let import = imported(&office, &owner, &process_id, EXPORT.as_bytes(), Mode::AllOrNothing).await;
        let (log, version, definition) = subject(&office, &import.log_id).await;
        let app = &office.app;
        let first = deviations_of(app, &log, &version, &definition).await.expect("compared");
        let second = deviations_of(app, &log, &version, &definition).await.expect("compared");
        assert!(Arc::ptr_eq(&first, &second), "the same result");
        let figures = figures_of(app, &log, &version, &definition).await.expect("measured");
        assert!(Arc::ptr_eq(&figures, &figures_of(app, &log, &version, &definition).await.expect("measured")));

        let mut other = definition.clone();
        other.measures.truncate(1);
        let sealed = Version { seal: "another".to_owned(), ..version.clone() };
        let anew = figures_of(app, &log, &sealed, &other).await.expect("measured");
        assert_eq!((anew.len(), figures.len() > 1), (1, true), "another seal is another result");

        let more = format!("{EXPORT}A9,New,2026-09-05 08:00,Desk\nA9,Closed,2026-09-05 12:00,Desk\n");
        let import = imported(&office, &owner, &process_id, more.as_bytes(), Mode::AllOrNothing).await;
        let (newer, version, definition) = subject(&office, &import.log_id).await;
        let found = deviations_of(app, &newer, &version, &definition).await.expect("compared");
        assert_eq!((first.cases, found.cases), (2, 3), "another log is another result");
        office.settle().await;
    });
}

#[test]
fn the_memory_shares_one_computation_forgets_failures_and_keeps_to_its_room() {
    each("measure_memory_bounds", |office| async move {
        let (owner, process_id) = incident(&office).await;
        let import = imported(&office, &owner, &process_id, EXPORT.as_bytes(), Mode::AllOrNothing).await;
        let (log, version, _) = subject(&office, &import.log_id).await;
        let basis = |name: &str| Basis::of(&Log { id: name.to_owned(), ..log.clone() }, &version);
        let memory: Memory<Vec<u8>> = Memory::new(1_000);
        let computed = AtomicUsize::new(0);
        let compute = |bytes: usize| {
            computed.fetch_add(1, Ordering::Relaxed);
            async move {
                tokio::task::yield_now().await;
                if bytes == 0 { Err(Failure::refused("no")) } else { Ok(vec![0_u8; bytes]) }
            }
        };
        let ask = |name: &'static str, bytes: usize| {
            let (memory, basis, compute) = (&memory, basis(name), &compute);
            async move { memory.get(&basis, Vec::len, || compute(bytes)).await }
        };
        let (one, other) = tokio::join!(ask("a", 100), ask("a", 100));
        assert!(Arc::ptr_eq(&one.expect("computed"), &other.expect("computed")));
        assert_eq!(computed.load(Ordering::Relaxed), 1, "two who ask at once share it");

        assert!(ask("broken", 0).await.is_err() && ask("broken", 1).await.is_ok(), "a failure is not remembered");
        let before = computed.load(Ordering::Relaxed);
        for (name, bytes, again) in [("b", 400, 1), ("a", 100, 0), ("c", 400, 1), ("a", 100, 0), ("b", 400, 1)] {
            let before = computed.load(Ordering::Relaxed);
            ask(name, bytes).await.expect("computed");
            assert_eq!(computed.load(Ordering::Relaxed) - before, again, "{name}");
        }
        assert!(computed.load(Ordering::Relaxed) > before);
        ask("huge", 2_000).await.expect("computed");
        let before = computed.load(Ordering::Relaxed);
        ask("huge", 2_000).await.expect("computed");
        assert_eq!(computed.load(Ordering::Relaxed), before + 1, "what has no room at all is not kept");
        office.settle().await;
    });
}
