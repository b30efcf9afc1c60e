use serde_json::json;

use crate::access::{Actor, Role};
use crate::clock::Time;
use crate::failure::Failure;
use crate::improvement::commands::{self, Verdict};
use crate::improvement::{
    Improvement, Made, Measure, Measurement, Origin, OriginKind, Plan, Proposal, Score, Stage, propose,
    record_measurement, store,
};
use crate::journal;
use crate::testing::{Guest, Office, each};
use crate::worklist;

const PROCESS: &str = "p-incident";

fn deviation() -> Proposal {
    Proposal {
        title: "Categorise before work begins".to_owned(),
        description: "A third of the incidents is worked on uncategorised.".to_owned(),
        process_id: Some(PROCESS.to_owned()),
        origin: Origin {
            kind: OriginKind::Deviation,
            id: "log-1/skip/categorise".to_owned(),
            label: "Work begins before the incident is categorised (412 cases)".to_owned(),
            href: "/measures/incident/deviations".to_owned(),
            evidence: json!({ "cases": 412 }),
        },
        score: Score::default(),
    }
}

fn plan(owner: &Guest, now: Time) -> Plan {
    Plan {
        owner_id: owner.person.id.clone(),
        measure: Measure {
            key: "resolution_time".to_owned(),
            label: "Resolution time".to_owned(),
            unit: "h".to_owned(),
        },
        baseline: 52.0,
        target: 40.0,
        due_at: now.plus_days(30),
        expected: "Incidents reach the right team at once.".to_owned(),
    }
}

async fn write<T: Send + 'static>(
    office: &Office,
    command: impl FnMut(&mut db::Tx) -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    office.app.write(command).await
}

async fn read(office: &Office, id: &str) -> Improvement {
    let id = id.to_owned();
    office.app.read(move |tx| Ok(store::improvement(tx, &id)?)).await.expect("the improvement is there")
}

async fn titles(office: &Office, guest: &Guest) -> Vec<String> {
    let id = guest.person.id.clone();
    let open = office.app.read(move |tx| Ok(worklist::open_for(tx, &id)?)).await.expect("asks");
    open.into_iter().map(|ask| ask.title).collect()
}

async fn proposed(office: &Office, by: &Guest) -> Made {
    super::process(office, PROCESS).await;
    let (actor, now) = (by.actor.clone(), office.app.now());
    write(office, move |tx| propose(tx, &actor, now, None, &deviation())).await.expect("it is proposed")
}

async fn accepted(office: &Office, by: &Guest, owner: &Guest, id: &str) {
    let (actor, now, id, plan) = (by.actor.clone(), office.app.now(), id.to_owned(), plan(owner, office.app.now()));
    write(office, move |tx| commands::accept(tx, &actor, now, &id, &plan)).await.expect("it is accepted");
}

async fn completed(office: &Office, by: &Guest, id: &str) {
    let (actor, now, id) = (by.actor.clone(), office.app.now(), id.to_owned());
    write(office, move |tx| commands::complete(tx, &actor, now, &id, "")).await.expect("it is completed");
}

async fn verify(office: &Office, by: &Guest, id: &str, verdict: Verdict) -> Result<(), Failure> {
    let (actor, now, id) = (by.actor.clone(), office.app.now(), id.to_owned());
    write(office, move |tx| commands::verify(tx, &actor, now, &id, &verdict)).await
}

fn kept() -> Verdict {
    Verdict { kept: true, value: None, comment: String::new() }
}

#[test]
fn from_a_deviation_to_a_verified_benefit() {
    each("improvement_life", |office| async move {
        let raiser = office.person("Rita", &[Role::Practitioner]).await;
        let manager = office.person_on("Mona", &[Role::ProcessManager], Some(PROCESS)).await;
        let owner = office.person("Olaf", &[Role::Practitioner]).await;
        let process_owner = office.person_on("Petra", &[Role::ProcessOwner], Some(PROCESS)).await;

        let made = proposed(&office, &raiser).await;
        assert_eq!((made.number, made.new), (1, true));
        let decide = vec!["Decide about I-1 Categorise before work begins".to_owned()];
        assert_eq!(titles(&office, &manager).await, decide);
        assert_eq!(titles(&office, &process_owner).await, decide);

        accepted(&office, &manager, &owner, &made.id).await;
        assert!(titles(&office, &process_owner).await.is_empty());
        assert_eq!(titles(&office, &owner).await, vec!["Complete I-1 Categorise before work begins"]);

        completed(&office, &owner, &made.id).await;
        assert!(titles(&office, &owner).await.is_empty());
        assert!(titles(&office, &process_owner).await.is_empty(), "nobody can verify before data is there");

        let (now, id) = (office.app.now(), made.id.clone());
        let measurement = Measurement { value: 39.0, n: 380, low: Some(37.5), high: Some(41.0), at: now };
        write(&office, move |tx| record_measurement(tx, now, &id, measurement)).await.expect("it is measured");
        assert_eq!(
            titles(&office, &process_owner).await,
            vec!["Verify the benefit of I-1 Categorise before work begins"]
        );

        verify(&office, &process_owner, &made.id, kept()).await.expect("it is verified");
        let improvement = read(&office, &made.id).await;
        assert_eq!((improvement.stage, improvement.measurement), (Stage::Verified, Some(measurement)));
        assert_eq!(
            improvement.verification.map(|one| (one.value, one.by)),
            Some((39.0, process_owner.person.id.clone()))
        );
        assert!(titles(&office, &process_owner).await.is_empty());
        assert_eq!(improvement.origin, deviation().origin, "the origin is kept for ever");

        let id = made.id.clone();
        let entries = office.app.read(move |tx| Ok(journal::store::of_object(tx, "improvement", &id, 10)?)).await;
        let actions: Vec<String> = entries.expect("a journal").into_iter().rev().map(|entry| entry.action).collect();
        let expected = ["proposed", "accepted", "completed", "measured", "verified"];
        assert_eq!(actions, expected.map(|verb| format!("improvement.{verb}")));
    });
}

#[test]
fn the_same_deviation_or_request_gives_the_same_improvement() {
    each("improvement_twice", |office| async move {
        let raiser = office.person("Rita", &[Role::Practitioner]).await;
        let first = proposed(&office, &raiser).await;
        let second = proposed(&office, &raiser).await;
        assert_eq!(second, Made { new: false, ..first.clone() });
        let idea = Proposal { origin: Origin::idea(), ..deviation() };
        let (actor, now) = (raiser.actor.clone(), office.app.now());
        let made = write(&office, move |tx| {
            let one = propose(tx, &actor, now, Some(&keyed("k")), &idea)?;
            let two = propose(tx, &actor, now, Some(&keyed("k")), &idea)?;
            let other = propose(tx, &actor, now, Some(&keyed("l")), &idea)?;
            Ok((one, two, other))
        })
        .await
        .expect("ideas are proposed");
        assert_eq!((made.0.number, made.1.number, made.1.new, made.2.number), (2, 2, false, 3));
    });
}

#[test]
fn who_owns_an_improvement_does_not_verify_it() {
    each("improvement_duties", |office| async move {
        let manager = office.person("Simon", &[Role::SmoManager]).await;
        let made = proposed(&office, &manager).await;
        accepted(&office, &manager, &manager, &made.id).await;
        completed(&office, &manager, &made.id).await;
        let verdict = Verdict { kept: true, value: Some(39.0), comment: "Looked at 20 tickets.".to_owned() };
        let refused = verify(&office, &manager, &made.id, verdict).await;
        assert!(matches!(refused, Err(Failure::Refused(_))), "{refused:?}");
        assert_eq!(read(&office, &made.id).await.stage, Stage::Completed);
    });
}

#[test]
fn a_verdict_without_data_needs_a_value_and_a_comment() {
    each("improvement_verdict", |office| async move {
        let manager = office.person("Simon", &[Role::SmoManager]).await;
        let lead = office.person("Gina", &[Role::GovernanceLead]).await;
        let made = proposed(&office, &manager).await;
        accepted(&office, &manager, &manager, &made.id).await;
        completed(&office, &manager, &made.id).await;
        for (verdict, fields) in [
            (kept(), vec!["seen"]),
            (Verdict { value: Some(3.0), ..kept() }, vec!["comment"]),
            (Verdict { kept: false, ..kept() }, vec!["seen", "comment"]),
        ] {
            let Err(Failure::Refused(refusals)) = verify(&office, &lead, &made.id, verdict).await else {
                panic!("the verdict is refused");
            };
            assert_eq!(refusals.iter().filter_map(|refusal| refusal.field).collect::<Vec<_>>(), fields);
        }
    });
}

#[test]
fn rights_end_at_the_process() {
    each("improvement_rights", |office| async move {
        let raiser = office.person("Rita", &[Role::Practitioner]).await;
        let other = office.person_on("Otto", &[Role::ProcessOwner, Role::ProcessManager], Some("p-other")).await;
        let stranger = office.person("Stella", &[Role::Auditor]).await;
        let made = proposed(&office, &raiser).await;
        let (now, plan) = (office.app.now(), plan(&raiser, office.app.now()));
        for (actor, knows) in
            [(raiser.actor.clone(), true), (other.actor.clone(), false), (stranger.actor.clone(), true)]
        {
            let (id, plan) = (made.id.clone(), plan.clone());
            let attempts = write(&office, move |tx| {
                Ok([
                    commands::accept(tx, &actor, now, &id, &plan),
                    commands::decline(tx, &actor, now, &id, "no"),
                    commands::start(tx, &actor, now, &id),
                    commands::complete(tx, &actor, now, &id, ""),
                    commands::verify(tx, &actor, now, &id, &kept()),
                    commands::rescore(tx, &actor, now, &id, Score::default()),
                ])
            });
            for attempt in attempts.await.expect("a transaction") {
                let as_expected = match attempt {
                    Err(Failure::Forbidden { .. }) => knows,
                    Err(Failure::NotFound) => !knows,
                    _ => false,
                };
                assert!(as_expected, "{attempt:?}");
            }
        }
        let (actor, id) = (stranger.actor.clone(), made.id.clone());
        let attempt = write(&office, move |tx| commands::withdraw(tx, &actor, now, &id, "no")).await;
        assert!(matches!(attempt, Err(Failure::Forbidden { .. })), "{attempt:?}");
        let attempt = write(&office, move |tx| propose(tx, &stranger.actor, now, None, &deviation())).await;
        assert!(matches!(attempt, Err(Failure::Forbidden { .. })), "{attempt:?}");
        let (actor, id) = (raiser.actor.clone(), made.id.clone());
        write(&office, move |tx| commands::withdraw(tx, &actor, now, &id, "It was a mistake.")).await.expect("own");
        assert_eq!(read(&office, &made.id).await.reason, "It was a mistake.");
    });
}

#[test]
fn a_plan_is_refused_with_everything_that_is_wrong() {
    each("improvement_plan", |office| async move {
        let manager = office.person("Simon", &[Role::SmoManager]).await;
        let made = proposed(&office, &manager).await;
        let (actor, now) = (Actor { ..manager.actor.clone() }, office.app.now());
        let wrong = Plan {
            owner_id: "nobody".to_owned(),
            measure: Measure::default(),
            target: 52.0,
            due_at: now.plus_days(-1),
            ..plan(&manager, now)
        };
        let Err(Failure::Refused(refusals)) =
            write(&office, move |tx| commands::accept(tx, &actor, now, &made.id, &wrong)).await
        else {
            panic!("the plan is refused");
        };
        let fields: Vec<_> = refusals.iter().filter_map(|refusal| refusal.field).collect();
        assert_eq!(fields, vec!["measure", "target", "due", "owner"]);
    });
}

#[test]
fn a_benefit_that_was_lost_can_be_doubted_and_worked_on_again() {
    each("improvement_again", |office| async move {
        let manager = office.person("Simon", &[Role::SmoManager]).await;
        let lead = office.person("Gina", &[Role::GovernanceLead]).await;
        let made = proposed(&office, &manager).await;
        accepted(&office, &manager, &manager, &made.id).await;
        completed(&office, &manager, &made.id).await;
        let seen = |kept| Verdict { kept, value: Some(41.0), comment: "Looked at 20 tickets.".to_owned() };
        verify(&office, &lead, &made.id, seen(true)).await.expect("verified");
        verify(&office, &lead, &made.id, seen(false)).await.expect("doubted");
        let (actor, now, id) = (manager.actor.clone(), office.app.now(), made.id.clone());
        write(&office, move |tx| commands::start(tx, &actor, now, &id)).await.expect("work goes on");
        assert_eq!(titles(&office, &manager).await, vec!["Complete I-1 Categorise before work begins"]);
        completed(&office, &manager, &made.id).await;
        assert_eq!(read(&office, &made.id).await.verification, None, "an old verdict says nothing about new work");
    });
}

fn keyed(key: &str) -> crate::requests::Keyed {
    crate::requests::Keyed { key: key.to_owned(), print: "the same".to_owned() }
}
