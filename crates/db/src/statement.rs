//! SQL text: one for both databases, with the few differences translated where they occur.
//!
//! Absent: a parser. Text is cut into code, literals and comments, which is enough to number parameters, name the type
//! of bytes and separate statements. Source: SQLite `lang_expr.html`, PostgreSQL manual §4.1.

use std::borrow::Cow;

use crate::Backend;

/// A statement with `$1`, `$2`, … for its parameters.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Sql {
    /// One text that both databases understand; the usual case.
    Both(Cow<'static, str>),
    /// The named exceptions: full-text search, job claims, and the like.
    Each {
        /// The text for SQLite.
        sqlite: &'static str,
        /// The text for PostgreSQL.
        postgres: &'static str,
    },
}

impl Sql {
    pub(crate) fn text(&self, backend: Backend) -> &str {
        match (self, backend) {
            (Sql::Both(text), _) => text,
            (Sql::Each { sqlite, .. }, Backend::Sqlite) => sqlite,
            (Sql::Each { postgres, .. }, Backend::Postgres) => postgres,
        }
    }
}

impl From<&'static str> for Sql {
    fn from(text: &'static str) -> Sql {
        Sql::Both(Cow::Borrowed(text))
    }
}

impl From<String> for Sql {
    fn from(text: String) -> Sql {
        Sql::Both(Cow::Owned(text))
    }
}

/// What a stretch of SQL text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece {
    /// Keywords, names, numbers, operators.
    Code,
    /// `'…'`, `"…"`, `` `…` ``, `$tag$…$tag$`.
    Quoted,
    /// `-- …` or `/* … */`.
    Comment,
}

/// Cuts SQL into stretches; together they are the text.
fn pieces(sql: &str) -> Vec<(Piece, &str)> {
    let mut found = Vec::new();
    let (mut start, mut at) = (0, 0);
    while at < sql.len() {
        let Some((piece, length)) = special(sql, at) else {
            at += sql[at..].chars().next().map_or(1, char::len_utf8);
            continue;
        };
        if start < at {
            found.push((Piece::Code, &sql[start..at]));
        }
        found.push((piece, &sql[at..at + length]));
        at += length;
        start = at;
    }
    if start < sql.len() {
        found.push((Piece::Code, &sql[start..]));
    }
    found
}

/// The literal or comment that begins at `at`, with its length in bytes; an unclosed one takes the rest.
fn special(sql: &str, at: usize) -> Option<(Piece, usize)> {
    let rest = &sql[at..];
    let until = |opening: usize, end: &str| rest[opening..].find(end).map_or(rest.len(), |n| opening + n + end.len());
    match rest.as_bytes() {
        [b'-', b'-', ..] => Some((Piece::Comment, rest.find('\n').map_or(rest.len(), |n| n + 1))),
        [b'/', b'*', ..] => Some((Piece::Comment, until(2, "*/"))),
        // A doubled quote is two literals side by side, which cuts the same.
        [b'\'', ..] => Some((Piece::Quoted, until(1, "'"))),
        [b'"', ..] => Some((Piece::Quoted, until(1, "\""))),
        [b'`', ..] => Some((Piece::Quoted, until(1, "`"))),
        [b'$', ..] => {
            let name = rest[1..].find(|c: char| !(c.is_alphanumeric() || c == '_'))?;
            let tag = &rest[..name + 2];
            let dollar = tag.ends_with('$') && !tag[1..].starts_with(|c: char| c.is_ascii_digit());
            dollar.then(|| (Piece::Quoted, until(tag.len(), tag)))
        }
        _ => None,
    }
}

/// `$n` becomes `?n`: SQLite would number `$n` by first appearance.
pub(crate) fn numbered_for_sqlite(sql: &str) -> String {
    let mut out = String::with_capacity(sql.len());
    for (piece, text) in pieces(sql) {
        if piece != Piece::Code {
            out.push_str(text);
            continue;
        }
        let mut rest = text.chars().peekable();
        while let Some(c) = rest.next() {
            let parameter = c == '$' && rest.peek().is_some_and(char::is_ascii_digit);
            out.push(if parameter { '?' } else { c });
        }
    }
    out
}

/// The text with the numbers of its parameters grown by so many.
pub(crate) fn shifted(sql: &str, by: usize) -> String {
    let mut out = String::with_capacity(sql.len() + 16);
    for (piece, text) in pieces(sql) {
        let mut rest = text;
        while piece == Piece::Code
            && let Some((before, after)) = rest.split_once('$')
        {
            let digits = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
            let number =
                after[..digits].parse::<usize>().map_or_else(|_| after[..digits].to_owned(), |n| (n + by).to_string());
            out.push_str(before);
            out.push('$');
            out.push_str(&number);
            rest = &after[digits..];
        }
        out.push_str(rest);
    }
    out
}

/// Whether a change answers with rows.
pub(crate) fn returns(sql: &str) -> bool {
    let mut code = pieces(sql).into_iter().filter(|(piece, _)| *piece == Piece::Code);
    code.any(|(_, text)| {
        text.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| word.eq_ignore_ascii_case("returning"))
    })
}

/// Whether the statement would begin or end a transaction or leave the database.
pub(crate) fn controls_transaction(sql: &str) -> bool {
    const REFUSED: [&str; 11] =
        ["begin", "start", "commit", "end", "rollback", "abort", "savepoint", "release", "attach", "detach", "vacuum"];
    let first = sql.trim_start().split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
    REFUSED.iter().any(|word| first.eq_ignore_ascii_case(word))
}

/// Cuts a migration into the statements meant for `backend`, in its dialect.
///
/// The type `BYTES` (in capitals) becomes `BLOB` or `BYTEA`, and columns of type `TEXT` compare by bytes on PostgreSQL too
/// (SQLite knows nothing else, and a list must not change its order with the database). A statement whose comment says `@sqlite` or `@postgres` is
/// for that database only. The body of a trigger and a `$$ … $$` function stay in one statement.
pub(crate) fn migration_statements(sql: &str, backend: Backend) -> Vec<String> {
    let mut statements = Vec::new();
    let mut current = Statement::default();
    for (piece, text) in pieces(sql) {
        match piece {
            Piece::Quoted => current.text.push_str(text),
            Piece::Comment => {
                current.text.push(' ');
                current.meant_for(text);
            }
            Piece::Code => {
                for word in text.split_inclusive(|c: char| !(c.is_ascii_alphanumeric() || c == '_')) {
                    if current.push(word, backend) {
                        statements.push(std::mem::take(&mut current));
                    }
                }
            }
        }
    }
    statements.push(current);
    let wanted = |statement: &Statement| statement.only.is_none_or(|only| only == backend);
    let texts = statements.into_iter().filter(wanted).map(|statement| statement.text.trim().to_owned());
    texts.filter(|text| !text.is_empty()).collect()
}

/// A statement of a migration while it is read.
#[derive(Default)]
struct Statement {
    text: String,
    only: Option<Backend>,
    words: usize,
    last: String,
    before_last: String,
    /// `create table` or `alter table`.
    declaring: bool,
    creates: bool,
    trigger: bool,
    /// Open `begin` and `case` of a trigger.
    depth: usize,
}

impl Statement {
    fn meant_for(&mut self, comment: &str) {
        if comment.contains("@sqlite") {
            self.only = Some(Backend::Sqlite);
        } else if comment.contains("@postgres") {
            self.only = Some(Backend::Postgres);
        }
    }

    /// Takes a word with the character that ended it; true when the statement is complete.
    fn push(&mut self, word: &str, backend: Backend) -> bool {
        let name = word.trim_end_matches(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
        let tail = &word[name.len()..];
        self.count(name);
        self.text.push_str(match (name, backend) {
            ("BYTES", Backend::Sqlite) => "BLOB",
            ("BYTES", Backend::Postgres) => "BYTEA",
            ("TEXT", Backend::Postgres) if self.declares() => "TEXT COLLATE \"C\"",
            (name, _) => name,
        });
        let complete = tail == ";" && self.depth == 0;
        if !complete {
            self.text.push_str(tail);
        }
        complete
    }

    /// Whether a type here is a column's and not that of `CAST (… AS TEXT)`.
    fn declares(&self) -> bool {
        self.declaring && !self.before_last.eq_ignore_ascii_case("as")
    }

    fn count(&mut self, name: &str) {
        let is = |word: &str| name.eq_ignore_ascii_case(word);
        if name.is_empty() {
            return;
        }
        self.words += 1;
        self.before_last = std::mem::replace(&mut self.last, name.to_owned());
        self.declaring |= self.words == 2 && is("table");
        self.creates |= self.words == 1 && is("create");
        // `create trigger` or `create temp trigger`; PostgreSQL's have no body.
        self.trigger |= self.creates && self.words <= 3 && is("trigger");
        if self.trigger && (is("begin") || is("case")) {
            self.depth += 1;
        } else if self.trigger && is("end") {
            self.depth = self.depth.saturating_sub(1);
        }
    }
}
