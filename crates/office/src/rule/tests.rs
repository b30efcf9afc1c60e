use axum::http::StatusCode;
use serde_json::json;

use crate::access::Role;
use crate::definition::lint::catalogue;
use crate::definition::{RuleSet, Severity};
use crate::process::tests::{cast, incident};
use crate::testing::each;

#[test]
fn every_rule_says_why_it_matters_and_how_to_mend_it() {
    for rule in catalogue() {
        assert!(rule.why.len() > 20 && rule.remedy.len() > 10, "{}", rule.name);
    }
    assert!(catalogue().is_sorted_by_key(|rule| rule.name));
}

#[test]
fn a_rule_is_weighted_with_a_reason_and_counts_so_everywhere() {
    each("rule_weighted", |office| async move {
        let cast = cast(&office).await;
        let reader = office.person("Rita Reader", &[Role::Practitioner]).await;
        let key = "/processes/incident-management";
        let page = office.get("/rules/sentence-too-long", Some(&reader)).await;
        assert!(
            page.status == StatusCode::OK && !page.body.contains("Weight it for this office"),
            "a reader decides nothing"
        );
        let to = "/rules/sipoc-unjudged/decision";
        let fields = [("weight", "error"), ("reason", "We were argued with too often.")];
        assert_eq!(office.post(to, Some(&reader), &fields).await.status, StatusCode::FORBIDDEN);
        let reply = office.post(to, Some(&cast.lead), &[("weight", "error"), ("reason", " ")]).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "no decision without a reason");
        assert_eq!(
            office.post("/rules/no-such-rule/decision", Some(&cast.lead), &fields).await.status,
            StatusCode::NOT_FOUND
        );
        assert_eq!(office.post(to, Some(&cast.lead), &fields).await.status, StatusCode::SEE_OTHER);

        let mut definition = incident();
        definition.inputs[0].quality.clear();
        let body = json!({ "revision": 1, "definition": definition });
        let saved = office.json("PUT", &format!("/api{key}/draft"), Some(&cast.designer), &body).await;
        let found = saved.value()["findings"].as_array().expect("a list").clone();
        let own = found.iter().find(|one| one["rule"] == "sipoc-unjudged").expect("it is found");
        assert_eq!(own["severity"], "error", "the answer of the program weights it");
        let page = office.get(&format!("{key}/submission"), Some(&cast.designer)).await;
        assert!(page.body.contains("some things must be mended first"), "so does the page");
        let approvers = json!({ "approvers": [cast.owner.person.id] });
        let refused = office.json("POST", &format!("/api{key}/submission"), Some(&cast.designer), &approvers).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "and the gate");
        assert!(refused.body.contains("good enough"), "{}", refused.body);

        let off = json!({ "weight": "off", "reason": "Not this year." });
        let reply = office.json("POST", "/api/rules/sipoc-unjudged/decision", Some(&cast.lead), &off).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.body);
        let told = office.get(&format!("/api{key}/versions/draft/findings"), Some(&cast.designer)).await.value();
        assert_eq!(told["silenced"][0]["rule"], "sipoc-unjudged", "what is off is counted");
        assert!(told["reading"]["ease"].as_f64().is_some());
        let file = office.get("/rules/lint.toml", Some(&reader)).await.body;
        let rules = RuleSet::read("lint.toml", &file).expect("mandate check reads it");
        assert_eq!(rules.decision("sipoc-unjudged").map(|one| one.reason.as_str()), Some("Not this year."));
        let journal = office.get("/rules/sipoc-unjudged", Some(&reader)).await.body;
        assert!(journal.contains("switched the rule off"), "{journal}");

        let back = json!({ "reason": "Argued again." });
        let reply = office.json("POST", "/api/rules/sipoc-unjudged/restoration", Some(&cast.lead), &back).await;
        assert_eq!(reply.status, StatusCode::OK);
        let all = office.get("/api/rules", Some(&reader)).await.value();
        let item = all["items"].as_array().expect("a list").iter().find(|one| one["rule"] == "sipoc-unjudged");
        assert_eq!(item.map(|one| one["weight"].clone()), Some(json!("hint")));
    });
}

#[test]
fn the_office_puts_its_own_words_on_the_list() {
    each("rule_words", |office| async move {
        let lead = office.person("Gus Governance", &[Role::GovernanceLead]).await;
        for (text, expected) in
            [("blue sky", "plainer word behind an equals sign"), ("- = x", "needs to begin with a letter")]
        {
            let reply = office.post("/rules/words", Some(&lead), &[("words", text)]).await;
            assert!(
                reply.status == StatusCode::UNPROCESSABLE_ENTITY && reply.body.contains(expected),
                "{}",
                reply.body
            );
        }
        let text = "Blue sky = bold\nsilver bullet = way out";
        assert_eq!(office.post("/rules/words", Some(&lead), &[("words", text)]).await.status, StatusCode::SEE_OTHER);
        let rules = office.app.read(super::in_use).await.expect("it reads");
        let mut definition = incident();
        definition.purpose.push_str(" No silver bullet, no blue sky.");
        let found = rules.check(&definition).0.into_iter().filter(|one| one.rule == "jargon-word").collect::<Vec<_>>();
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found.iter().all(|one| one.severity == Severity::Info));
    });
}
