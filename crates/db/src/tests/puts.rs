//! Changes that nobody waits for do what they would do one by one, however they travel.

use super::TABLES;
use super::waiting::guarded;
use crate::testing::each;
use crate::{Db, Error, Row, Tx};

/// What may be done about the row `$1`, of which some changes name other tables.
const CHANGES: [&str; 9] = [
    "insert into people (id, email, age) values ($1, $1, 1) on conflict (id) do nothing",
    "insert into people (id, email, age) values ($1, $1, 1) on conflict (id) do update set age = people.age + 1",
    "update people set age = age + 10 where id = $1",
    "delete from people where id = $1",
    "insert into things (id, n) values ($1, 1) on conflict (id) do update set n = things.n + 1",
    "update things set n = n + (select coalesce(sum(age), 0) from people where id = $1) where id = $1",
    "delete from things where id = $1",
    "insert into names (name) select $1 where not exists (select 1 from names where lower(name) = lower($1))",
    "delete from names where name = $1",
];

/// The rows whose ids begin with a letter, without it.
fn rows(tx: &mut Tx, letter: &str) -> Result<Vec<String>, Error> {
    let told = |row: &Row<'_>| Ok(format!("{} {}", row.get::<String>(0)?, row.get::<i64>(1)?));
    let mut all = Vec::new();
    for sql in [
        "select substr(id, 2), age from people where substr(id, 1, 1) = $1 order by id",
        "select substr(id, 2), n from things where substr(id, 1, 1) = $1 order by id",
        "select substr(name, 2), 0 from names where substr(name, 1, 1) = $1 order by name",
    ] {
        all.push(tx.query(sql, &[&letter], told)?.join(", "));
    }
    Ok(all)
}

/// Does these changes about rows whose ids begin with a letter; one beyond the changes counts people in between.
fn carried(tx: &mut Tx, letter: &str, changes: &[(usize, usize)], waits: bool) -> Result<Vec<i64>, Error> {
    let mut counted = Vec::new();
    for (change, row) in changes {
        let id = format!("{letter}{row}");
        match CHANGES.get(*change) {
            Some(sql) if waits => drop(tx.execute(*sql, &[&id])?),
            Some(sql) => tx.put(*sql, &[&id])?,
            None => {
                let sql = "select count(*) from people where substr(id, 1, 1) = $1";
                counted.push(tx.one(sql, &[&letter], |row| row.get(0))?);
            }
        }
    }
    Ok(counted)
}

#[test]
fn they_do_what_they_would_do_one_by_one() {
    each("puts", TABLES, |db| {
        let mut seed = 7_usize;
        let mut dice = |sides: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % sides
        };
        for _ in 0..8 {
            let changes: Vec<(usize, usize)> = (0..10).map(|_| (dice(CHANGES.len() + 1), dice(3))).collect();
            // Often enough that they go together.
            for _ in 0..10 {
                for is_guarded in [false, true] {
                    let same = changes.clone();
                    let both = move |tx: &mut Tx<'_>| {
                        let counted = (carried(tx, "a", &same, false)?, carried(tx, "b", &same, true)?);
                        assert_eq!(counted.0, counted.1, "{same:?}");
                        Ok::<_, Error>((rows(tx, "a")?, rows(tx, "b")?))
                    };
                    let (one, other) = if is_guarded { guarded(&db, both) } else { db.write_now(both) }.unwrap();
                    assert_eq!(one, other, "{changes:?}");
                }
            }
        }
    });
}

fn changed(db: &Db, id: &'static str) -> Result<(), Error> {
    db.write_now(move |tx| {
        tx.put("insert into names (name) values ('Ann')", &[])?;
        tx.put("delete from names where name = 'Ann'", &[])?;
        tx.put("insert into things (id, n) values ('t', 1) on conflict (id) do update set n = things.n + 1", &[])?;
        tx.put_change("update units set parent = null where id = $1", &[&id])
    })
}

#[test]
fn one_that_must_change_a_row_and_does_not_leaves_no_trace_however_often_it_is_tried() {
    each("put_changes", TABLES, |db| {
        db.write_now(|tx| tx.execute("insert into units (id) values ('there')", &[])).unwrap();
        for round in 1..=16 {
            assert_eq!(changed(&db, "there"), Ok(()), "{round}");
            assert_eq!(changed(&db, "nowhere"), Err(Error::Stale), "{round}");
            let n = db.read_now(|tx| tx.one("select n from things where id = 't'", &[], |row| row.get::<i64>(0)));
            assert_eq!(n, Ok(round));
        }
    });
}

#[test]
fn the_one_that_is_refused_is_named_though_it_travelled_with_others() {
    each("put_refused", TABLES, |db| {
        for round in 0..16 {
            let refused = db.write_now(|tx| {
                tx.put("insert into things (id, n) values ('one', 1)", &[])?;
                tx.put("insert into people (id, email, age) values ('p', 'p', -1)", &[])
            });
            let Err(Error::Conflict { constraint }) = refused else { panic!("{round}: {refused:?}") };
            assert!(constraint.contains("age_is_human"), "{constraint}");
            let parent = db.write_now(|tx| {
                tx.put("insert into things (id, n) values ('one', 1)", &[])?;
                tx.put("insert into units (id, parent) values ('u', 'nobody')", &[])
            });
            assert!(matches!(parent, Err(Error::Conflict { .. })), "{round}: {parent:?}");
        }
        assert_eq!(super::count(&db, "things"), 0);
    });
}

#[test]
fn what_refers_to_another_may_travel_with_it() {
    each("put_foreign", TABLES, |db| {
        for n in 0..16 {
            db.write_now(move |tx| {
                let (unit, person) = (format!("u{n}"), format!("p{n}"));
                tx.put("insert into units (id) values ($1)", &[&unit])?;
                tx.put("insert into people (id, email, unit) values ($1, $1, $2)", &[&person, &unit])?;
                tx.put("insert into seats (a, b, holder) values ($1, 1, $1)", &[&person])
            })
            .unwrap();
        }
        assert_eq!(super::count(&db, "seats"), 16);
    });
}

#[test]
fn what_was_asked_is_asked_again_once_it_may_have_changed() {
    const COUNT: &str = "select count(*) from people where unit = $1";
    each("asked_again", TABLES, |db| {
        db.write_now(|tx| tx.execute("insert into units (id) values ('u'), ('v')", &[])).unwrap();
        for round in 0..8 {
            let counted = guarded(&db, move |tx| {
                let count = |tx: &mut Tx<'_>, unit: &str| tx.one(COUNT, &[&unit], |row| row.get::<i64>(0));
                let person = format!("p{round}");
                let before = (count(tx, "u")?, count(tx, "v")?, count(tx, "u")?);
                tx.put("insert into people (id, email, unit) values ($1, $1, 'u')", &[&person])?;
                let after = count(tx, "u")?;
                let undone = tx.attempt(|tx| {
                    tx.execute("update people set unit = 'v'", &[])?;
                    assert_eq!(count(tx, "v")?, round + 1);
                    Err::<(), Error>(Error::Stale)
                });
                assert_eq!(undone, Err(Error::Stale));
                Ok((before, after, count(tx, "v")?, count(tx, "u")?))
            });
            assert_eq!(counted, Ok(((round, 0, round), round + 1, 0, round + 1)));
        }
    });
}
