//! What happens in the office begins and continues processes.

use super::*;
use crate::testing::each;

const BEGINS: &str = "<startEvent id=\"s\"><signalEventDefinition signalRef=\"proposed\"/></startEvent>\
     <userTask id=\"t\" name=\"Look\"/><sequenceFlow id=\"a\" sourceRef=\"s\" targetRef=\"t\"/>";

#[test]
fn a_process_begins_once_with_what_happens_in_the_office() {
    each("automation_happening", |office| async move {
        let cast = published(&office, service_request()).await;
        let amara = office.person("Amara", &[Role::SmoManager]).await;
        office.post("/improvements", Some(&amara), &[("title", "Before"), ("description", "Why")]).await;
        office.settle().await;
        deployed(&office, &cast, BEGINS).await;
        office.post("/improvements", Some(&amara), &[("title", "Fewer calls"), ("description", "Why")]).await;
        office.settle().await;
        office.settle().await;
        let told = office.get("/api/cases", Some(&cast.manager)).await.value();
        let all = told["items"].as_array().expect("cases");
        assert_eq!(all.len(), 1, "what happened before begins nothing: {all:?}");
        let id = all[0]["id"].as_str().expect("an id");
        let case = office.get(&format!("/api/cases/{id}"), Some(&cast.manager)).await.value();
        let happening = &case["variables"]["happening"];
        assert_eq!(happening["name"], "Improvement proposed");
        assert!(happening["about"]["label"].as_str().expect("a label").contains("Fewer calls"), "{happening}");
        assert_eq!(happening["who"], "Amara");
        assert_eq!(open(&office, id).await, ["Look"]);
    });
}
