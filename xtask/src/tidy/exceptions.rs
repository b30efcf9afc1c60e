//! The list of what is not yet so: one line `rule path` each, taken off the breaches that tidy found.
//!
//! An exception that takes nothing off is a breach, and there may never be more than [`AT_MOST`]: the list only shrinks.

use super::Breach;

/// Where the list stands.
pub const LIST: &str = "xtask/tidy-exceptions.txt";

/// How many exceptions there may be. Lower it whenever one goes; it is never raised.
pub const AT_MOST: usize = 2;

/// The breaches without those that `list` excuses, and with one for each line of the list that is wrong.
pub fn apply(list: &str, breaches: Vec<Breach>) -> Vec<Breach> {
    let mut left = breaches;
    let mut count = 0;
    for (index, line) in list.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        count += 1;
        let Some((rule, path)) = line.split_once(' ') else {
            let message = format!("“{line}” is no exception. Write the rule, a space, and the path.");
            left.push(Breach::new(LIST, index + 1, "exception", message));
            continue;
        };
        let before = left.len();
        left.retain(|breach| breach.rule != rule || breach.path != path.trim());
        if left.len() == before {
            let message = format!("Nothing breaks “{rule}” in {path} any more. Remove this line and lower AT_MOST.");
            left.push(Breach::new(LIST, index + 1, "exception", message));
        }
    }
    if count > AT_MOST {
        let message =
            format!("There are {count} exceptions and may be {AT_MOST}. Mend the new one instead of listing it.");
        left.push(Breach::new(LIST, 1, "exception", message));
    }
    left
}
