//! The tags of a stretch of XES text, one after the other, as they lie in memory.
//!
//! Of the XML of a tag only its name and the attributes `key` and `value` are handed on. Absent: text between tags, entities
//! of the document's own (document types are refused), namespaces. Source: XML 1.0 (5th ed.), §2 and §3.1.

use memchr::memchr;
use memchr::memmem::Finder;

/// Most bytes of one tag, comment or text.
pub(super) const MAX_TOKEN_BYTES: usize = 4 * 1024 * 1024;

/// What stands next in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'b> {
    /// An opening tag.
    Open(Tag<'b>),
    /// A closing tag and its name.
    Close(&'b [u8]),
    /// No tag begins in the rest of the bytes.
    End,
    /// A tag or comment begins that the bytes do not hold whole.
    More,
}

/// An opening tag.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tag<'b> {
    pub(super) name: &'b [u8],
    pub(super) key: Option<&'b [u8]>,
    pub(super) value: Option<&'b [u8]>,
    /// Whether it closes itself.
    pub(super) empty: bool,
}

/// Finds the tags of some bytes.
pub(super) struct Scanner<'b> {
    bytes: &'b [u8],
    /// Bytes passed so far.
    pub(super) at: usize,
}

const NOT_WELL_FORMED: &str = "it is no well-formed XML";

impl<'b> Scanner<'b> {
    pub(super) fn new(bytes: &'b [u8], at: usize) -> Self {
        Scanner { bytes, at }
    }

    /// The next tag.
    ///
    /// # Errors
    /// What is wrong with the text at `at`.
    #[inline]
    pub(super) fn next(&mut self) -> Result<Token<'b>, String> {
        loop {
            let rest = &self.bytes[self.at..];
            let Some(text) = memchr(b'<', rest) else {
                if rest.len() > MAX_TOKEN_BYTES {
                    return Err(too_long());
                }
                self.at = self.bytes.len();
                return Ok(Token::End);
            };
            if text > MAX_TOKEN_BYTES {
                return Err(too_long());
            }
            self.at += text;
            let rest = &rest[text + 1..];
            let outcome = match rest.first() {
                None => None,
                Some(b'/') => return self.close(rest),
                Some(b'!') => self.skip_declaration(rest)?,
                Some(b'?') => self.skip_to(rest, b"?>"),
                Some(_) => return self.open(),
            };
            if outcome.is_none() {
                return self.more();
            }
        }
    }

    fn more(&self) -> Result<Token<'b>, String> {
        if self.bytes.len() - self.at > MAX_TOKEN_BYTES { Err(too_long()) } else { Ok(Token::More) }
    }

    fn close(&mut self, rest: &'b [u8]) -> Result<Token<'b>, String> {
        let Some(end) = memchr(b'>', rest) else { return self.more() };
        self.at += end + 2;
        Ok(Token::Close(rest[1..end].trim_ascii_end()))
    }

    /// Passes over a comment or CDATA section; a document type is refused.
    fn skip_declaration(&mut self, rest: &[u8]) -> Result<Option<()>, String> {
        for (start, end) in [(&b"!--"[..], &b"-->"[..]), (b"![CDATA[", b"]]>")] {
            if rest.starts_with(start) {
                return Ok(self
                    .skip_to(rest.get(start.len()..).unwrap_or_default(), end)
                    .map(|()| self.at += start.len()));
            }
            if start.starts_with(rest) {
                return Ok(None);
            }
        }
        if rest.len() < 8 && b"!DOCTYPE".starts_with(rest) {
            return Ok(None);
        }
        match rest.starts_with(b"!DOCTYPE") {
            true => Err("it has a document type declaration, which is not accepted; remove it.".to_owned()),
            false => Err(format!("{NOT_WELL_FORMED}: \"<!\" begins neither a comment nor a CDATA section.")),
        }
    }

    fn skip_to(&mut self, rest: &[u8], end: &[u8]) -> Option<()> {
        let found = Finder::new(end).find(rest)?;
        self.at += 1 + found + end.len();
        Some(())
    }

    #[inline]
    fn open(&mut self) -> Result<Token<'b>, String> {
        let bytes = self.bytes;
        let start = self.at + 1;
        let length = bytes[start..]
            .iter()
            .take_while(|byte| !matches!(byte, b' ' | b'>' | b'/' | b'\n' | b'\r' | b'\t'))
            .count();
        let name = &bytes[start..start + length];
        if name.is_empty() || name.iter().any(|byte| matches!(byte, b'<' | b'"' | b'\'' | b'=' | b'&')) {
            return Err(format!("{NOT_WELL_FORMED}: a tag has no proper name."));
        }
        let mut tag = Tag { name, ..Tag::default() };
        let mut at = start + length;
        loop {
            match bytes.get(at) {
                None => return self.more(),
                Some(b' ' | b'\n' | b'\r' | b'\t') => at += 1,
                Some(b'>') => {
                    self.at = at + 1;
                    return Ok(Token::Open(tag));
                }
                Some(b'/') => match bytes.get(at + 1) {
                    None => return self.more(),
                    Some(b'>') => {
                        tag.empty = true;
                        self.at = at + 2;
                        return Ok(Token::Open(tag));
                    }
                    Some(_) => return Err(format!("{NOT_WELL_FORMED}: a slash stands inside a tag.")),
                },
                Some(_) => match attribute(bytes, at)? {
                    None => return self.more(),
                    Some((name, value, end)) => {
                        let slot = match name {
                            b"key" => &mut tag.key,
                            b"value" => &mut tag.value,
                            _ => &mut None,
                        };
                        if slot.replace(value).is_some() {
                            return Err(format!("{NOT_WELL_FORMED}: an attribute of a tag is there twice."));
                        }
                        at = end;
                    }
                },
            }
        }
    }
}

/// Name and value of the attribute that begins at a place, and where it ends; `None` when it is not whole.
type Attribute<'b> = (&'b [u8], &'b [u8], usize);

#[inline]
fn attribute(bytes: &[u8], start: usize) -> Result<Option<Attribute<'_>>, String> {
    let mut at = start;
    while bytes.get(at).is_some_and(|byte| !matches!(byte, b'=' | b' ' | b'\n' | b'\r' | b'\t' | b'>' | b'<' | b'"')) {
        at += 1;
    }
    let name = &bytes[start..at];
    while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
        at += 1;
    }
    match bytes.get(at) {
        None => return Ok(None),
        Some(b'=') => at += 1,
        Some(_) => return Err(format!("{NOT_WELL_FORMED}: an attribute has no value.")),
    }
    while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
        at += 1;
    }
    let quote = match bytes.get(at) {
        None => return Ok(None),
        Some(quote @ (b'"' | b'\'')) => *quote,
        Some(_) => return Err(format!("{NOT_WELL_FORMED}: the value of an attribute has no quotation marks.")),
    };
    let Some(length) = memchr(quote, &bytes[at + 1..]) else { return Ok(None) };
    Ok(Some((name, &bytes[at + 1..at + 1 + length], at + length + 2)))
}

fn too_long() -> String {
    format!("a tag or text is longer than {MAX_TOKEN_BYTES} bytes.")
}

/// A name without its prefix.
#[inline]
pub(super) fn local(name: &[u8]) -> &[u8] {
    memchr(b':', name).map_or(name, |colon| &name[colon + 1..])
}

/// The place after the last closing tag of a trace.
pub(super) fn end_of_last_trace(bytes: &[u8]) -> Option<usize> {
    let mut end = bytes.len();
    loop {
        let found = memchr::memmem::rfind(&bytes[..end], b"trace")?;
        let before = bytes[..found].iter().rposition(|byte| matches!(byte, b'<' | b'>' | b'"' | b' ')).unwrap_or(0);
        let after = bytes[found + 5..].iter().position(|byte| !byte.is_ascii_whitespace()).map(|gap| found + 5 + gap);
        if bytes[before..].starts_with(b"</")
            && (before + 2 == found || bytes[found - 1] == b':')
            && let Some(after) = after
            && bytes[after] == b'>'
        {
            return Some(after + 1);
        }
        end = found;
    }
}
