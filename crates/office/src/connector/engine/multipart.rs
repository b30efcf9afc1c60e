//! A form with files, as it is sent.
//!
//! Pure. Source: RFC 7578.

use super::model::File;

/// A form with text fields and files; `named` says under which name a file is sent. Returns the content type and the body.
pub(super) fn form(fields: &[(&str, &str)], files: &[File], named: impl Fn(&File) -> String) -> (String, Vec<u8>) {
    let boundary = boundary(fields, files);
    let mut body = String::new();
    for (name, value) in fields {
        body.push_str(&format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"));
    }
    for file in files {
        let (name, kind) = (named(file), kind(&file.name));
        body.push_str(&format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{}\"\r\nContent-Type: {kind}\r\n\r\n{}\r\n",
            file.name, file.content
        ));
    }
    body.push_str(&format!("--{boundary}--\r\n"));
    (format!("multipart/form-data; boundary={boundary}"), body.into_bytes())
}

/// A line that stands nowhere in what is sent.
fn boundary(fields: &[(&str, &str)], files: &[File]) -> String {
    let stands = |line: &str| {
        files.iter().any(|file| file.content.contains(line)) || fields.iter().any(|(_, value)| value.contains(line))
    };
    let mut number = 0_u64;
    loop {
        let line = format!("mandate-part-{number:08}");
        if !stands(&line) {
            return line;
        }
        number += 1;
    }
}

fn kind(name: &str) -> &'static str {
    if name.ends_with(".form") { "application/json" } else { "text/xml" }
}
