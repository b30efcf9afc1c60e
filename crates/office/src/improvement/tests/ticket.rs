use axum::http::StatusCode;

use crate::access::Role;
use crate::app::WORKSHOP;
use crate::connector::Kind;
use crate::connector::tests::stand::{RT_TOKEN, Rt};
use crate::connector::tests::{connected, tried};
use crate::testing::{Guest, Office, each};

async fn proposed(office: &Office, guest: &Guest, title: &str) -> String {
    let fields = [("title", title), ("description", "It wanders between desks."), ("size", "small")];
    let reply = office.post("/improvements", Some(guest), &fields).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
    reply.location().to_owned()
}

#[test]
fn an_improvement_becomes_a_ticket_once_and_its_state_comes_back() {
    each("improvement_ticket", |office| async move {
        let (stand, rt) = Rt::default().open().await;
        let simon = office.person("Simon", &[Role::SmoManager]).await;
        let rita = office.person("Rita", &[Role::Practitioner]).await;
        let here = proposed(&office, &simon, "Ask for the service first").await;
        assert!(!office.get(&here, Some(&simon)).await.body.contains("Send as a ticket"), "no tool can take it yet");
        let connector = connected(&office, Kind::Rt, &stand.url(), "", RT_TOKEN).await;
        tried(&office, &connector).await.expect("it works");
        let place = format!("{connector} 3");
        assert!(office.get(&here, Some(&simon)).await.body.contains(&place));
        assert!(!office.get(&here, Some(&rita)).await.body.contains("Send as a ticket"), "she does not work on it");
        let tickets = format!("{here}/tickets");
        let refused = office.post(&tickets, Some(&rita), &[("connector", &place)]).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        for nowhere in ["", "x", "x 3", &format!("{connector} 99")] {
            let reply = office.post(&tickets, Some(&simon), &[("connector", nowhere)]).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{nowhere}");
        }
        // The first answer is lost on the way; the job comes again and finds the ticket.
        rt.lock().expect("free").loses_answer = true;
        let reply = office.post(&tickets, Some(&simon), &[("connector", &place)]).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
        let twice = office.post(&tickets, Some(&simon), &[("connector", &place)]).await;
        assert!(twice.body.contains("is a ticket of Request Tracker"), "{}", twice.body);
        office.settle().await;
        assert!(office.get(&here, Some(&simon)).await.body.contains("on its way"));
        office.app.clock().advance_seconds(60);
        office.settle().await;
        let href = format!("{}/Ticket/Display.html?id=1", stand.url());
        let page = office.get(&here, Some(&simon)).await;
        assert!(page.body.contains(&href) && page.body.contains(">new<"), "{}", page.body);
        {
            let mut rt = rt.lock().expect("free");
            assert_eq!(rt.tickets.len(), 1);
            let ticket = rt.tickets.get_mut(&1).expect("made");
            assert!(ticket.subject.starts_with("Ask for the service first [M-"), "{}", ticket.subject);
            assert!(
                ticket.said[0].contains("It wanders") && ticket.said[0].contains("http://office.test/improvements/")
            );
            ticket.status = "resolved".to_owned();
        }
        let look = WORKSHOP.clockwork.iter().find(|one| one.name == "tickets in tools").expect("tickets are looked at");
        office.app.clock().advance_seconds(1_000);
        (look.strike)(office.app.clone()).await.expect("struck");
        office.settle().await;
        assert!(office.get(&here, Some(&simon)).await.body.contains(">new<"), "not every time the clock strikes");
        office.app.clock().advance_seconds(1_000);
        (look.strike)(office.app.clone()).await.expect("struck");
        office.settle().await;
        assert!(office.get(&here, Some(&simon)).await.body.contains(">resolved<"));
    });
}

#[test]
fn what_a_tool_refuses_is_told_and_tried_again_when_asked() {
    each("improvement_ticket_refused", |office| async move {
        let (stand, rt) = Rt { reads_only: true, ..Rt::default() }.open().await;
        let simon = office.person("Simon", &[Role::SmoManager]).await;
        let here = proposed(&office, &simon, "Ask for the service first").await;
        let connector = connected(&office, Kind::Rt, &stand.url(), "", RT_TOKEN).await;
        tried(&office, &connector).await.expect("it works");
        let place = format!("{connector} 3");
        office.post(&format!("{here}/tickets"), Some(&simon), &[("connector", &place)]).await;
        office.settle().await;
        let page = office.get(&here, Some(&simon)).await;
        assert!(page.body.contains("The account may not do this"), "{}", page.body);
        let retry = page.body.split('"').find(|part| part.ends_with("/retry")).expect("a button").to_owned();
        rt.lock().expect("free").reads_only = false;
        assert_eq!(office.post(&retry, Some(&simon), &[]).await.location(), here);
        office.settle().await;
        assert!(office.get(&here, Some(&simon)).await.body.contains("/Ticket/Display.html?id=1"));
        let again = office.post(&retry, Some(&simon), &[]).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        let other = proposed(&office, &simon, "Another").await;
        let foreign = retry.replace(&here, &other);
        assert_eq!(office.post(&foreign, Some(&simon), &[]).await.status, StatusCode::NOT_FOUND);
    });
}
