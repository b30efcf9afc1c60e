use std::path::Path;

use super::source::{Kind, Source};
use super::{Breach, House, files, layers, paths, prose, rooms, shape};

const LIB: (&str, &str) = (
    "crates/office/src/lib.rs",
    "//! Office.\npub mod clock;\npub mod people;\npub mod process;\n#[cfg(test)]\nmod knocks;\n#[cfg(test)]\nmod testing;\n",
);

fn house(files: &[(&str, &str)]) -> House {
    House::of(files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect())
}

/// Where a rule finds something in one small house, as `path:line`.
fn places(rule: fn(&House) -> Vec<Breach>, files: &[(&str, &str)]) -> Vec<String> {
    rule(&house(files)).iter().map(|breach| format!("{}:{}", breach.path, breach.line)).collect()
}

/// The lines that a rule finds in a file of the office that begins with its story.
fn lines(rule: fn(&House) -> Vec<Breach>, room: &str, text: &str) -> Vec<usize> {
    let path = format!("crates/office/src/{room}");
    rule(&house(&[LIB, (&path, text)])).iter().map(|breach| breach.line).collect()
}

#[test]
fn the_house_is_tidy() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let breaches: Vec<String> = super::check(root).unwrap().iter().map(ToString::to_string).collect();
    assert!(breaches.is_empty(), "{}", breaches.join("\n"));
}

#[test]
fn a_module_uses_only_those_declared_above_it() {
    let cases: &[(&str, &str, &[usize])] = &[
        ("process/mod.rs", "use crate::people;\nuse crate::clock::Time;", &[]),
        ("people/mod.rs", "use crate::clock::Time;\nuse crate::process;", &[2]),
        ("people/mod.rs", "use crate::{\n    clock::Time,\n    process::{self, Id},\n};", &[3]),
        ("people/mod.rs", "fn f() { crate::process::retire(); }", &[1]),
        ("people/views/door.rs", "use super::super::super::process;\nuse super::super::process;", &[1]),
        ("people/mod.rs", "#[cfg(test)]\nmod checks {\n    use crate::process;\n}", &[]),
        ("people/tests.rs", "use crate::process;", &[]),
        ("people/mod.rs", "// use crate::process\nconst S: &str = \"crate::process\";", &[]),
        ("app.rs", "use crate::process;", &[]),
    ];
    for (room, text, expected) in cases {
        assert_eq!(lines(layers::order, room, text), *expected, "{room}: {text}");
    }
}

#[test]
fn a_model_is_pure() {
    let text = "use db::Tx;\nuse std::fs;\nfn f(at: Time) {}\nfn g(clock: &Clock) {}\nuse crate::web::Form;\nfn h() { fs::read(); }";
    assert_eq!(lines(rooms::pure_models, "people/model.rs", text), [1, 2, 5, 6, 4]);
    assert_eq!(lines(rooms::pure_models, "people/model/role.rs", "use db::Tx;\nfn f() { db::x(); }"), [1, 2]);
    assert_eq!(lines(rooms::pure_models, "people/commands.rs", text), [0; 0]);
}

#[test]
fn sql_stands_in_the_store_only() {
    let cases: &[(&str, bool)] = &[
        ("select id from people", true),
        ("SELECT 1", true),
        ("insert into people (id) values ($1)", true),
        ("update people set name = $1", true),
        ("with recursive t as (select 1) select * from t", true),
        ("delete from people", true),
        ("Select a process from the list", false),
        ("update the person", false),
        ("with a reason", false),
        ("delete it from here", false),
    ];
    for (statement, is_sql) in cases {
        let text = format!("fn f() {{ g(\"{statement}\"); }}");
        let expected: &[usize] = if *is_sql { &[1] } else { &[] };
        assert_eq!(lines(rooms::sql, "people/commands.rs", &text), expected, "{statement}");
        assert_eq!(lines(rooms::sql, "people/store.rs", &text), [0; 0], "{statement}");
        assert_eq!(lines(rooms::sql, "people/tests.rs", &text), [0; 0], "{statement}");
    }
}

#[test]
fn http_stays_at_the_door() {
    let text = "use axum::http::StatusCode;";
    for (room, expected) in [
        ("people/commands.rs", 1),
        ("people/pages.rs", 0),
        ("web/form.rs", 0),
        ("people/api.rs", 0),
        ("people/views.rs", 1),
        ("knocks.rs", 0),
    ] {
        assert_eq!(lines(rooms::http, room, text).len(), expected, "{room}");
    }
}

#[test]
fn only_db_names_a_driver() {
    let found = places(
        rooms::drivers,
        &[
            ("crates/db/src/lib.rs", "use rusqlite::Connection;"),
            ("crates/office/src/lib.rs", "//! O.\nuse rusqlite::Connection;\nconst URL: &str = \"postgres://\";"),
            ("crates/db/Cargo.toml", "rusqlite = \"0\""),
            ("crates/office/Cargo.toml", "[dependencies]\ntokio-postgres = \"0\"\ndb.workspace = true"),
        ],
    );
    assert_eq!(found, ["crates/office/src/lib.rs:2", "crates/office/Cargo.toml:2"]);
}

#[test]
fn only_ui_writes_classes() {
    let cases: &[(&str, bool)] = &[
        ("html! { div class=\"wide\" { \"x\" } }", true),
        ("html! { div.wide { \"x\" } }", true),
        ("html! { p { \"a\" } span.small { (b) } }", true),
        ("html! { p style=\"color: red\" { } }", true),
        ("html! { a href=\"/\" onclick=\"go()\" { } }", true),
        ("html! { a href=(a.link) { (p.name) } }", false),
        ("fn f(a: &A) -> B { a.name.clone() }", false),
        ("let class = of(process);", false),
    ];
    for (text, breaks) in cases {
        assert_eq!(lines(rooms::classes, "people/views.rs", text).len(), usize::from(*breaks), "{text}");
        assert!(places(rooms::classes, &[("crates/ui/src/lib.rs", text)]).is_empty());
    }
}

#[test]
fn every_module_opens_with_its_story() {
    let found = places(
        shape::module_docs,
        &[
            ("a/src/told.rs", "//! Told.\n"),
            ("a/src/late.rs", "use a;\n//! Too late.\n"),
            ("a/src/item.rs", "/// Of an item.\nfn f() {}"),
            ("a/src/tests.rs", "use super::*;"),
        ],
    );
    assert_eq!(found, ["a/src/late.rs:1", "a/src/item.rs:1"]);
}

#[test]
fn files_and_functions_have_an_end() {
    let function =
        |lines: usize| format!("//! F.\nfn long(a: [u8; 3])\n{{\n{}}}\n", "    let s = \"}\";\n".repeat(lines));
    assert_eq!(lines(shape::sizes, "a.rs", &function(67)), [0; 0]);
    assert_eq!(lines(shape::sizes, "a.rs", &function(68)), [2]);
    assert_eq!(lines(shape::sizes, "a.rs", "trait T { fn declared(&self); }\n"), [0; 0]);
    assert_eq!(lines(shape::sizes, "a.rs", &"//! A.\n".repeat(500)), [0; 0]);
    assert_eq!(places(shape::sizes, &[("a.js", &"x\n".repeat(501))]), ["a.js:501"]);
}

#[test]
fn nothing_is_left_lying_about() {
    let cases: &[(&str, bool)] = &[
        ("// TODO later", true),
        ("/* FIXME */", true),
        ("// let x = 1;", true),
        ("// foo(bar);", true),
        ("fn f() { dbg!(1); }", true),
        ("fn f() { todo!() }", true),
        ("// The rest is for reading; it stays.", false),
        ("const TODO: &str = \"TODO\";", false),
        ("// let the caller decide", false),
        ("/// Adds; see `f(x);`\nfn f() {}", false),
    ];
    for (text, breaks) in cases {
        assert_eq!(!lines(shape::leftovers, "a.rs", text).is_empty(), *breaks, "{text}");
    }
}

#[test]
fn every_file_is_reached_by_a_mod() {
    let found = places(
        files::reachable,
        &[
            ("crates/a/src/lib.rs", "mod one;\nmod two;\n"),
            ("crates/a/src/one.rs", "mod inner;"),
            ("crates/a/src/one/inner.rs", ""),
            ("crates/a/src/two/mod.rs", "#[path = \"odd.rs\"]\nmod even;"),
            ("crates/a/src/two/odd.rs", ""),
            ("crates/a/src/two/dead.rs", ""),
            ("crates/a/src/inner.rs", ""),
            ("crates/a/tests/outside.rs", ""),
            ("crates/a/examples/show.rs", ""),
        ],
    );
    assert_eq!(found, ["crates/a/src/two/dead.rs:1", "crates/a/src/inner.rs:1"]);
}

#[test]
fn a_page_has_one_title() {
    let found = places(
        files::titles,
        &[("good.md", "# One\n## Two\n```\n# no title\n```\n"), ("none.md", "text"), ("two.md", "# One\n\n# Two\n")],
    );
    assert_eq!(found, ["none.md:1", "two.md:3"]);
}

#[test]
fn migrations_are_numbered_and_listed() {
    let app = (
        "crates/office/src/app.rs",
        "include_str!(\"../../../migrations/0001_a.sql\") include_str!(\"../../../migrations/0009_z.sql\")",
    );
    let rules = |files: &[(&str, &str)]| -> Vec<String> {
        files::migrations(&house(files)).iter().map(|breach| format!("{} {}", breach.rule, breach.path)).collect()
    };
    assert_eq!(
        rules(&[app, ("migrations/0001_a.sql", ""), ("migrations/0003_b.sql", "")]),
        [
            "migration-number migrations/0003_b.sql",
            "migration-list migrations/0003_b.sql",
            "migration-list crates/office/src/app.rs"
        ]
    );
    let app = ("crates/office/src/app.rs", "include_str!(\"../../../migrations/0001_a.sql\")");
    assert!(rules(&[app, ("migrations/0001_a.sql", "")]).is_empty());
}

#[test]
fn every_module_has_a_word_and_every_slice_a_chapter() {
    let page = ("docs/glossary.md", "# Glossary\n**Person, people** … the clock");
    let found = files::glossary(&house(&[LIB, page]));
    assert_eq!(
        found.iter().map(|breach| breach.message.as_str()).collect::<Vec<_>>(),
        ["The module `process` is not explained."]
    );
    let slices = [
        LIB,
        ("crates/office/src/people/pages/mod.rs", ""),
        ("crates/office/src/process/pages.rs", ""),
        ("docs/user/people.md", "# People"),
    ];
    assert_eq!(places(files::chapters, &slices), ["docs/user/process.md:1"]);
}

#[test]
fn nothing_names_one_machine() {
    let text = [
        concat!("see /ho", "me/ada/notes"),
        "a page /people/home/ada",
        concat!("https://host/ro", "ot/x"),
        concat!("cd /wo", "rk/main"),
        concat!("  \"resolved\": \"", "https://mirror/x.tgz\","),
        "\"/roof/x\"",
    ];
    assert_eq!(places(paths::machine, &[("a.md", &text.join("\n"))]), ["a.md:1", "a.md:4", "a.md:5"]);
}

#[test]
fn one_word_is_used_everywhere() {
    let found = places(
        prose::words,
        &[
            (
                "a.md",
                "# Page\nPlease log in.\n`login` and \"oops\" are cited.\n```\ncolor: red\n```\nOrganizational change, organization.\n",
            ),
            (
                "crates/office/src/people/views.rs",
                "fn f() { g(\"Login name\"); g(\"login\"); h(\"color: red;\"); }\n// your login\n",
            ),
            ("crates/mining/src/lib.rs", "const S: &str = \"the login event\";"),
        ],
    );
    assert_eq!(found, ["crates/office/src/people/views.rs:1", "a.md:2", "a.md:7"]);
}

#[test]
fn the_lexer_knows_texts_comments_and_tests_apart() {
    let text = "//! story\nlet c = '\"'; // note\nlet r = r#\"raw \"x\" \"#; let l: &'a str = b\"by\\\"tes\";\n/* a /* b */ c */\n#[cfg(test)]\nfn t() { 'x'; }\nfn p() {}\n";
    let source = Source::read("a.rs", text);
    let of = |kind: Kind| -> Vec<(&str, usize)> {
        source.tokens.iter().filter(|token| token.kind == kind).map(|token| (token.text.as_str(), token.line)).collect()
    };
    assert_eq!(of(Kind::Text), [("raw \"x\" ", 3), ("by\\\"tes", 3)]);
    assert_eq!(of(Kind::Comment), [(" note", 2), (" a /* b */ c ", 4)]);
    assert_eq!(of(Kind::ModuleDoc), [(" story", 1)]);
    let product: Vec<&str> = source.product().iter().map(|token| token.text.as_str()).collect();
    assert!(product.contains(&"p") && !product.contains(&"t"), "{product:?}");
    for broken in ["\"open", "r#\"open", "/* open", "'", "b'", "'\\", "fn é(", "r", "#[cfg(test)]"] {
        Source::read("a.rs", broken);
    }
}
