//! Deployments through the door, against servers that answer as the engines do.

mod camunda8;
mod door;
pub(crate) mod operaton;
mod rules;

use std::collections::BTreeMap;

use crate::connector::tests::stand::Asked;

/// A part of a form: its file name, empty for a text, and its content.
type Part = (String, String);

/// The parts of a form with files, by name; a name that comes twice has both.
fn parts(asked: &Asked) -> BTreeMap<String, Vec<Part>> {
    let kind = asked.header("content-type");
    let boundary = kind.strip_prefix("multipart/form-data; boundary=").expect("a form with files");
    let line = format!("--{boundary}\r\n");
    let whole = asked.raw.strip_suffix(&format!("--{boundary}--\r\n")).expect("the form ends");
    let mut all: BTreeMap<String, Vec<Part>> = BTreeMap::new();
    for part in whole.split(&line).skip(1) {
        let (head, content) = part.split_once("\r\n\r\n").expect("a head and a body");
        let named = |word: &str| {
            let from = head.split_once(&format!(" {word}=\"")).map(|(_, rest)| rest);
            from.and_then(|rest| rest.split_once('"')).map(|(name, _)| name.to_owned())
        };
        let content = content.strip_suffix("\r\n").expect("a part ends with a line");
        let part = (named("filename").unwrap_or_default(), content.to_owned());
        all.entry(named("name").expect("a name")).or_default().push(part);
    }
    all
}
