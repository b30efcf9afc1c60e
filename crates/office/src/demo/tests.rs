use super::furnish;
use crate::handoff;
use crate::improvement::Stage;
use crate::journal::chain::Head;
use crate::measure::counting::{Counting, Countings};
use crate::measure::figures;
use crate::testing::each;
use crate::{improvement, journal, measure, people, process, worklist};

#[test]
fn the_demo_office_is_furnished_once_and_tells_its_story() {
    each("demo_furnish", |office| async move {
        furnish(&office.app).await.expect("furnished");
        furnish(&office.app).await.expect("a second time changes nothing");
        let now = office.app.now();
        let (numbers, stages, open, entries) = office
            .app
            .read(move |tx| {
                let mut numbers = Vec::new();
                let all = process::store::all(tx)?;
                for one in all.into_iter().filter(|one| !one.level.is_area()) {
                    let (version, _) = process::published(tx, &one.id, now)?.expect("in force");
                    numbers.push(format!("{} {}", one.key, version.number));
                }
                let incident = process::store::by_key(tx, "incident-management")?;
                let stages: Vec<Stage> =
                    improvement::store::measurable(tx, &incident.id)?.into_iter().map(|one| one.stage).collect();
                let asked = worklist::store::asked_people(tx)?.len();
                let aisha = people::store::by_email(tx, "aisha.bello@northwind.example")?.expect("Aisha").0;
                let hers = process::practice::store::of_person(tx, &incident.id, &aisha.id)?;
                assert_eq!(hers, vec!["agent"], "her steps come first");
                numbers.sort();
                Ok((numbers, stages, asked, journal::store::after(tx, 0, 1000)?))
            })
            .await
            .expect("readable");
        let expected = [
            "assess-maturity 1.0",
            "capacity-management 1.0",
            "change-enablement 1.0",
            "configuration-management 1.0",
            "continual-service-improvement 1.0",
            "customer-relationship-management 1.0",
            "improve-a-process 1.0",
            "incident-management 2.0",
            "incident-management-lyon 1.0",
            "information-security-management 1.0",
            "problem-management 1.0",
            "publish-a-process 1.0",
            "release-and-deployment-management 1.0",
            "requests-by-e-mail 1.0",
            "run-a-workshop 1.0",
            "service-availability-and-continuity-management 1.0",
            "service-level-management 1.0",
            "service-portfolio-management 1.0",
            "service-reporting 1.0",
            "service-request 1.0",
            "supplier-management 1.0",
        ];
        assert_eq!(numbers, expected);
        let handoffs = office.app.read(|tx| Ok(handoff::store::live(tx)?)).await.expect("readable");
        for state in handoff::State::ALL.into_iter().filter(|state| *state != handoff::State::Differs) {
            assert!(handoffs.iter().any(|one| one.state() == state), "no hand-off is {}", state.label());
        }
        assert_eq!(stages, vec![Stage::Completed]);
        assert!(open >= 5, "{open} people are asked for something");
        let mut head = Head::default();
        entries.iter().try_for_each(|entry| head.take(entry)).expect("the journal holds");
        office.settle().await;
    });
}

#[test]
fn the_demo_log_shows_what_was_planted_and_what_improved() {
    each("demo_log", |office| async move {
        furnish(&office.app).await.expect("furnished");
        office.settle().await;
        let now = office.app.now();
        let (log, content, definition, improved) = office
            .app
            .read(move |tx| {
                let incident = process::store::by_key(tx, "incident-management")?;
                let log = measure::store::logs(tx, &incident.id)?.remove(0);
                let content = measure::store::content(tx, &log.id)?;
                let definition = process::published(tx, &incident.id, now)?.expect("in force").1;
                Ok((log, content, definition, improvement::store::measurable(tx, &incident.id)?.remove(0)))
            })
            .await
            .expect("a log");
        let found = figures::deviations(&log, &content, &definition).expect("compared");
        let id = log.process_id.clone();
        let told: Vec<String> = found.deviations.iter().map(mining::Deviation::sentence).collect();
        for part in ["“Confirm with the user” was skipped", "“Waiting for vendor”, a step the process does not have"]
        {
            assert!(told.iter().any(|sentence| sentence.contains(part)), "{part} is missing in {told:#?}");
        }
        let unmodelled: Vec<&str> = found.unmodelled.iter().map(|state| state.state.as_str()).collect();
        assert_eq!(unmodelled, vec!["Waiting for vendor"], "unmodelled work is said out loud");
        let waived =
            office.app.read(move |tx| Ok(measure::waiver::store::holding(tx, now, &id)?)).await.expect("readable");
        let keys: Vec<String> = found.deviations.iter().map(figures::deviation_key).collect();
        assert!(waived.len() == 1 && keys.contains(&waived[0].deviation_key()), "{waived:?} of {keys:?}");
        let (plan, measured) = (improved.plan.expect("a plan"), improved.measurement.expect("measured from the log"));
        assert!(measured.value < plan.baseline, "{} is not better than {}", measured.value, plan.baseline);
        assert!(measured.low.is_some_and(|low| low < measured.value));
        println!("measured {measured:?}");
        let countings = Countings::all_by(Counting::default());
        for figure in figures::figures(&log, &content, &definition, &countings) {
            println!("{}: {:?} of {}", figure.measure.name, figure.value, figure.n);
        }
    });
}
