//! A workbook: its sheets, the texts they share, and which styles show a number as a date.
//!
//! Absent: everything that is only looks. Source: ECMA-376-1:2016, §18.2 (workbook), §18.4 (shared strings), §18.8 (styles).

use super::archive::{Archive, Limited};
use super::sheet::Rows;
use crate::report::ImportError;
use crate::source::{Limits, TooLarge};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::io::BufReader;

/// Most bytes of the workbook part, the relations, the styles.
const MAX_PART_BYTES: u64 = 64 * 1024 * 1024;
/// Most bytes of the shared texts after unpacking.
const MAX_SHARED_BYTES: u64 = 512 * 1024 * 1024;

/// A sheet by name and the part it lies in.
pub(super) struct Sheet {
    pub(super) name: String,
    part: String,
}

pub(super) struct Book<'b> {
    archive: Archive<'b>,
    pub(super) sheets: Vec<Sheet>,
    pub(super) shared: Texts,
    /// For each style whether it shows a date or time.
    pub(super) dates: Vec<bool>,
    /// Whether days are counted from 1904.
    pub(super) from_1904: bool,
    max_bytes: u64,
    pub(super) max_columns: usize,
}

/// Many texts in one.
#[derive(Default)]
pub(super) struct Texts {
    text: String,
    ends: Vec<usize>,
}

impl Texts {
    pub(super) fn get(&self, index: usize) -> Option<&str> {
        let end = *self.ends.get(index)?;
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        self.text.get(start..end)
    }
}

/// What the parts of a workbook are made of.
pub(super) enum Piece<'p> {
    Open(&'p BytesStart<'p>),
    Close(&'p str),
    Text(&'p str),
}

/// Hands each piece of a part of XML to `take`.
pub(super) fn walk(
    part: BufReader<Limited<'_>>,
    mut take: impl FnMut(Piece<'_>) -> Result<(), ImportError>,
) -> Result<(), ImportError> {
    let mut xml = Reader::from_reader(part);
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).map_err(unread)? {
            Event::Start(tag) => take(Piece::Open(&tag))?,
            Event::Empty(tag) => {
                take(Piece::Open(&tag))?;
                take(Piece::Close(tag.local_name().as_ref()))?;
            }
            Event::End(tag) => take(Piece::Close(tag.local_name().as_ref()))?,
            Event::Text(text) => take(Piece::Text(&plain(&text)))?,
            Event::CData(text) => take(Piece::Text(&text))?,
            Event::GeneralRef(reference) => take(Piece::Text(&plain(&format!("&{};", &*reference))))?,
            Event::DocType(_) => return Err(wrong("it has a document type declaration, which is not accepted.")),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// Text without references; a reference nobody knows stays as it is.
pub(super) fn plain(text: &str) -> String {
    quick_xml::escape::unescape(text).map_or_else(|_| text.to_owned(), std::borrow::Cow::into_owned)
}

pub(super) fn unread(error: quick_xml::Error) -> ImportError {
    let quick_xml::Error::Io(error) = error else {
        return wrong(&format!("the workbook is damaged: {error}."));
    };
    match error.get_ref().and_then(|inner| inner.downcast_ref::<TooLarge>()) {
        Some(too_large) => ImportError::TooLarge { limit: too_large.limit },
        None => wrong("the workbook is cut off or damaged; send it again."),
    }
}

pub(super) fn wrong(why: &str) -> ImportError {
    ImportError::NotReadable { place: None, why: why.to_owned() }
}

/// The value of an attribute by its local name.
pub(super) fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.attributes().filter_map(Result::ok).find(|attribute| attribute.key.local_name().as_ref() == name);
    found.map(|attribute| plain(&attribute.value))
}

impl<'b> Book<'b> {
    pub(super) fn open(bytes: &'b [u8], limits: &Limits) -> Result<Book<'b>, ImportError> {
        let archive = Archive::open(bytes)?;
        let need = |name: &str| {
            archive.part(name, MAX_PART_BYTES)?.ok_or_else(|| wrong("it is an archive, but no Excel workbook (.xlsx)."))
        };
        let mut targets = Vec::new();
        walk(need("xl/_rels/workbook.xml.rels")?, |piece| {
            if let Piece::Open(tag) = piece
                && let (Some(id), Some(target)) = (attribute(tag, "Id"), attribute(tag, "Target"))
            {
                targets.push((id, target));
            }
            Ok(())
        })?;
        let (mut sheets, mut from_1904) = (Vec::new(), false);
        walk(need("xl/workbook.xml")?, |piece| {
            let Piece::Open(tag) = piece else { return Ok(()) };
            match tag.local_name().as_ref() {
                "workbookPr" => {
                    from_1904 = attribute(tag, "date1904").is_some_and(|flag| flag == "1" || flag == "true");
                }
                "sheet" => {
                    let id = attribute(tag, "id").unwrap_or_default();
                    let target = targets.iter().find(|(known, _)| *known == id).map(|(_, target)| target.as_str());
                    let part = match target {
                        Some(target) if target.starts_with('/') => target.to_owned(),
                        target => format!("xl/{}", target.unwrap_or_default()),
                    };
                    sheets.push(Sheet { name: attribute(tag, "name").unwrap_or_default(), part });
                }
                _ => {}
            }
            Ok(())
        })?;
        if sheets.is_empty() {
            return Err(wrong("the workbook has no sheet."));
        }
        let shared = match archive.part("xl/sharedStrings.xml", MAX_SHARED_BYTES.min(limits.max_bytes))? {
            Some(part) => shared(part)?,
            None => Texts::default(),
        };
        let dates = match archive.part("xl/styles.xml", MAX_PART_BYTES)? {
            Some(part) => dates(part)?,
            None => Vec::new(),
        };
        let (max_bytes, max_columns) = (limits.max_bytes, limits.max_columns);
        Ok(Book { archive, sheets, shared, dates, from_1904, max_bytes, max_columns })
    }

    /// The rows of a sheet as separated text.
    pub(super) fn rows(&self, sheet: Option<&str>) -> Result<Rows<'_, 'b>, ImportError> {
        let chosen = match sheet {
            None => self.sheets.first(),
            Some(name) => self.sheets.iter().find(|sheet| sheet.name == name),
        };
        let Some(chosen) = chosen else {
            let names: Vec<&str> = self.sheets.iter().map(|sheet| sheet.name.as_str()).collect();
            let why =
                format!("there is no sheet \"{}\"; the sheets are: {}.", sheet.unwrap_or_default(), names.join(", "));
            return Err(ImportError::Mapping { why });
        };
        let part = self.archive.part(&chosen.part, self.max_bytes)?;
        let part = part.ok_or_else(|| wrong(&format!("the sheet \"{}\" is missing in the workbook.", chosen.name)))?;
        Ok(Rows::new(self, part))
    }
}

/// The texts that cells share; of rich text its runs, without the reading aids of Japanese.
fn shared(part: BufReader<Limited<'_>>) -> Result<Texts, ImportError> {
    let mut texts = Texts::default();
    let (mut inside, mut aside) = (false, false);
    walk(part, |piece| {
        match piece {
            Piece::Open(tag) => match tag.local_name().as_ref() {
                "t" => inside = true,
                "rPh" => aside = true,
                _ => {}
            },
            Piece::Close("t") => inside = false,
            Piece::Close("rPh") => aside = false,
            Piece::Close("si") => texts.ends.push(texts.text.len()),
            Piece::Text(text) if inside && !aside => texts.text.push_str(text),
            _ => {}
        }
        Ok(())
    })?;
    Ok(texts)
}

/// For each style of cells whether its format shows a date or time.
fn dates(part: BufReader<Limited<'_>>) -> Result<Vec<bool>, ImportError> {
    let mut own: Vec<(String, bool)> = Vec::new();
    let mut styles = Vec::new();
    let mut in_cells = false;
    walk(part, |piece| {
        match piece {
            Piece::Open(tag) => match tag.local_name().as_ref() {
                "numFmt" => {
                    let code = attribute(tag, "formatCode").unwrap_or_default();
                    own.push((attribute(tag, "numFmtId").unwrap_or_default(), shows_date(&code)));
                }
                "cellXfs" => in_cells = true,
                "xf" if in_cells => {
                    let id = attribute(tag, "numFmtId").unwrap_or_default();
                    let known = own.iter().find(|(known, _)| *known == id).map(|(_, date)| *date);
                    styles
                        .push(known.unwrap_or_else(|| matches!(id.parse(), Ok(14..=22 | 27..=36 | 45..=47 | 50..=58))));
                }
                _ => {}
            },
            Piece::Close("cellXfs") => in_cells = false,
            _ => {}
        }
        Ok(())
    })?;
    Ok(styles)
}

/// Whether a format code has a part of a date or time outside quotes and brackets; `[h]:mm` shows an amount of time, which
/// is no date.
fn shows_date(code: &str) -> bool {
    let mut chars = code.chars();
    let mut found = false;
    while let Some(c) = chars.next() {
        match c {
            '"' => drop(chars.by_ref().find(|c| *c == '"')),
            '\\' | '_' | '*' => drop(chars.next()),
            '[' => {
                let inside: String = chars.by_ref().take_while(|c| *c != ']').collect();
                if ["h", "hh", "m", "mm", "s", "ss"].contains(&inside.to_ascii_lowercase().as_str()) {
                    return false;
                }
            }
            'y' | 'Y' | 'd' | 'D' | 'h' | 'H' | 's' | 'S' | 'm' | 'M' => found = true,
            ';' => break,
            _ => {}
        }
    }
    found && !code.eq_ignore_ascii_case("general")
}
