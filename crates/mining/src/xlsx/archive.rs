//! The parts of a ZIP archive that lies in memory, each unpacked as a stream of bounded length.
//!
//! Absent: encryption, archives of several files, other methods than stored and deflate, sizes beyond 4 GiB. Source:
//! APPNOTE.TXT 6.3.10, §4.3.

use crate::report::ImportError;
use crate::source::TooLarge;
use flate2::bufread::DeflateDecoder;
use std::io::{self, BufReader, Read};

/// Most parts of an archive.
const MAX_PARTS: usize = 10_000;
/// Bytes of the record at the end of an archive, and most of the comment after it.
const END_BYTES: usize = 22;
const MAX_COMMENT_BYTES: usize = 0xffff;

/// An archive.
pub(super) struct Archive<'b> {
    bytes: &'b [u8],
    parts: Vec<Part>,
}

struct Part {
    name: String,
    method: u16,
    packed: usize,
    at: usize,
}

fn damaged(why: &str) -> ImportError {
    ImportError::NotReadable { place: None, why: why.to_owned() }
}

fn number(bytes: &[u8], at: usize, length: usize) -> Option<usize> {
    let bytes = bytes.get(at..at.checked_add(length)?)?;
    Some(bytes.iter().rev().fold(0, |number, byte| number << 8 | usize::from(*byte)))
}

impl<'b> Archive<'b> {
    pub(super) fn open(bytes: &'b [u8]) -> Result<Archive<'b>, ImportError> {
        if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
            return Err(damaged("it is an old or locked workbook; remove the password and save it as .xlsx."));
        }
        if !bytes.starts_with(b"PK") {
            return Err(damaged("it is no Excel workbook (.xlsx)."));
        }
        Self::directory(bytes).ok_or_else(|| damaged("the workbook is cut off or damaged; send it again."))
    }

    fn directory(bytes: &'b [u8]) -> Option<Archive<'b>> {
        let from = bytes.len().saturating_sub(END_BYTES + MAX_COMMENT_BYTES);
        let end = from + memchr::memmem::rfind(&bytes[from..], b"PK\x05\x06")?;
        let count = number(bytes, end + 10, 2)?.min(MAX_PARTS);
        let mut at = number(bytes, end + 16, 4)?;
        let mut parts = Vec::with_capacity(count);
        for _ in 0..count {
            if number(bytes, at, 4)? != 0x0201_4b50 || number(bytes, at + 8, 2)? & 1 != 0 {
                return None;
            }
            let [name, extra, comment] = [28, 30, 32].map(|place| number(bytes, at + place, 2));
            let (name, extra, comment) = (name?, extra?, comment?);
            parts.push(Part {
                name: String::from_utf8_lossy(bytes.get(at + 46..at + 46 + name)?).into_owned(),
                method: number(bytes, at + 10, 2)? as u16,
                packed: number(bytes, at + 20, 4)?,
                at: number(bytes, at + 42, 4)?,
            });
            at = at + 46 + name + extra + comment;
        }
        Some(Archive { bytes, parts })
    }

    /// A part by its name, unpacked up to a number of bytes.
    pub(super) fn part(&self, name: &str, limit: u64) -> Result<Option<BufReader<Limited<'b>>>, ImportError> {
        let name = name.trim_start_matches('/');
        let Some(part) = self.parts.iter().find(|part| part.name.eq_ignore_ascii_case(name)) else { return Ok(None) };
        let content = || {
            let (name, extra) = (number(self.bytes, part.at + 26, 2)?, number(self.bytes, part.at + 28, 2)?);
            let start = part.at + 30 + name + extra;
            self.bytes.get(start..start.checked_add(part.packed)?)
        };
        let content = content().ok_or_else(|| damaged("the workbook is cut off or damaged; send it again."))?;
        let inner = match part.method {
            0 => Content::Stored(content),
            8 => Content::Packed(DeflateDecoder::new(content)),
            _ => return Err(damaged("the workbook is packed in an unusual way; save it again as .xlsx.")),
        };
        Ok(Some(BufReader::with_capacity(64 * 1024, Limited { inner, left: limit, limit })))
    }
}

enum Content<'b> {
    Stored(&'b [u8]),
    Packed(DeflateDecoder<&'b [u8]>),
}

/// The bytes of a part, as many as allowed.
pub(super) struct Limited<'b> {
    inner: Content<'b>,
    left: u64,
    limit: u64,
}

impl Read for Limited<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = match &mut self.inner {
            Content::Stored(bytes) => bytes.read(buffer)?,
            Content::Packed(decoder) => decoder.read(buffer)?,
        };
        if read as u64 > self.left {
            return Err(io::Error::other(TooLarge { limit: self.limit }));
        }
        self.left -= read as u64;
        Ok(read)
    }
}
