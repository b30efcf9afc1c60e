//! The API in one place: every address for programs, described as an OpenAPI document and on a page that people read.
//!
//! The table in `operations` says what each address takes and answers; a test holds it against the doors of the house and against
//! real answers. Absent: the handlers, which stand in their slices, and keys for programs: a program signs in as a person does.
//! Sources: OpenAPI 3.1.1, JSON Schema 2020-12, RFC 9457 (problem documents).

mod calendars;
mod cases;
mod connectors;
mod document;
mod intakes;
mod objects;
mod operations;
pub mod pages;
mod schema;
mod schemas;
mod skills;
mod views;
mod webhooks;

#[cfg(test)]
mod tests;
