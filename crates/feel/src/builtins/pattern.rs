//! Patterns: regular expressions in the words of XPath, matched in linear time.
//!
//! Absent: back references, which have no linear-time match; a pattern with one has no result. Source: DMN 1.5 §10.3.4.3;
//! XPath and XQuery Functions 3.1 §5.6; XML Schema 1.1 part 2, appendix G.

use regex::{Captures, Regex, RegexBuilder};

use super::{argument, fails, text, wanted};
use crate::evaluate::{Evaluated, Evaluator, Fault};
use crate::value::Value;

/// The largest compiled pattern, in bytes.
const MAX_COMPILED_BYTES: usize = 1024 * 1024;
/// The longest pattern, in bytes.
const MAX_PATTERN_BYTES: usize = 4 * 1024;

/// A pattern in the words of the matching library.
fn translated(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len() + 8);
    let mut characters = pattern.chars().peekable();
    let mut in_class = 0_u32;
    while let Some(character) = characters.next() {
        match character {
            '\\' => match characters.next() {
                Some('i') => out.push_str(if in_class > 0 { r"\p{L}_:" } else { r"[\p{L}_:]" }),
                Some('I') => out.push_str(r"[^\p{L}_:]"),
                Some('c') => out.push_str(if in_class > 0 { r"\p{L}\p{N}_:.\-" } else { r"[\p{L}\p{N}_:.\-]" }),
                Some('C') => out.push_str(r"[^\p{L}\p{N}_:.\-]"),
                Some(next) => {
                    out.push('\\');
                    out.push(next);
                }
                None => out.push('\\'),
            },
            '[' => {
                in_class += 1;
                out.push('[');
            }
            ']' => {
                in_class = in_class.saturating_sub(1);
                out.push(']');
            }
            // Subtraction: [a-z-[aeiou]].
            '-' if in_class > 0 && characters.peek() == Some(&'[') => out.push_str("--"),
            '&' | '~' if in_class > 0 => {
                out.push('\\');
                out.push(character);
            }
            other => out.push(other),
        }
    }
    out
}

fn compiled(function: &'static str, pattern: &str, flags: &str) -> Result<Regex, Fault> {
    if pattern.len() > MAX_PATTERN_BYTES {
        return Err(fails(function, format!("the pattern is longer than {MAX_PATTERN_BYTES} bytes")));
    }
    if let Some(unknown) = flags.chars().find(|flag| !"smixq".contains(*flag)) {
        return Err(fails(function, format!("there is no flag \"{unknown}\"")));
    }
    let has = |flag| flags.contains(flag);
    let source = match (has('q'), has('x')) {
        (true, _) => regex::escape(pattern),
        (false, true) => translated(&pattern.replace(char::is_whitespace, "")),
        (false, false) => translated(pattern),
    };
    let built = RegexBuilder::new(&source)
        .dot_matches_new_line(has('s'))
        .multi_line(has('m'))
        .case_insensitive(has('i'))
        .size_limit(MAX_COMPILED_BYTES)
        .build();
    built.map_err(|_| fails(function, "the pattern is not one, or too large, or has back references"))
}

fn flags(arguments: &[Value], at: usize) -> Result<&str, Fault> {
    match argument(arguments, at) {
        Value::Null => Ok(""),
        Value::String(flags) => Ok(flags),
        other => Err(wanted("a string", other)),
    }
}

/// Charges for the compilation of a pattern and one pass over the text.
fn charge(evaluator: &mut Evaluator<'_>, pattern: &str, text: &str) -> Result<(), Fault> {
    const COMPILATION: u64 = 200;
    Ok(evaluator.meter.step(COMPILATION + 10 * pattern.len() as u64 + text.len() as u64 / 8)?)
}

pub(super) fn matches(evaluator: &mut Evaluator<'_>, arguments: &[Value]) -> Evaluated {
    let (input, pattern) = (text(arguments, 0)?, text(arguments, 1)?);
    charge(evaluator, pattern, input)?;
    Ok(compiled("matches", pattern, flags(arguments, 2)?)?.is_match(input).into())
}

pub(super) fn replace(evaluator: &mut Evaluator<'_>, arguments: &[Value]) -> Evaluated {
    let (input, pattern, replacement) = (text(arguments, 0)?, text(arguments, 1)?, text(arguments, 2)?);
    charge(evaluator, pattern, input)?;
    let flags = flags(arguments, 3)?;
    let pattern = compiled("replace", pattern, flags)?;
    if pattern.is_match("") {
        return Err(fails("replace", "the pattern matches the empty text"));
    }
    let literal = flags.contains('q');
    // What comes out can be larger than what went in by a factor: count it before it is made.
    let most = pattern.find_iter(input).count().saturating_mul(replacement.len() + input.len() / 8);
    evaluator.meter.bytes(most.min(input.len().saturating_mul(replacement.len() + 1)))?;
    let groups = pattern.captures_len() - 1;
    let replaced = pattern.replace_all(input, |captures: &Captures<'_>| {
        if literal { replacement.to_string() } else { filled(replacement, captures, groups) }
    });
    Ok(Value::from(replaced.into_owned()))
}

/// A replacement with `$1` filled in: as many digits as there are groups for.
fn filled(replacement: &str, captures: &Captures<'_>, groups: usize) -> String {
    let mut out = String::new();
    let mut characters = replacement.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\\' => out.extend(characters.next()),
            '$' => {
                let mut group = None;
                while let Some(digit) = characters.peek().and_then(|next| next.to_digit(10)) {
                    let next = group.unwrap_or(0) * 10 + digit as usize;
                    if group.is_some() && next > groups {
                        break;
                    }
                    group = Some(next);
                    characters.next();
                }
                match group {
                    Some(group) => out.push_str(captures.get(group).map_or("", |found| found.as_str())),
                    None => out.push('$'),
                }
            }
            other => out.push(other),
        }
    }
    out
}

pub(super) fn split(evaluator: &mut Evaluator<'_>, arguments: &[Value]) -> Evaluated {
    let (input, pattern) = (text(arguments, 0)?, text(arguments, 1)?);
    charge(evaluator, pattern, input)?;
    let pattern = compiled("split", pattern, "")?;
    let mut parts = Vec::new();
    for part in pattern.split(input) {
        evaluator.meter.bytes(size_of::<Value>() + part.len())?;
        parts.push(Value::from(part));
    }
    Ok(Value::list(parts))
}
