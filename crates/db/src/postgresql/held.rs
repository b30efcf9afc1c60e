//! Changes whose outcome nobody waits for, held back until something asks, to travel as one statement.
//!
//! A server takes several times as long to receive a small statement as to carry it out. Changes of different tables therefore wait for each
//! other and go out together, as common table expressions of one statement, which see the rows as they were before all of them. That is the
//! same as one behind the other only where none reads or changes what another changed, so a statement that names a table of one that is held
//! lets these go first; the one exception is the same insertion or deletion with other values. Absent: when they are sent (`session`).
//! Source: PostgreSQL manual §7.8.4 (data-modifying statements in WITH).

use std::collections::HashMap;
use std::sync::Arc;

use tokio_postgres::Statement;

use super::texts::{Number, Texts};
use crate::statement::shifted;
use crate::value::Owned;

/// Changes that travel together at most.
const MOST: usize = 24;
/// Ways to go together that are remembered, per connection; then all are forgotten.
const REMEMBERED: usize = 512;
/// How the text of several changes begins.
const START: &str = "with change1 as (";
/// How often changes go one by one in some way before it is compiled: not every way comes again.
const RARE: u32 = 3;

/// One change.
pub(super) struct Put {
    pub text: String,
    pub args: Vec<Owned>,
    /// Whether it must change exactly one row.
    pub must: bool,
}

/// Changes in their order, with the ways in which they went together before.
#[derive(Default)]
pub(super) struct Held {
    puts: Vec<Put>,
    /// The text of each of them.
    numbers: Vec<Number>,
    ways: HashMap<Vec<(Number, bool)>, Way>,
}

/// A way in which changes go together: which ones, in which order.
enum Way {
    Seen(u32),
    Compiled(Arc<str>, Statement),
}

/// How what was held is to be sent.
pub(super) enum Sending {
    /// One by one.
    Apart(Vec<Put>),
    /// As one statement that is compiled.
    Compiled(Arc<str>, Statement, Vec<Put>),
    /// As one statement that is to be compiled and remembered.
    New(Arc<str>, Vec<Put>),
}

impl Held {
    pub fn is_empty(&self) -> bool {
        self.puts.is_empty()
    }

    /// Forgets what is held, of a transaction that is given up.
    pub fn clear(&mut self) {
        self.puts.clear();
        self.numbers.clear();
    }

    /// Whether what is held must go before this statement.
    pub fn stands_before(&self, texts: &mut Texts, number: Number) -> bool {
        self.numbers.iter().any(|held| texts.names(number, *held))
    }

    /// Whether what is held must go before this change can be held too.
    pub fn must_go_before(&self, texts: &mut Texts, number: Number) -> bool {
        if self.puts.len() >= MOST || texts.table(number).is_none() {
            return !self.is_empty();
        }
        self.numbers.iter().any(|held| {
            let again = *held == number && !texts.begins(number, "update");
            !again && (texts.names(number, *held) || texts.names(*held, number))
        })
    }

    /// Holds a change, or gives it back where it is of a kind that travels alone.
    pub fn hold(&mut self, texts: &Texts, number: Number, put: Put) -> Result<(), Put> {
        if texts.table(number).is_none() {
            return Err(put);
        }
        self.numbers.push(number);
        self.puts.push(put);
        Ok(())
    }

    /// Takes what is held.
    pub fn take(&mut self) -> Sending {
        let puts = std::mem::take(&mut self.puts);
        let way: Vec<_> = self.numbers.drain(..).zip(puts.iter().map(|put| put.must)).collect();
        if puts.len() < 2 {
            return Sending::Apart(puts);
        }
        match self.ways.get_mut(&way) {
            Some(Way::Compiled(text, statement)) => Sending::Compiled(Arc::clone(text), statement.clone(), puts),
            Some(Way::Seen(times)) if *times >= RARE => Sending::New(together(&puts).into(), puts),
            Some(Way::Seen(times)) => {
                *times += 1;
                Sending::Apart(puts)
            }
            None => {
                if self.ways.len() >= REMEMBERED {
                    self.ways.clear();
                }
                self.ways.insert(way, Way::Seen(1));
                Sending::Apart(puts)
            }
        }
    }

    /// Remembers how changes went together.
    pub fn remember(&mut self, texts: &mut Texts, puts: &[Put], text: &Arc<str>, statement: &Statement) {
        let way = puts.iter().map(|put| (texts.number(&put.text), put.must)).collect();
        self.ways.insert(way, Way::Compiled(Arc::clone(text), statement.clone()));
    }

    /// Forgets every way, as texts are numbered anew.
    pub fn forget_all(&mut self) {
        self.ways.clear();
    }

    /// Forgets a way that failed; tells whether the text is that of several changes.
    pub fn forget(&mut self, text: &str) -> bool {
        self.ways.retain(|_, way| !matches!(way, Way::Compiled(known, _) if **known == *text));
        text.starts_with(START)
    }
}

/// One statement for all of them.
fn together(puts: &[Put]) -> String {
    // Where one that must change one row does not, the server fails by a division by zero, and nothing is kept.
    let (mut text, mut demands, mut shift) = ("with ".to_owned(), Vec::new(), 0);
    for (index, put) in puts.iter().enumerate() {
        let name = format!("change{}", index + 1);
        let (before, after) = (if index > 0 { ", " } else { "" }, if put.must { " returning 1" } else { "" });
        text.push_str(&format!("{before}{name} as ({}{after})", shifted(&put.text, shift)));
        if put.must {
            demands.push(format!("1 / (select case count(*) when 1 then 1 else 0 end from {name})"));
        }
        shift += put.args.len();
    }
    let asked = if demands.is_empty() { "1".to_owned() } else { demands.join(", ") };
    text.push_str(&format!(" select {asked}"));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hold(held: &mut Held, texts: &mut Texts, text: &str) -> bool {
        let (number, must) = (texts.number(text), text.starts_with("update"));
        held.hold(texts, number, Put { text: text.to_owned(), args: vec![Owned::Int(1)], must }).is_ok()
    }

    fn must_go_before(held: &Held, texts: &mut Texts, text: &str) -> bool {
        let number = texts.number(text);
        held.must_go_before(texts, number)
    }

    #[test]
    fn changes_of_different_tables_become_one_statement_once_they_came_often_enough() {
        let (mut held, mut texts) = (Held::default(), Texts::default());
        for round in 0..=RARE {
            for text in ["insert into cats (id) values ($1)", "update dogs set n = 1 where id = $1"] {
                assert!(!must_go_before(&held, &mut texts, text) && hold(&mut held, &mut texts, text), "{text}");
            }
            match held.take() {
                Sending::Apart(puts) => assert!(puts.len() == 2 && round < RARE),
                Sending::New(text, puts) => {
                    assert!(puts.len() == 2 && round == RARE);
                    assert_eq!(
                        &*text,
                        "with change1 as (insert into cats (id) values ($1)), change2 as (update dogs set n = 1 where id = $2 \
                         returning 1) select 1 / (select case count(*) when 1 then 1 else 0 end from change2)"
                    );
                }
                Sending::Compiled(..) => panic!("nothing was compiled"),
            }
        }
    }

    #[test]
    fn what_names_a_table_that_is_held_lets_it_go_first() {
        let (mut held, mut texts) = (Held::default(), Texts::default());
        assert!(hold(&mut held, &mut texts, "insert into cats (id) values ($1)"));
        for text in [
            "update CATS set id = 2",
            "insert into dogs (id) select id from cats",
            "delete from cats where id = $1",
            "insert into dogs (id) values ($1) returning id",
        ] {
            assert!(must_go_before(&held, &mut texts, text), "{text}");
        }
        for text in ["insert into cats (id) values ($1)", "delete from cats_of_old where id = $1"] {
            assert!(!must_go_before(&held, &mut texts, text), "{text}");
        }
        for (text, is) in [("SELECT 1 FROM Cats", true), ("select 1 from cats_of_old where subcats = 1", false)] {
            let number = texts.number(text);
            assert_eq!(held.stands_before(&mut texts, number), is, "{text}");
        }
    }

    #[test]
    fn a_change_that_may_be_of_the_same_row_lets_the_first_one_go() {
        let (mut held, mut texts) = (Held::default(), Texts::default());
        let text = "update cats set n = n + 1 where id = $1";
        assert!(hold(&mut held, &mut texts, text) && must_go_before(&held, &mut texts, text));
    }

    #[test]
    fn what_answers_with_rows_or_is_no_plain_change_travels_alone() {
        for text in
            ["insert into cats (id) values ($1) returning id", "with a as (select 1) delete from cats", "select 1"]
        {
            assert!(!hold(&mut Held::default(), &mut Texts::default(), text), "{text}");
        }
    }
}
