//! Knocking at every door: each route of the house, with each role and with nobody, answers as the table of doors says.
//!
//! `doors.txt` is the table in words; a change of who may enter is seen in review. Set `UPDATE_DOORS=1` to write it anew.

use std::fmt::Write as _;

use axum::body::Body;
use axum::http::StatusCode;

use crate::access::Role;
use crate::app;
use crate::testing::{each, request};
use crate::web::route::Door;

fn table() -> String {
    let routes = app::routes();
    let mut lines: Vec<String> = routes
        .doors()
        .iter()
        .map(|door| format!("{:<5} {:<60} {}", door.method.as_str(), door.path, door.access.label()))
        .collect();
    lines.sort();
    lines.iter().fold(String::new(), |mut out, line| {
        let _ = writeln!(out, "{line}");
        out
    })
}

#[test]
fn every_door_stands_in_the_table_with_who_may_enter() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/doors.txt");
    let table = table();
    if std::env::var_os("UPDATE_DOORS").is_some() {
        std::fs::write(path, &table).expect("doors.txt can be written");
    }
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        kept == table,
        "doors.txt differs from the routes; run this test with UPDATE_DOORS=1 and read the difference"
    );
}

/// The address with something in place of each parameter.
fn address(door: &Door) -> String {
    let parts = door.path.split('/').map(|part| if part.starts_with('{') { "none" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

#[test]
fn every_door_answers_every_role_as_the_table_says() {
    each("doors_knock", |office| async move {
        let mut guests = Vec::new();
        for role in Role::ALL {
            let process = role.is_of_a_process().then_some("none");
            guests.push(office.person_on(&format!("Guest {}", role.key()), &[role], process).await);
        }
        let routes = app::routes();
        let mut knocks = 0;
        for door in routes.doors() {
            let path = address(door);
            let knock =
                |guest| request(door.method.as_str(), &path, guest).header("content-length", "0").body(Body::empty());
            let nobody = office.send(knock(None).expect("a request")).await;
            let turned_away = matches!(nobody.status, StatusCode::SEE_OTHER | StatusCode::UNAUTHORIZED);
            let expected = !door.access.admits(None) || is_sign_out(door);
            assert_eq!(turned_away, expected, "{} {path}: nobody got {}", door.method, nobody.status);
            for guest in guests.iter().filter(|_| !is_sign_out(door)) {
                let reply = office.send(knock(Some(guest)).expect("a request")).await;
                let name = &guest.person.name;
                assert!(!reply.status.is_server_error(), "{} {path}: {name} got {}", door.method, reply.status);
                if door.access.admits(Some(&guest.actor)) {
                    assert_ne!(reply.status, StatusCode::UNAUTHORIZED, "{} {path}: {name}", door.method);
                } else {
                    assert_eq!(reply.status, StatusCode::FORBIDDEN, "{} {path}: {name}", door.method);
                }
                knocks += 1;
            }
        }
        println!("{} doors, {} knocks, 0 differences", routes.doors().len(), knocks);
        office.settle().await;
    });
}

/// The only door that leads everybody to the sign-in page.
fn is_sign_out(door: &Door) -> bool {
    door.path == "/sign-out"
}
