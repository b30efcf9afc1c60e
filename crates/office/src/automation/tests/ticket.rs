//! Service tasks that the office does itself in a tool.

use serde_json::json;

use super::*;
use crate::connector::Kind;
use crate::connector::tests::stand::{RT_TOKEN, Rt};
use crate::connector::tests::{connected, tried};
use crate::testing::each;

const CREATES: &str = "<startEvent id=\"s\"/><serviceTask id=\"make\" name=\"Make a ticket\"><extensionElements>\
     <zeebe:taskDefinition type=\"ticket:create\"/></extensionElements></serviceTask><userTask id=\"t\" name=\"Look\"/>\
     <sequenceFlow id=\"a\" sourceRef=\"s\" targetRef=\"make\"/><sequenceFlow id=\"b\" sourceRef=\"make\" targetRef=\"t\"/>";

#[test]
fn a_service_task_makes_one_ticket_and_the_case_goes_on_with_its_number() {
    each("automation_ticket", |office| async move {
        let (stand, rt) = Rt { loses_answer: true, ..Rt::default() }.open().await;
        let connector = connected(&office, Kind::Rt, &stand.url(), "", RT_TOKEN).await;
        tried(&office, &connector).await.expect("it works");
        let cast = published(&office, service_request()).await;
        let deployment = deployed(&office, &cast, CREATES).await;
        let tool = format!("{} {}", Kind::Rt.label(), stand.url());
        let given = json!({ "tool": tool, "place": "3", "subject": "A desk for Una" });
        let id = begun(&office, &deployment, &given.to_string()).await;
        office.settle().await;
        assert_eq!(open(&office, &id).await, ["Make a ticket"], "the answer was lost; it is tried again");
        office.app.clock().advance_seconds(60);
        office.settle().await;
        assert_eq!(open(&office, &id).await, ["Look"]);
        assert_eq!(rt.lock().expect("free").tickets.len(), 1, "made once");
        let told = office.get(&format!("/api/cases/{id}"), Some(&cast.manager)).await.value();
        assert_eq!(told["variables"]["ticket"], "1");
        let link = format!("{}/Ticket/Display.html?id=1", stand.url());
        assert_eq!(told["variables"]["ticket_link"], link.as_str());
        let fetch = json!({ "topic": "ticket:create", "most": 1, "lock_s": 60 });
        let reply = office.json("POST", "/api/tasks/fetch", Some(&cast.manager), &fetch).await;
        assert_eq!(reply.status, 422, "no program takes it away");
    });
}

#[test]
fn what_is_missing_or_refused_stops_the_step_and_goes_on_when_it_is_mended() {
    each("automation_ticket_refused", |office| async move {
        let (stand, rt) = Rt { reads_only: true, ..Rt::default() }.open().await;
        let connector = connected(&office, Kind::Rt, &stand.url(), "", RT_TOKEN).await;
        tried(&office, &connector).await.expect("it works");
        let cast = published(&office, service_request()).await;
        let deployment = deployed(&office, &cast, CREATES).await;
        let nowhere = begun(&office, &deployment, r#"{"tool": "Nobody's", "place": "3", "subject": "A desk"}"#).await;
        let tool = format!("{} {}", Kind::Rt.label(), stand.url());
        let given = json!({ "tool": tool, "place": "3", "subject": "A desk" });
        let refused = begun(&office, &deployment, &given.to_string()).await;
        office.settle().await;
        for (id, said) in [(&nowhere, "No connector is called"), (&refused, "The account may not do this")] {
            let page = office.get(&format!("/cases/{id}"), Some(&cast.manager)).await;
            assert!(page.body.contains(said), "{said}: {}", page.body);
        }
        rt.lock().expect("free").reads_only = false;
        let told = office.get(&format!("/api/cases/{refused}"), Some(&cast.manager)).await.value();
        let stop = told["stopped"][0]["id"].as_u64().expect("a stop");
        office.post(&format!("/cases/{refused}/stops/{stop}/retry"), Some(&cast.manager), &[]).await;
        office.settle().await;
        assert_eq!(open(&office, &refused).await, ["Look"]);
    });
}
