//! The blocks of a document as the paragraphs, tables and drawings of a Word file.
//!
//! Absent: the parts around the text. Source: ECMA-376 part 1, §17 (`WordprocessingML`) and §20.4 (drawings).

use std::fmt::Write as _;

use crate::PrintError;
use crate::document::{Align, Block, Column, Entry, Figure, Logo, Span, Tone};
use crate::picture::{self, Format};
use crate::sheet::{self, Paper, SIDE_MM};
use crate::text::{address, escape, title};

/// Twentieths of a point in a millimetre.
pub const TWIPS_PER_MM: f32 = 1440.0 / 25.4;
/// English metric units in a millimetre.
const EMU_PER_MM: f32 = 36_000.0;
/// Lists within lists that are indented further.
const LEVELS: usize = 8;
/// The list of the headings' numbers, and that of bullets; numbered lists follow.
pub const HEADINGS: usize = 1;
pub const BULLETS: usize = 2;

/// A picture or address that the text refers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Relation {
    Link(String),
    Media { name: String, bytes: Vec<u8> },
}

/// The text as it grows.
#[derive(Default)]
pub struct Body {
    pub out: String,
    /// The n-th has the id `rIdR{n}`.
    pub relations: Vec<Relation>,
    /// Numbered lists so far.
    pub numbered_lists: usize,
    headings: usize,
    drawings: usize,
}

/// Where a block stands.
#[derive(Clone, Copy)]
struct Place<'a> {
    style: &'a str,
    /// Twips from the left of what is not a list.
    indent: usize,
    level: usize,
    /// Twips that a table may take.
    width: f32,
    paper: Paper,
    fills: bool,
}

impl Body {
    /// Writes blocks on one paper.
    ///
    /// # Errors
    /// When a figure cannot be read.
    pub fn blocks(&mut self, blocks: &[&Block], paper: Paper, fills: bool) -> Result<(), PrintError> {
        let width = paper.room_mm().0 * TWIPS_PER_MM;
        let place = Place { style: "Normal", indent: 0, level: 0, width, paper, fills };
        blocks.iter().try_for_each(|block| self.block(block, place))
    }

    fn block(&mut self, block: &Block, place: Place) -> Result<(), PrintError> {
        match block {
            Block::Heading { level, text } => self.heading(*level, text),
            Block::Paragraph { spans } => self.paragraph(spans, place, ""),
            Block::List { ordered, items } => self.list(*ordered, items, place)?,
            Block::Table { columns, rows } => self.table(columns, rows, place)?,
            Block::Definitions { entries } => self.definitions(entries, place)?,
            Block::Figure(figure) => self.figure(figure, place)?,
            Block::Callout { tone, title, blocks } => {
                let style = if *tone == Tone::Warning { "CalloutWarning" } else { "Callout" };
                let inside = Place { style, ..place };
                if !title.is_empty() {
                    self.paragraph(&[Span::strong(title)], inside, "<w:keepNext/>");
                }
                blocks.iter().try_for_each(|one| self.block(one, inside))?;
            }
            Block::PageBreak => self.out.push_str("<w:p><w:r><w:br w:type=\"page\"/></w:r></w:p>"),
        }
        Ok(())
    }

    fn heading(&mut self, level: u8, text: &str) {
        self.headings += 1;
        let (level, id) = (level.clamp(1, 4), self.headings);
        let _ = write!(
            self.out,
            "<w:p><w:pPr><w:pStyle w:val=\"Heading{level}\"/></w:pPr><w:bookmarkStart w:id=\"{id}\" w:name=\"_Toc{id:06}\"/>"
        );
        self.run(&Span::plain(title(text)), "");
        let _ = write!(self.out, "<w:bookmarkEnd w:id=\"{id}\"/></w:p>");
    }

    fn paragraph(&mut self, spans: &[Span], place: Place, more: &str) {
        let indent = match place.indent {
            0 => String::new(),
            twips => format!("<w:ind w:left=\"{twips}\"/>"),
        };
        let _ = write!(self.out, "<w:p><w:pPr><w:pStyle w:val=\"{}\"/>{more}{indent}</w:pPr>", place.style);
        self.spans(spans);
        self.out.push_str("</w:p>");
    }

    /// A paragraph of plain text in a style.
    pub fn line(&mut self, style: &str, text: &str) {
        let _ = write!(self.out, "<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>");
        self.run(&Span::plain(text), "");
        self.out.push_str("</w:p>");
    }

    fn spans(&mut self, spans: &[Span]) {
        for span in spans {
            match address(&span.link) {
                Some(link) => {
                    self.relations.push(Relation::Link(link));
                    let _ = write!(self.out, "<w:hyperlink r:id=\"rIdR{}\">", self.relations.len());
                    self.run(span, "<w:rStyle w:val=\"Hyperlink\"/>");
                    self.out.push_str("</w:hyperlink>");
                }
                None if span.code => self.run(span, "<w:rStyle w:val=\"Code\"/>"),
                None => self.run(span, ""),
            }
        }
    }

    fn run(&mut self, span: &Span, style: &str) {
        self.out.push_str("<w:r>");
        if !style.is_empty() || span.strong || span.emphasis {
            let bold = if span.strong { "<w:b/>" } else { "" };
            let italic = if span.emphasis { "<w:i/>" } else { "" };
            let _ = write!(self.out, "<w:rPr>{style}{bold}{italic}</w:rPr>");
        }
        for (at, line) in span.text.split('\n').enumerate() {
            if at > 0 {
                self.out.push_str("<w:br/>");
            }
            let _ = write!(self.out, "<w:t xml:space=\"preserve\">{}</w:t>", escape(line));
        }
        self.out.push_str("</w:r>");
    }

    fn list(&mut self, ordered: bool, items: &[Vec<Block>], place: Place) -> Result<(), PrintError> {
        let level = place.level.min(LEVELS);
        let number = if ordered {
            self.numbered_lists += 1;
            BULLETS + self.numbered_lists
        } else {
            BULLETS
        };
        let in_table = place.style == "TableText";
        let style = if place.style == "Normal" { "ListParagraph" } else { place.style };
        let step = if in_table { 200 } else { 360 };
        let left = place.indent + step;
        let properties = format!(
            "<w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"{number}\"/></w:numPr>\
             <w:ind w:left=\"{left}\" w:hanging=\"{step}\"/>"
        );
        for item in items {
            let inside = Place { style, indent: left, level: level + 1, ..place };
            let (first, rest) = match item.split_first() {
                Some((Block::Paragraph { spans }, rest)) => (spans.as_slice(), rest),
                _ => (&[][..], item.as_slice()),
            };
            self.paragraph(first, Place { indent: 0, ..inside }, &properties);
            rest.iter().try_for_each(|block| self.block(block, inside))?;
        }
        Ok(())
    }

    fn table(&mut self, columns: &[Column], rows: &[Vec<Vec<Block>>], place: Place) -> Result<(), PrintError> {
        let whole: f32 = columns.iter().map(|column| f32::from(column.share)).sum::<f32>().max(1.0);
        let widths: Vec<f32> = columns.iter().map(|column| place.width * f32::from(column.share) / whole).collect();
        self.open_table("Grid", place.width, &widths);
        self.out.push_str("<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>");
        for (column, width) in columns.iter().zip(&widths) {
            self.open_cell(*width);
            let _ = write!(self.out, "<w:p><w:pPr><w:pStyle w:val=\"TableHeading\"/>{}</w:pPr>", justified(column));
            self.run(&Span::plain(&column.heading), "");
            self.out.push_str("</w:p></w:tc>");
        }
        self.out.push_str("</w:tr>");
        for row in rows {
            self.out.push_str("<w:tr><w:trPr><w:cantSplit/></w:trPr>");
            for ((cell, column), width) in row.iter().zip(columns).zip(&widths) {
                self.open_cell(*width);
                let inside = Place { style: "TableText", indent: 0, level: 0, width: width - 180.0, ..place };
                for block in cell {
                    match block {
                        Block::Paragraph { spans } => self.paragraph(spans, inside, justified(column)),
                        block => self.block(block, inside)?,
                    }
                }
                // A cell ends with a paragraph, or Word calls the file damaged.
                if !matches!(cell.last(), Some(Block::Paragraph { .. } | Block::List { .. })) {
                    self.paragraph(&[], inside, "");
                }
                self.out.push_str("</w:tc>");
            }
            self.out.push_str("</w:tr>");
        }
        self.out.push_str("</w:tbl>");
        let _ = write!(
            self.out,
            "<w:p><w:pPr><w:pStyle w:val=\"{}\"/><w:spacing w:after=\"60\"/></w:pPr></w:p>",
            place.style
        );
        Ok(())
    }

    /// Opens a table with columns of these widths, twips.
    fn open_table(&mut self, style: &str, width: f32, widths: &[f32]) {
        let _ = write!(
            self.out,
            "<w:tbl><w:tblPr><w:tblStyle w:val=\"{style}\"/><w:tblW w:w=\"{width:.0}\" w:type=\"dxa\"/>\
             <w:tblLayout w:type=\"fixed\"/><w:tblLook w:val=\"0420\" w:firstRow=\"1\" w:lastRow=\"0\" w:firstColumn=\"0\" \
             w:lastColumn=\"0\" w:noHBand=\"0\" w:noVBand=\"1\"/></w:tblPr><w:tblGrid>"
        );
        for width in widths {
            let _ = write!(self.out, "<w:gridCol w:w=\"{width:.0}\"/>");
        }
        self.out.push_str("</w:tblGrid>");
    }

    fn open_cell(&mut self, width: f32) {
        let _ = write!(self.out, "<w:tc><w:tcPr><w:tcW w:w=\"{width:.0}\" w:type=\"dxa\"/></w:tcPr>");
    }

    /// Terms beside what is said about them, without lines and without a head.
    pub fn facts(&mut self, facts: &[crate::document::Fact], width: f32) {
        let widths = [width * 0.28, width * 0.72];
        let _ = write!(
            self.out,
            "<w:tbl><w:tblPr><w:tblStyle w:val=\"TableNormal\"/><w:tblW w:w=\"{width:.0}\" w:type=\"dxa\"/>\
             <w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid><w:gridCol w:w=\"{:.0}\"/><w:gridCol w:w=\"{:.0}\"/></w:tblGrid>",
            widths[0], widths[1]
        );
        for fact in facts {
            self.out.push_str("<w:tr><w:trPr><w:cantSplit/></w:trPr>");
            for (width, text) in widths.iter().zip([&fact.term, &fact.text]) {
                self.open_cell(*width);
                self.line("TableText", text);
                self.out.push_str("</w:tc>");
            }
            self.out.push_str("</w:tr>");
        }
        self.out.push_str("</w:tbl>");
    }

    fn definitions(&mut self, entries: &[Entry], place: Place) -> Result<(), PrintError> {
        for entry in entries {
            self.paragraph(&[Span::plain(&entry.term)], Place { style: "Term", ..place }, "");
            let inside = Place { style: "Definition", ..place };
            entry.blocks.iter().try_for_each(|block| self.block(block, inside))?;
        }
        Ok(())
    }

    fn figure(&mut self, figure: &Figure, place: Place) -> Result<(), PrintError> {
        if place.style != "Normal" {
            return Ok(());
        }
        let size = sheet::printed_mm(figure, place.paper, place.fills)?;
        let name = self.drawings + 1;
        let dots = self.media(format!("figure-{name}.png"), picture::dots(&figure.svg)?);
        let lines = self.media(format!("figure-{name}.svg"), figure.svg.clone().into_bytes());
        self.drawing(size, &figure.caption, &figure.description, dots, Some(lines));
        if !figure.caption.is_empty() {
            self.line("Caption", &figure.caption);
        }
        Ok(())
    }

    /// The logo as a paragraph of its own.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn logo(&mut self, logo: &Logo) -> Result<(), PrintError> {
        /// Width and height at most, millimetres.
        const ROOM_MM: (f32, f32) = (60.0, 16.0);
        let picture = picture::measure(&logo.bytes).map_err(|error| PrintError::Picture(error.0))?;
        let share = (ROOM_MM.0 / picture.width).min(ROOM_MM.1 / picture.height);
        let size = (picture.width * share, picture.height * share);
        let (dots, lines) = match picture.format {
            Format::Png => (self.media("logo.png".to_owned(), logo.bytes.clone()), None),
            Format::Svg => {
                let dots = picture::dots(&String::from_utf8_lossy(&logo.bytes))?;
                let dots = self.media("logo.png".to_owned(), dots);
                (dots, Some(self.media("logo.svg".to_owned(), logo.bytes.clone())))
            }
        };
        self.drawing(size, "Logo", &logo.description, dots, lines);
        Ok(())
    }

    fn media(&mut self, name: String, bytes: Vec<u8>) -> usize {
        self.relations.push(Relation::Media { name, bytes });
        self.relations.len()
    }

    /// A picture in a paragraph of its own: lines where the program can, dots elsewhere.
    fn drawing(&mut self, size_mm: (f32, f32), name: &str, description: &str, dots: usize, lines: Option<usize>) {
        self.drawings += 1;
        let id = self.drawings;
        let (width, height) = ((size_mm.0 * EMU_PER_MM) as i64, (size_mm.1 * EMU_PER_MM) as i64);
        let (name, description) = (escape(name), escape(description));
        let better = lines.map_or(String::new(), |lines| {
            format!(
                "<a:extLst><a:ext uri=\"{{96DAC541-7B7A-43D3-8B79-37D633B846F1}}\"><asvg:svgBlip \
                 xmlns:asvg=\"http://schemas.microsoft.com/office/drawing/2016/SVG/main\" r:embed=\"rIdR{lines}\"/></a:ext></a:extLst>"
            )
        });
        let _ = write!(
            self.out,
            "<w:p><w:pPr><w:pStyle w:val=\"Picture\"/></w:pPr><w:r><w:drawing><wp:inline distT=\"0\" distB=\"0\" distL=\"0\" \
             distR=\"0\"><wp:extent cx=\"{width}\" cy=\"{height}\"/><wp:docPr id=\"{id}\" name=\"{name}\" descr=\"{description}\"/>\
             <a:graphic xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\"><a:graphicData \
             uri=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"><pic:pic \
             xmlns:pic=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"><pic:nvPicPr><pic:cNvPr id=\"{id}\" \
             name=\"{name}\" descr=\"{description}\"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed=\"rIdR{dots}\">\
             {better}</a:blip><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x=\"0\" y=\"0\"/>\
             <a:ext cx=\"{width}\" cy=\"{height}\"/></a:xfrm><a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>\
             </a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
        );
    }
}

fn justified(column: &Column) -> &'static str {
    if column.align == Align::Centre { "<w:jc w:val=\"center\"/>" } else { "" }
}

/// The paper of a section, and the parts that stand in its head and foot.
#[must_use]
pub fn section(paper: Paper, number: usize, has_front: bool) -> String {
    let (width, height) = paper.size_mm();
    let twips = |mm: f32| (mm * TWIPS_PER_MM).round() as i64;
    let turned = if width > height { " w:orient=\"landscape\"" } else { "" };
    let front = if has_front {
        format!(
            "<w:headerReference w:type=\"first\" r:id=\"rIdBlank\"/><w:footerReference w:type=\"first\" r:id=\"rIdFoot{number}\"/>"
        )
    } else {
        String::new()
    };
    let title = if has_front { "<w:titlePg/>" } else { "" };
    format!(
        "<w:sectPr><w:headerReference w:type=\"default\" r:id=\"rIdHead{number}\"/><w:footerReference w:type=\"default\" \
         r:id=\"rIdFoot{number}\"/>{front}<w:pgSz w:w=\"{}\" w:h=\"{}\"{turned}/><w:pgMar w:top=\"{}\" w:right=\"{side}\" \
         w:bottom=\"{}\" w:left=\"{side}\" w:header=\"{}\" w:footer=\"{}\" w:gutter=\"0\"/>{title}</w:sectPr>",
        twips(width),
        twips(height),
        twips(sheet::TOP_MM),
        twips(sheet::BOTTOM_MM),
        twips(12.0),
        twips(9.0),
        side = twips(SIDE_MM),
    )
}
