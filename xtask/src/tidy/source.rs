//! A Rust file as its words: identifiers, texts, signs and comments, each with its line, and whether it is test code.
//!
//! A lexer is enough for every rule and reads the inside of macros (`html!`) too. Absent: a syntax tree; numbers and
//! lifetimes are dropped. Source: The Rust Reference, "Tokens" and "Comments".

use std::ops::Range;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An identifier or keyword.
    Word,
    /// A string literal, without its quotes, escapes as written.
    Text,
    /// One character of punctuation.
    Sign,
    /// A comment for the reader of the code, without its slashes.
    Comment,
    /// `///` or `/** */`, without its slashes.
    Doc,
    /// `//!` or `/*! */`, without its slashes.
    ModuleDoc,
}

/// One token of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    pub kind: Kind,
    pub text: String,
    /// Counted from 1.
    pub line: usize,
    /// Whether it stands under `#[cfg(test)]`.
    pub test: bool,
}

impl Token {
    /// Whether this is the word `text`.
    pub fn is_word(&self, text: &str) -> bool {
        self.kind == Kind::Word && self.text == text
    }

    /// Whether this is the sign `sign`.
    pub fn is(&self, sign: char) -> bool {
        self.kind == Kind::Sign && self.text.starts_with(sign)
    }

    fn is_comment(&self) -> bool {
        matches!(self.kind, Kind::Comment | Kind::Doc | Kind::ModuleDoc)
    }
}

/// One Rust file.
pub struct Source {
    /// From the root of the repository, with `/`.
    pub path: String,
    /// Every token, comments too.
    pub tokens: Vec<Token>,
    /// Whether the module is declared under `#[cfg(test)]`.
    pub declared_for_tests: bool,
}

impl Source {
    /// Reads the text of a file. A text that is no Rust gives odd tokens, never a panic: the compiler complains, not tidy.
    pub fn read(path: &str, text: &str) -> Source {
        let mut lexer = Lexer { bytes: text.as_bytes(), text, at: 0, line: 1, tokens: Vec::new() };
        lexer.run();
        let mut tokens = lexer.tokens;
        for range in test_ranges(&tokens) {
            tokens[range].iter_mut().for_each(|token| token.test = true);
        }
        Source { path: path.to_owned(), tokens, declared_for_tests: false }
    }

    /// The tokens that are code.
    pub fn code(&self) -> Vec<&Token> {
        self.tokens.iter().filter(|token| !token.is_comment()).collect()
    }

    /// The tokens that are code and no test code.
    pub fn product(&self) -> Vec<&Token> {
        self.tokens.iter().filter(|token| !token.is_comment() && !token.test).collect()
    }

    /// Whether the whole file is for tests: declared so, or `tests.rs`, in a folder `tests`, or the test office `testing.rs`.
    pub fn is_test(&self) -> bool {
        if self.declared_for_tests {
            return true;
        }
        let mut parts = self.path.split('/');
        parts.any(|part| matches!(part, "tests" | "tests.rs" | "testing" | "testing.rs"))
    }
}

/// Marks the modules that a root of a crate declares under `#[cfg(test)]`.
pub fn mark_test_modules(sources: &mut [Source]) {
    let mut paths = Vec::new();
    for root in sources.iter().filter(|source| source.path.ends_with("/lib.rs") || source.path.ends_with("/main.rs")) {
        let folder = root.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let code = root.code();
        let modules = code.windows(3).filter(|window| window[0].test && window[0].is_word("mod") && window[2].is(';'));
        for name in modules.map(|window| &window[1].text) {
            paths.extend([format!("{folder}/{name}.rs"), format!("{folder}/{name}/")]);
        }
    }
    for source in sources {
        let under =
            |path: &String| source.path == *path || (path.ends_with('/') && source.path.starts_with(path.as_str()));
        source.declared_for_tests = paths.iter().any(under);
    }
}

/// What `#[cfg(test)]` covers: up to the `;` or the closing brace of the item that follows it.
fn test_ranges(tokens: &[Token]) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let window = &tokens[at..tokens.len().min(at + 7)];
        let opens = window.len() == 7
            && window[0].is('#')
            && window[1].is('[')
            && window[2].is_word("cfg")
            && window[3].is('(')
            && window[4].is_word("test")
            && window[5].is(')')
            && window[6].is(']');
        if !opens {
            at += 1;
            continue;
        }
        let mut depth = 0usize;
        let mut end = at + 7;
        while end < tokens.len() {
            let token = &tokens[end];
            end += 1;
            if token.is('{') || token.is('(') || token.is('[') {
                depth += 1;
            } else if token.is('}') || token.is(')') || token.is(']') {
                depth = depth.saturating_sub(1);
                if depth == 0 && token.is('}') {
                    break;
                }
            } else if token.is(';') && depth == 0 {
                break;
            }
        }
        ranges.push(at..end);
        at = end;
    }
    ranges
}

struct Lexer<'a> {
    bytes: &'a [u8],
    text: &'a str,
    at: usize,
    line: usize,
    tokens: Vec<Token>,
}

impl Lexer<'_> {
    fn run(&mut self) {
        while let Some(byte) = self.byte(0) {
            match byte {
                b'\n' => self.skip(1),
                b'/' if self.byte(1) == Some(b'/') => self.line_comment(),
                b'/' if self.byte(1) == Some(b'*') => self.block_comment(),
                b'"' => self.string(1),
                b'b' | b'c' if self.byte(1) == Some(b'"') => self.string(2),
                b'r' | b'b' | b'c' if self.raw_string() => {}
                b'b' if self.byte(1) == Some(b'\'') => self.quote(1),
                b'\'' => self.quote(0),
                b'0'..=b'9' => self.number(),
                byte if is_word(byte) => self.word(),
                byte if byte.is_ascii_whitespace() => self.skip(1),
                _ => {
                    self.push(Kind::Sign, self.at..self.at + 1);
                    self.skip(1);
                }
            }
        }
    }

    fn byte(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    /// Moves on, counting lines.
    fn skip(&mut self, bytes: usize) {
        let end = self.bytes.len().min(self.at + bytes);
        self.line += self.bytes[self.at..end].iter().filter(|&&byte| byte == b'\n').count();
        self.at = end;
    }

    fn push(&mut self, kind: Kind, range: Range<usize>) {
        let text = self.text.get(range).unwrap_or_default().to_owned();
        self.tokens.push(Token { kind, text, line: self.line, test: false });
    }

    fn until(&self, from: usize, end: impl Fn(usize) -> bool) -> usize {
        (from..self.bytes.len()).find(|&at| end(at)).unwrap_or(self.bytes.len())
    }

    fn line_comment(&mut self) {
        let end = self.until(self.at, |at| self.bytes[at] == b'\n');
        let (kind, slashes) = match (self.byte(2), self.byte(3)) {
            (Some(b'!'), _) => (Kind::ModuleDoc, 3),
            (Some(b'/'), Some(b'/')) => (Kind::Comment, 2),
            (Some(b'/'), _) => (Kind::Doc, 3),
            _ => (Kind::Comment, 2),
        };
        self.push(kind, self.at + slashes..end);
        self.skip(end - self.at);
    }

    fn block_comment(&mut self) {
        let kind = match (self.byte(2), self.byte(3)) {
            (Some(b'!'), _) => Kind::ModuleDoc,
            (Some(b'*'), Some(third)) if third != b'/' && third != b'*' => Kind::Doc,
            _ => Kind::Comment,
        };
        let mut depth = 1usize;
        let mut end = self.at + 2;
        while end < self.bytes.len() && depth > 0 {
            match self.bytes.get(end..end + 2) {
                Some(b"/*") => (depth, end) = (depth + 1, end + 2),
                Some(b"*/") => (depth, end) = (depth - 1, end + 2),
                _ => end += 1,
            }
        }
        self.push(kind, self.at + 2..end.saturating_sub(2));
        self.skip(end - self.at);
    }

    /// A string with escapes whose text begins `prefix` bytes on.
    fn string(&mut self, prefix: usize) {
        let start = self.at + prefix;
        let mut end = start;
        while end < self.bytes.len() && self.bytes[end] != b'"' {
            end += if self.bytes[end] == b'\\' { 2 } else { 1 };
        }
        self.push(Kind::Text, start..end);
        self.skip(end + 1 - self.at);
    }

    /// `r"…"`, `r#"…"#`, `br"…"`: reads it and says so, or leaves everything where it is.
    fn raw_string(&mut self) -> bool {
        let letters = if self.byte(0) == Some(b'r') { 1 } else { 2 };
        if letters == 2 && self.byte(1) != Some(b'r') {
            return false;
        }
        let hashes = self.bytes[self.at + letters..].iter().take_while(|&&byte| byte == b'#').count();
        if self.byte(letters + hashes) != Some(b'"') {
            return false;
        }
        let start = self.at + letters + hashes + 1;
        let close = format!("\"{}", "#".repeat(hashes));
        let end = self.until(start, |at| self.bytes[at..].starts_with(close.as_bytes()));
        self.push(Kind::Text, start..end);
        self.skip(end + close.len() - self.at);
        true
    }

    /// A character literal or a lifetime; neither becomes a token.
    fn quote(&mut self, prefix: usize) {
        let start = self.at + prefix + 1;
        let end = match self.bytes.get(start) {
            Some(b'\\') => self.until(start + 2, |at| self.bytes[at] == b'\'') + 1,
            Some(_) => {
                let width = self.text.get(start..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8);
                let closed = self.bytes.get(start + width) == Some(&b'\'');
                if closed { start + width + 1 } else { self.until(start, |at| !is_word(self.bytes[at])) }
            }
            None => self.bytes.len(),
        };
        self.skip(end.max(self.at + 1) - self.at);
    }

    fn number(&mut self) {
        let end = self.until(self.at, |at| !is_word(self.bytes[at]));
        self.skip(end - self.at);
    }

    fn word(&mut self) {
        let end = self.until(self.at, |at| !is_word(self.bytes[at]));
        self.push(Kind::Word, self.at..end);
        self.skip(end - self.at);
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || !byte.is_ascii()
}
