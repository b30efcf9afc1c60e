//! Texts without their quotation marks, for columns of texts: people type `high, low` and mean `"high", "low"`.
//!
//! Absent: anything that is more than a list of texts; it is shown and kept as it is written.

/// Signs that make an expression of a cell.
const SIGNS: [char; 11] = ['"', '(', ')', '[', ']', '{', '}', '?', '<', '>', '='];

/// What is typed into a cell of texts, as FEEL: words become texts, what is FEEL already stays. `names` are those that a cell may
/// use; in a cell of an input a comma parts one text from the next.
#[must_use]
pub fn quoted(typed: &str, names: &[&str], is_input: bool) -> String {
    let typed = typed.trim();
    let is_feel = |text: &str| {
        text.is_empty()
            || text == "-"
            || text == "null"
            || text.contains(SIGNS)
            || text.starts_with("not ")
            || names.contains(&text)
    };
    if is_feel(typed) {
        return typed.to_owned();
    }
    if !is_input {
        return literal(typed);
    }
    let parts: Vec<&str> = typed.split(',').map(str::trim).collect();
    if parts.iter().any(|part| is_feel(part)) {
        return typed.to_owned();
    }
    parts.into_iter().map(literal).collect::<Vec<_>>().join(", ")
}

/// A cell of texts as people read it: without quotation marks, where [`quoted`] would bring them back.
#[must_use]
pub fn unquoted(cell: &str, names: &[&str], is_input: bool) -> String {
    let Some(texts) = texts(cell) else { return cell.to_owned() };
    let plain = texts.join(", ");
    let again = texts.iter().map(|text| literal(text)).collect::<Vec<_>>().join(", ");
    let comes_back = quoted(&plain, names, is_input) == again && (is_input || texts.len() == 1);
    if comes_back { plain } else { cell.to_owned() }
}

fn literal(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\"))
}

/// The texts of a list of texts in quotation marks; none where the cell is anything else.
fn texts(cell: &str) -> Option<Vec<String>> {
    let mut rest = cell.trim();
    let mut found = Vec::new();
    loop {
        rest = rest.trim_start().strip_prefix('"')?;
        let end = rest.find('"')?;
        let text = &rest[..end];
        if text.contains('\\') || text.trim() != text {
            return None;
        }
        found.push(text.to_owned());
        rest = rest[end + 1..].trim_start();
        match rest.strip_prefix(',') {
            Some(more) => rest = more,
            None => return rest.is_empty().then_some(found),
        }
    }
}
