//! Stopped steps of many cases, mended together by step and cause.

use axum::http::StatusCode;
use serde_json::json;

use super::operation::STRAIGHT;
use super::*;
use crate::testing::{Reply, each};

const AT: &str = "/processes/service-request/cases/stops";

/// What an act over chosen stops gives.
async fn acted(office: &Office, guest: &Guest, fields: &[(&str, &str)]) -> Reply {
    office.post(AT, Some(guest), fields).await
}

/// The groups as programs see them.
async fn groups(office: &Office, guest: &Guest) -> Vec<serde_json::Value> {
    let told = office.get(&format!("/api{AT}"), Some(guest)).await.value();
    told["items"].as_array().expect("groups").clone()
}

#[test]
fn what_stopped_many_cases_for_one_cause_is_mended_once() {
    each("stops_mended", |office| async move {
        let cast = published(&office, service_request()).await;
        let deployment = deployed(&office, &cast, STRAIGHT).await;
        let mut stopped = Vec::new();
        for amount in ["3", "4", "5"] {
            stopped.push(begun(&office, &deployment, &format!("{{\"amount\": {amount}}}")).await);
        }
        let odd = begun(&office, &deployment, r#"{"amount": "many"}"#).await;
        let fine = begun(&office, &deployment, r#"{"amount": 12}"#).await;
        let all = groups(&office, &cast.manager).await;
        let sizes: Vec<usize> = all.iter().map(|group| group["stops"].as_array().expect("stops").len()).collect();
        assert_eq!(sizes.iter().sum::<usize>(), 4, "{all:?}");
        assert_eq!(sizes[0], 3, "the three are one group, whatever the amount: {all:?}");
        let key = all[0]["key"].as_str().expect("a key").to_owned();
        let tab = office.get("/processes/service-request/cases", Some(&cast.manager)).await.body;
        assert!(tab.contains(AT), "{tab}");
        let page = office.get(&format!("{AT}?group={key}"), Some(&cast.manager)).await.body;
        assert!(stopped.iter().all(|id| page.contains(id)) && !page.contains(&fine) && !page.contains(&odd), "{page}");
        let name = |id: &String| {
            let of_case = |one: &&serde_json::Value| one["case_id"] == json!(id);
            let stops = all.iter().flat_map(|group| group["stops"].as_array().expect("stops").iter());
            format!("{id}/{}", stops.clone().find(of_case).expect("stopped")["stop"])
        };
        let (first, second, strange) = (name(&stopped[0]), name(&stopped[1]), name(&odd));
        let correct = [
            ("group", key.as_str()),
            ("stop", first.as_str()),
            ("stop", strange.as_str()),
            ("act", "correct"),
            ("name", "amount"),
            ("value", "40"),
        ];
        let came = acted(&office, &cast.manager, &correct).await;
        assert!(came.body.contains("Done with 1 of 2."), "{}", came.body);
        assert!(came.body.contains("It stopped for another cause."), "{}", came.body);
        assert_eq!(open(&office, &stopped[0]).await, ["Look"], "it goes on with the corrected value");
        let retry = [("group", key.as_str()), ("stop", second.as_str()), ("act", "retry")];
        let came = acted(&office, &cast.manager, &retry).await;
        assert!(came.body.contains("Tried again; it stopped again."), "{}", came.body);
        let late = acted(&office, &cast.manager, &correct).await;
        assert!(late.body.contains("It goes on already; nothing was done."), "{}", late.body);
        let chosen: Vec<_> =
            groups(&office, &cast.manager).await.into_iter().filter(|one| one["key"] == json!(key)).collect();
        let stops: Vec<_> = chosen[0]["stops"]
            .as_array()
            .expect("stops")
            .iter()
            .map(|one| json!({ "case_id": one["case_id"], "stop": one["stop"] }))
            .collect();
        let skip = json!({ "group": key, "stops": stops, "act": "skip", "reason": "They were approved by phone.", "via": "b" });
        let skipped = office.json("POST", &format!("/api{AT}/acts"), Some(&cast.manager), &skip).await.value();
        assert_eq!(skipped["done"], json!(2), "{skipped}");
        assert_eq!(open(&office, &stopped[2]).await, ["Look"]);
        let gone = office.get(&format!("{AT}?group={key}"), Some(&cast.manager)).await.body;
        assert!(gone.contains("Nothing is stopped for that cause any more"), "{gone}");
    });
}

#[test]
fn stops_are_mended_by_whoever_runs_the_process_and_with_what_it_takes() {
    each("stops_refused", |office| async move {
        let cast = published(&office, service_request()).await;
        let deployment = deployed(&office, &cast, STRAIGHT).await;
        let id = begun(&office, &deployment, r#"{"amount": 3}"#).await;
        let group = groups(&office, &cast.manager).await[0].clone();
        let key = group["key"].as_str().expect("a key").to_owned();
        let stop = format!("{id}/{}", group["stops"][0]["stop"]);
        let (key, stop) = (key.as_str(), stop.as_str());
        for (fields, sentence) in [
            (vec![("group", key), ("act", "retry")], "Choose at least one case."),
            (vec![("group", key), ("stop", stop), ("act", "explode")], "Choose what is to be done."),
            (vec![("group", key), ("stop", stop), ("act", "skip"), ("reason", "  ")], "Say why they are skipped"),
            (vec![("group", key), ("stop", stop), ("act", "correct"), ("value", "4")], "Say which value"),
        ] {
            let reply = acted(&office, &cast.manager, &fields).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", reply.body);
            assert!(reply.body.contains(sentence), "{}", reply.body);
        }
        for wrong in ["nobody/1", "x' or '1'='1/1"] {
            let reply = acted(&office, &cast.manager, &[("group", key), ("stop", wrong), ("act", "retry")]).await;
            assert!(reply.body.contains("There is no such case of this process."), "{}", reply.body);
        }
        for wrong in ["", "no-slash", "a/b", "a/-1", "a/99999999999999999999"] {
            let reply = acted(&office, &cast.manager, &[("group", key), ("stop", wrong), ("act", "retry")]).await;
            assert_eq!(reply.status, StatusCode::NOT_FOUND, "{wrong}");
        }
        let huge: Vec<_> = (0..501).map(|at| json!({ "case_id": format!("c{at}"), "stop": 1 })).collect();
        let body = json!({ "group": key, "stops": huge, "act": "retry" });
        let reply = office.json("POST", &format!("/api{AT}/acts"), Some(&cast.manager), &body).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", reply.body);
        let reader = office.person("Rob Reader", &[Role::Practitioner]).await;
        assert_eq!(office.get(AT, Some(&reader)).await.status, StatusCode::FORBIDDEN);
        let elsewhere = office.person_on("Olle Other", &[Role::ProcessManager], Some("another")).await;
        let foreign = acted(&office, &elsewhere, &[("group", key), ("stop", stop), ("act", "retry")]).await;
        assert_eq!(foreign.status, StatusCode::NOT_FOUND, "{}", foreign.body);
        assert_eq!(groups(&office, &cast.manager).await.len(), 1, "nothing was done");
    });
}
