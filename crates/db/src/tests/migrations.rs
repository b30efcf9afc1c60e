//! The schema is brought forward once, in order, and a past that does not fit is refused.

use super::{Folder, TABLES};
use crate::statement::migration_statements;
use crate::testing::{POSTGRES, Schema};
use crate::{Backend, Db, Error, Migration};

const REWRITTEN: &[Migration] = &[Migration { name: "0001_people", sql: "CREATE TABLE units (id TEXT)" }, TABLES[1]];
const INSERTED: &[Migration] =
    &[Migration { name: "0000_before", sql: "CREATE TABLE before (id TEXT)" }, TABLES[0], TABLES[1]];
const UNORDERED: &[Migration] = &[TABLES[1], TABLES[0]];
const TWICE: &[Migration] = &[TABLES[0], TABLES[0]];
const BROKEN: &[Migration] = &[
    TABLES[0],
    TABLES[1],
    Migration { name: "0003_broken", sql: "CREATE TABLE fine (id TEXT); CREATE TABLE units (id TEXT)" },
];

fn refusals(open: impl Fn(&'static [Migration]) -> Result<Db, Error>) {
    open(TABLES).unwrap();
    let cases: [(&'static [Migration], &str); 6] = [
        (&TABLES[..1], "already brought to 0002_things, which this version does not know"),
        (REWRITTEN, "the text of 0001_people is not the one that was applied"),
        (INSERTED, "0000_before was never applied although 0001_people was"),
        (UNORDERED, "0002_things must not come before 0001_people"),
        (TWICE, "two migrations are called 0001_people"),
        (BROKEN, "0003_broken: "),
    ];
    for (migrations, expected) in cases {
        let error = open(migrations).err().map(|error| error.to_string()).unwrap_or_default();
        assert!(error.contains(expected), "{error}");
    }
    // The broken one left nothing: not even its first statement.
    let db = open(TABLES).unwrap();
    assert!(db.read_now(|tx| tx.prepare("SELECT id FROM fine")).is_err());
    db.read_now(|tx| tx.prepare("SELECT id FROM units WHERE id = $1")).unwrap();
}

#[test]
fn a_past_that_does_not_fit_is_refused_in_a_file() {
    let folder = Folder::new("past");
    let url = folder.file("office.db").to_str().unwrap().to_owned();
    refusals(|migrations| Db::open(&url, migrations));
}

#[test]
fn a_past_that_does_not_fit_is_refused_on_a_server() {
    let Ok(url) = std::env::var(POSTGRES) else {
        return println!("skipped: set {POSTGRES} to the URL of a server");
    };
    let schema = Schema::open("past", &url, TABLES);
    refusals(|migrations| Db::open(&schema.url, migrations));
}

fn opens_together(open: impl Fn() -> Result<Db, Error> + Sync) {
    std::thread::scope(|scope| {
        let nodes: Vec<_> = (0..4).map(|_| scope.spawn(|| open().map(drop))).collect();
        for node in nodes {
            assert_eq!(node.join().unwrap(), Ok(()));
        }
    });
}

#[test]
fn nodes_that_start_together_do_not_disturb_each_other() {
    let folder = Folder::new("together");
    let file = folder.file("office.db").to_str().unwrap().to_owned();
    opens_together(|| Db::open(&file, TABLES));
    match std::env::var(POSTGRES) {
        Ok(url) => {
            let schema = Schema::open("together", &url, &[]);
            opens_together(|| Db::open(&schema.url, TABLES));
        }
        Err(_) => println!("skipped on PostgreSQL: set {POSTGRES} to the URL of a server"),
    }
}

#[test]
fn statements_are_separated_outside_of_what_is_quoted() {
    let sql = "
        -- a comment; with 'quotes
        CREATE TABLE a (words TEXT DEFAULT ';' CHECK (words <> 'it''s;'), raw BYTES, \"BYTES\" INT8);
        /* another; */ INSERT INTO a (words) VALUES (CAST(1 AS TEXT));;
        -- @sqlite
        CREATE TRIGGER t AFTER INSERT ON a BEGIN UPDATE a SET words = CASE WHEN 1 THEN ';' END; DELETE FROM a; END;
        -- @postgres
        CREATE FUNCTION f() RETURNS INT8 AS $body$ BEGIN RETURN 1; END; $body$ LANGUAGE plpgsql;
        DROP TABLE a";
    let first = "CREATE TABLE a (words TEXT DEFAULT ';' CHECK (words <> 'it''s;'), raw BLOB, \"BYTES\" INT8)";
    let insert = "INSERT INTO a (words) VALUES (CAST(1 AS TEXT))";
    let trigger =
        "CREATE TRIGGER t AFTER INSERT ON a BEGIN UPDATE a SET words = CASE WHEN 1 THEN ';' END; DELETE FROM a; END";
    assert_eq!(migration_statements(sql, Backend::Sqlite), [first, insert, trigger, "DROP TABLE a"]);
    let first =
        "CREATE TABLE a (words TEXT COLLATE \"C\" DEFAULT ';' CHECK (words <> 'it''s;'), raw BYTEA, \"BYTES\" INT8)";
    let function = "CREATE FUNCTION f() RETURNS INT8 AS $body$ BEGIN RETURN 1; END; $body$ LANGUAGE plpgsql";
    assert_eq!(migration_statements(sql, Backend::Postgres), [first, insert, function, "DROP TABLE a"]);
    assert_eq!(migration_statements("", Backend::Sqlite), [""; 0]);
    for odd in ["'", "\"", "/*", "--", "$", "$$", "$a", ";", "create trigger begin case", "é';é"] {
        migration_statements(odd, Backend::Sqlite);
    }
}
