//! The tool of the demo: as an administrator would have entered it, and not tried, because there is nothing at its address.

use db::Tx;

use super::ago;
use super::cast::Cast;
use crate::clock::Time;
use crate::connector::Kind;
use crate::connector::commands::{Said, add};
use crate::connector::secret::Key;
use crate::failure::Failure;

/// Enters the ticketing tool.
pub(super) fn enter(tx: &mut Tx, cast: &Cast, key: &Key, now: Time) -> Result<(), Failure> {
    let nadia = cast.actor(tx, "Nadia", ago(now, 3))?;
    let said = Said {
        name: "Tickets of the service desk".to_owned(),
        address: "https://rt.northwind.example".to_owned(),
        account: String::new(),
        zone: "UTC".to_owned(),
        credential: "1-12-an-invented-token".to_owned(),
    };
    add(tx, &nadia, ago(now, 3), key, Kind::Rt, &said).map(|_| ())
}
