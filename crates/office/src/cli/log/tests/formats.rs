//! Logs counted, measured and written in other formats, on files that the tests write.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Parser;
use serde_json::Value;

use super::super::{Log, run};

/// A folder of its own that is removed at the end.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn empty() -> Folder {
    let folder = Folder(std::env::temp_dir().join(format!("mandate-log-{}", uuid::Uuid::now_v7())));
    fs::create_dir_all(&folder.0).expect("a folder");
    folder
}

#[derive(Parser)]
struct Program {
    #[command(flatten)]
    log: Log,
}

fn log(arguments: &[&str], folder: &Path) -> Result<(String, Value), String> {
    let words = arguments.iter().map(|word| match word.strip_prefix("./") {
        Some(name) => folder.join(name).display().to_string(),
        None => (*word).to_owned(),
    });
    let program = Program::try_parse_from(std::iter::once("log".to_owned()).chain(words));
    run(&program.map_err(|error| error.to_string())?.log)
}

const TABLE: &str = "number;state;updated;assignment_group\n\
    INC1;New;2024-02-01 08:00;Desk\nINC1;Resolved;2024-02-01 10:00;Network\nINC1;Closed;2024-02-02 10:00;Network\n\
    INC2;New;2024-02-03 08:00;Desk\n";

#[test]
fn a_table_is_summarised_and_its_mapping_suggested() {
    let folder = empty();
    fs::write(folder.0.join("tickets.csv"), TABLE).expect("a file");
    let (text, value) = log(&["summary", "./tickets.csv"], &folder.0).expect("readable");
    assert_eq!((&value["cases"], &value["events"], &value["variants"]), (&2.into(), &4.into(), &2.into()));
    assert_eq!((&value["starts"]["New"], &value["ends"]["Closed"]), (&2.into(), &1.into()));
    assert!(text.contains("New → Resolved → Closed") && text.contains("2.0 hours"), "{text}");
    let (mapping, _) = log(&["suggest-mapping", "./tickets.csv"], &folder.0).expect("recognised");
    fs::write(folder.0.join("map.toml"), &mapping).expect("a file");
    let (again, _) = log(&["summary", "./tickets.csv", "--mapping", "./map.toml"], &folder.0).expect("readable");
    assert_eq!(again, text, "{mapping}");
}

#[test]
fn a_log_goes_through_every_format_and_comes_back() {
    let folder = empty();
    fs::write(folder.0.join("a.csv"), TABLE).expect("a file");
    let steps = [
        ("./a.csv", "./b.xes"),
        ("./b.xes", "./c.jsonocel"),
        ("./c.jsonocel", "./d.sqlite"),
        ("./d.sqlite", "./e.xmlocel"),
        ("./e.xmlocel", "./f.csv"),
        ("./f.csv", "./g.xes"),
    ];
    for (from, to) in steps {
        log(&["convert", from, to], &folder.0).unwrap_or_else(|error| panic!("{from} to {to}: {error}"));
    }
    let read = |name: &str| fs::read_to_string(folder.0.join(name)).expect("written");
    assert_eq!(read("g.xes"), read("b.xes"));
    let refused = log(&["convert", "./a.csv", "./b.xes"], &folder.0).expect_err("it exists");
    assert!(refused.contains("--replace"), "{refused}");
    log(&["convert", "./a.csv", "./b.xes", "--replace"], &folder.0).expect("replaced");
}

#[test]
fn what_is_wrong_is_said_with_what_to_do() {
    let folder = empty();
    // One bad time among so many good ones that the column still looks like times.
    let good: String = (10..60).map(|at| format!("INC{at};New;2024-02-04 08:{at};Desk\n")).collect();
    fs::write(folder.0.join("a.csv"), TABLE.replace("2024-02-03 08:00", "soon") + &good).expect("a file");
    fs::write(folder.0.join("b.xes"), "<log><trace>").expect("a file");
    fs::write(folder.0.join("c.pdf"), "x").expect("a file");
    for (arguments, reason) in [
        (&["summary", "./a.csv"][..], "Row 5, column \"updated\""),
        (&["summary", "./b.xes"], "line 1"),
        (&["summary", "./c.pdf"], ".xlsx"),
        (&["summary", "./none.csv"], "none.csv"),
        (&["suggest-mapping", "./b.xes"], "is no table"),
        (&["convert", "./a.csv", "./x.xlsx"], "not written"),
    ] {
        let error = log(arguments, &folder.0).expect_err("it is wrong");
        assert!(error.contains(reason), "{arguments:?}: {error}");
    }
    let (_, value) = log(&["summary", "./a.csv", "--good-rows"], &folder.0).expect("the good rows");
    assert_eq!((&value["cases"], &value["report"]["rows_bad"]), (&51.into(), &1.into()));
}

#[test]
fn figures_are_told_with_their_definition_in_working_time_and_broken_down() {
    let folder = empty();
    let table = TABLE
        .replace("assignment_group", "assignment_group;category")
        .replace("Desk\n", "Desk;mail\n")
        .replace("Network\n", "Network;mail\n");
    fs::write(folder.0.join("tickets.csv"), table).expect("a file");
    let calendar = "time_zone = \"UTC\"\nweek = [[], [], [], [{ from_minute = 540, to_minute = 1020 }], [], [], []]\n";
    fs::write(folder.0.join("calendar.toml"), calendar).expect("a file");
    let (text, value) = log(
        &["summary", "./tickets.csv", "--calendar", "./calendar.toml", "--by", "category", "--by-month"],
        &folder.0,
    )
    .expect("readable");
    let figure = |key: &str| {
        value["indicators"].as_array().expect("a list").iter().find(|one| one["key"] == key).expect("a figure")["value"]
            .clone()
    };
    assert_eq!((figure("resolution_mean"), figure("resolution_business_mean")), (7_200.0.into(), 3_600.0.into()));
    assert_eq!(figure("first_assignment_resolution"), 0.0);
    assert_eq!((&value["by"][0]["name"], &value["by_month"][0]["name"]), (&"mail".into(), &"2024-02".into()));
    assert!(text.contains("[ServiceNow] Resolved by the first group"), "{text}");
    let error = log(&["summary", "./tickets.csv", "--by", "nothing"], &folder.0).expect_err("there is none");
    assert!(error.contains("nothing"), "{error}");
}
