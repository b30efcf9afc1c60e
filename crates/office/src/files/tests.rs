use std::fs;
use std::path::PathBuf;

use super::{append_line, put_secret};

/// A folder of a test, removed at its end.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Folder {
        Folder(std::env::temp_dir().join(format!("mandate-files-{}", uuid::Uuid::now_v7())))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).expect("the folder of the test can be removed");
    }
}

/// What stands in the file after `new` was appended to what stood in it.
fn check(before: &[u8], expected: &str) {
    let folder = Folder::new();
    fs::create_dir_all(&folder.0).expect("a folder");
    let path = folder.0.join("lines");
    fs::write(&path, before).expect("written");
    append_line(&path, "<new>", |line| line.starts_with('<') && line.ends_with('>')).expect("appended");
    assert_eq!(fs::read_to_string(&path).expect("read"), expected, "after {before:?}");
}

#[test]
fn a_line_is_appended_and_an_unfinished_one_goes_first() {
    check(b"", "<new>\n");
    check(b"<one>\n", "<one>\n<new>\n");
    check(b"<one>\n<two>\n", "<one>\n<two>\n<new>\n");
    check(b"<one>\n<tw", "<one>\n<new>\n");
    check(b"<one>\n<two>", "<one>\n<new>\n");
    check(b"<one>\n\0\0\0\0>\n", "<one>\n<new>\n");
    check(b"<one>\n\xff\xff\n", "<one>\n<new>\n");
    check(b"<on", "<new>\n");
    check(b"\n", "<new>\n");
}

#[test]
fn a_file_and_its_folder_are_made() {
    let folder = Folder::new();
    append_line(&folder.0.join("lines"), "<new>", |_| true).expect("appended");
    assert_eq!(fs::read_to_string(folder.0.join("lines")).expect("read"), "<new>\n");
}

#[test]
fn a_secret_is_there_whole_and_leaves_nothing_else() {
    let folder = Folder::new();
    let path = folder.0.join("keys").join("journal.key");
    fs::create_dir_all(folder.0.join("keys")).expect("a folder");
    fs::write(path.with_extension("new"), "left by a power cut, longer than the secret").expect("written");
    put_secret(&path, b"secret").expect("put");
    assert_eq!(fs::read_to_string(&path).expect("read"), "secret");
    let names = fs::read_dir(folder.0.join("keys")).expect("a folder").count();
    assert_eq!(names, 1);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(&path).expect("a file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "only its owner may read it");
    }
}
