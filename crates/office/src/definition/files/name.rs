//! The name of an activity's file: the activity's id, with every sign that a file system might misread written as `%` and two
//! hexadecimal digits, so that no id can point outside the folder.
//!
//! Absent: the folder. Source: RFC 3986 §2.1 (percent-encoding).

/// The file name for an id, without folder and ending.
pub(super) fn write(id: &str) -> String {
    let mut name = String::new();
    for byte in id.bytes() {
        if byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-' {
            name.push(char::from(byte));
        } else {
            name.push_str(&format!("%{byte:02X}"));
        }
    }
    name
}

/// The id that a file name stands for; nothing where the name is not the one that [`write`] gives.
pub(super) fn read(name: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = name.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next()?, rest.next()?];
            bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok().filter(|id| write(id) == name)
}
