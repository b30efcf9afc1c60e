use super::last_lapsed;
use super::store::reseal;
use super::{Asking, Decision, Subject, ask, decide, lapse, of_subject};
use crate::access::Role;
use crate::failure::Failure;
use crate::testing::each;

fn subject() -> Subject {
    Subject { kind: "thing", id: "1".to_owned() }
}

#[test]
fn an_answer_counts_once_for_what_was_asked() {
    each("approval_once", |office| async move {
        let ada = office.person("Ada", &[Role::GovernanceLead]).await;
        let bo = office.person("Bo", &[Role::GovernanceLead]).await;
        let now = office.app.now();
        office
            .app
            .write(move |tx| {
                let asking = Asking {
                    subject: subject(),
                    seal: "s1".into(),
                    approver_id: ada.person.id.clone(),
                    asked_by: bo.person.id.clone(),
                    due_at: now.plus_days(7),
                };
                ask(tx, now, &asking)?;
                let answer = |tx: &mut db::Tx, who: &str, seal: &str| {
                    decide(tx, now, &subject(), who, seal, Decision::Approved, "Good.")
                };
                assert_eq!(answer(tx, &bo.person.id, "s1"), Err(Failure::NotFound), "nobody asked");
                assert!(matches!(answer(tx, &ada.person.id, "s2"), Err(Failure::Stale { .. })), "another content");
                answer(tx, &ada.person.id, "s1")?;
                assert!(matches!(answer(tx, &ada.person.id, "s1"), Err(Failure::Refused(_))), "twice");
                assert!(of_subject(tx, &subject())?[0].stands());
                Ok(())
            })
            .await
            .expect("holds");
    });
}

#[test]
fn a_lapsed_approval_no_longer_counts_and_stays_visible_with_the_reason() {
    each("approval_lapse", |office| async move {
        let ada = office.person("Ada", &[Role::GovernanceLead]).await;
        let now = office.app.now();
        office
            .app
            .write(move |tx| {
                let asking = Asking {
                    subject: subject(),
                    seal: "s1".into(),
                    approver_id: ada.person.id.clone(),
                    asked_by: ada.person.id.clone(),
                    due_at: now,
                };
                ask(tx, now, &asking)?;
                assert_eq!(reseal(tx, &subject(), "s1b")?, 1, "an open question follows a rewording");
                decide(tx, now, &subject(), &ada.person.id, "s1b", Decision::Approved, "")?;
                assert_eq!(lapse(tx, now, &subject(), "The flow changed.")?, 1);
                let after = of_subject(tx, &subject())?;
                assert!(!after[0].stands());
                assert_eq!(last_lapsed(&after).map(|one| one.lapse_reason.as_str()), Some("The flow changed."));
                assert_eq!(lapse(tx, now, &subject(), "Again.")?, 0, "it lapses once");
                ask(tx, now, &asking)?;
                assert_eq!(last_lapsed(&of_subject(tx, &subject())?), None, "it is asked again");
                Ok(())
            })
            .await
            .expect("holds");
    });
}
