//! Tables as a workbook that spreadsheet programs open: typed cells, a head that stays in sight, filters.
//!
//! Absent: formulas, so that no text of a table is ever one; dates, which stay the words they are. Our own writer, because a table
//! needs six small files that the packing for Word can pack. Source: ECMA-376 part 1, §18 (`SpreadsheetML`), transitional.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::document::{Block, Column, Document};
use crate::text::{clean, escape};
use crate::zip;

const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const KIND: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";
/// Letters of the name of a tab at most.
const NAME_CHARS: usize = 31;
/// Letters of a cell at most.
const CELL_CHARS: usize = 32_767;
/// Rows of a tab at most, its head among them.
const ROWS: usize = 1_048_576;
/// Columns of a tab at most.
const COLUMNS: usize = 16_384;
/// Width of all columns together, letters.
const WIDTH: f32 = 150.0;
/// Width of one column, letters.
const LETTERS: (f32, f32) = (9.0, 70.0);

/// A table on a tab of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tab {
    /// Shortened, and told apart from others of the same name, where it must be.
    pub name: String,
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<String>>,
}

/// The tables of a document, each under the heading above it, and what the document says of itself on a last tab.
#[must_use]
pub fn tabs(document: &Document) -> Vec<Tab> {
    let mut all = Vec::new();
    let mut name = document.kind.as_str();
    for block in &document.blocks {
        match block {
            Block::Heading { text, .. } => name = text,
            Block::Table { columns, rows } => all.push(Tab {
                name: name.to_owned(),
                columns: columns.clone(),
                rows: rows.iter().map(|row| row.iter().map(|cell| plain(cell)).collect()).collect(),
            }),
            _ => {}
        }
    }
    all.push(about(document));
    all
}

fn about(document: &Document) -> Tab {
    let of = |term: &str, text: &str| vec![term.to_owned(), text.to_owned()];
    let mut rows = vec![of(&document.kind, &document.title)];
    rows.extend(document.facts.iter().map(|fact| of(&fact.term, &fact.text)));
    for (term, text) in [("Published by", &document.house), ("Standing", &document.mark), ("Note", &document.notice)] {
        rows.push(of(term, text));
    }
    rows.retain(|row| !row[1].is_empty());
    Tab { name: "About".to_owned(), columns: vec![Column::new("About", 2), Column::new("", 6)], rows }
}

/// The words of blocks, each block on a line of its own.
fn plain(blocks: &[Block]) -> String {
    let said: Vec<String> = blocks
        .iter()
        .map(|block| match block {
            Block::Heading { text, .. } => text.clone(),
            Block::Paragraph { spans } => spans.iter().map(|span| span.text.as_str()).collect(),
            Block::List { items, .. } => items.iter().map(|item| plain(item)).collect::<Vec<_>>().join("\n"),
            Block::Callout { blocks, .. } => plain(blocks),
            Block::Definitions { entries } => {
                let all = entries.iter().map(|entry| format!("{}: {}", entry.term, plain(&entry.blocks)));
                all.collect::<Vec<_>>().join("\n")
            }
            Block::Table { .. } | Block::Figure(_) | Block::PageBreak => String::new(),
        })
        .collect();
    said.join("\n")
}

/// The tabs as a file for spreadsheet programs (.xlsx). Without any tab the file holds an empty one.
#[must_use]
pub fn workbook(tabs: &[Tab]) -> Vec<u8> {
    let empty = [Tab::default()];
    let tabs = if tabs.is_empty() { &empty } else { tabs };
    let mut files = vec![
        ("[Content_Types].xml".to_owned(), content_types(tabs.len()).into_bytes()),
        ("_rels/.rels".to_owned(), relations([("rId1".to_owned(), "officeDocument", "xl/workbook.xml".to_owned())])),
        ("xl/workbook.xml".to_owned(), book(tabs).into_bytes()),
        ("xl/_rels/workbook.xml.rels".to_owned(), relations(parts(tabs.len()))),
        ("xl/styles.xml".to_owned(), styles().into_bytes()),
    ];
    for (at, tab) in tabs.iter().enumerate() {
        files.push((format!("xl/worksheets/sheet{}.xml", at + 1), sheet(tab, at == 0).into_bytes()));
    }
    zip::pack(&files)
}

fn content_types(count: usize) -> String {
    let mut out = format!(
        "{XML}<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"rels\" \
         ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" \
         ContentType=\"application/xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"{KIND}.sheet.main+xml\"/>\
         <Override PartName=\"/xl/styles.xml\" ContentType=\"{KIND}.styles+xml\"/>"
    );
    for at in 1..=count {
        let _ =
            write!(out, "<Override PartName=\"/xl/worksheets/sheet{at}.xml\" ContentType=\"{KIND}.worksheet+xml\"/>");
    }
    out.push_str("</Types>");
    out
}

fn parts(count: usize) -> impl Iterator<Item = (String, &'static str, String)> {
    let sheets = (1..=count).map(|at| (format!("rId{at}"), "worksheet", format!("worksheets/sheet{at}.xml")));
    sheets.chain([("rIdStyles".to_owned(), "styles", "styles.xml".to_owned())])
}

fn relations(all: impl IntoIterator<Item = (String, &'static str, String)>) -> Vec<u8> {
    let mut out = format!("{XML}<Relationships xmlns=\"{PACKAGE}/relationships\">");
    for (id, kind, target) in all {
        let _ = write!(out, "<Relationship Id=\"{id}\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"/>");
    }
    out.push_str("</Relationships>");
    out.into_bytes()
}

fn book(tabs: &[Tab]) -> String {
    let mut out = format!("{XML}<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets>");
    let mut taken = BTreeSet::new();
    for (at, tab) in tabs.iter().enumerate() {
        let (name, id) = (escape(&name(&tab.name, &mut taken)), at + 1);
        let _ = write!(out, "<sheet name=\"{name}\" sheetId=\"{id}\" r:id=\"rId{id}\"/>");
    }
    out.push_str("</sheets></workbook>");
    out
}

/// A name that no other tab has, of signs that a tab may have.
fn name(wanted: &str, taken: &mut BTreeSet<String>) -> String {
    let kept: String = clean(wanted)
        .chars()
        .map(|sign| if matches!(sign, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\'' | '\n') { ' ' } else { sign })
        .collect();
    let kept = kept.trim();
    let kept = if kept.is_empty() { "Table" } else { kept };
    let cut = |most: usize| -> String { kept.chars().take(most).collect::<String>().trim_end().to_owned() };
    let mut name = cut(NAME_CHARS);
    let mut count = 1;
    while !taken.insert(name.to_lowercase()) {
        count += 1;
        let end = format!(" {count}");
        name = cut(NAME_CHARS - end.chars().count()) + &end;
    }
    name
}

/// Styles by number: 0 plain, 1 the head, 2 text that wraps, 3 the same in the middle.
fn styles() -> String {
    format!(
        "{XML}<styleSheet xmlns=\"{MAIN}\"><fonts count=\"2\"><font><sz val=\"10\"/><name val=\"Calibri\"/></font><font><b/><sz \
         val=\"10\"/><color rgb=\"FF14507A\"/><name val=\"Calibri\"/></font></fonts><fills count=\"3\"><fill><patternFill \
         patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill><fill><patternFill patternType=\"solid\">\
         <fgColor rgb=\"FFEEF3F7\"/></patternFill></fill></fills><borders count=\"2\"><border/><border><left/><right/><top/><bottom \
         style=\"medium\"><color rgb=\"FF14507A\"/></bottom></border></borders><cellStyleXfs count=\"1\"><xf/></cellStyleXfs><cellXfs \
         count=\"4\"><xf/><xf fontId=\"1\" fillId=\"2\" borderId=\"1\" applyFont=\"1\" applyFill=\"1\" applyBorder=\"1\" \
         applyAlignment=\"1\"><alignment vertical=\"top\" wrapText=\"1\"/></xf><xf applyAlignment=\"1\"><alignment vertical=\"top\" \
         wrapText=\"1\"/></xf><xf applyAlignment=\"1\"><alignment horizontal=\"center\" vertical=\"top\" wrapText=\"1\"/></xf>\
         </cellXfs></styleSheet>"
    )
}

fn sheet(tab: &Tab, is_first: bool) -> String {
    let columns = &tab.columns[..tab.columns.len().min(COLUMNS)];
    let chosen = if is_first { " tabSelected=\"1\"" } else { "" };
    let mut out = format!(
        "{XML}<worksheet xmlns=\"{MAIN}\"><sheetPr><pageSetUpPr fitToPage=\"1\"/></sheetPr><sheetViews><sheetView{chosen} \
         workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/></sheetView>\
         </sheetViews>"
    );
    if !columns.is_empty() {
        out.push_str("<cols>");
        let whole: f32 = columns.iter().map(|column| f32::from(column.share.max(1))).sum();
        for (at, column) in columns.iter().enumerate() {
            let width = (WIDTH * f32::from(column.share.max(1)) / whole).clamp(LETTERS.0, LETTERS.1);
            let _ = write!(out, "<col min=\"{0}\" max=\"{0}\" width=\"{width:.1}\" customWidth=\"1\"/>", at + 1);
        }
        out.push_str("</cols>");
    }
    out.push_str("<sheetData>");
    if !columns.is_empty() {
        out.push_str("<row r=\"1\">");
        for (at, column) in columns.iter().enumerate() {
            text_cell(&mut out, at, 1, 1, &column.heading);
        }
        out.push_str("</row>");
    }
    for (at, row) in tab.rows.iter().take(ROWS - 1).enumerate() {
        let number = at + 2;
        let _ = write!(out, "<row r=\"{number}\">");
        for (at, (text, column)) in row.iter().zip(columns).enumerate() {
            let style = if column.align == crate::Align::Centre { 3 } else { 2 };
            match figure(text) {
                Some(figure) => {
                    let _ = write!(out, "<c r=\"{}{number}\" s=\"{style}\"><v>{figure}</v></c>", letters(at));
                }
                None => text_cell(&mut out, at, number, style, text),
            }
        }
        out.push_str("</row>");
    }
    out.push_str("</sheetData>");
    if !columns.is_empty() {
        let last = tab.rows.len().min(ROWS - 1) + 1;
        let _ = write!(out, "<autoFilter ref=\"A1:{}{last}\"/>", letters(columns.len() - 1));
    }
    out.push_str("<pageSetup paperSize=\"9\" orientation=\"landscape\" fitToHeight=\"0\"/></worksheet>");
    out
}

fn text_cell(out: &mut String, column: usize, row: usize, style: u8, text: &str) {
    if text.is_empty() {
        return;
    }
    let short: String;
    let text = if text.chars().count() > CELL_CHARS {
        short = text.chars().take(CELL_CHARS - 1).chain(['…']).collect();
        &short
    } else {
        text
    };
    let _ = write!(
        out,
        "<c r=\"{}{row}\" s=\"{style}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{}</t></is></c>",
        letters(column),
        escape(text)
    );
}

/// The text as a figure, where it is one and nothing is lost: "007" and "1.50" stay texts.
fn figure(text: &str) -> Option<f64> {
    let figure: f64 = text.parse().ok()?;
    (figure.is_finite() && figure.to_string() == text).then_some(figure)
}

/// The letters of a column, from 0: A, B, …, Z, AA.
fn letters(mut column: usize) -> String {
    let mut out = Vec::new();
    loop {
        out.push(b'A' + (column % 26) as u8);
        if column < 26 {
            break;
        }
        column = column / 26 - 1;
    }
    out.iter().rev().map(|letter| char::from(*letter)).collect()
}
