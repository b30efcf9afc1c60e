//! Markdown as blocks: paragraphs, lists, tables, quotes and inline marks.
//!
//! Absent: HTML within Markdown (stays text), pictures (their description stays), headings as such: they become bold paragraphs,
//! for the document's own headings are its structure. Source: CommonMark 0.31, tables of GitHub Flavored Markdown.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::document::{Block, Column, Span, Tone};
use crate::text;

/// Blocks within blocks (lists in lists, quotes) that are followed; what lies deeper joins the last level.
const DEPTH: usize = 8;

/// Blocks of a Markdown text.
#[must_use]
pub fn markdown(source: &str) -> Vec<Block> {
    let mut reader = Reader::default();
    for event in Parser::new_ext(source, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
        reader.take(event);
    }
    reader.finish()
}

/// A block that is not closed yet.
enum Open {
    List { ordered: bool, items: Vec<Vec<Block>> },
    Item(Vec<Block>),
    Quote(Vec<Block>),
    Table { head: Vec<String>, rows: Vec<Vec<Vec<Block>>>, in_head: bool },
}

#[derive(Default)]
struct Reader {
    done: Vec<Block>,
    open: Vec<Open>,
    spans: Vec<Span>,
    strong: usize,
    emphasis: usize,
    in_code_block: bool,
    links: Vec<String>,
    /// Containers that lie too deep and are passed over.
    skipped: usize,
}

impl Reader {
    fn take(&mut self, event: Event) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => self.say(&text, self.in_code_block),
            Event::Code(text) => self.say(&text, true),
            Event::SoftBreak => self.say(" ", false),
            Event::HardBreak => self.say("\n", false),
            Event::Rule => self.paragraph(),
            _ => {}
        }
    }

    fn say(&mut self, text: &str, code: bool) {
        let link = self.links.last().cloned().unwrap_or_default();
        let span = Span { text: text.to_owned(), strong: self.strong > 0, emphasis: self.emphasis > 0, code, link };
        match self.spans.last_mut() {
            Some(last) if last.is_like(&span) => last.text.push_str(text),
            _ => self.spans.push(span),
        }
    }

    fn start(&mut self, tag: Tag) {
        match tag {
            Tag::Emphasis => self.emphasis += 1,
            Tag::Strong => self.strong += 1,
            Tag::Link { dest_url, .. } => self.links.push(text::address(&dest_url).unwrap_or_default()),
            Tag::Heading { .. } => {
                self.paragraph();
                self.strong += 1;
            }
            Tag::CodeBlock(_) => {
                self.paragraph();
                self.in_code_block = true;
            }
            Tag::List(start) => self.enter(Open::List { ordered: start.is_some(), items: Vec::new() }),
            Tag::Item => self.enter(Open::Item(Vec::new())),
            Tag::BlockQuote(_) => self.enter(Open::Quote(Vec::new())),
            Tag::Table(_) => self.enter(Open::Table { head: Vec::new(), rows: Vec::new(), in_head: false }),
            Tag::TableHead => {
                if let Some(Open::Table { in_head, .. }) = self.open.last_mut() {
                    *in_head = true;
                }
            }
            Tag::TableRow => {
                if let Some(Open::Table { rows, .. }) = self.open.last_mut() {
                    rows.push(Vec::new());
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Emphasis => self.emphasis = self.emphasis.saturating_sub(1),
            TagEnd::Strong => self.strong = self.strong.saturating_sub(1),
            TagEnd::Link => drop(self.links.pop()),
            TagEnd::Paragraph => self.paragraph(),
            TagEnd::Heading(_) => {
                self.paragraph();
                self.strong = self.strong.saturating_sub(1);
            }
            TagEnd::CodeBlock => {
                self.in_code_block = false;
                self.paragraph();
            }
            TagEnd::List(_) | TagEnd::Item | TagEnd::BlockQuote(_) | TagEnd::Table => self.leave(),
            TagEnd::TableCell => self.cell(),
            TagEnd::TableHead => {
                if let Some(Open::Table { in_head, .. }) = self.open.last_mut() {
                    *in_head = false;
                }
            }
            _ => {}
        }
    }

    fn enter(&mut self, open: Open) {
        self.paragraph();
        // A list and its items enter and leave in pairs, so the depth is cut at whole containers.
        if self.skipped > 0 || self.open.len() >= 2 * DEPTH {
            self.skipped += 1;
        } else {
            self.open.push(open);
        }
    }

    fn leave(&mut self) {
        self.paragraph();
        if self.skipped > 0 {
            self.skipped -= 1;
            return;
        }
        match self.open.pop() {
            Some(Open::List { ordered, items }) => self.put(Block::List { ordered, items }),
            Some(Open::Item(blocks)) => {
                if let Some(Open::List { items, .. }) = self.open.last_mut() {
                    items.push(blocks);
                }
            }
            Some(Open::Quote(blocks)) => self.put(Block::Callout { tone: Tone::Note, title: String::new(), blocks }),
            Some(Open::Table { head, mut rows, .. }) => {
                let columns: Vec<Column> = head.iter().map(|heading| Column::new(heading, 1)).collect();
                rows.iter_mut().for_each(|row| row.resize(columns.len(), Vec::new()));
                if !columns.is_empty() {
                    self.put(Block::Table { columns, rows });
                }
            }
            None => {}
        }
    }

    fn cell(&mut self) {
        let spans = std::mem::take(&mut self.spans);
        if let Some(Open::Table { head, rows, in_head }) = self.open.last_mut() {
            if *in_head {
                head.push(spans.iter().map(|span| span.text.as_str()).collect());
            } else if let Some(row) = rows.last_mut() {
                row.push(if spans.is_empty() { Vec::new() } else { vec![Block::Paragraph { spans }] });
            }
        }
    }

    /// Closes the paragraph that is being said.
    fn paragraph(&mut self) {
        let mut spans = std::mem::take(&mut self.spans);
        if let Some(last) = spans.last_mut() {
            last.text.truncate(last.text.trim_end().len());
        }
        if spans.iter().any(|span| !span.text.trim().is_empty()) {
            self.put(Block::Paragraph { spans });
        }
    }

    fn put(&mut self, block: Block) {
        match self.open.last_mut() {
            Some(Open::Item(blocks) | Open::Quote(blocks)) => blocks.push(block),
            Some(Open::List { items, .. }) => items.push(vec![block]),
            Some(Open::Table { .. }) | None => self.done.push(block),
        }
    }

    fn finish(mut self) -> Vec<Block> {
        self.paragraph();
        while !self.open.is_empty() {
            self.leave();
        }
        self.done
    }
}

impl Span {
    fn is_like(&self, other: &Span) -> bool {
        self.strong == other.strong
            && self.emphasis == other.emphasis
            && self.code == other.code
            && self.link == other.link
    }
}
