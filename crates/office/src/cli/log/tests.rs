//! Questions to a log on the command line, from its file to the answer.

mod formats;

use std::fs;
use std::path::{Path, PathBuf};

use clap::Parser;
use serde_json::Value;

use super::{Log, run};

/// A folder of its own that is removed at the end.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

impl Folder {
    fn file(&self, name: &str) -> String {
        self.0.join(name).display().to_string()
    }
}

/// A folder with a log of five tickets.
fn folder() -> Folder {
    let folder = Folder(std::env::temp_dir().join(format!("mandate-log-{}", uuid::Uuid::now_v7())));
    fs::create_dir_all(&folder.0).expect("a folder");
    let cases = [
        ["Register/Desk", "Diagnose/Network", "Resolve/Network", "Close/Desk"].as_slice(),
        &["Register/Desk", "Diagnose/Network", "Resolve/Network", "Close/Desk"],
        &["Register/Desk", "Diagnose/Network", "Diagnose/Desk", "Diagnose/Network", "Resolve/Network", "Close/Desk"],
        &["Register/Desk", "Resolve/Desk", "Close/Desk"],
        &["Register/Desk", "Diagnose/Desk", "Resolve/Desk", "Close/Desk"],
    ];
    let mut text = "case,activity,time,group\n".to_owned();
    for (number, case) in cases.iter().enumerate() {
        for (hour, step) in case.iter().enumerate() {
            let (activity, group) = step.split_once('/').expect("both");
            text.push_str(&format!("INC{number},{activity},2026-03-0{} {:02}:00:00,{group}\n", number + 1, hour + 8));
        }
    }
    fs::write(folder.0.join("log.csv"), text).expect("written");
    folder
}

#[derive(Parser)]
struct Line {
    #[command(flatten)]
    log: Log,
}

fn ask(words: &[&str]) -> Result<(String, Value), String> {
    let line =
        Line::try_parse_from(std::iter::once("log").chain(words.iter().copied())).map_err(|error| error.to_string())?;
    run(&line.log)
}

#[test]
fn what_is_discovered_in_a_log_conforms_to_it() {
    let folder = folder();
    let (log, out) = (folder.file("log.csv"), folder.file("found.bpmn"));
    let (told, value) = ask(&["discover", &log, &out]).expect("discovered");
    assert!(told.contains("4 activities, 2 gateways, from 5 cases with 21 events. Fitness 1.0000."), "{told}");
    assert_eq!((value["fitness"].as_f64(), value["activities"].as_u64()), (Some(1.0), Some(4)));
    assert!(Path::new(&out).is_file());
    let refused = ask(&["discover", &log, &out]).expect_err("it exists");
    assert!(refused.contains("exists"), "{refused}");
    let (told, value) = ask(&["conform", &log, "--model", &out]).expect("compared");
    assert!(told.starts_with("5 of 5 cases keep to the process (100.0 %). Fitness 1.0000, precision 1.0000"), "{told}");
    assert_eq!(value["deviations"].as_array().map(Vec::len), Some(0));
}

#[test]
fn noise_leaves_out_what_is_rare_and_conformance_tells_it() {
    let folder = folder();
    let (log, out) = (folder.file("log.csv"), folder.file("found.bpmn"));
    ask(&["discover", &log, &out, "--noise", "0.3"]).expect("discovered");
    let (told, value) = ask(&["conform", &log, "--model", &out]).expect("compared");
    assert!(
        told.contains("“Diagnose” was skipped in 1 of 5 cases (20.0 %)")
            && told.contains("Before “Diagnose” cases waited 4 h in all"),
        "{told}"
    );
    assert_eq!(
        (&value["deviations"][0]["kind"], &value["deviations"][0]["consequence"]["hours"]),
        (&"skipped".into(), &(-1.0).into())
    );
    let refused = ask(&["discover", &log, &folder.file("x.bpmn"), "--noise", "3"]).expect_err("no share");
    assert!(refused.contains("noise must be a number from 0 to 1"), "{refused}");
}

#[test]
fn a_map_says_which_state_is_which_activity() {
    let folder = folder();
    let (log, out, map) = (folder.file("log.csv"), folder.file("found.bpmn"), folder.file("map.toml"));
    ask(&["discover", &log, &out]).expect("discovered");
    let model = fs::read_to_string(&out).expect("there").replace("\"Diagnose\"", "\"Find the cause\"");
    fs::write(&out, model).expect("written");
    let (told, _) = ask(&["conform", &log, "--model", &out]).expect("compared");
    assert!(told.contains("Not in the process: “Diagnose”"), "{told}");
    fs::write(&map, "Diagnose = \"Find the cause\"\n").expect("written");
    let (told, _) = ask(&["conform", &log, "--model", &out, "--map", &map]).expect("compared");
    assert!(told.starts_with("5 of 5 cases"), "{told}");
    for (line, complaint) in [("Lunch = \"Close\"", "no state “Lunch”"), ("Close = \"Lunch\"", "no activity “Lunch”")]
    {
        fs::write(&map, line).expect("written");
        let refused = ask(&["conform", &log, "--model", &out, "--map", &map]).expect_err("unknown");
        assert!(refused.contains(complaint), "{refused}");
    }
}

#[test]
fn handovers_tell_borders_and_what_comes_back() {
    let folder = folder();
    let (told, value) = ask(&["handover", &folder.file("log.csv")]).expect("mapped");
    assert!(told.starts_with("2 units; 3 of 5 cases (60.0 %) passed from one to another, 8 times in all."), "{told}");
    assert_eq!(value["map"]["borders"][0]["count"], 4);
    assert_eq!(value["ping_pong"]["cycles"]["cases"], 3);
    assert_eq!(value["ping_pong"]["list"][0]["groups"], serde_json::json!(["Desk", "Network"]));
    let refused = ask(&["handover", &folder.file("log.csv"), "--by", "colour"]).expect_err("no such column");
    assert!(refused.contains("“colour”"), "{refused}");
    let refused = ask(&["handover", &folder.file("none.csv")]).expect_err("no such file");
    assert!(refused.contains("none.csv"), "{refused}");
}

#[test]
fn a_change_of_the_process_is_told_with_its_day() {
    let folder = folder();
    let mut text = "case,activity,time\n".to_owned();
    for number in 0..400 {
        let steps = if number < 200 { ["Register", "Diagnose", "Close"].as_slice() } else { &["Register", "Close"] };
        for (minute, step) in steps.iter().enumerate() {
            let (month, day) = (1 + number / 28 % 12, 1 + number % 28);
            text.push_str(&format!("INC{number},{step},202{}-{month:02}-{day:02} 08:{minute:02}:00\n", number / 336));
        }
    }
    fs::write(folder.0.join("long.csv"), text).expect("written");
    let (told, value) = ask(&["drift", &folder.file("long.csv")]).expect("looked at");
    assert!(told.starts_with("The process changed once.\nFrom 2020-08-05 on, after 200 cases: "), "{told}");
    assert!(told.contains("“Register” directly followed by “Close” in 100 % of cases, before 0 %"), "{told}");
    assert_eq!(value["drifts"]["changes"][0]["cases_before"], 200);
    let refused = ask(&["drift", &folder.file("log.csv")]).expect_err("too short");
    assert!(refused.contains("5 cases; at least 200"), "{refused}");
}
