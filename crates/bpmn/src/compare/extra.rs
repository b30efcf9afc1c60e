//! What changed outside of nodes and their flows: properties of flows, pools, lanes and lines, and what stands at the top of the file.

use super::{Change, ChangeKind, change, properties, quoted};
use crate::diagram::Diagram;
use crate::read::Extra;

pub(super) fn compare(old: &Diagram, new: &Diagram, changes: &mut Vec<Change>) {
    let (before, after) = (&old.view.extras, &new.view.extras);
    for (id, extra) in after {
        let label = label(new, id, extra);
        match before.get(id) {
            Some(was) => properties(&was.properties, &extra.properties, id, &extra.name, &label, changes),
            None if !extra.placed => note(new, id, extra, ChangeKind::Added, format!("New: {label}."), changes),
            None => {}
        }
    }
    for (id, extra) in before.iter().filter(|(id, extra)| !extra.placed && !after.contains_key(*id)) {
        note(old, id, extra, ChangeKind::Removed, format!("Removed: {}.", label(old, id, extra)), changes);
    }
}

fn note(diagram: &Diagram, id: &str, extra: &Extra, kind: ChangeKind, sentence: String, changes: &mut Vec<Change>) {
    let is_line = diagram.association(id).is_some();
    // A line to a note explains; data that passes and what is defined for the whole file acts.
    let material = extra.tag != "association";
    changes.push(Change { hidden: !is_line, ..change(id, &extra.name, kind, sentence, material) });
}

fn label(diagram: &Diagram, id: &str, extra: &Extra) -> String {
    let named = |id: &str| diagram.node(id).map_or_else(|| format!("\"{id}\""), crate::words::called);
    if let Some(line) = diagram.association(id) {
        return format!("the line from {} to {}", named(&line.source), named(&line.target));
    }
    if let Some(flow) = diagram.flow(id) {
        return format!("the way from {} to {}", named(&flow.source), named(&flow.target));
    }
    format!("the {} {}", spaced(&extra.tag), quoted(&extra.name, id))
}

/// "itemDefinition" as "item definition".
fn spaced(tag: &str) -> String {
    let mut words = String::new();
    for letter in tag.chars() {
        if letter.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.extend(letter.to_lowercase());
    }
    words
}
