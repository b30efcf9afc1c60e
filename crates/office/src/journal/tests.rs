use serde_json::json;

use super::chain::{Head, unhex};
use super::listen::{Listener, catch_up};
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
fn a_deed_names_its_thing_apart_from_what_was_done() {
    let entry = |action: &str, payload: serde_json::Value| Entry {
        seq: 1,
        at: crate::clock::Time(0),
        actor_id: String::new(),
        actor_name: "Ada".into(),
        action: action.into(),
        object: Object::new("process", "1", "On-call"),
        body: Some(json!({ "payload": payload, "reason": "" }).to_string()),
        salt: None,
        body_hash: String::new(),
        previous: String::new(),
        hash: String::new(),
    };
    for (action, payload, expected) in [
        ("process.published", json!({ "number": "2.0" }), "published version 2.0: On-call"),
        ("process.holder_asked", json!({ "person": "Bo", "role": "owner" }), "asked Bo to be process owner: On-call"),
        (
            "process.draft_saved",
            json!({ "changes": ["The purpose is reworded.", "A step is new."] }),
            "edited the draft: On-call. The purpose is reworded. And 1 more.",
        ),
        ("people.signed_in", json!({}), "signed in."),
    ] {
        assert_eq!(super::words::deed(&entry(action, payload)), expected, "{action}");
    }
}

#[test]
fn hex_reads_what_it_wrote_and_nothing_else() {
    assert_eq!(unhex("00ff10"), Some(vec![0, 255, 16]));
    for wrong in ["0", "zz", "é"] {
        assert_eq!(unhex(wrong), None, "{wrong}");
    }
}

mod proofs {
    use ed25519_dalek::SigningKey;
    use serde_json::json;

    use super::super::chain::{self, GENESIS, Head, hex};
    use super::super::checkpoint::Checkpoint;
    use super::super::export::{text, verify};
    use super::super::{Entry, Object};
    use crate::clock::Time;

    fn chain(length: i64) -> Vec<Entry> {
        let mut previous = GENESIS.to_owned();
        (1..=length)
            .map(|seq| {
                let body = json!({ "payload": { "n": seq }, "reason": "because" }).to_string();
                let salt = format!("{seq:032x}");
                let mut entry = Entry {
                    seq,
                    at: Time(seq * 1000),
                    actor_id: "p".into(),
                    actor_name: "Ada".into(),
                    action: "thing.made".into(),
                    object: Object::new("thing", seq.to_string(), "Thing"),
                    body_hash: chain::body_hash(&salt, &body),
                    body: Some(body),
                    salt: Some(salt),
                    previous: previous.clone(),
                    hash: String::new(),
                };
                entry.hash = chain::hash(&entry);
                previous.clone_from(&entry.hash);
                entry
            })
            .collect()
    }

    fn signed(entries: &[Entry], key: &SigningKey) -> Checkpoint {
        let last = entries.last().expect("entries");
        Checkpoint::sign(key, &Head { seq: last.seq, hash: last.hash.clone() }, Time(7))
    }

    fn key(byte: u8) -> SigningKey {
        SigningKey::from_bytes(&[byte; 32])
    }

    /// A small generator of numbers, so that a failing mutation can be repeated (splitmix64).
    struct Numbers(u64);

    impl Numbers {
        fn below(&mut self, limit: usize) -> usize {
            self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut z = self.0;
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            usize::try_from((z ^ (z >> 31)) % limit as u64).expect("small")
        }
    }

    #[test]
    fn an_untouched_journal_verifies_and_is_anchored_by_what_was_kept() {
        let entries = chain(50);
        let checkpoint = signed(&entries, &key(1));
        let file = text(&entries, std::slice::from_ref(&checkpoint));
        assert!(verify(&file, &[], None).broken.is_none());
        assert!(!verify(&file, &[], None).anchored, "a file alone proves only that it agrees with itself");
        assert!(verify(&file, std::slice::from_ref(&checkpoint), None).anchored);
        assert!(verify(&file, &[], Some(&checkpoint.public_key)).anchored);
    }

    #[test]
    fn every_one_of_a_thousand_mutations_is_found() {
        let entries = chain(40);
        let kept = vec![signed(&entries, &key(1))];
        let mut numbers = Numbers(20_261_125);
        for round in 0..1000 {
            let mut changed = entries.clone();
            let at = numbers.below(40);
            match numbers.below(6) {
                0 => changed[at].actor_name.push('x'),
                1 => changed[at].body = Some("{\"payload\":{},\"reason\":\"\"}".to_owned()),
                2 => drop(changed.remove(at)),
                3 => changed.insert(at, entries[at].clone()),
                4 => changed.swap(at, (at + 1) % 40),
                _ => changed.truncate(at),
            }
            assert!(verify(&text(&changed, &[]), &kept, None).broken.is_some(), "round {round} was not found");
        }
    }

    #[test]
    fn a_journal_rewritten_without_the_key_is_found_by_what_was_kept() {
        let entries = chain(20);
        let kept = vec![signed(&entries, &key(1))];
        let mut forged = chain(20);
        forged[4].actor_name = "Mallory".into();
        let mut previous = GENESIS.to_owned();
        for entry in &mut forged {
            entry.previous.clone_from(&previous);
            entry.hash = chain::hash(entry);
            previous.clone_from(&entry.hash);
        }
        let own = vec![signed(&forged, &key(2))];
        let file = text(&forged, &own);
        assert!(verify(&file, &[], None).broken.is_none(), "alone it agrees with itself");
        let sentence = verify(&file, &kept, None).broken.expect("found").1;
        assert_eq!(sentence, "Entry 20 is not the one that was signed: the journal was rewritten.");
        let other = hex(key(1).verifying_key().as_bytes());
        assert_eq!(
            verify(&file, &[], Some(&other)).broken.expect("found").1,
            "The checkpoint at entry 20 was signed by another key."
        );
    }

    #[test]
    fn a_line_that_cannot_be_read_is_named() {
        let file = format!("{}{{\"entry\":\n", text(&chain(2), &[]));
        let (seq, sentence) = verify(&file, &[], None).broken.expect("found");
        assert_eq!(seq, 3);
        assert!(sentence.starts_with("Line 3 of the file cannot be read"), "{sentence}");
    }
}

#[test]
fn a_checkpoint_that_a_power_cut_left_unfinished_is_replaced_by_the_next() {
    crate::testing::each_with("journal_torn_checkpoint", |db| async move {
        let data = std::env::temp_dir().join(format!("mandate-checkpoint-{}", uuid::Uuid::now_v7()));
        let config = crate::config::Config { data: data.clone(), ..crate::testing::config() };
        let office = crate::testing::Office::with(db, config);
        let log = super::checkpoint::log_path(&data);
        let lines = || std::fs::read_to_string(&log).expect("the log").lines().map(str::to_owned).collect::<Vec<_>>();
        three_entries(&office).await;
        super::checkpoint::strike(office.app.clone()).await.expect("a checkpoint");
        let first = lines();
        std::fs::write(&log, format!("{}\n{}", first[0], &first[0][..40])).expect("a torn line");
        three_entries(&office).await;
        super::checkpoint::strike(office.app.clone()).await.expect("a checkpoint");
        let both = lines();
        assert_eq!((both.len(), &both[0]), (2, &first[0]));
        for line in &both {
            let one: super::checkpoint::Checkpoint = serde_json::from_str(line).expect("a whole line");
            assert!(one.is_genuine());
        }
        std::fs::remove_dir_all(&data).expect("removed");
    });
}

#[test]
fn people_who_go_on_writing_do_not_keep_the_listeners_busy_for_ever() {
    /// Answers each entry with another of the same kind, as if somebody wrote all the time.
    const ECHO: Listener = Listener {
        name: "echo",
        actions: &["thing.made"],
        react: |tx, entry, now| {
            let (actor, object) = (Actor::office(), entry.object.clone());
            record(tx, New { now, actor: &actor, action: "thing.made", object, reason: "", payload: json!({}) })?;
            Ok(())
        },
    };
    each("journal_echo", |office| async move {
        three_entries(&office).await;
        assert_eq!(catch_up(&office.app, &[ECHO]).await, 3);
        assert_eq!(catch_up(&office.app, &[ECHO]).await, 3, "what was written meanwhile is next");
    });
}
