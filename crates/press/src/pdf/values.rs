//! The document as the data that the template reads, and its pictures as files of their own.
//!
//! Absent: the look, which is the template's. Source: `template.typ`.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::PrintError;
use crate::document::{Block, Day, Document, Figure, Shape, Span};
use crate::font;
use crate::picture::{self, Format, MM_PER_PIXEL};
use crate::sheet::{self, BOTTOM_MM, Paper, SIDE_MM, TOP_MM};
use crate::text;

/// A word longer than this many letters gets places to break.
const LONG_WORD: usize = 24;
/// Letters between two places to break.
const PIECE: usize = 12;
/// A row of a table whose data is shorter than this stays on one page: two dozen short paragraphs of a handful of lines, bytes.
const WHOLE_ROW: usize = 4_000;
/// A place where a line may break, without width.
const BREAK: char = '\u{200b}';

/// Fields that are no text to read.
const VERBATIM: [&str; 5] = ["link", "file", "kind", "tone", "align"];

/// What the template reads.
pub struct Values {
    pub data: Value,
    /// Pictures by name.
    pub files: BTreeMap<String, Vec<u8>>,
}

/// The data of a document; `shows` says whether the letters have a sign.
///
/// # Errors
/// When a picture cannot be read.
pub fn values(document: &Document, shows: &dyn Fn(char) -> bool) -> Result<Values, PrintError> {
    let mut files = BTreeMap::new();
    let mut sheets = Vec::new();
    let mut above = 0;
    for sheet in sheet::sheets(document)? {
        let (width, height) = sheet.paper.size_mm();
        let mut blocks = Vec::new();
        for block in sheet.blocks {
            blocks.push(match block {
                // PDF/UA wants headings that begin with the first level and pass none over.
                Block::Heading { level, text } => {
                    above = (*level).clamp(1, above + 1);
                    json!({ "kind": "heading", "level": above, "text": text::title(text) })
                }
                block => block_value(block, sheet.paper, document.shape == Shape::Poster, &mut files)?,
            });
        }
        sheets.push(json!({ "width_mm": width, "height_mm": height, "blocks": blocks }));
    }
    let (lang, region) = language(&document.language);
    let mut data = json!({
        "title": text::title(&document.title), "house": document.house, "version": document.version,
        "status": document.status, "effective": document.effective, "mark": document.mark, "notice": document.notice,
        "numbered": document.numbered, "facts": document.facts, "contents": "Contents", "sheets": sheets,
    });
    showing(&mut data, shows);
    data["kind"] = json!(shown(&document.kind, shows));
    for (name, value) in [
        ("day", day(document.day)),
        ("booklet", json!(document.shape == Shape::Booklet)),
        ("poster", json!(document.shape == Shape::Poster)),
        ("family", json!(font::FAMILY)),
        ("lang", json!(lang)),
        ("region", json!(region)),
        ("side_mm", json!(SIDE_MM)),
        ("top_mm", json!(TOP_MM)),
        ("bottom_mm", json!(BOTTOM_MM)),
        ("logo", logo(document, &mut files)?),
    ] {
        data[name] = value;
    }
    Ok(Values { data, files })
}

fn block_value(
    block: &Block,
    paper: Paper,
    fills: bool,
    files: &mut BTreeMap<String, Vec<u8>>,
) -> Result<Value, PrintError> {
    if let Block::Figure(figure) = block {
        let (width, height) = sheet::printed_mm(figure, paper, fills)?;
        let file = format!("figure-{}.svg", files.len());
        files.insert(file.clone(), figure.svg.clone().into_bytes());
        return Ok(json!({
            "kind": "figure", "file": file, "width_mm": width, "height_mm": height,
            "caption": figure.caption, "description": description(figure),
        }));
    }
    let refused = |error: serde_json::Error| PrintError::Typesetter(error.to_string());
    // Figures within lists, tables and call-outs have no paper of their own and are left out there; headings are no sections there.
    let mut value = serde_json::to_value(block).map_err(refused)?;
    flatten(&mut value);
    keep_rows_whole(&mut value);
    Ok(value)
}

/// What a figure shows, in words; PDF/UA demands some.
fn description(figure: &Figure) -> &str {
    let said = [&figure.description, &figure.caption].into_iter().find(|one| text::title(one) == one.as_str());
    said.map_or("Picture", String::as_str)
}

/// Rows of tables with a word on whether they stay on one page; long ones may break.
fn keep_rows_whole(value: &mut Value) {
    match value {
        Value::Array(all) => all.iter_mut().for_each(keep_rows_whole),
        Value::Object(map) => {
            map.values_mut().for_each(keep_rows_whole);
            if map.get("kind").is_some_and(|kind| kind == "table")
                && let Some(Value::Array(rows)) = map.get_mut("rows")
            {
                for row in rows {
                    let whole = row.to_string().len() < WHOLE_ROW;
                    *row = json!({ "cells": row.take(), "whole": whole });
                }
            }
        }
        _ => {}
    }
}

fn flatten(value: &mut Value) {
    match value {
        Value::Array(all) => {
            all.retain(|one| one["kind"] != "figure");
            for one in all {
                if one["kind"] == "heading" {
                    *one =
                        json!(Block::Paragraph { spans: vec![Span::strong(one["text"].as_str().unwrap_or_default())] });
                }
                flatten(one);
            }
        }
        Value::Object(map) => map.values_mut().for_each(flatten),
        _ => {}
    }
}

/// Every text cleaned, made breakable and of signs that the letters have.
fn showing(value: &mut Value, shows: &dyn Fn(char) -> bool) {
    match value {
        Value::String(said) => *said = shown(said, shows),
        Value::Array(all) => all.iter_mut().for_each(|one| showing(one, shows)),
        Value::Object(map) => {
            for (name, one) in map {
                if name == "link" {
                    *one = json!(one.as_str().and_then(text::address).unwrap_or_default());
                } else if !VERBATIM.contains(&name.as_str()) {
                    showing(one, shows);
                }
            }
        }
        _ => {}
    }
}

fn shown(said: &str, shows: &dyn Fn(char) -> bool) -> String {
    let said = breakable(&text::clean(said));
    said.chars().map(|sign| if sign == '\n' || sign == '\u{200b}' || shows(sign) { sign } else { '\u{25a1}' }).collect()
}

/// The text with places to break in words that are longer than [`LONG_WORD`].
fn breakable(text: &str) -> String {
    if text.split_whitespace().all(|word| word.chars().count() <= LONG_WORD) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + 16);
    for piece in text.split_inclusive(char::is_whitespace) {
        let is_long = piece.trim_end().chars().count() > LONG_WORD;
        for (at, sign) in piece.chars().enumerate() {
            if is_long && at > 0 && at % PIECE == 0 && sign.is_alphanumeric() {
                out.push(BREAK);
            }
            out.push(sign);
        }
    }
    out
}

/// Language and region of a tag, as far as they are two letters each.
fn language(tag: &str) -> (String, Option<String>) {
    let mut parts =
        tag.split('-').filter(|part| part.len() == 2 && part.chars().all(|sign| sign.is_ascii_alphabetic()));
    let lang = parts.next().unwrap_or("en").to_ascii_lowercase();
    (lang, parts.next().map(str::to_ascii_uppercase))
}

/// The day, where the calendar has it.
fn day(day: Day) -> Value {
    let longest = [31, if day.year.rem_euclid(4) == 0 { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let last = longest.get(usize::from(day.month).wrapping_sub(1)).copied();
    if last.is_some_and(|last| (1..=last).contains(&day.day)) { json!(day) } else { json!(Day::default()) }
}

fn logo(document: &Document, files: &mut BTreeMap<String, Vec<u8>>) -> Result<Value, PrintError> {
    /// Width and height of a logo on the front at most, millimetres.
    const ROOM_MM: (f32, f32) = (60.0, 16.0);
    let Some(logo) = &document.logo else { return Ok(Value::Null) };
    let picture = picture::measure(&logo.bytes).map_err(|error| PrintError::Picture(error.0))?;
    let (width, height) = (picture.width * MM_PER_PIXEL, picture.height * MM_PER_PIXEL);
    let share = (ROOM_MM.0 / width).min(ROOM_MM.1 / height);
    files.insert("logo".to_owned(), logo.bytes.clone());
    let format = if picture.format == Format::Svg { "svg" } else { "png" };
    Ok(json!({
        "format": format, "description": if logo.description.trim().is_empty() { "Logo" } else { &logo.description }, "width_mm": width * share, "height_mm": height * share,
    }))
}
