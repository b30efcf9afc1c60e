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

/// The cells of one line without line breaks in it.
#[must_use]
pub fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut letters = line.chars().peekable();
    let mut in_quotes = false;
    while let Some(letter) = letters.next() {
        match letter {
            '"' if in_quotes && letters.peek() == Some(&'"') => {
                letters.next();
                push(&mut cells, '"');
            }
            '"' => in_quotes = !in_quotes,
            ',' if !in_quotes => cells.push(String::new()),
            other => push(&mut cells, other),
        }
    }
    cells
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
