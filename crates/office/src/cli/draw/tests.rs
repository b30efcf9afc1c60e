use std::fs;
use std::path::{Path, PathBuf};

use super::{Draw, run};

/// A folder of its own that is removed at the end.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn folder() -> Folder {
    let folder = Folder(std::env::temp_dir().join(format!("mandate-draw-{}", uuid::Uuid::now_v7())));
    fs::create_dir_all(&folder.0).expect("a folder");
    folder
}

fn library(key: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../library").join(key)
}

fn draw(from: &Path, to: &Path, drawing: Option<u32>) -> Result<String, String> {
    run(&Draw { from: from.to_owned(), to: to.to_owned(), drawing }).map(|(sentences, _)| sentences)
}

#[test]
fn a_folder_and_a_file_give_the_same_picture() {
    let folder = folder();
    let (one, other) = (folder.0.join("one.svg"), folder.0.join("other.svg"));
    draw(&library("incident-management"), &one, None).expect("drawn");
    draw(&library("incident-management").join("diagram.bpmn"), &other, None).expect("drawn");
    let picture = fs::read_to_string(&one).expect("a picture");
    assert!(picture.starts_with("<svg ") && picture == fs::read_to_string(&other).expect("a picture"));
}

#[test]
fn a_diagram_without_drawing_is_laid_out_and_other_wishes_are_refused_in_words() {
    let folder = folder();
    let file = folder.0.join("x.bpmn");
    let text = "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\"><process id=\"p\">\
                <task id=\"a\" name=\"Check it\"/></process></definitions>";
    fs::write(&file, text).expect("a file");
    let svg = folder.0.join("x.svg");
    assert!(draw(&file, &svg, None).expect("drawn").contains("it was laid out"));
    assert!(draw(&file, &svg, Some(7)).expect_err("no such").contains("Drawings in the file: 1."));
    assert!(draw(&file, &folder.0.join("x.png"), None).expect_err("no SVG").contains("does not end in .svg"));
    fs::write(&file, "nonsense").expect("a file");
    assert!(draw(&file, &svg, None).expect_err("no BPMN").contains("line 1"));
}
