//! Nothing in the repository knows one machine: no home folders, no addresses of package mirrors.

use super::{Breach, House};

/// What gives a machine or a mirror away. Written in halves, so that this file is clean itself.
const TELLING: &[(&str, &str)] = &[
    (concat!("/ro", "ot/"), "the home of root"),
    (concat!("/ho", "me/"), "somebody's home folder"),
    (concat!("/Us", "ers/"), "somebody's home folder"),
    (concat!("/wo", "rk/"), "a folder of one machine"),
    (concat!("/tm", "p/bash"), "a folder of one session"),
    (concat!("\"resolved\": \"", "http"), "the address of a package mirror; npm has `omit-lockfile-registry-resolved`"),
    (concat!("replace-", "with = "), "a package mirror"),
];

/// Lines that name a machine.
pub fn machine(house: &House) -> Vec<Breach> {
    let mut found = Vec::new();
    for (path, text) in &house.texts {
        for (index, line) in text.lines().enumerate() {
            for (_, what) in TELLING.iter().filter(|(mark, _)| tells(line, mark)) {
                let message = format!("The line names {what}. Take the path or address from the environment.");
                found.push(Breach::new(path, index + 1, "machine", message));
            }
        }
    }
    found
}

/// Whether the mark stands in the line on its own, not inside a longer path or address.
fn tells(line: &str, mark: &str) -> bool {
    line.match_indices(mark).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        before.is_none_or(|sign| !sign.is_alphanumeric() && !matches!(sign, '.' | '-' | '_' | '}' | '/'))
    })
}
