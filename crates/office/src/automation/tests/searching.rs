//! Searching very many cases: what is found among all, and how far back titles are looked for.

use super::super::case::store::NEWEST;
use super::*;
use crate::testing::each;

/// As many cases as titles are looked for in, all newer than this one and called otherwise.
async fn buried(office: &Office, id: &str) {
    let id = id.to_owned();
    let copied = office.app.write(move |tx| {
        let copies = tx.execute(
            "with recursive n (i) as (select 1 union all select i + 1 from n where i < $1) \
             insert into cases (id, code, process_id, deployment_id, title, business_key, state, stops, body, started_by, started_at, \
             outcome, caller_task, depth, steps, revision) \
             select 'copy-' || cast(n.i as TEXT), 'COPY-' || cast(n.i as TEXT), c.process_id, c.deployment_id, 'Hay', '', c.state, 0, c.body, \
             c.started_by, c.started_at + n.i, c.outcome, c.caller_task, c.depth, c.steps, c.revision from n join cases c on c.id = $2",
            &[&NEWEST, &id],
        )?;
        tx.execute("update cases set business_key = 'REF-7' where id = $1", &[&id])?;
        Ok(copies)
    });
    assert_eq!(i64::try_from(copied.await.expect("copied")), Ok(NEWEST));
}

#[test]
fn titles_are_looked_for_in_the_newest_cases_and_a_link_leads_further_back() {
    each("automation_searching", |office| async move {
        let cast = published(&office, service_request()).await;
        office.settle().await;
        let deployment = deployed(
            &office,
            &cast,
            "<startEvent id=\"s\"/><userTask id=\"t\" name=\"Look\"/>\
             <sequenceFlow id=\"a\" sourceRef=\"s\" targetRef=\"t\"/>",
        )
        .await;
        let id = begun(&office, &deployment, r#"{"item": "needle-shaped"}"#).await;
        buried(&office, &id).await;
        let href = format!("\"/cases/{id}\"");
        let auditor = office.person("Ruth", &[crate::access::Role::Auditor]).await;
        for guest in [&cast.manager, &auditor] {
            for words in ["REF-7", "needle"] {
                let page = office.get(&format!("/cases?q={words}"), Some(guest)).await;
                assert!(page.body.contains(&href), "{words} is found among all");
            }
            let page = office.get("/cases?q=a+case", Some(guest)).await;
            assert!(!page.body.contains(&href), "its title is older than what is looked at");
            let further = page.body.split("<a href=\"").find(|part| part.contains("Look further back"));
            let further = further.and_then(|part| part.split('"').next()).expect("a link").replace("&amp;", "&");
            let page = office.get(&further, Some(guest)).await;
            assert!(page.body.contains(&href), "{further}: {}", page.body);
            assert!(!page.body.contains("Look further back"), "that was all");
            let told = office.get("/api/cases?q=a+case", Some(guest)).await.value();
            assert_eq!((told["total"].as_i64(), told["looked_back_to"].is_string()), (Some(0), true), "{told}");
        }
        let none = office.get("/cases?state=running", Some(&auditor)).await;
        assert!(!none.body.contains("Look further back"), "nothing was looked for");
        let quick = office.get("/search.json?q=REF-7", Some(&auditor)).await;
        assert!(quick.body.contains(&id), "{}", quick.body);
    });
}
