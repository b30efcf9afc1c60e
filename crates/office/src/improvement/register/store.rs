//! The register read as a list, with the names of people.

use db::{Bind, Error, Tx};

use super::super::model::Stage;
use super::super::store::{COLUMNS, WIDTH, read};
use super::{Listed, Listing, ProcessName};
use crate::people::store::escape_like;

const NAMES: &str = "coalesce(r.name, ''), coalesce(o.name, ''), coalesce(v.name, ''), c.key, c.name";
const FROM: &str = "improvements i left join people r on r.id = i.raised_by left join people o on o.id = i.owner_id \
     left join people v on v.id = i.verified_by left join processes c on c.id = i.process_id";

/// One entry with its names.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub fn entry(tx: &mut Tx, id: &str) -> Result<Listed, Error> {
    tx.one(format!("select {COLUMNS}, {NAMES} from {FROM} where i.id = $1"), &[&id], listed)
}

/// Everything that was ever proposed for a process, the most pressing first.
///
/// # Errors
/// The database's.
pub fn of_process(tx: &mut Tx, process_id: &str) -> Result<Vec<Listed>, Error> {
    let order = "order by i.priority desc, i.number desc";
    tx.query(format!("select {COLUMNS}, {NAMES} from {FROM} where i.process_id = $1 {order}"), &[&process_id], listed)
}

/// A page of the register, and how many entries match in all.
///
/// # Errors
/// The database's.
pub fn list(tx: &mut Tx, listing: &Listing) -> Result<(Vec<Listed>, i64), Error> {
    let like = format!("%{}%", escape_like(&listing.words.trim().to_lowercase()));
    let number = listing.number().unwrap_or(-1);
    let (stage, origin) = (listing.stage.map(Stage::key), listing.origin.map(super::OriginKind::key));
    let mut args: Vec<&dyn Bind> = vec![&like, &number];
    let mut condition =
        "(lower(i.title) like $1 escape '!' or lower(i.description) like $1 escape '!' or i.number = $2)".to_owned();
    let filters: [(&str, Option<&dyn Bind>); 4] = [
        ("i.stage", stage.as_ref().map(|value| value as &dyn Bind)),
        ("i.origin_kind", origin.as_ref().map(|value| value as &dyn Bind)),
        ("i.process_id", listing.process_id.as_ref().map(|value| value as &dyn Bind)),
        ("i.owner_id", listing.owner_id.as_ref().map(|value| value as &dyn Bind)),
    ];
    for (column, value) in filters {
        if let Some(value) = value {
            args.push(value);
            condition.push_str(&format!(" and {column} = ${}", args.len()));
        }
    }
    if let Some(reader) = &listing.reader {
        args.push(&reader.person_id);
        let own = args.len();
        let mut places = Vec::with_capacity(reader.process_ids.len());
        for id in &reader.process_ids {
            args.push(id);
            places.push(format!("i.process_id = ${}", args.len()));
        }
        places.push(format!("i.process_id is null or i.raised_by = ${own} or i.owner_id = ${own}"));
        condition.push_str(&format!(" and ({})", places.join(" or ")));
    }
    let total = tx.one(format!("select count(*) from improvements i where {condition}"), &args, |row| row.get(0))?;
    let column = match listing.sort.as_str() {
        "number" => "i.number",
        "title" => "lower(i.title)",
        "due" => "coalesce(i.due_at, 9223372036854775807)",
        "owner" => "lower(coalesce(o.name, ''))",
        "process" => "lower(coalesce(c.name, ''))",
        _ => "i.priority",
    };
    let direction = if listing.downwards { "desc" } else { "asc" };
    let at = args.len();
    args.push(&listing.limit);
    args.push(&listing.offset);
    let sql = format!(
        "select {COLUMNS}, {NAMES} from {FROM} where {condition} order by {column} {direction}, i.number desc \
         limit ${} offset ${}",
        at + 1,
        at + 2
    );
    Ok((tx.query(sql, &args, listed)?, total))
}

fn listed(row: &db::Row) -> Result<Listed, Error> {
    let (key, name): (Option<String>, Option<String>) = (row.get(WIDTH + 3)?, row.get(WIDTH + 4)?);
    Ok(Listed {
        improvement: read(row)?,
        raised_by: row.get(WIDTH)?,
        owner: row.get(WIDTH + 1)?,
        verified_by: row.get(WIDTH + 2)?,
        process: key.zip(name).map(|(key, name)| ProcessName { key, name }),
    })
}
