//! The RACI matrix as a table of three columns: activity, role, letters.
//!
//! Absent: whether the letters make sense (`lint`). Source: RFC 4180.

use super::{FileError, wrong};
use crate::definition::{Definition, Matrix};
use crate::web::csv;

/// The first line.
const HEADER: [&str; 3] = ["activity", "role", "letters"];

/// The matrix in the order of the diagram's activities and of the roles; what neither knows comes last, by name.
pub(super) fn write(definition: &Definition) -> String {
    let steps: Vec<String> = definition.steps().into_iter().map(|(id, _)| id).collect();
    let roles: Vec<&str> = definition.roles.iter().map(|role| role.key.as_str()).collect();
    let mut rows: Vec<_> = definition.raci.iter().collect();
    rows.sort_by_key(|(activity, _)| steps.iter().position(|step| step == *activity).unwrap_or(steps.len()));
    let mut out = HEADER.join(",");
    out.push('\n');
    for (activity, row) in rows {
        let mut cells: Vec<_> = row.iter().collect();
        cells.sort_by_key(|(role, _)| roles.iter().position(|one| one == role).unwrap_or(roles.len()));
        for (role, letters) in cells {
            let cells = [activity, role, letters].map(|cell| csv::quoted(cell));
            out.push_str(&cells.join(","));
            out.push('\n');
        }
    }
    out
}

/// # Errors
/// Every line that is wrong.
pub(super) fn read(path: &str, text: &str) -> Result<Matrix, Vec<FileError>> {
    let mut records = match csv::records(text) {
        Ok(records) => records.into_iter(),
        Err(line) => {
            let problem = "A quoted cell begins here and never ends.".to_owned();
            return Err(vec![wrong(path, Some(line), problem, "Close it with a second quotation mark.")]);
        }
    };
    match records.next() {
        None => return Ok(Matrix::new()),
        Some((_, cells)) if cells == HEADER => {}
        Some((line, cells)) => {
            let problem = format!("The header is “{}”.", cells.join(","));
            return Err(vec![wrong(path, Some(line), problem, "Begin the file with activity,role,letters.")]);
        }
    }
    let mut matrix = Matrix::new();
    let mut errors = Vec::new();
    for (line, cells) in records {
        let count = cells.len();
        let Ok([activity, role, letters]) = <[String; 3]>::try_from(cells) else {
            let problem = format!("Three cells are expected, {count} found.");
            errors.push(wrong(path, Some(line), problem, "Write activity,role,letters."));
            continue;
        };
        let row = matrix.entry(activity.clone()).or_default();
        if row.insert(role.clone(), letters).is_some() {
            let problem = format!("The letters of “{role}” at “{activity}” stand in two lines.");
            errors.push(wrong(path, Some(line), problem, "Keep one of the two lines."));
        }
    }
    if errors.is_empty() { Ok(matrix) } else { Err(errors) }
}
