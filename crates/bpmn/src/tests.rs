//! Whole files through every function: nothing is lost, nothing panics.

use std::path::PathBuf;

use crate::{Diagram, Overlay, compare, flow, lint, net, svg, with_layout};

/// The `.bpmn` files of a folder of test data; says so when there is none.
pub(crate) fn models(folder: &str) -> Vec<(String, Vec<u8>)> {
    let root = std::env::var_os("MANDATE_DATA")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"), PathBuf::from);
    let mut found = Vec::new();
    let mut folders = vec![root.join(folder)];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else {
            println!("skipped: no test data at {}", folder.display());
            continue;
        };
        for entry in entries.flatten().map(|entry| entry.path()) {
            if entry.is_dir() {
                folders.push(entry);
            } else if entry.extension().is_some_and(|extension| extension == "bpmn") {
                let name = entry.file_name().unwrap_or_default().to_string_lossy().into_owned();
                found.push((name, std::fs::read(&entry).unwrap()));
            }
        }
    }
    found.sort();
    found
}

#[test]
fn every_miwg_model_comes_back_byte_for_byte() {
    for (name, bytes) in models("bpmn-miwg") {
        let diagram = Diagram::read(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(diagram.bytes() == bytes, "{name}");
        assert!(!diagram.nodes().is_empty(), "{name}");
    }
}

fn everything(diagram: &Diagram) {
    let findings = lint(diagram);
    assert!(findings.iter().all(|finding| !finding.message.is_empty()));
    let _ = svg(diagram, &Overlay::default());
    let _ = flow(diagram);
    let _ = net(diagram);
    assert_eq!(compare(diagram, diagram), []);
    if let Ok(drawn) = with_layout(diagram) {
        svg(&drawn, &Overlay::default()).expect("what was laid out can be drawn");
    }
}

#[test]
fn every_model_goes_through_every_function() {
    for folder in ["bpmn-miwg", "bpmn-engine-cases", "bpmn-constraints"] {
        for (name, bytes) in models(folder) {
            let diagram = Diagram::read(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
            everything(&diagram);
        }
    }
}
