use axum::http::StatusCode;

use super::super::model::OriginKind;
use super::super::store;
use crate::access::Role;
use crate::process::tests::{cast, publish_draft};
use crate::testing::each;

const HREF: &str = "/processes/incident-management/comments";

#[test]
fn another_way_to_do_it_becomes_an_improvement_that_leads_back() {
    each("remark_practice", |office| async move {
        let cast = cast(&office).await;
        publish_draft(&office, &cast).await;
        let agent = office.person("Ada Agent", &[Role::Practitioner]).await;
        let fields = [
            ("kind", "practice"),
            ("element", "activity/assign"),
            ("text", "I call the group first."),
            ("why", "Tickets without a name lie for a day."),
            ("saves", "A day"),
        ];
        let at = office.post(HREF, Some(&agent), &fields).await.location().to_owned();
        let own = office.post(&format!("{at}/improvement"), Some(&agent), &[]).await;
        assert_eq!(own.status, StatusCode::FORBIDDEN, "only whoever is responsible accepts");
        let taken = office.post(&format!("{at}/improvement"), Some(&cast.owner), &[("sentence", "Thank you.")]).await;
        assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.body);
        let improvement = taken.location().to_owned();
        let page = office.get(&improvement, Some(&agent)).await.body;
        for part in ["Done differently", "Tickets without a name lie for a day.", &at] {
            assert!(page.contains(part), "{part} is missing");
        }
        let talk = office.get(&at, Some(&agent)).await.body;
        assert!(talk.contains(&improvement) && talk.contains("accepted it") && talk.contains("Thank you."));
        let again = office.post(&format!("{at}/improvement"), Some(&cast.manager), &[]).await;
        assert_eq!(again.location(), improvement, "one conversation, one improvement");
        office.settle().await;
    });
}

#[test]
fn a_comment_becomes_an_improvement_by_anybody_who_may_propose() {
    each("remark_comment", |office| async move {
        let cast = cast(&office).await;
        publish_draft(&office, &cast).await;
        let reader = office.person("Rita Reader", &[Role::Practitioner]).await;
        let auditor = office.person("Aldo Auditor", &[Role::Auditor]).await;
        let fields = [("kind", "comment"), ("element", ""), ("text", "The form is long.")];
        let at = office.post(HREF, Some(&reader), &fields).await.location().to_owned();
        let refused = office.post(&format!("{at}/improvement"), Some(&auditor), &[]).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        let api = format!("/api{at}/improvement");
        let made = office.json("POST", &api, Some(&reader), &serde_json::json!({})).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        assert_eq!(made.value()["origin"]["kind"], "comment");
        let again = office.json("POST", &api, Some(&cast.owner), &serde_json::json!({})).await;
        assert_eq!((again.status, &again.value()["id"]), (StatusCode::OK, &made.value()["id"]));
        let id = at.rsplit('/').next().expect("an id").to_owned();
        let found = office
            .app
            .read(move |tx| Ok(store::live_of_origin(tx, OriginKind::Comment, &id)?))
            .await
            .expect("readable");
        assert!(found.is_some(), "the register remembers the conversation");
        office.post(&format!("{at}/withdrawal"), Some(&reader), &[]).await;
        let other = [("kind", "comment"), ("element", ""), ("text", "Another.")];
        let gone = office.post(HREF, Some(&reader), &other).await.location().to_owned();
        office.post(&format!("{gone}/withdrawal"), Some(&reader), &[]).await;
        let nothing =
            office.json("POST", &format!("/api{gone}/improvement"), Some(&reader), &serde_json::json!({})).await;
        assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
        office.settle().await;
    });
}
