use serde_json::json;

use super::chain::{Head, unhex};
use super::{Entry, New, Object, record, store};
use crate::access::Actor;
use crate::testing::each;

async fn three_entries(office: &crate::testing::Office) -> Vec<Entry> {
    let now = office.app.now();
    office
        .app
        .write(move |tx| {
            for (n, reason) in ["first", "second", "third"].into_iter().enumerate() {
                let object = Object::new("thing", n.to_string(), "Thing");
                let actor = Actor::office();
                record(
                    tx,
                    New { now, actor: &actor, action: "thing.made", object, reason, payload: json!({ "n": n }) },
                )?;
            }
            Ok(store::after(tx, 0, 10)?)
        })
        .await
        .expect("entries are written")
}

fn verify(entries: &[Entry]) -> Result<(), i64> {
    let mut head = Head::default();
    entries.iter().try_for_each(|entry| head.take(entry)).map_err(|broken| broken.seq)
}

#[test]
fn entries_form_a_chain_that_verifies() {
    each("journal_chain", |office| async move {
        let entries = three_entries(&office).await;
        assert_eq!(verify(&entries), Ok(()));
        assert_eq!(entries[1].reason(), "second");
        assert_eq!(entries[2].payload(), json!({ "n": 2 }));
    });
}

#[test]
fn a_changed_entry_is_the_first_broken_one() {
    each("journal_changed", |office| async move {
        let entries = three_entries(&office).await;
        type Mutation = fn(&mut Entry);
        let mutations: [Mutation; 5] = [
            |entry| entry.actor_name = "Mallory".to_owned(),
            |entry| entry.at.0 += 1,
            |entry| entry.body = Some("{}".to_owned()),
            |entry| entry.object.id = "9".to_owned(),
            |entry| entry.action = "thing.unmade".to_owned(),
        ];
        for mutate in mutations {
            let mut changed = entries.clone();
            mutate(&mut changed[1]);
            assert_eq!(verify(&changed), Err(2));
        }
        assert_eq!(verify(&[entries[0].clone(), entries[2].clone()]), Err(3), "a missing entry is noticed");
    });
}

#[test]
fn an_erased_payload_leaves_the_chain_verifiable() {
    each("journal_erased", |office| async move {
        let mut entries = three_entries(&office).await;
        entries[1].body = None;
        entries[1].salt = None;
        assert_eq!(verify(&entries), Ok(()));
    });
}

#[test]
fn hex_reads_what_it_wrote_and_nothing_else() {
    assert_eq!(unhex("00ff10"), Some(vec![0, 255, 16]));
    for wrong in ["0", "zz", "é"] {
        assert_eq!(unhex(wrong), None, "{wrong}");
    }
}
