use super::furnish;
use crate::improvement::Stage;
use crate::journal::chain::Head;
use crate::testing::each;
use crate::{improvement, journal, process, worklist};

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
                for one in process::store::all(tx)? {
                    let (version, _) = process::published(tx, &one.id, now)?.expect("in force");
                    numbers.push(format!("{} {}", one.key, version.number));
                }
                let incident = process::store::by_key(tx, "incident-management")?;
                let stages: Vec<Stage> =
                    improvement::store::measurable(tx, &incident.id)?.into_iter().map(|one| one.stage).collect();
                let asked = worklist::store::asked_people(tx)?.len();
                Ok((numbers, stages, asked, journal::store::after(tx, 0, 1000)?))
            })
            .await
            .expect("readable");
        assert_eq!(numbers, vec!["change-enablement 1.0", "incident-management 2.0", "service-request 1.0"]);
        assert_eq!(stages, vec![Stage::Completed]);
        assert!(open >= 5, "{open} people are asked for something");
        let mut head = Head::default();
        entries.iter().try_for_each(|entry| head.take(entry)).expect("the journal holds");
        office.settle().await;
    });
}
