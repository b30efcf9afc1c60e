//! Names that fit: text measured by an approximate table, wrapped, made smaller, cut as the last resort.
//!
//! Absent: real font metrics; the table is that of Helvetica with an allowance for wider fonts. Source: Adobe font
//! metrics of Helvetica.

use std::fmt::Write as _;

use super::canvas::{Canvas, number};
use crate::model::{Bounds, Point};
use crate::text::escape;

/// The usual size of names, in diagram units.
pub(super) const SIZE: f64 = 12.0;
/// The size of names beside events, gateways and flows.
pub(super) const SMALL: f64 = 11.0;
/// Sizes tried until a name fits its shape.
const SIZES: [f64; 4] = [12.0, 11.0, 10.0, 9.0];
/// Line height as a multiple of the size.
const LEADING: f64 = 1.2;
/// Room for fonts wider than Helvetica.
const ALLOWANCE: f64 = 1.08;
/// More lines than this are never drawn.
const MAX_LINES: usize = 40;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
}

/// The width of a text, in diagram units.
pub(super) fn width(text: &str, size: f64) -> f64 {
    text.chars().map(advance).sum::<f64>() * size / 1000.0 * ALLOWANCE
}

/// The advance of a character in thousandths of the size.
fn advance(character: char) -> f64 {
    match character {
        'i' | 'j' | 'l' | '\'' => 225.0,
        ' ' | '.' | ',' | ':' | ';' | '!' | '/' | '\\' | '|' | 'I' | 'f' | 't' | '[' | ']' => 285.0,
        '(' | ')' | 'r' | '-' | '`' | '"' | '*' => 355.0,
        'c' | 'k' | 's' | 'v' | 'x' | 'y' | 'z' | 'J' => 505.0,
        'm' | 'W' | 'M' | '%' | '@' => 880.0,
        'w' | 'A' | 'B' | 'E' | 'K' | 'P' | 'S' | 'V' | 'X' | 'Y' | 'C' | 'D' | 'H' | 'N' | 'R' | 'U' | '&' => 715.0,
        'G' | 'O' | 'Q' => 780.0,
        '\u{0300}'..='\u{036f}' | '\u{200b}'..='\u{200f}' => 0.0,
        '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{ffdc}' | '\u{1f000}'.. => 1000.0,
        _ => 560.0,
    }
}

/// Breaks a text into lines no wider than `limit`; line breaks of the text are kept, words longer than a line are broken.
pub(super) fn wrap(text: &str, limit: f64, size: f64) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        let clean: String = paragraph.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        for word in clean.split_whitespace() {
            let joined = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
            if width(&joined, size) <= limit {
                line = joined;
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            for character in word.chars() {
                line.push(character);
                if width(&line, size) > limit && line.chars().count() > 1 {
                    line.pop();
                    lines.push(std::mem::replace(&mut line, character.to_string()));
                }
            }
        }
        if !line.is_empty() {
            lines.push(line);
        }
        if lines.len() > MAX_LINES {
            lines.truncate(MAX_LINES);
            break;
        }
    }
    lines
}

/// Writes a name inside a shape, centred; smaller if need be, and cut with an ellipsis when even that does not help.
pub(super) fn inside(canvas: &mut Canvas, text: &str, area: Bounds) {
    let fits = |size: f64| {
        let lines = wrap(text, area.width, size);
        let whole_words = text.split_whitespace().all(|word| width(word, size) <= area.width);
        (height(lines.len(), size) <= area.height && (whole_words || size <= SIZES[2])).then_some((lines, size))
    };
    let (lines, size) = SIZES.into_iter().find_map(fits).unwrap_or_else(|| {
        let size = SIZES[3];
        let room = ((area.height / (size * LEADING)).floor().max(1.0)) as usize;
        let mut lines = wrap(text, area.width, size);
        if lines.len() > room {
            lines.truncate(room);
            if let Some(last) = lines.last_mut() {
                while !last.is_empty() && width(last, size) + width("…", size) > area.width {
                    last.pop();
                }
                last.push('…');
            }
        }
        (lines, size)
    });
    let top = area.centre().y - height(lines.len(), size) / 2.0;
    write(canvas, &lines, Point { x: area.centre().x, y: top }, size, Anchor::Middle, "bpmn-label");
}

pub(super) fn height(lines: usize, size: f64) -> f64 {
    lines as f64 * size * LEADING
}

/// Writes lines from a top point downwards and says what they cover.
pub(super) fn write(
    canvas: &mut Canvas,
    lines: &[String],
    top: Point,
    size: f64,
    anchor: Anchor,
    class: &str,
) -> Bounds {
    let widest = lines.iter().map(|line| width(line, size)).fold(0.0, f64::max);
    let left = if anchor == Anchor::Middle { top.x - widest / 2.0 } else { top.x };
    let bounds = Bounds::new(left, top.y, widest, height(lines.len(), size));
    if lines.is_empty() {
        return bounds;
    }
    canvas.reach(bounds);
    canvas.says(bounds);
    let word = if anchor == Anchor::Middle { "middle" } else { "start" };
    let mut markup = format!(
        "<text class=\"{class}\" text-anchor=\"{word}\" font-size=\"{}\" fill=\"currentColor\"{}>",
        number(size),
        if class.contains("halo") { " stroke=\"#fff\" stroke-width=\"3\" paint-order=\"stroke\"" } else { "" }
    );
    for (at, line) in lines.iter().enumerate() {
        // The base line lies about 0.9 of the size below the top of a line.
        let y = top.y + size * (0.95 + at as f64 * LEADING);
        // Read aloud or copied, the lines are words of one name: a space keeps them apart.
        let gap = if at + 1 < lines.len() { " " } else { "" };
        let _ = write!(markup, "<tspan x=\"{}\" y=\"{}\">{}{gap}</tspan>", number(top.x), number(y), escape(line));
    }
    markup.push_str("</text>");
    canvas.raw(&markup);
    bounds
}

/// Writes a name that stands beside its shape: where the drawing says, else below the shape.
pub(super) fn beside(canvas: &mut Canvas, text: &str, label: Option<Bounds>, shape: Bounds) {
    /// Names beside shapes are at least allowed this width, in diagram units.
    const ROOM: f64 = 104.0;
    let (top, lines) = match label {
        Some(label) if label.width > 0.0 => {
            // As the drawing breaks it, if the words fit that width here and the lines that height.
            let lines = wrap(text, label.width + 2.0, SMALL);
            let whole = text.split_whitespace().all(|word| width(word, SMALL) <= label.width + 2.0);
            let fits = whole && height(lines.len(), SMALL) <= label.height + SMALL / 2.0;
            let lines = if fits { lines } else { wrap(text, label.width.max(ROOM) + 2.0, SMALL) };
            (Point { x: label.centre().x, y: label.y }, lines)
        }
        _ => (Point { x: shape.centre().x, y: shape.bottom() + 3.0 }, wrap(text, ROOM, SMALL)),
    };
    write(canvas, &balanced(text, lines), top, SMALL, Anchor::Middle, "bpmn-label bpmn-halo");
}

/// The same text on as many lines, but of more even width, so that no last word stands alone.
pub(super) fn balanced(text: &str, lines: Vec<String>) -> Vec<String> {
    /// Tried widths between the half and the whole.
    const TRIES: u32 = 10;
    let widest = |lines: &[String]| lines.iter().map(|line| width(line, SMALL)).fold(0.0, f64::max);
    let limit = widest(&lines);
    let whole = text.split_whitespace().map(|word| width(word, SMALL)).fold(0.0, f64::max);
    if lines.len() < 2 || text.trim().contains('\n') {
        return lines;
    }
    (0..TRIES)
        .map(|step| limit * (0.5 + 0.5 * f64::from(step) / f64::from(TRIES)))
        .filter(|narrower| *narrower >= whole)
        .map(|narrower| wrap(text, narrower, SMALL))
        .find(|tried| tried.len() == lines.len())
        .unwrap_or(lines)
}

/// Writes a name from bottom to top, centred in a narrow upright area.
pub(super) fn upright(canvas: &mut Canvas, text: &str, area: Bounds) {
    let flat = Bounds::new(-area.height / 2.0, -area.width / 2.0, area.height, area.width);
    let mut inner = Canvas::default();
    inside(&mut inner, text, flat);
    let centre = area.centre();
    for name in inner.names().to_vec() {
        // What lies flat around the origin stands upright around the centre.
        canvas.says(Bounds::new(centre.x + name.y, centre.y - name.right(), name.height, name.width));
    }
    canvas.raw(&format!(
        "<g transform=\"translate({} {}) rotate(-90)\">{}</g>",
        number(centre.x),
        number(centre.y),
        inner.body()
    ));
}

/// The width of a name beside its shape, when wrapped at `limit`.
pub(crate) fn text_width(text: &str, limit: f64) -> f64 {
    wrap(text, limit, SMALL).iter().map(|line| width(line, SMALL)).fold(0.0, f64::max)
}

/// The height of a name beside its shape, when wrapped at `limit`.
pub(crate) fn text_height(text: &str, limit: f64) -> f64 {
    height(wrap(text, limit, SMALL).len(), SMALL)
}
