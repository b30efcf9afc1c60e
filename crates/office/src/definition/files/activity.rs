//! The page of one activity: its details as TOML between two lines of `+++`, then its steps as Markdown, letter by letter.
//!
//! Absent: the activity's name, which stands in the diagram alone. Source: TOML 1.0; the front matter is the one of Hugo.

use super::{FileError, leave_out_empty, toml_error, wrong};
use crate::definition::Activity;

/// The line around the front matter.
const FENCE: &str = "+++";

pub(super) fn write(activity: &Activity) -> String {
    let front = Activity { steps: String::new(), ..activity.clone() };
    let mut table = toml::Table::try_from(&front).expect("an activity is a table of texts and numbers");
    table.remove("steps");
    leave_out_empty(&mut table);
    let pretty = toml::to_string_pretty(&table).expect("a table can be written");
    let front = if pretty.lines().any(|line| line == FENCE) { on_single_lines(&table) } else { pretty };
    format!("{FENCE}\n{front}{FENCE}\n{}", activity.steps)
}

/// The table with each text on one line, for texts that hold a fence themselves.
fn on_single_lines(table: &toml::Table) -> String {
    let mut out = String::new();
    for (key, value) in table {
        out.push_str(&format!("{key} = {}\n", on_one_line(value)));
    }
    out
}

fn on_one_line(value: &toml::Value) -> String {
    match value {
        toml::Value::String(text) => serde_json::Value::from(text.as_str()).to_string().replace('\u{7f}', "\\u007F"),
        toml::Value::Array(items) => {
            format!("[{}]", items.iter().map(on_one_line).collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}

/// # Errors
/// The first thing that is wrong.
pub(super) fn read(path: &str, text: &str) -> Result<Activity, FileError> {
    let unix;
    let text = if text.starts_with("+++\r\n") {
        unix = text.replace("\r\n", "\n");
        unix.as_str()
    } else {
        text
    };
    let parts = text
        .strip_prefix("+++\n")
        .and_then(|rest| rest.strip_prefix("+++\n").map(|steps| ("", steps)).or_else(|| rest.split_once("\n+++\n")));
    let Some((front, steps)) = parts else {
        let problem = "The front matter between two lines of +++ is missing.".to_owned();
        let remedy = "Begin the file with a line +++ and end the front matter with another.";
        return Err(wrong(path, Some(1), problem, remedy));
    };
    let table: toml::Table = toml::from_str(front).map_err(|error| toml_error(path, front, 1, &error))?;
    if table.contains_key("steps") {
        let problem = "The steps do not stand in the front matter.".to_owned();
        return Err(wrong(path, None, problem, "Write them as Markdown after the second line of +++."));
    }
    let mut activity: Activity = toml::from_str(front).map_err(|error| toml_error(path, front, 1, &error))?;
    steps.clone_into(&mut activity.steps);
    Ok(activity)
}
