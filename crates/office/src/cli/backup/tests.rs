use std::fs;
use std::path::PathBuf;

use super::{Backup, Database, DatabaseAct, Restore, backup, restore, run};
use crate::access::Actor;
use crate::app::MIGRATIONS;
use crate::clock::Time;
use crate::journal::{self, Object};

/// A folder of its own that is removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("mandate-{name}-{}", uuid::Uuid::now_v7()));
        fs::create_dir_all(&path).expect("a folder");
        Folder(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// An office with some journal entries in it.
fn office(folder: &Folder, name: &str) -> PathBuf {
    let data = folder.0.join(name);
    fs::create_dir_all(&data).expect("a folder");
    let db = db::Db::open(&format!("sqlite:{}", data.join("mandate.db").display()), MIGRATIONS).expect("a database");
    db.write_now(|tx| {
        for n in 0..5 {
            let object = Object::new("thing", n.to_string(), "Thing");
            let actor = Actor::office();
            let new = journal::New {
                now: Time(n),
                actor: &actor,
                action: "thing.made",
                object,
                reason: "",
                payload: serde_json::json!({}),
            };
            journal::record(tx, new)?;
        }
        Ok::<_, db::Error>(())
    })
    .expect("entries");
    data
}

#[test]
fn an_office_comes_back_from_its_backup() {
    let folder = Folder::new("backup");
    let data = office(&folder, "office");
    let file = folder.0.join("office.backup");
    backup(Backup { file: file.clone(), data: data.clone() }).expect("a backup");
    let again = folder.0.join("again");
    let (sentence, _) = restore(Restore { file: file.clone(), data: again.clone() }).expect("a restore");
    assert!(sentence.ends_with("Its journal holds: 5 entries."), "{sentence}");
    let refused = restore(Restore { file: file.clone(), data: again }).expect_err("never over an office");
    assert!(refused.contains("holds an office already"), "{refused}");
    let refused = backup(Backup { file, data }).expect_err("never over a file");
    assert!(refused.contains("exists already"), "{refused}");
}

#[test]
fn a_damaged_backup_is_refused_and_touches_nothing() {
    let folder = Folder::new("damaged");
    let data = office(&folder, "office");
    let file = folder.0.join("office.backup");
    backup(Backup { file: file.clone(), data }).expect("a backup");
    let good = fs::read(&file).expect("bytes");
    let target = folder.0.join("target");
    for at in [0, 20, 60, good.len() / 2, good.len() - 1] {
        let mut bad = good.clone();
        bad[at] ^= 0x40;
        fs::write(&file, &bad).expect("written");
        restore(Restore { file: file.clone(), data: target.clone() }).expect_err("damaged");
        fs::write(&file, &good[..at]).expect("written");
        restore(Restore { file: file.clone(), data: target.clone() }).expect_err("cut off");
        assert!(!target.exists(), "the target was touched");
    }
}

#[test]
fn an_office_is_copied_into_an_empty_database_only() {
    let folder = Folder::new("copy");
    let data = office(&folder, "office");
    let from = format!("sqlite:{}", data.join("mandate.db").display());
    let to = format!("sqlite:{}", folder.0.join("copy.db").display());
    let copy = || run(Database { act: DatabaseAct::Copy { from: from.clone(), to: to.clone() } });
    assert!(copy().expect("a copy").0.starts_with("The office is copied:"));
    copy().expect_err("the target is not empty any more");
}
