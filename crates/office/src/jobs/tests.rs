use serde_json::json;

use super::model::back_off_s;
use super::{New, State, store};
use crate::testing::{BEGINNING, each};

fn mail(key: &str) -> New {
    New { kind: "nothing", key: key.to_owned(), payload: json!({}), run_at: BEGINNING }
}

#[test]
fn waits_grow_and_end_at_one_hour() {
    let waits: Vec<i64> = (1..=11).map(back_off_s).collect();
    assert_eq!(waits, vec![10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600]);
}

#[test]
fn the_same_key_is_one_job() {
    each("jobs_same_key", |office| async move {
        let now = office.app.now();
        let jobs = office
            .app
            .write(move |tx| {
                store::enqueue(tx, now, mail("a"))?;
                store::enqueue(tx, now, mail("a"))?;
                let jobs = store::lease(tx, now, "token", 10)?;
                for job in &jobs {
                    store::done(tx, now, &job.id, "token")?;
                }
                Ok(jobs)
            })
            .await
            .expect("jobs are written");
        assert_eq!(jobs.len(), 1);
    });
}

#[test]
fn a_worker_that_lost_its_lease_cannot_finish_the_job() {
    each("jobs_fencing", |office| async move {
        let now = office.app.now();
        let late = now.plus_seconds(super::model::LEASE_S + 1);
        office
            .app
            .write(move |tx| {
                store::enqueue(tx, now, mail("a"))?;
                let first = store::lease(tx, now, "first", 10)?;
                assert!(store::lease(tx, now, "second", 10)?.is_empty(), "a leased job is not leased again");
                let second = store::lease(tx, late, "second", 10)?;
                assert_eq!(first[0].id, second[0].id);
                assert_eq!(store::done(tx, late, &first[0].id, "first"), Err(db::Error::NotFound));
                store::done(tx, late, &second[0].id, "second")?;
                Ok(())
            })
            .await
            .expect("the lease moves on");
    });
}

#[test]
fn when_the_tries_run_out_an_operator_sees_it_and_can_try_again() {
    each("jobs_run_out", |office| async move {
        let now = office.app.now();
        office
            .app
            .write(move |tx| {
                store::enqueue(tx, now, mail("a"))?;
                Ok(())
            })
            .await
            .expect("a job is written");
        for _ in 0..super::model::TRIES {
            office.settle().await;
            office.app.clock().advance_seconds(3601);
        }
        let failed = office.app.read(|tx| Ok(store::list(tx, Some(State::Failed), 10)?)).await.expect("a list");
        assert_eq!(failed.len(), 1);
        assert!(failed[0].last_error.contains("knows no job of kind"), "{}", failed[0].last_error);
        let id = failed[0].id.clone();
        let now = office.app.now();
        office
            .app
            .write(move |tx| {
                store::try_again(tx, now, &id)?;
                let again = store::lease(tx, now, "t", 1)?;
                store::done(tx, now, &again[0].id, "t")?;
                Ok(())
            })
            .await
            .expect("it can be tried again");
    });
}
