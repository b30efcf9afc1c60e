//! From characters to words: names, numbers, texts in quotes, signs.
//!
//! Absent: names of several words, which only the scope knows (`names`). Source: DMN 1.5 §10.3.1.2 rules 22 to 41, 63 to 66.

use crate::parser::SyntaxError;
use crate::source::Span;

/// What a token is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// One word of a name, or a keyword.
    Word,
    Number,
    /// A text in quotes, without them and with its escapes replaced.
    Text(String),
    /// An operator, a bracket or another sign.
    Sign,
    End,
}

/// A token and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub kind: Kind,
    pub span: Span,
}

/// Signs of two characters.
const PAIRS: [&str; 6] = ["**", "..", "<=", ">=", "!=", "->"];

pub(crate) fn is_space(character: char) -> bool {
    character.is_whitespace() || matches!(character, '\u{feff}' | '\u{180e}' | '\u{200b}')
}

fn starts_word(character: char) -> bool {
    character == '?'
        || character == '_'
        || character.is_ascii_alphabetic()
        || matches!(u32::from(character),
            0xC0..=0xD6 | 0xD8..=0xF6 | 0xF8..=0x2FF | 0x370..=0x37D | 0x37F..=0x1FFF | 0x200C..=0x200D
            | 0x2070..=0x218F | 0x2C00..=0x2FEF | 0x3001..=0xD7FF | 0xF900..=0xFDCF | 0xFDF0..=0xFFFD
            | 0x10000..=0xEFFFF)
            && !is_space(character)
}

fn continues_word(character: char) -> bool {
    starts_word(character)
        || character.is_ascii_digit()
        || matches!(u32::from(character), 0xB7 | 0x300..=0x36F | 0x203F..=0x2040)
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
    tokens: Vec<Token>,
}

/// All tokens of a text; the last is `End`.
pub(crate) fn tokens(text: &str) -> Result<Vec<Token>, SyntaxError> {
    let mut lexer = Lexer { text, at: 0, tokens: Vec::new() };
    while lexer.skip()? {
        lexer.token()?;
    }
    lexer.push(Kind::End, text.len());
    Ok(lexer.tokens)
}

impl Lexer<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn error(&self, start: usize, message: &str) -> SyntaxError {
        SyntaxError::new(self.text, Span::new(start, self.at.max(start)), message.to_owned())
    }

    fn push(&mut self, kind: Kind, start: usize) {
        self.tokens.push(Token { kind, span: Span::new(start, self.at) });
    }

    /// Skips spaces and comments; false at the end of the text.
    fn skip(&mut self) -> Result<bool, SyntaxError> {
        loop {
            let rest = self.rest();
            let trimmed = rest.trim_start_matches(is_space);
            self.at += rest.len() - trimmed.len();
            let rest = self.rest();
            if rest.starts_with("//") {
                self.at += rest.find(['\n', '\r']).unwrap_or(rest.len());
            } else if rest.starts_with("/*") {
                let Some(end) = rest.find("*/") else {
                    return Err(self.error(self.at, "this comment has no end; close it with */"));
                };
                self.at += end + 2;
            } else {
                return Ok(!rest.is_empty());
            }
        }
    }

    fn token(&mut self) -> Result<(), SyntaxError> {
        let start = self.at;
        let rest = self.rest();
        let first = rest.chars().next().expect("not at the end");
        if first == '"' {
            return self.quoted();
        }
        if first.is_ascii_digit() || first == '.' && rest[1..].starts_with(|next: char| next.is_ascii_digit()) {
            self.number();
            self.push(Kind::Number, start);
        } else if starts_word(first) {
            self.at += rest.find(|next| !continues_word(next)).unwrap_or(rest.len());
            self.push(Kind::Word, start);
        } else {
            let pair = PAIRS.iter().find(|pair| rest.starts_with(**pair));
            self.at += pair.map_or(first.len_utf8(), |pair| pair.len());
            self.push(Kind::Sign, start);
        }
        Ok(())
    }

    fn digits(&mut self) {
        let rest = self.rest();
        self.at += rest.find(|next: char| !next.is_ascii_digit()).unwrap_or(rest.len());
    }

    fn number(&mut self) {
        self.digits();
        let fraction =
            self.rest().strip_prefix('.').is_some_and(|after| after.starts_with(|next: char| next.is_ascii_digit()));
        if fraction {
            self.at += 1;
            self.digits();
        }
        if let Some(after) = self.rest().strip_prefix(['e', 'E']) {
            let unsigned = after.strip_prefix(['+', '-']).unwrap_or(after);
            if unsigned.starts_with(|next: char| next.is_ascii_digit()) {
                self.at += 1 + after.len() - unsigned.len();
                self.digits();
            }
        }
    }

    fn quoted(&mut self) -> Result<(), SyntaxError> {
        let start = self.at;
        self.at += 1;
        let mut value = String::new();
        let mut high = None;
        loop {
            let Some(next) = self.rest().chars().next() else {
                return Err(self.error(start, "this text has no closing quotation mark"));
            };
            self.at += next.len_utf8();
            match next {
                '"' => break,
                '\\' => {
                    let unit = self.escape(&mut value)?;
                    high = self.joined(high, unit, &mut value)?;
                }
                _ => value.push(next),
            }
        }
        if high.is_some() {
            return Err(self.error(start, "half a character (a lone surrogate) stands in this text"));
        }
        self.push(Kind::Text(value), start);
        Ok(())
    }

    /// Puts the two halves of a character together that is written as two escapes.
    fn joined(&self, high: Option<u32>, unit: Option<u32>, value: &mut String) -> Result<Option<u32>, SyntaxError> {
        let lone = || self.error(self.at, "half a character (a lone surrogate) stands in this text");
        let code = match (high, unit) {
            (None, None) => return Ok(None),
            (None, Some(unit @ 0xD800..=0xDBFF)) => return Ok(Some(unit)),
            (Some(high), Some(low @ 0xDC00..=0xDFFF)) => 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00),
            (None, Some(code)) => code,
            (Some(_), _) => return Err(lone()),
        };
        value.push(char::from_u32(code).ok_or_else(lone)?);
        Ok(None)
    }

    /// What follows a backslash; answers the code of `\u` and `\U`.
    fn escape(&mut self, value: &mut String) -> Result<Option<u32>, SyntaxError> {
        let start = self.at - 1;
        let Some(next) = self.rest().chars().next() else { return Ok(None) };
        self.at += next.len_utf8();
        let digits = match next {
            'u' => 4,
            'U' => 6,
            _ => {
                let same = match next {
                    'n' => '\n',
                    't' => '\t',
                    'r' => '\r',
                    'b' => '\u{8}',
                    'f' => '\u{c}',
                    '"' | '\'' | '\\' | '/' => next,
                    _ => {
                        value.push('\\');
                        next
                    }
                };
                value.push(same);
                return Ok(None);
            }
        };
        let code = self.rest().get(..digits).and_then(|code| u32::from_str_radix(code, 16).ok());
        let Some(code) = code else {
            let message = format!("\\{next} needs {digits} hexadecimal digits after it");
            return Err(self.error(start, &message));
        };
        self.at += digits;
        Ok(Some(code))
    }
}
