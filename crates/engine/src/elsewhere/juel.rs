//! FEEL in the words of JUEL, where both mean the same.
//!
//! Absent: functions, lists, ranges and names with blanks; they are told and not guessed. Source: DMN 1.5 §10.3; Jakarta Expression
//! Language 5.0 §1.

use crate::program::expression::tokens;

/// A FEEL expression as JUEL, without `${}`.
///
/// # Errors
/// What JUEL has no word for.
pub(super) fn juel_of(feel: &str) -> Result<String, String> {
    let tokens = tokens(feel)?;
    let mut words: Vec<String> = Vec::new();
    let mut after_operand = false;
    for (at, token) in tokens.iter().enumerate() {
        let next = tokens.get(at + 1).map(String::as_str);
        let is_name = token.starts_with(|sign: char| sign.is_alphanumeric() || sign == '_');
        let (word, is_operand) = match token.as_str() {
            "and" => ("&&".to_owned(), false),
            "or" => ("||".to_owned(), false),
            "=" => ("==".to_owned(), false),
            "not" if next == Some("(") => ("!".to_owned(), false),
            "!=" | "<" | ">" | "<=" | ">=" | "+" | "-" | "*" | "/" | "(" => (token.clone(), false),
            ")" => (token.clone(), true),
            "if" | "then" | "else" | "for" | "in" | "return" | "some" | "every" | "satisfies" | "between"
            | "function" | "instance" => return Err(format!("JUEL has no word for “{token}”")),
            text if text.starts_with('"') => (quoted(text)?, true),
            name if is_name && next == Some("(") => return Err(format!("JUEL has no function “{name}”")),
            _ if is_name => (token.clone(), true),
            other => return Err(format!("JUEL has no word for “{other}”")),
        };
        if is_operand && after_operand && token != ")" {
            return Err(format!("JUEL knows no names with blanks, such as the one that ends in “{token}”"));
        }
        after_operand = is_operand;
        words.push(word);
    }
    Ok(words.join(" "))
}

/// A text in single quotes, so that it stands in an attribute as it is.
fn quoted(text: &str) -> Result<String, String> {
    let inner = text.trim_matches('"');
    if inner.contains('\'') {
        return Err(format!("the text {text} holds a quote"));
    }
    Ok(format!("'{inner}'"))
}
