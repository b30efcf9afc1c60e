//! GLPI: the columns of a ticket, its categories, and what every GLPI has.
//!
//! States, types and priorities of tickets are fixed in GLPI; columns are named in the language of the account. Source: GLPI, apirest.md
//! (list search options).

use super::super::super::wire::{Line, Trouble};
use super::super::answer::{good, text};
use super::super::glpi::{STATES, session};
use super::{MOST, Part, Shape};

/// The priorities that tickets may have.
const PRIORITIES: &[&str] = &["Very low", "Low", "Medium", "High", "Very high", "Major"];

pub(super) async fn shape(line: &mut Line) -> Result<Shape, Trouble> {
    session(line).await?;
    let mut shape = Shape::default();
    shape.whole(Part::State, STATES.iter().map(|(_, label)| (*label).to_owned()));
    shape.whole(Part::Type, ["Incident", "Request"].map(str::to_owned));
    shape.whole(Part::Priority, PRIORITIES.iter().map(|label| (*label).to_owned()));
    let reply = line.get("/apirest.php/listSearchOptions/Ticket").await?;
    let options = good(&reply, "the columns of tickets")?;
    let columns = options.as_object().into_iter().flatten().filter(|(id, _)| id.parse::<u32>().is_ok());
    shape.whole(Part::Field, columns.map(|(_, one)| text(one, "name")));
    let reply = line.get(&format!("/apirest.php/ITILCategory?range=0-{}", MOST - 1)).await?;
    if let Ok(found) = good(&reply, "the categories") {
        let names = found.as_array().into_iter().flatten().map(|one| match text(one, "completename") {
            name if name.is_empty() => text(one, "name"),
            name => name,
        });
        shape.put(Part::Category, names.collect::<Vec<_>>());
    }
    shape.notes.push(
        "GLPI names its fields in the language of the account; names in another language are not found.".to_owned(),
    );
    if shape.things.get(&Part::Field).is_none_or(Vec::is_empty) {
        shape.whole.remove(&Part::Field);
    }
    Ok(shape)
}
