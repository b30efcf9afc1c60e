//! A file as it comes: perhaps compressed, perhaps in an old encoding, perhaps far larger than it looks.
//!
//! Absent: archives with several files (zip, tar). Sources: RFC 1952 (gzip); the WHATWG Encoding Standard through
//! `encoding_rs`.

use crate::report::ImportError;
use encoding_rs::{CoderResult, Decoder, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use flate2::bufread::MultiGzDecoder;
use serde::{Deserialize, Serialize};
use std::cell::Cell;
use std::fmt;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::rc::Rc;

/// Bytes read at once.
const BLOCK_BYTES: usize = 64 * 1024;

/// What a file may ask of us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Most bytes after decompression.
    pub max_bytes: u64,
    /// Most bytes of one field.
    pub max_field_bytes: usize,
    /// Most columns.
    pub max_columns: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { max_bytes: 4 << 30, max_field_bytes: 64 * 1024, max_columns: 1_000 }
    }
}

/// How the text of a file is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Encoding {
    /// UTF-8, with or without a byte-order mark.
    Utf8,
    /// UTF-16, little end first.
    Utf16Le,
    /// UTF-16, big end first.
    Utf16Be,
    /// Windows-1252, the western European code page (a superset of printable ISO 8859-1).
    Windows1252,
}

impl Encoding {
    /// The name to show.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Encoding::Utf8 => "UTF-8",
            Encoding::Utf16Le => "UTF-16 LE",
            Encoding::Utf16Be => "UTF-16 BE",
            Encoding::Windows1252 => "Windows-1252",
        }
    }

    /// Judges by the byte-order mark, then by NUL bytes in every other place, then by whether the bytes are UTF-8;
    /// bytes that are mostly good UTF-8 with a few faults stay UTF-8, so that the faults are reported.
    pub(crate) fn detect(sample: &[u8]) -> Encoding {
        match sample {
            [0xef, 0xbb, 0xbf, ..] => return Encoding::Utf8,
            [0xff, 0xfe, ..] => return Encoding::Utf16Le,
            [0xfe, 0xff, ..] => return Encoding::Utf16Be,
            _ => {}
        }
        let pairs = sample.chunks_exact(2).take(2_000);
        let (mut little, mut big, mut count) = (0_usize, 0_usize, 0_usize);
        for pair in pairs {
            count += 1;
            little += usize::from(pair[1] == 0 && pair[0] != 0);
            big += usize::from(pair[0] == 0 && pair[1] != 0);
        }
        if count >= 2 && little * 10 >= count * 6 {
            return Encoding::Utf16Le;
        }
        if count >= 2 && big * 10 >= count * 6 {
            return Encoding::Utf16Be;
        }
        let (mut good, mut bad) = (0_usize, 0_usize);
        for chunk in sample.utf8_chunks() {
            good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
            bad += usize::from(!chunk.invalid().is_empty());
        }
        if bad > good.max(1) { Encoding::Windows1252 } else { Encoding::Utf8 }
    }
}

/// The mark of a file that is larger than allowed, carried inside an I/O error.
#[derive(Debug)]
pub(crate) struct TooLarge {
    pub(crate) limit: u64,
}

impl fmt::Display for TooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "more than {} bytes", self.limit)
    }
}

impl std::error::Error for TooLarge {}

struct Counted<R> {
    inner: R,
    count: Rc<Cell<u64>>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.count.set(self.count.get() + read as u64);
        Ok(read)
    }
}

struct Bounded<R> {
    inner: R,
    left: u64,
    limit: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        if read as u64 > self.left {
            return Err(io::Error::other(TooLarge { limit: self.limit }));
        }
        self.left -= read as u64;
        Ok(read)
    }
}

/// A file opened for reading: unpacked, bounded, counted.
pub(crate) struct Source<'a> {
    reader: Box<dyn BufRead + 'a>,
    count: Rc<Cell<u64>>,
}

impl<'a> Source<'a> {
    pub(crate) fn open(reader: impl Read + 'a, limits: &Limits) -> io::Result<Source<'a>> {
        let count = Rc::new(Cell::new(0));
        let mut raw = BufReader::with_capacity(BLOCK_BYTES, Counted { inner: reader, count: Rc::clone(&count) });
        let packed = raw.fill_buf()?.starts_with(&[0x1f, 0x8b]);
        let inner: Box<dyn Read + 'a> = if packed { Box::new(MultiGzDecoder::new(raw)) } else { Box::new(raw) };
        let bounded = Bounded { inner, left: limits.max_bytes, limit: limits.max_bytes };
        Ok(Source { reader: Box::new(BufReader::with_capacity(BLOCK_BYTES, bounded)), count })
    }

    /// Takes up to `most` bytes from the front without losing them for the reader.
    pub(crate) fn peek(&mut self, most: usize) -> io::Result<Vec<u8>> {
        let mut head = Vec::new();
        self.reader.by_ref().take(most as u64).read_to_end(&mut head)?;
        let rest = std::mem::replace(&mut self.reader, Box::new(io::empty()));
        self.reader = Box::new(Cursor::new(head.clone()).chain(rest));
        Ok(head)
    }

    /// Bytes read of the file as it lies on disk.
    pub(crate) fn counter(&self) -> Rc<Cell<u64>> {
        Rc::clone(&self.count)
    }

    /// The rest as UTF-8; a UTF-8 file keeps its bytes, faults included, so that they can be reported by row.
    pub(crate) fn text(self, encoding: Encoding) -> Result<Box<dyn BufRead + 'a>, ImportError> {
        let mut reader = self.reader;
        let decoder = match encoding {
            Encoding::Utf8 => {
                let head = reader.fill_buf()?;
                let mark = if head.starts_with(&[0xef, 0xbb, 0xbf]) { 3 } else { 0 };
                reader.consume(mark);
                return Ok(reader);
            }
            Encoding::Utf16Le => UTF_16LE.new_decoder_with_bom_removal(),
            Encoding::Utf16Be => UTF_16BE.new_decoder_with_bom_removal(),
            Encoding::Windows1252 => WINDOWS_1252.new_decoder_without_bom_handling(),
        };
        Ok(Box::new(BufReader::with_capacity(BLOCK_BYTES, Transcoded { reader, decoder, ended: false })))
    }
}

/// The text of a sample in an encoding; faults become the replacement character.
pub(crate) fn decode_sample(sample: &[u8], encoding: Encoding) -> Vec<u8> {
    let encoding = match encoding {
        Encoding::Utf8 => UTF_8,
        Encoding::Utf16Le => UTF_16LE,
        Encoding::Utf16Be => UTF_16BE,
        Encoding::Windows1252 => WINDOWS_1252,
    };
    if encoding == UTF_8 {
        return sample.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(sample).to_vec();
    }
    encoding.decode_with_bom_removal(sample).0.into_owned().into_bytes()
}

/// Whether no byte can belong to a control character other than tab and line ends.
pub(crate) fn is_clean(bytes: &[u8]) -> bool {
    // C2 begins, among others, the control characters U+0080 to U+009F.
    let control =
        |byte: u8| (byte < b' ' && byte != b'\t' && byte != b'\n' && byte != b'\r') | (byte == 0x7f) | (byte == 0xc2);
    !bytes.iter().fold(false, |found, byte| found | control(*byte))
}

struct Transcoded<R> {
    reader: R,
    decoder: Decoder,
    ended: bool,
}

impl<R: BufRead> Read for Transcoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.len() < 4 {
            return Err(io::Error::other("the reading block is too small"));
        }
        while !self.ended {
            let input = self.reader.fill_buf()?;
            let last = input.is_empty();
            let (result, read, written, _) = self.decoder.decode_to_utf8(input, buffer, last);
            self.reader.consume(read);
            self.ended = last && result == CoderResult::InputEmpty;
            if written > 0 {
                return Ok(written);
            }
        }
        Ok(0)
    }
}
