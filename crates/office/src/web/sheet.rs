//! A list as a file for spreadsheets, by the end of the address that asks for it: CSV, or a workbook (.xlsx).
//!
//! Absent: what a list holds. Source: RFC 4180; ECMA-376 part 1, §18.

use axum::response::Response;
use press::{Column, Tab};

use super::visit::Visit;
use super::{answer, csv};

const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The file to save; `name` has no end.
pub fn download(visit: &Visit, name: &str, header: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Response {
    if !visit.uri.path().ends_with(".xlsx") {
        return csv::download(&format!("{name}.csv"), header, rows);
    }
    let columns = header.iter().map(|text| Column::new(text, 1)).collect();
    let tab = Tab { name: name.to_owned(), columns, rows: rows.collect() };
    answer::download(&format!("{name}.xlsx"), WORKBOOK, press::workbook(&[tab]))
}
