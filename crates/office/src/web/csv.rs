//! A list as a CSV file that a spreadsheet can open without running anything in it.
//!
//! Source: RFC 4180; OWASP CSV Injection (a cell that begins like a formula gets an apostrophe in front).

use axum::response::Response;

use super::answer;

/// A cell as it stands in the file.
#[must_use]
pub fn cell(text: &str) -> String {
    let risky = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
        && text.parse::<f64>().is_err();
    if risky { quoted(&format!("'{text}")) } else { quoted(text) }
}

/// A cell as RFC 4180 writes it, without the care for spreadsheets.
#[must_use]
pub fn quoted(text: &str) -> String {
    if text.contains(['"', ',', '\n', '\r', ';']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

/// A record of a table: the line it begins at, from 1, and its cells.
pub type Record = (usize, Vec<String>);

/// The records of a table; a quoted cell may hold line breaks. Blank lines are no records.
///
/// # Errors
/// The line at which a quoted cell begins that never ends.
pub fn records(text: &str) -> Result<Vec<Record>, usize> {
    let mut records: Vec<Record> = Vec::new();
    let (mut line, mut begins) = (1, 1);
    let mut cells = vec![String::new()];
    let mut quoted_since = None;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        line += usize::from(letter == '\n');
        let is_quoted = quoted_since.is_some();
        match letter {
            '"' if is_quoted && letters.next_if_eq(&'"').is_some() => push(&mut cells, '"'),
            '"' => quoted_since = if is_quoted { None } else { Some(line) },
            ',' if !is_quoted => cells.push(String::new()),
            '\r' if !is_quoted && letters.peek() == Some(&'\n') => {}
            '\n' if !is_quoted => {
                records.push((begins, std::mem::replace(&mut cells, vec![String::new()])));
                begins = line;
            }
            other => push(&mut cells, other),
        }
    }
    if let Some(line) = quoted_since {
        return Err(line);
    }
    records.push((begins, cells));
    records.retain(|(_, cells)| cells.len() > 1 || cells.iter().any(|cell| !cell.trim().is_empty()));
    Ok(records)
}

fn push(cells: &mut [String], letter: char) {
    if let Some(cell) = cells.last_mut() {
        cell.push(letter);
    }
}

/// The whole file, with its header line, as UTF-8 that spreadsheets recognise.
pub fn file(header: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Vec<u8> {
    let mut out = String::from("\u{feff}");
    let mut line = |cells: Vec<String>| {
        out.push_str(&cells.join(","));
        out.push_str("\r\n");
    };
    line(header.iter().map(|text| cell(text)).collect());
    for row in rows {
        line(row.iter().map(|text| cell(text)).collect());
    }
    out.into_bytes()
}

/// The file to save.
pub fn download(name: &str, header: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Response {
    answer::download(name, "text/csv; charset=utf-8", file(header, rows))
}
