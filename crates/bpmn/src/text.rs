//! The bytes of a file as text, and the same bytes back.
//!
//! Absent: EBCDIC and UTF-32, which no modeller writes. Source: XML 1.0 (fifth edition) appendix F; WHATWG Encoding.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::read::ReadError;

/// How far into the file the XML declaration may reach, in bytes.
const DECLARATION_BYTES: usize = 256;

/// Text with what is needed to write it as the bytes it came from.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    pub text: String,
    encoding: &'static Encoding,
    bom: &'static [u8],
}

impl Source {
    pub fn from_text(text: &str) -> Self {
        let (text, bom): (&str, &'static [u8]) = match text.strip_prefix('\u{feff}') {
            Some(rest) => (rest, b"\xef\xbb\xbf"),
            None => (text, b""),
        };
        Self { text: text.to_owned(), encoding: UTF_8, bom }
    }

    pub fn with_text(&self, text: String) -> Self {
        Self { text, ..*self }
    }

    /// Decodes by byte order mark, else by what the first bytes look like, else by the XML declaration.
    pub fn decode(bytes: &[u8]) -> Result<Self, ReadError> {
        let (encoding, bom) = detect(bytes)?;
        let body = &bytes[bom.len()..];
        if encoding == UTF_8 {
            return match std::str::from_utf8(body) {
                Ok(text) => Ok(Self { text: text.to_owned(), encoding, bom }),
                Err(error) => Err(not_utf8(&body[..error.valid_up_to()])),
            };
        }
        let text = encoding.decode_without_bom_handling_and_without_replacement(body).map(std::borrow::Cow::into_owned);
        let source = text.map(|text| Self { text, encoding, bom });
        source.filter(|source| source.bytes() == bytes).ok_or_else(|| {
            ReadError::new(
                1,
                1,
                format!("the bytes are not {} as declared", encoding.name()),
                "save the file as UTF-8 and read it again",
            )
        })
    }

    /// The bytes: those it was decoded from, as long as the text was not changed. A character that the encoding lacks is
    /// written as a numeric character reference.
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = self.bom.to_vec();
        if self.encoding == UTF_16LE {
            bytes.extend(self.text.encode_utf16().flat_map(u16::to_le_bytes));
        } else if self.encoding == UTF_16BE {
            bytes.extend(self.text.encode_utf16().flat_map(u16::to_be_bytes));
        } else {
            bytes.extend_from_slice(&self.encoding.encode(&self.text).0);
        }
        bytes
    }
}

fn not_utf8(valid: &[u8]) -> ReadError {
    let line = 1 + valid.iter().filter(|byte| **byte == b'\n').count();
    let column = 1 + valid.iter().rev().take_while(|byte| **byte != b'\n').count();
    ReadError::new(
        line,
        column,
        "a byte here is not valid UTF-8".to_owned(),
        "save the file as UTF-8, or correct the encoding in its first line",
    )
}

fn detect(bytes: &[u8]) -> Result<(&'static Encoding, &'static [u8]), ReadError> {
    const MARKS: [(&[u8], &Encoding); 3] = [(b"\xef\xbb\xbf", UTF_8), (b"\xff\xfe", UTF_16LE), (b"\xfe\xff", UTF_16BE)];
    for (mark, encoding) in MARKS {
        if bytes.starts_with(mark) {
            return Ok((encoding, mark));
        }
    }
    if bytes.starts_with(b"<\0") {
        return Ok((UTF_16LE, b""));
    }
    if bytes.starts_with(b"\0<") {
        return Ok((UTF_16BE, b""));
    }
    // Many tools declare a one-byte encoding (or UTF-16) and write UTF-8; text in another encoding is hardly ever valid UTF-8.
    if std::str::from_utf8(bytes).is_ok() {
        return Ok((UTF_8, b""));
    }
    let Some(label) = declared(bytes) else {
        return Ok((UTF_8, b""));
    };
    match Encoding::for_label(label) {
        Some(encoding) if encoding == UTF_16LE || encoding == UTF_16BE => Ok((UTF_8, b"")),
        Some(encoding) => Ok((encoding, b"")),
        None => Err(ReadError::new(
            1,
            1,
            format!("the encoding \"{}\" is not known", String::from_utf8_lossy(label)),
            "save the file as UTF-8 and read it again",
        )),
    }
}

fn declared(bytes: &[u8]) -> Option<&[u8]> {
    let head = &bytes[..bytes.len().min(DECLARATION_BYTES)];
    if !head.starts_with(b"<?xml") {
        return None;
    }
    let end = head.windows(2).position(|pair| pair == b"?>")?;
    let head = &head[..end];
    let at = head.windows(8).position(|word| word == b"encoding")? + 8;
    let rest = &head[at..];
    let open = rest.iter().position(|byte| matches!(byte, b'"' | b'\''))?;
    let value = &rest[open + 1..];
    let close = value.iter().position(|byte| *byte == rest[open])?;
    Some(&value[..close])
}

/// Text made fit for XML: no control characters, and what XML reads as markup is escaped.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            '\t' => out.push_str("&#9;"),
            '\u{fffe}' | '\u{ffff}' => {}
            control if control.is_control() => {}
            other => out.push(other),
        }
    }
    out
}
