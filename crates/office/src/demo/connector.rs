//! The tools of the demo, and what hears and sends beside them: as an administrator would have entered them, and not tried, because there is nothing at
//! their addresses; a look at one, and a version that was deployed to the other.

use db::Tx;

use super::ago;
use super::cast::Cast;
use crate::access::Actor;
use crate::clock::Time;
use crate::connector::commands::{Said, add};
use crate::connector::engine::{self, Deployment, Item, Stands};
use crate::connector::secret::Key;
use crate::connector::tool::shape::{Part, Shape};
use crate::connector::{Kind, store};
use crate::failure::Failure;
use crate::intake::{self, Purpose};
use crate::process;
use crate::requirement::check::{At, enter as enter_look};
use crate::webhook;

/// Enters the ticketing tool, a look at it, and an engine.
pub(super) fn enter(tx: &mut Tx, cast: &Cast, key: &Key, now: Time) -> Result<(), Failure> {
    let nadia = cast.actor(tx, "Nadia", ago(now, 3))?;
    let said = Said {
        name: "Tickets of the service desk".to_owned(),
        address: "https://rt.northwind.example".to_owned(),
        account: String::new(),
        zone: "UTC".to_owned(),
        credential: "1-12-an-invented-token".to_owned(),
    };
    let id = add(tx, &nadia, ago(now, 3), key, Kind::Rt, &said)?;
    look(tx, cast, &id, now)?;
    deploy(tx, cast, key, now)?;
    hear(tx, &nadia, key, now)?;
    let purpose = Purpose::Message {
        name: "Laptop ordered".to_owned(),
        key: "body.order.id".to_owned(),
        values: "{order: body.order.id, for: body.order.person}".to_owned(),
    };
    let said = intake::Said { name: "Orders of the purchasing tool".to_owned(), purpose };
    intake::add(tx, &nadia, ago(now, 2), key, intake::Form::Standard, &said).map(|_| ())
}

/// What Mei saw in the queue of incidents the other day.
fn look(tx: &mut Tx, cast: &Cast, connector_id: &str, now: Time) -> Result<(), Failure> {
    let mei = cast.actor(tx, "Mei", ago(now, 2))?;
    let process = process::store::by_key(tx, "incident-management")?;
    let connector = store::by_id(tx, connector_id)?;
    let names = |all: &[&str]| all.iter().map(|name| (*name).to_owned()).collect::<Vec<String>>();
    let mut shape = Shape::default();
    shape.things.insert(Part::State, names(&["New", "Assigned", "Awaiting user", "Resolved", "Closed", "Parked"]));
    shape
        .things
        .insert(Part::Field, names(&["Subject", "Impact", "Urgency", "Priority", "Assignment group", "Service"]));
    shape.things.insert(Part::Priority, names(&["1", "2", "3", "4"]));
    shape.whole.extend([Part::State, Part::Field]);
    let at = At { process_id: &process.id, connector: &connector, place: ("3", "Incidents") };
    enter_look(tx, &mei, ago(now, 2), at, &shape)
}

/// An engine of a neighbour, and the version that Chloé deployed there.
fn deploy(tx: &mut Tx, cast: &Cast, key: &Key, now: Time) -> Result<(), Failure> {
    let (nadia, chloe) = (cast.actor(tx, "Nadia", ago(now, 9))?, cast.actor(tx, "Chloé", ago(now, 8))?);
    let said = Said {
        name: "Operaton of the digital workplace".to_owned(),
        address: "https://operaton.northwind.example".to_owned(),
        account: "smo".to_owned(),
        zone: "UTC".to_owned(),
        credential: "an-invented-password".to_owned(),
    };
    let connector_id = add(tx, &nadia, ago(now, 9), key, Kind::Operaton, &said)?;
    let process = process::store::by_key(tx, "service-request")?;
    let Some((version, _)) = process::published(tx, &process.id, now)? else { return Ok(()) };
    let deployment = Deployment {
        id: uuid::Uuid::now_v7().to_string(),
        process_id: process.id,
        version_id: version.id,
        number: version.number,
        connector_id,
        connector: said.name,
        stands: Stands::Waiting,
        deployment: String::new(),
        items: Vec::new(),
        told: String::new(),
        asked_by: chloe.person_id,
        asked_at: ago(now, 8),
        done_at: None,
    };
    engine::store::insert(tx, &deployment)?;
    let item = Item {
        what: "process".to_owned(),
        id: "service_request".to_owned(),
        key: "service_request:1:7c1f2b90".to_owned(),
        version: 1,
        file: "service-request.bpmn".to_owned(),
    };
    let done = Deployment {
        stands: Stands::Deployed,
        deployment: "7c0d5e3a-cb4f-11f0-9d2e-0242ac120002".to_owned(),
        items: vec![item],
        told: "Read back: it is what was sent.".to_owned(),
        done_at: Some(ago(now, 8)),
        ..deployment
    };
    Ok(engine::store::note(tx, &done)?)
}

/// Enters a channel and a program that hear what happens; they are switched off, because nobody listens at their addresses.
fn hear(tx: &mut Tx, nadia: &Actor, key: &Key, now: Time) -> Result<(), Failure> {
    let all = [
        (
            "Channel of the process owners",
            webhook::Form::Slack,
            "services/T0NORTH/B0WIND/invented",
            ["version", "approval", "alarm"],
        ),
        ("Service reporting", webhook::Form::Signed, "mandate", ["version", "improvement", "log"]),
    ];
    for (name, form, path, topics) in all {
        let said = webhook::Said {
            name: name.to_owned(),
            address: format!("https://hooks.northwind.example/{path}"),
            topics: topics.map(str::to_owned).to_vec(),
            process_id: None,
        };
        let (id, _) = webhook::add(tx, nadia, ago(now, 2), key, form, &said)?;
        webhook::switch_off(tx, nadia, ago(now, 2), &id)?;
    }
    Ok(())
}
