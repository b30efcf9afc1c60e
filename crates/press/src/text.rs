//! Texts made harmless: without control signs that no file may hold or that turn the reading direction, and escaped.
//!
//! Absent: where a long word may break, which each format knows. Sources: XML 1.0 §2.2, Unicode UAX #9, Trojan Source
//! (CVE-2021-42574).

/// The text without what no document may hold; line feeds stay.
#[must_use]
pub fn clean(text: &str) -> String {
    text.chars().filter_map(kept).collect()
}

fn kept(sign: char) -> Option<char> {
    match sign {
        '\n' => Some('\n'),
        '\t' | '\r' => Some(' '),
        // Embeddings, overrides and isolates would turn what follows around; the weaker marks stay.
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => None,
        '\u{feff}' | '\u{fffe}' | '\u{ffff}' | '\u{fff9}'..='\u{fffb}' => None,
        // Private use has no meaning that a reader or an archive could know.
        '\u{e000}'..='\u{f8ff}' | '\u{f0000}'.. => Some('\u{fffd}'),
        sign if sign.is_control() => None,
        sign => Some(sign),
    }
}

/// What a heading or title says; one that says nothing gets a dash, because programs that read aloud stumble over an empty one.
#[must_use]
pub fn title(text: &str) -> &str {
    let says = text.chars().filter_map(kept).any(|sign| !sign.is_whitespace() && !UNSEEN.contains(&sign));
    if says { text } else { "–" }
}

/// Signs without ink: soft hyphen, joiners, marks of direction.
const UNSEEN: [char; 8] = ['\u{ad}', '\u{200b}', '\u{200c}', '\u{200d}', '\u{200e}', '\u{200f}', '\u{2060}', '\u{61c}'];

/// Escapes text for the content or an attribute of HTML and XML, cleaned.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for sign in text.chars().filter_map(kept) {
        match sign {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            sign => out.push(sign),
        }
    }
    out
}

/// The address, where a document may lead there.
#[must_use]
pub fn address(link: &str) -> Option<String> {
    let link = clean(link.trim());
    let lower = link.to_ascii_lowercase();
    let is_known = ["https://", "http://", "mailto:"].iter().any(|start| lower.starts_with(start));
    (is_known && !link.contains(char::is_whitespace)).then_some(link)
}
