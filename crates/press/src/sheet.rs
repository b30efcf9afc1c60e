//! Which paper each part of a document stands on: upright, and turned on its side where a figure is too wide to read upright.
//!
//! Absent: where lines and pages break; each format knows better. Source: ISO 216 (A4, A3); an A3 sheet folds to A4.

use crate::PrintError;
use crate::document::{Block, Document, Figure, Shape};
use crate::picture::{self, MM_PER_PIXEL};

/// Margins left and right, millimetres.
pub const SIDE_MM: f32 = 20.0;
/// Margin above the text, millimetres; the running head stands in it.
pub const TOP_MM: f32 = 25.0;
/// Margin below the text, millimetres; the foot stands in it.
pub const BOTTOM_MM: f32 = 22.0;
/// Room for a heading and a caption beside a figure, millimetres.
const WORDS_MM: f32 = 24.0;
/// Below this share of its own size a figure's letters are hard to read upright, and the paper is turned.
const UPRIGHT: f32 = 0.72;
/// Below this share even the turned A4 is too small, and A3 is folded in.
const TURNED: f32 = 0.5;

/// A sheet of paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paper {
    A4,
    A4Turned,
    A3Turned,
}

impl Paper {
    /// Width and height, millimetres.
    #[must_use]
    pub fn size_mm(self) -> (f32, f32) {
        match self {
            Paper::A4 => (210.0, 297.0),
            Paper::A4Turned => (297.0, 210.0),
            Paper::A3Turned => (420.0, 297.0),
        }
    }

    /// Width and height of the text, millimetres.
    #[must_use]
    pub fn room_mm(self) -> (f32, f32) {
        let (width, height) = self.size_mm();
        (width - 2.0 * SIDE_MM, height - TOP_MM - BOTTOM_MM)
    }
}

/// Blocks that follow each other on the same paper.
#[derive(Clone, Debug)]
pub struct Sheet<'a> {
    pub paper: Paper,
    pub blocks: Vec<&'a Block>,
}

/// The document's blocks by paper. A heading goes with the figure that it announces.
///
/// # Errors
/// When a figure cannot be read.
pub fn sheets(document: &Document) -> Result<Vec<Sheet<'_>>, PrintError> {
    let plain = match document.shape {
        Shape::Booklet | Shape::Sheet => Paper::A4,
        Shape::Wide => Paper::A4Turned,
        Shape::Poster => Paper::A3Turned,
    };
    let mut all = vec![Sheet { paper: plain, blocks: Vec::new() }];
    for block in &document.blocks {
        let paper = match block {
            Block::Figure(figure) => paper_of(figure, plain)?,
            _ => plain,
        };
        let last = all.last_mut().expect("there is always a sheet");
        if paper == last.paper {
            last.blocks.push(block);
            continue;
        }
        let mut blocks = if paper == plain { Vec::new() } else { announcing(&mut last.blocks) };
        blocks.push(block);
        all.push(Sheet { paper, blocks });
    }
    all.retain(|sheet| !sheet.blocks.is_empty());
    Ok(all)
}

/// The headings, and what is said between them and the end, that lead up to a figure; at most a few lines.
fn announcing<'a>(blocks: &mut Vec<&'a Block>) -> Vec<&'a Block> {
    let is_short = |block: &Block| match block {
        Block::Heading { .. } => true,
        Block::Paragraph { spans } => spans.iter().map(|span| span.text.len()).sum::<usize>() < 400,
        _ => false,
    };
    let mut from = blocks.len();
    while from > 0 && is_short(blocks[from - 1]) {
        from -= 1;
    }
    let heading = blocks[from..].iter().position(|block| matches!(block, Block::Heading { .. }));
    match heading {
        Some(at) => blocks.split_off(from + at),
        None => Vec::new(),
    }
}

fn paper_of(figure: &Figure, plain: Paper) -> Result<Paper, PrintError> {
    if plain == Paper::A3Turned || share(figure, plain)? >= UPRIGHT {
        return Ok(plain);
    }
    let turned = share(figure, Paper::A4Turned)?;
    if turned >= TURNED {
        // Turning helps wide figures only; a high one is no better on its side.
        return Ok(if turned > share(figure, plain)? { Paper::A4Turned } else { plain });
    }
    Ok(if share(figure, Paper::A3Turned)? > turned { Paper::A3Turned } else { plain })
}

/// The share of its own size at which a figure fits.
fn share(figure: &Figure, paper: Paper) -> Result<f32, PrintError> {
    let (width, height) = natural_mm(figure)?;
    let (room_width, room_height) = paper.room_mm();
    Ok((room_width / width).min((room_height - WORDS_MM) / height).min(1.0))
}

/// Width and height at which a figure is printed on this paper, millimetres. A poster is filled.
///
/// # Errors
/// When the figure cannot be read.
pub fn printed_mm(figure: &Figure, paper: Paper, fills: bool) -> Result<(f32, f32), PrintError> {
    let (width, height) = natural_mm(figure)?;
    let (room_width, room_height) = paper.room_mm();
    let share = (room_width / width).min((room_height - WORDS_MM) / height);
    let share = if fills { share } else { share.min(1.0) };
    Ok((width * share, height * share))
}

fn natural_mm(figure: &Figure) -> Result<(f32, f32), PrintError> {
    let picture = picture::measure(figure.svg.as_bytes()).map_err(|error| PrintError::Picture(error.0))?;
    Ok((picture.width * MM_PER_PIXEL, picture.height * MM_PER_PIXEL))
}
