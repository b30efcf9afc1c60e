//! Expressions: FEEL, and what JUEL says in the same way.
//!
//! Absent: other languages. `${x > 1 && name == 'a'}` is translated word by word where FEEL means the same by it; what FEEL has no
//! equal for is refused. Source: DMN 1.5 §10.3; Jakarta Expression Language 5.0 §1.

use std::fmt;
use std::sync::Arc;

use feel::Scope;

/// An expression, ready to be evaluated.
pub(crate) struct Expr {
    /// As FEEL.
    pub text: Arc<str>,
    pub compiled: feel::Expression,
}

impl fmt::Debug for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Expr({:?})", self.text)
    }
}

/// A text of the model: as it stands, or the value of an expression.
#[derive(Debug)]
pub(crate) enum Text {
    Fixed(Arc<str>),
    Computed(Expr),
}

/// Compiles an expression of a place where only expressions stand.
///
/// # Errors
/// What cannot be read, and what to write instead.
pub(super) fn expression(text: &str, language: Option<&str>, scope: &Scope) -> Result<Expr, String> {
    if let Some(language) = language.filter(|language| !is_known(language)) {
        return Err(format!("the expression is written in \"{language}\"; write it in FEEL"));
    }
    let feel = feel_of(text)?;
    let compiled = feel::Expression::compile(&feel, scope)
        .map_err(|error| format!("the expression \"{feel}\" cannot be read: {error}"))?;
    Ok(Expr { text: feel.into(), compiled })
}

/// Compiles a text that is an expression only where it says so.
pub(super) fn text(text: &str, scope: &Scope) -> Result<Text, String> {
    if marks_expression(text) {
        expression(text, None, scope).map(Text::Computed)
    } else {
        Ok(Text::Fixed(text.trim().into()))
    }
}

/// Whether a text says that it is an expression: `=…` or `${…}`.
pub(crate) fn marks_expression(text: &str) -> bool {
    let text = text.trim();
    text.starts_with('=') || text.contains("${") || text.contains("#{")
}

fn is_known(language: &str) -> bool {
    let language = language.to_ascii_lowercase();
    language.contains("feel") || language.contains("juel") || language.is_empty()
}

pub(crate) fn feel_of(text: &str) -> Result<String, String> {
    let text = text.trim();
    if let Some(rest) = text.strip_prefix('=') {
        return Ok(rest.trim().to_owned());
    }
    if text.contains("${") || text.contains("#{") {
        let inner = text.strip_prefix("${").or_else(|| text.strip_prefix("#{")).and_then(|rest| rest.strip_suffix('}'));
        return match inner {
            Some(inner) if !inner.contains(['{', '}']) => juel(inner),
            _ => Err(format!("\"{text}\" mixes text and expressions; write one FEEL expression")),
        };
    }
    match method_call(text) {
        Some(call) => Ok(call),
        None => Ok(text.to_owned()),
    }
}

/// Methods of texts in JUEL that FEEL has as functions.
const METHODS: &[(&str, &str)] = &[("contains", "contains"), ("startsWith", "starts with"), ("endsWith", "ends with")];

/// `name.contains("text")`, alone: no FEEL would say it like this, so that it can only be meant as in JUEL.
fn method_call(text: &str) -> Option<String> {
    let (head, rest) = text.split_once('(')?;
    let (name, method) = head.rsplit_once('.')?;
    let argument = rest.strip_suffix(')')?.trim();
    let inner = argument.strip_prefix('"')?.strip_suffix('"')?;
    let plain = !name.is_empty() && name.chars().all(|sign| sign.is_alphanumeric() || "_.".contains(sign));
    let (_, function) = METHODS.iter().find(|(juel, _)| *juel == method.trim())?;
    (plain && !inner.contains('"')).then(|| format!("{function}({name}, {argument})"))
}

fn juel(text: &str) -> Result<String, String> {
    let tokens = tokens(text)?;
    let mut words: Vec<String> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let token = tokens[at].as_str();
        let next = tokens.get(at + 1).map(String::as_str);
        let word = match token {
            "&&" | "and" => "and",
            "||" | "or" => "or",
            "==" | "eq" => "=",
            "ne" => "!=",
            "lt" => "<",
            "gt" => ">",
            "le" => "<=",
            "ge" => ">=",
            "!" | "not" | "empty" | "?" | ":" | "%" | "div" | "mod" | "instanceof" | "[" | "]" => {
                return Err(format!("FEEL has no equal for \"{token}\" of JUEL; write the condition in FEEL"));
            }
            name if next == Some("(") && name.starts_with(|sign: char| sign.is_alphabetic() || sign == '_') => {
                let (receiver, method) = name.rsplit_once('.').unwrap_or(("", name));
                let function = METHODS.iter().find(|(juel, _)| *juel == method).filter(|_| !receiver.is_empty());
                let Some((_, function)) = function else {
                    return Err(format!("\"{name}(…)\" calls a method, which is not run; write the condition in FEEL"));
                };
                at += 2;
                words.push(format!("{function}({receiver},"));
                continue;
            }
            other => other,
        };
        words.push(word.to_owned());
        at += 1;
    }
    Ok(words.join(" "))
}

/// Names with their paths, numbers, texts (in double quotes), and signs.
pub(crate) fn tokens(text: &str) -> Result<Vec<String>, String> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let end = if first.is_alphanumeric() || first == '_' {
            rest.find(|sign: char| !(sign.is_alphanumeric() || sign == '_' || sign == '.')).unwrap_or(rest.len())
        } else if first == '"' || first == '\'' {
            let close = rest[1..].find(first).ok_or_else(|| format!("the text that begins at {rest} does not end"))?;
            let inner = &rest[1..=close];
            if inner.contains(['\\', '"']) {
                return Err(format!("the text {inner} holds quotes or backslashes; write the expression in FEEL"));
            }
            tokens.push(format!("\"{inner}\""));
            rest = rest[close + 2..].trim_start();
            continue;
        } else if ["&&", "||", "==", "!=", "<=", ">="].iter().any(|sign| rest.starts_with(sign)) {
            2
        } else {
            first.len_utf8()
        };
        tokens.push(rest[..end].to_owned());
        rest = rest[end..].trim_start();
    }
    Ok(tokens)
}

#[cfg(test)]
mod tests;
