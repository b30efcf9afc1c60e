use std::collections::BTreeMap;

use roxmltree::Document;

use super::models;
use crate::Diagram;

/// Everything a file says: each element with its name space, attributes and text, counted, and how many of which sort.
#[derive(Debug, PartialEq)]
struct Inventory {
    lines: BTreeMap<String, usize>,
    elements: usize,
    attributes: usize,
    extensions: usize,
    coordinates: usize,
}

fn inventory(text: &str) -> Inventory {
    const OMG: &str = "http://www.omg.org/spec/";
    let document = Document::parse(text).unwrap();
    let mut found = Inventory { lines: BTreeMap::new(), elements: 0, attributes: 0, extensions: 0, coordinates: 0 };
    for xml in document.descendants() {
        if let Some(text) = xml.text().filter(|text| xml.is_text() && !text.trim().is_empty()) {
            *found.lines.entry(format!("text {text}")).or_default() += 1;
        }
        if !xml.is_element() {
            continue;
        }
        let space = xml.tag_name().namespace().unwrap_or_default();
        let path: Vec<&str> =
            xml.ancestors().filter_map(|node| node.attribute("id").or(Some(node.tag_name().name()))).collect();
        found.elements += 1;
        found.extensions += usize::from(!space.starts_with(OMG));
        let drawn = ["Bounds", "waypoint"].contains(&xml.tag_name().name());
        *found.lines.entry(format!("{path:?} {space} {}", xml.tag_name().name())).or_default() += 1;
        for attribute in xml.attributes() {
            found.attributes += 1;
            found.coordinates += usize::from(drawn);
            let line = format!("{path:?} {:?} {}={}", attribute.namespace(), attribute.name(), attribute.value());
            *found.lines.entry(line).or_default() += 1;
        }
    }
    found
}

#[test]
fn what_is_written_says_every_element_attribute_extension_and_coordinate_again() {
    let models = models("bpmn-miwg");
    let (mut elements, mut attributes, mut extensions, mut coordinates) = (0, 0, 0, 0);
    for (name, bytes) in &models {
        let diagram = Diagram::read(bytes).unwrap();
        let written = diagram.bytes();
        let again = Diagram::read(&written).unwrap();
        let (before, after) = (inventory(diagram.text()), inventory(again.text()));
        assert_eq!(before, after, "{name}");
        assert_eq!(diagram.planes(), again.planes(), "{name}");
        assert_eq!(diagram.kept(), again.kept(), "{name}");
        elements += after.elements;
        attributes += after.attributes;
        extensions += after.extensions;
        coordinates += after.coordinates;
    }
    println!(
        "{} models: {elements} elements, {attributes} attributes, {extensions} extension elements and {coordinates} \
         coordinates came back",
        models.len()
    );
}

#[test]
fn a_new_name_changes_its_own_bytes_and_no_others() {
    let mut renamed = 0;
    for (name, bytes) in models("bpmn-miwg") {
        let original = Diagram::read(&bytes).unwrap();
        let before = original.text();
        for node in original.nodes().iter().filter(|node| original.node(&node.id) == Some(node)).take(12) {
            let mut edited = original.clone();
            if edited.rename(&node.id, "Ein neuer Name & mehr").is_err() {
                continue;
            }
            let after = edited.text();
            let new = "Ein neuer Name &amp; mehr";
            let at = after.find(new).unwrap_or_else(|| panic!("{name}, {}: the new name is not there", node.id));
            let tail = &after[at + new.len()..];
            // What stands before and after the new name stood there before, with nothing but one name between.
            let head = after[..at].trim_end_matches(" name=\"");
            assert!(before.starts_with(head), "{name}, {}", node.id);
            let rest =
                before.strip_suffix(tail).or_else(|| before.strip_suffix(tail.strip_prefix('"').unwrap_or(tail)));
            let rest = rest.unwrap_or_else(|| panic!("{name}, {}: the rest differs", node.id));
            let gone = &rest[head.len().min(rest.len())..];
            assert!(!gone.contains('<'), "{name}, {}: {gone:?} is gone", node.id);
            assert_eq!(edited.planes(), original.planes(), "{name}");
            renamed += 1;
        }
    }
    println!("{renamed} names were changed, one at a time");
}
