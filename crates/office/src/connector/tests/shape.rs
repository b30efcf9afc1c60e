use serde_json::{Value, json};

use super::connected;
use super::stand::{Asked, RT_TOKEN, Rt, RtTicket, Said, Stand, nothing, said};
use crate::connector::tool::shape::{Part, Shape, shape};
use crate::connector::{Kind, Session};
use crate::testing::{Office, each};

async fn read(office: &Office, id: &str, place: &str) -> Shape {
    let mut session = Session::open(&office.app, id).await.expect("open");
    let read = shape(session.connector.kind, &mut session.line, place).await.expect("a shape");
    session.close(&office.app, Ok(())).await.expect("closed");
    read
}

fn names(shape: &Shape, part: Part) -> Vec<&str> {
    shape.things.get(&part).map(|all| all.iter().map(String::as_str).collect()).unwrap_or_default()
}

#[test]
fn a_queue_tells_its_fields_and_its_tickets_tell_states_that_nobody_else_does() {
    each("shape_rt", |office| async move {
        let mut rt = Rt { fields: vec!["Priority class"], ..Rt::default() };
        let ticket = |status: &str| RtTicket { queue: 3, status: status.to_owned(), ..RtTicket::default() };
        rt.tickets.insert(1, ticket("open"));
        let (stand, rt) = rt.open().await;
        let id = connected(&office, Kind::Rt, &stand.url(), "", RT_TOKEN).await;
        let delivered = read(&office, &id, "3").await;
        assert!(delivered.find(Part::Field, "priority CLASS").is_some() && delivered.whole.contains(&Part::Field));
        assert_eq!(names(&delivered, Part::State), ["new", "open", "stalled", "resolved", "rejected", "deleted"]);
        assert!(delivered.whole.contains(&Part::State), "the life cycle is known");
        rt.lock().expect("free").lifecycle = "service";
        rt.lock().expect("free").tickets.insert(2, ticket("pending vendor"));
        let own = read(&office, &id, "3").await;
        assert_eq!(names(&own, Part::State), ["open", "pending vendor"]);
        assert!(!own.whole.contains(&Part::State), "what no ticket is in is not seen");
        let calls = stand.count("GET", "/REST/2.0/tickets");
        assert_eq!(calls, 1 + 3, "one search for each state and one more");
        assert_eq!(stand.count("POST", "/") + stand.count("PUT", "/"), 0, "nothing is changed");
    });
}

fn redmine(asked: &Asked) -> Said {
    match asked.path.as_str() {
        "/issue_statuses.json" => said(
            200,
            json!({ "issue_statuses": [{ "id": 1, "name": "New", "is_closed": false }, { "id": 5, "name": "Closed" }] }),
        ),
        "/projects/1.json" => said(
            200,
            json!({ "project": { "id": 1, "trackers": [{ "id": 3, "name": "Support" }],
            "issue_categories": [{ "id": 1, "name": "Network" }], "issue_custom_fields": [{ "id": 9, "name": "Root cause" }] } }),
        ),
        "/trackers.json" => said(
            200,
            json!({ "trackers": [
            { "id": 1, "name": "Bug", "enabled_standard_fields": ["fixed_version_id"] },
            { "id": 3, "name": "Support", "enabled_standard_fields": ["due_date", "assigned_to_id"] }] }),
        ),
        "/enumerations/issue_priorities.json" => {
            said(200, json!({ "issue_priorities": [{ "id": 1, "name": "Low" }, { "id": 2, "name": "Urgent" }] }))
        }
        _ => nothing(),
    }
}

fn servicenow(asked: &Asked) -> Said {
    let choice = |table: &str, element: &str, label: &str| json!({ "name": table, "element": element, "value": "1", "label": label });
    match asked.path.as_str() {
        "/api/now/table/sys_dictionary" => said(
            200,
            json!({ "result": [
            { "name": "task", "element": "short_description", "column_label": "Short description" },
            { "name": "incident", "element": "close_code", "column_label": "Resolution code" }] }),
        ),
        "/api/now/table/sys_choice" => said(
            200,
            json!({ "result": [
            choice("task", "state", "Pending"), choice("incident", "state", "On Hold"), choice("task", "priority", "1 - Critical"),
            choice("incident", "close_code", "Solved (Permanently)")] }),
        ),
        _ => nothing(),
    }
}

fn jira(asked: &Asked) -> Said {
    let body = match asked.path.as_str() {
        "/rest/api/3/project/IT/statuses" => json!([
            { "name": "Incident", "statuses": [{ "name": "Open" }, { "name": "Done" }] },
            { "name": "Service request", "statuses": [{ "name": "Open" }, { "name": "Waiting for approval" }] }]),
        "/rest/api/3/field" => {
            json!([{ "id": "summary", "name": "Summary", "custom": false }, { "id": "customfield_1", "name": "Root cause" }])
        }
        "/rest/api/3/priority" => json!([{ "name": "Highest" }, { "name": "Low" }]),
        _ => return nothing(),
    };
    said(200, body)
}

fn glpi(asked: &Asked) -> Said {
    let body: Value = match asked.path.as_str() {
        "/apirest.php/initSession" => json!({ "session_token": "s1" }),
        "/apirest.php/listSearchOptions/Ticket" => {
            json!({ "common": { "name": "Characteristics" }, "1": { "name": "Title" }, "12": { "name": "Status" } })
        }
        "/apirest.php/ITILCategory" => json!([{ "id": 1, "name": "Mail", "completename": "Office > Mail" }]),
        _ => return nothing(),
    };
    said(200, body)
}

#[test]
fn every_tool_tells_its_states_fields_types_and_priorities() {
    each("shape_tools", |office| async move {
        type Tool = (Kind, fn(&Asked) -> Said, &'static str);
        let tools: [Tool; 4] = [
            (Kind::Redmine, redmine, "1"),
            (Kind::ServiceNow, servicenow, "incident"),
            (Kind::Jira, jira, "IT"),
            (Kind::Glpi, glpi, "0"),
        ];
        let mut all = Vec::new();
        for (kind, answer, place) in tools {
            let stand = Stand::open(answer).await;
            let id = connected(&office, kind, &stand.url(), "account", "secret").await;
            let shape = read(&office, &id, place).await;
            assert_eq!(stand.count("POST", "/") + stand.count("PUT", "/"), 0, "nothing is changed");
            all.push(shape);
        }
        let [redmine, servicenow, jira, glpi] = all.as_slice() else { panic!("four tools") };
        assert_eq!(names(redmine, Part::Type), ["Support"]);
        assert!(redmine.find(Part::Field, "Root cause").is_some() && redmine.find(Part::Field, "Due date").is_some());
        assert!(redmine.find(Part::Field, "Target version").is_none(), "that of a tracker of other projects");
        assert_eq!(names(servicenow, Part::State), ["On Hold"], "a table of its own choices");
        assert_eq!(names(servicenow, Part::Priority), ["1 - Critical"], "those of the table that it derives from");
        assert_eq!(servicenow.values["Resolution code"], ["Solved (Permanently)"]);
        assert_eq!(names(jira, Part::State), ["Open", "Done", "Waiting for approval"]);
        assert_eq!(names(jira, Part::Type), ["Incident", "Service request"]);
        assert_eq!(names(glpi, Part::Field), ["Title", "Status"]);
        assert_eq!(names(glpi, Part::Category), ["Office > Mail"]);
        for shape in &all {
            assert!(!names(shape, Part::State).is_empty() && !names(shape, Part::Priority).is_empty());
        }
    });
}
