//! Foreign SQLite files: written, read again, damaged.

use crate::{Error, ForeignTable, ForeignValue, read_tables, write_tables};

fn folder(name: &str) -> std::path::PathBuf {
    let folder = std::env::temp_dir().join(format!("mandate-foreign-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    folder
}

#[test]
fn tables_come_back_as_they_were_written() {
    let file = folder("whole").join("log.sqlite");
    let columns = [("ocel_id", "TEXT"), ("a \"strange\" name", "REAL"), ("count", "INTEGER")];
    let table = ForeignTable {
        name: "event_Open".to_owned(),
        columns: columns.map(|(name, kind)| (name.to_owned(), kind.to_owned())).to_vec(),
        rows: vec![
            vec![ForeignValue::Text("e1".to_owned()), ForeignValue::Float(0.5), ForeignValue::Int(-3)],
            vec![ForeignValue::Text(String::new()), ForeignValue::Null, ForeignValue::Null],
        ],
    };
    let tables = [
        table,
        ForeignTable {
            name: "event".to_owned(),
            columns: columns.map(|(name, _)| (name.to_owned(), "TEXT".to_owned())).to_vec(),
            rows: Vec::new(),
        },
    ];
    write_tables(&file, &tables).expect("it can be written");
    assert_eq!(read_tables(&file).expect("it can be read"), tables);
    assert!(matches!(write_tables(&file, &tables), Err(Error::Damage(_))), "a file is never overwritten");
    std::fs::remove_dir_all(file.parent().expect("a folder")).expect("it goes away");
}

#[test]
fn what_is_no_database_is_refused_and_a_missing_file_is_not_made() {
    let folder = folder("bad");
    let file = folder.join("log.sqlite");
    assert!(matches!(read_tables(&file), Err(Error::Damage(_))));
    assert!(!file.exists());
    std::fs::write(&file, "this is no database, however long the text in it may be").expect("a file");
    assert!(matches!(read_tables(&file), Err(Error::Damage(_))));
    std::fs::remove_dir_all(&folder).expect("it goes away");
}
