//! Values pass the door unchanged and parameters are bound by number.

use super::TABLES;
use crate::testing::each;
use crate::{Bind, Column, Error, Tx};

fn passes<T: Bind + Column + PartialEq + std::fmt::Debug>(tx: &mut Tx<'_>, column: &str, value: T) {
    tx.execute("DELETE FROM things", &[]).unwrap();
    tx.execute(format!("INSERT INTO things (id, {column}) VALUES ('a', $1)"), &[&value]).unwrap();
    let back: T = tx.one(format!("SELECT {column} FROM things"), &[], |row| row.get(0)).unwrap();
    assert_eq!(back, value);
    let found = tx.query(format!("SELECT id FROM things WHERE {column} = $1"), &[&value], |row| row.get::<String>(0));
    assert_eq!(found.unwrap(), ["a"], "{column} is found by its value");
}

#[test]
fn every_type_comes_back_as_it_was_stored() {
    each("every type", TABLES, |db| {
        db.write_now(|tx| {
            for n in [0, 1, -1, i64::MAX, i64::MIN] {
                passes(tx, "n", n);
            }
            passes(tx, "n", u32::MAX);
            for x in [0.0, -0.5, 1e300, f64::INFINITY, f64::MIN_POSITIVE] {
                passes(tx, "x", x);
            }
            passes(tx, "yes", true);
            passes(tx, "yes", false);
            for words in ["", "it's", "$1 ?1 -- /*", "日本語 \u{202e} \u{1F600}", "\n\r\t\u{1}"] {
                passes(tx, "words", words.to_owned());
            }
            for raw in [vec![], vec![0, 255, 39], vec![7; 100_000]] {
                passes(tx, "raw", raw);
            }
            passes(tx, "n", Some(5_i64));
            passes(tx, "x", Some(2.5));
            passes(tx, "words", Some("x".to_owned()));
            passes(tx, "raw", Some(vec![1_u8]));
            Ok::<_, Error>(())
        })
        .unwrap();
    });
}

#[test]
fn an_absent_value_is_null_in_every_column() {
    each("null", TABLES, |db| {
        db.write_now(|tx| {
            tx.execute(
                "INSERT INTO things (id, n, x, yes, words, raw) VALUES ($1, $2, $3, $4, $5, $6)",
                &[&"a", &None::<i64>, &None::<f64>, &None::<bool>, &None::<&str>, &None::<Vec<u8>>],
            )?;
            tx.one("SELECT n, x, yes, words, raw FROM things WHERE n IS NULL", &[], |row| {
                assert_eq!(row.get::<Option<i64>>(0)?, None);
                assert_eq!(row.get::<Option<f64>>(1)?, None);
                assert_eq!(row.get::<Option<bool>>(2)?, None);
                assert_eq!(row.get::<Option<String>>(3)?, None);
                assert_eq!(row.get::<Option<Vec<u8>>>(4)?, None);
                Ok(())
            })
        })
        .unwrap();
    });
}

#[test]
fn parameters_are_bound_by_their_number_not_by_their_place() {
    each("numbers", TABLES, |db| {
        let swapped = db.read_now(|tx| {
            let args: [&dyn Bind; 3] = [&"one", &"two", &"three"];
            tx.one("SELECT $2, '$1', $1, $3, $2", &args, |row| {
                (0..5).map(|index| row.get::<String>(index)).collect::<Result<Vec<_>, Error>>()
            })
        });
        assert_eq!(swapped.unwrap(), ["two", "$1", "one", "three", "two"]);
    });
}

#[test]
fn a_value_of_another_kind_is_named() {
    each("kinds", TABLES, |db| {
        let error = db.read_now(|tx| tx.one("SELECT 'x'", &[], |row| row.get::<i64>(0))).unwrap_err();
        assert_eq!(error, Error::Sql("column 0: wanted an integer, found text".to_owned()));
        let error = db.read_now(|tx| tx.one("SELECT 'x'", &[], |row| row.get::<String>(1))).unwrap_err();
        assert_eq!(error, Error::Sql("column 1: there is no such column".to_owned()));
    });
}

#[test]
fn what_only_one_database_would_store_is_refused_by_both() {
    each("parity", TABLES, |db| {
        for (what, value) in [("NUL", &"a\0b" as &(dyn Bind + Sync)), ("NaN", &f64::NAN)] {
            let value = value.value().checked(1).unwrap_err().to_string();
            assert!(value.contains(what), "{value}");
        }
        let error = db.write_now(|tx| tx.execute("INSERT INTO things (id) VALUES ($1)", &[&"a\0"])).unwrap_err();
        assert!(error.to_string().contains("NUL"), "{error}");
    });
}

#[test]
fn a_wrong_number_of_parameters_is_told() {
    each("count", TABLES, |db| {
        let error = db.read_now(|tx| tx.query("SELECT $1", &[], |_| Ok(()))).unwrap_err();
        assert_eq!(error.to_string(), "the statement failed: 0 parameters given, 1 wanted in: SELECT $1");
    });
}

#[test]
fn text_is_ordered_and_matched_by_bytes() {
    each("order", TABLES, |db| {
        let ordered = db.write_now(|tx| {
            for id in ["b", "B", "é", "a-b", "a", "ab"] {
                tx.execute("INSERT INTO units (id) VALUES ($1)", &[&id])?;
            }
            let like = tx.query("SELECT id FROM units WHERE id LIKE $1", &[&"B%"], |row| row.get::<String>(0))?;
            assert_eq!(like, ["B"]);
            tx.query("SELECT id FROM units ORDER BY id", &[], |row| row.get::<String>(0))
        });
        assert_eq!(ordered.unwrap(), ["B", "a", "a-b", "ab", "b", "é"]);
    });
}
