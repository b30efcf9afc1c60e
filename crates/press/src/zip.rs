//! Files packed into one, as Word and spreadsheets want them, with no times inside.
//!
//! Absent: archives over 4 GiB, encryption, reading. Source: PKWARE APPNOTE 6.3, ISO/IEC 21320-1.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::DeflateEncoder;

/// 1 January 1980, the earliest day that the format knows.
const NO_DAY: u16 = 0x0021;
const VERSION: u16 = 20;
/// Names are UTF-8.
const UTF8: u16 = 0x0800;

/// Packs files in their order.
#[must_use]
pub fn pack(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut list = Vec::new();
    for (name, bytes) in files {
        let offset = out.len() as u32;
        let mut sum = flate2::Crc::new();
        sum.update(bytes);
        let (method, packed) = squeeze(bytes);
        let mut head = Vec::with_capacity(26);
        for word in [VERSION, UTF8, method, 0, NO_DAY] {
            head.extend_from_slice(&word.to_le_bytes());
        }
        for number in [sum.sum(), packed.len() as u32, bytes.len() as u32] {
            head.extend_from_slice(&number.to_le_bytes());
        }
        head.extend_from_slice(&(name.len() as u16).to_le_bytes());
        head.extend_from_slice(&[0; 2]);
        out.extend_from_slice(b"PK\x03\x04");
        out.extend_from_slice(&head);
        out.extend_from_slice(name.as_bytes());
        out.extend_from_slice(&packed);

        list.extend_from_slice(b"PK\x01\x02");
        list.extend_from_slice(&VERSION.to_le_bytes());
        list.extend_from_slice(&head);
        // No comment, first disk, no attributes.
        list.extend_from_slice(&[0; 10]);
        list.extend_from_slice(&offset.to_le_bytes());
        list.extend_from_slice(name.as_bytes());
    }
    let (start, count) = (out.len() as u32, files.len() as u16);
    out.extend_from_slice(&list);
    out.extend_from_slice(b"PK\x05\x06\0\0\0\0");
    out.extend_from_slice(&count.to_le_bytes());
    out.extend_from_slice(&count.to_le_bytes());
    out.extend_from_slice(&(list.len() as u32).to_le_bytes());
    out.extend_from_slice(&start.to_le_bytes());
    out.extend_from_slice(&[0; 2]);
    out
}

/// The method and the bytes: deflated, or as they are where that is shorter.
fn squeeze(bytes: &[u8]) -> (u16, Vec<u8>) {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    let packed = encoder.write_all(bytes).and_then(|()| encoder.finish()).expect("memory takes every byte");
    if packed.len() < bytes.len() { (8, packed) } else { (0, bytes.to_vec()) }
}
