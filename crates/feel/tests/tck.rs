//! The published test cases: each level must keep the number of checks that it passes.
//!
//! Absent: the other half of the published cases, which the test data leaves out. Source: dmn-tck/tck.

use std::fs;
use std::path::{Path, PathBuf};

use feel::tck::{Check, Suite};
use feel::{DateTime, Limits, Model};

/// Checks that pass, by level: fewer is a regression, more must be noted here.
const LEVELS: [(&str, usize, usize); 2] = [("compliance-level-2", 126, 126), ("compliance-level-3", 1_874, 1_874)];

fn data() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = std::env::var_os("MANDATE_DATA").map_or_else(beside, PathBuf::from).join("dmn-tck");
    if !folder.is_dir() {
        println!("skipped: the DMN TCK is not there (set MANDATE_DATA to the folder of test data)");
        return None;
    }
    Some(folder)
}

fn texts(folder: &Path, extension: &str) -> Vec<(String, String)> {
    let mut texts: Vec<(String, String)> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|other| other == extension))
        .map(|path| {
            (
                path.file_name().expect("a name").to_string_lossy().into_owned(),
                fs::read_to_string(path).expect("a text"),
            )
        })
        .collect();
    texts.sort();
    texts
}

fn checks(folder: &Path) -> Vec<Check> {
    let models = texts(folder, "dmn");
    let now = DateTime::parse("2024-02-29T12:00:00Z").expect("a time");
    let mut checks = Vec::new();
    for (_, text) in texts(folder, "xml") {
        let suite = Suite::read(&text).expect("test cases");
        let (_, main) = models.iter().find(|(name, _)| *name == suite.model).expect("the model of the cases");
        let others: Vec<&str> =
            models.iter().filter(|(name, _)| *name != suite.model).map(|(_, text)| text.as_str()).collect();
        let model = Model::read(main, &others).expect("a model");
        checks.extend(suite.run(&model, &now, Limits::STANDARD));
    }
    checks
}

#[test]
fn each_level_passes_as_many_checks_as_is_stated() {
    let Some(data) = data() else { return };
    for (level, passing, of) in LEVELS {
        let mut folders: Vec<PathBuf> =
            fs::read_dir(data.join(level)).expect("a level").map(|entry| entry.expect("an entry").path()).collect();
        folders.sort();
        let (mut passed, mut all) = (0, 0);
        for folder in folders {
            for check in checks(&folder) {
                all += 1;
                match check.failure {
                    None => passed += 1,
                    Some(why) => {
                        let suite = folder.file_name().expect("a name").to_string_lossy();
                        println!("{suite} {} {}: {why}", check.case, check.name);
                    }
                }
            }
        }
        println!("{level}: {passed} of {all}");
        assert_eq!((passed, all), (passing, of), "{level}");
    }
}
