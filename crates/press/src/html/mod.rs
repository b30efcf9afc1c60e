//! A document as one HTML file that stands alone: no script, no other file, fit to print.
//!
//! Absent: page numbers, which only paper has. Sources: HTML Living Standard, WCAG 2.2, CSS Paged Media.

use std::fmt::Write as _;

use crate::PrintError;
use crate::document::{Align, Block, Column, Document, Entry, Figure, Logo, Shape, Span, Tone};
use crate::picture::{self, Format};
use crate::text::{address, escape, title};

const STYLE: &str = include_str!("style.css");

/// The document as one HTML file.
///
/// # Errors
/// When a figure or the logo cannot be read, or blocks lie too deep.
pub fn html(document: &Document) -> Result<String, PrintError> {
    document.bounded()?;
    let mut page = Page { out: String::with_capacity(64 * 1024), numbers: Numbers::default(), document };
    page.head()?;
    if document.shape == Shape::Booklet {
        page.contents();
    }
    page.out.push_str("<main>\n");
    for block in &document.blocks {
        page.block(block)?;
    }
    page.out.push_str("</main>\n");
    page.foot();
    Ok(page.out)
}

/// Counts headings by level.
#[derive(Default)]
struct Numbers([usize; 4]);

impl Numbers {
    /// The number of the next heading of a level: "2.1".
    fn next(&mut self, level: u8) -> String {
        let at = usize::from(level.clamp(1, 4)) - 1;
        self.0[at] += 1;
        self.0[at + 1..].fill(0);
        let parts: Vec<String> = self.0[..=at].iter().map(ToString::to_string).collect();
        parts.join(".")
    }
}

struct Page<'a> {
    out: String,
    numbers: Numbers,
    document: &'a Document,
}

impl Page<'_> {
    fn head(&mut self) -> Result<(), PrintError> {
        let document = self.document;
        let (title, kind) = (escape(title(&document.title)), escape(&document.kind));
        let language = if document.language.is_empty() { "en" } else { &document.language };
        let shape = match document.shape {
            Shape::Booklet => "booklet",
            Shape::Sheet => "sheet",
            Shape::Wide => "sheet wide-paper",
            Shape::Poster => "sheet poster",
        };
        let _ = write!(
            self.out,
            "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <title>{title}: {kind}</title>\n<style>\n{STYLE}{}</style>\n</head>\n<body class=\"{shape}\">\n<header>\n",
            escape(language),
            if matches!(document.shape, Shape::Wide | Shape::Poster) { "@page { size: landscape }\n" } else { "" },
        );
        if let Some(logo) = &document.logo {
            self.logo(logo)?;
        }
        let _ = write!(self.out, "<p class=\"kind\">{kind}</p>\n<h1>{title}</h1>\n");
        if !document.mark.is_empty() {
            let _ = writeln!(self.out, "<p class=\"mark\">{}</p>", escape(&document.mark));
        }
        if !document.facts.is_empty() {
            self.out.push_str("<dl class=\"facts\">\n");
            for fact in &document.facts {
                let _ = writeln!(self.out, "<dt>{}</dt><dd>{}</dd>", escape(&fact.term), escape(&fact.text));
            }
            self.out.push_str("</dl>\n");
        }
        self.out.push_str("</header>\n");
        Ok(())
    }

    fn logo(&mut self, logo: &Logo) -> Result<(), PrintError> {
        let picture = picture::measure(&logo.bytes).map_err(|error| PrintError::Picture(error.0))?;
        let kind = match picture.format {
            Format::Svg => "svg+xml",
            Format::Png => "png",
        };
        let (data, alt) = (base64(&logo.bytes), escape(&logo.description));
        let _ = writeln!(self.out, "<img src=\"data:image/{kind};base64,{data}\" alt=\"{alt}\">");
        Ok(())
    }

    /// Sections and what stands right below them, as links.
    fn contents(&mut self) {
        let mut numbers = Numbers::default();
        self.out.push_str("<nav aria-label=\"Contents\">\n<h2>Contents</h2>\n<ol>");
        let mut is_below = false;
        let mut any = false;
        for block in &self.document.blocks {
            let Block::Heading { level, text } = block else { continue };
            let number = numbers.next(*level);
            let line = match level {
                1 => {
                    self.out.push_str(if is_below {
                        "</li>\n</ol></li>\n"
                    } else if any {
                        "</li>\n"
                    } else {
                        "\n"
                    });
                    is_below = false;
                    "<li>"
                }
                2 if any => {
                    self.out.push_str(if is_below { "</li>\n" } else { "\n<ol>" });
                    is_below = true;
                    "<li>"
                }
                _ => continue,
            };
            any = true;
            let shown = if self.document.numbered { format!("{number} ") } else { String::new() };
            let _ = write!(self.out, "{line}<a href=\"#s{number}\">{shown}{}</a>", escape(title(text)));
        }
        self.out.push_str(if is_below {
            "</li>\n</ol></li>\n"
        } else if any {
            "</li>\n"
        } else {
            ""
        });
        self.out.push_str("</ol>\n</nav>\n");
    }

    fn block(&mut self, block: &Block) -> Result<(), PrintError> {
        match block {
            Block::Heading { level, text } => self.heading(*level, text),
            Block::Paragraph { spans } => {
                self.out.push_str("<p>");
                self.spans(spans);
                self.out.push_str("</p>\n");
            }
            Block::List { ordered, items } => {
                let tag = if *ordered { "ol" } else { "ul" };
                let _ = writeln!(self.out, "<{tag}>");
                for item in items {
                    self.within("li", "", item)?;
                }
                let _ = writeln!(self.out, "</{tag}>");
            }
            Block::Table { columns, rows } => self.table(columns, rows)?,
            Block::Definitions { entries } => self.definitions(entries)?,
            Block::Figure(figure) => self.figure(figure)?,
            Block::Callout { tone, title, blocks } => {
                let class = if *tone == Tone::Warning { " class=\"warning\"" } else { "" };
                let _ = writeln!(self.out, "<aside{class}>");
                if !title.is_empty() {
                    let _ = writeln!(self.out, "<p class=\"head\">{}</p>", escape(title));
                }
                for one in blocks {
                    self.block(one)?;
                }
                self.out.push_str("</aside>\n");
            }
            Block::PageBreak => self.out.push_str("<div class=\"break\"></div>\n"),
        }
        Ok(())
    }

    fn heading(&mut self, level: u8, text: &str) {
        let number = self.numbers.next(level);
        let rank = level.clamp(1, 4) + 1;
        let shown =
            if self.document.numbered { format!("<span class=\"number\">{number}</span>") } else { String::new() };
        let _ = writeln!(self.out, "<h{rank} id=\"s{number}\">{shown}{}</h{rank}>", escape(title(text)));
    }

    fn within(&mut self, tag: &str, attributes: &str, blocks: &[Block]) -> Result<(), PrintError> {
        let _ = write!(self.out, "<{tag}{attributes}>");
        match blocks {
            // A single paragraph needs no paragraph of its own.
            [Block::Paragraph { spans }] => self.spans(spans),
            blocks => {
                for block in blocks {
                    self.block(block)?;
                }
            }
        }
        let _ = writeln!(self.out, "</{tag}>");
        Ok(())
    }

    fn table(&mut self, columns: &[Column], rows: &[Vec<Vec<Block>>]) -> Result<(), PrintError> {
        let whole: u32 = columns.iter().map(|column| u32::from(column.share)).sum::<u32>().max(1);
        self.out.push_str("<div class=\"wide\" tabindex=\"0\"><table>\n<colgroup>");
        for column in columns {
            let percent = f64::from(column.share) * 100.0 / f64::from(whole);
            let _ = write!(self.out, "<col style=\"width:{percent:.1}%\">");
        }
        self.out.push_str("</colgroup>\n<thead><tr>");
        let class = |column: &Column| if column.align == Align::Centre { " class=\"centre\"" } else { "" };
        for column in columns {
            let _ = write!(self.out, "<th scope=\"col\"{}>{}</th>", class(column), escape(&column.heading));
        }
        self.out.push_str("</tr></thead>\n<tbody>\n");
        for row in rows {
            self.out.push_str("<tr>");
            for (cell, column) in row.iter().zip(columns) {
                self.within("td", class(column), cell)?;
            }
            self.out.push_str("</tr>\n");
        }
        self.out.push_str("</tbody></table></div>\n");
        Ok(())
    }

    fn definitions(&mut self, entries: &[Entry]) -> Result<(), PrintError> {
        self.out.push_str("<dl>\n");
        for entry in entries {
            let _ = writeln!(self.out, "<dt>{}</dt>", escape(&entry.term));
            self.within("dd", "", &entry.blocks)?;
        }
        self.out.push_str("</dl>\n");
        Ok(())
    }

    fn figure(&mut self, figure: &Figure) -> Result<(), PrintError> {
        picture::measure(figure.svg.as_bytes()).map_err(|error| PrintError::Picture(error.0))?;
        let start = figure.svg.find("<svg").unwrap_or(0);
        let caption = escape(&figure.caption);
        let _ = write!(self.out, "<figure>\n{}\n", &figure.svg[start..]);
        if !caption.is_empty() {
            let _ = writeln!(self.out, "<figcaption>{caption}</figcaption>");
        }
        self.out.push_str("</figure>\n");
        Ok(())
    }

    fn spans(&mut self, spans: &[Span]) {
        for span in spans {
            let link = address(&span.link);
            if let Some(link) = &link {
                let _ = write!(self.out, "<a href=\"{}\" rel=\"noopener\">", escape(link));
            }
            let marks = [(span.strong, "strong"), (span.emphasis, "em"), (span.code, "code")];
            for (_, tag) in marks.iter().filter(|(on, _)| *on) {
                let _ = write!(self.out, "<{tag}>");
            }
            self.out.push_str(&escape(&span.text).replace('\n', "<br>"));
            for (_, tag) in marks.iter().rev().filter(|(on, _)| *on) {
                let _ = write!(self.out, "</{tag}>");
            }
            if link.is_some() {
                self.out.push_str("</a>");
            }
        }
    }

    fn foot(&mut self) {
        let document = self.document;
        let said = [&document.title, &document.version, &document.status, &document.effective, &document.notice];
        let said: Vec<String> = said.into_iter().filter(|one| !one.is_empty()).map(|one| escape(one)).collect();
        let _ = write!(self.out, "<footer>{}</footer>\n</body>\n</html>\n", said.join(" · "));
    }
}

/// Bytes as Base64 (RFC 4648 §4), for a picture within the file.
fn base64(bytes: &[u8]) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let bits = group.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - group.len()));
        for at in 0..4 {
            let sign = SIGNS[(bits >> (18 - 6 * at)) as usize & 63];
            out.push(if at <= group.len() { char::from(sign) } else { '=' });
        }
    }
    out
}
