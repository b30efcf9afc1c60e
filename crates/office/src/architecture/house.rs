//! The house of processes: what hangs below what, by category, with how many below need something.
//!
//! Pure.

use super::facts::Entry;
use super::model::Grade;

/// How many levels of boxes are drawn inside each other.
const DEEP: usize = 3;

/// A box of the house.
#[derive(Debug)]
pub struct Node<'a> {
    pub entry: &'a Entry,
    /// Variants first, then what hangs below.
    pub inside: Vec<Node<'a>>,
    /// How many stand below it in all, whether drawn or not.
    pub below: usize,
    /// How many of them call for action, and for attention.
    pub action: usize,
    pub attention: usize,
}

/// The house below one entry, or all of it; entries whose parent is not among them stand at the top.
#[must_use]
pub fn house<'a>(all: &'a [Entry], under: Option<&str>) -> Vec<Node<'a>> {
    let known = |id: Option<&String>| id.is_some_and(|id| all.iter().any(|one| one.process.id == *id));
    let tops = all.iter().filter(|one| match under {
        Some(id) => is_inside(one, id),
        None => !known(one.process.parent_id.as_ref()) && !known(one.process.variant_of.as_ref()),
    });
    tops.map(|one| node(all, one, 1)).collect()
}

/// Whether an entry is drawn directly inside another one: its variants, and what hangs below it; a variant stands beside its
/// base and not below the parent of both.
fn is_inside(one: &Entry, id: &str) -> bool {
    match &one.process.variant_of {
        Some(base) => base == id,
        None => one.process.parent_id.as_deref() == Some(id),
    }
}

fn node<'a>(all: &'a [Entry], entry: &'a Entry, depth: usize) -> Node<'a> {
    let id = &entry.process.id;
    // The tree has at most five levels and one of variants; what is deeper is no tree.
    let children: Vec<&Entry> =
        if depth > 8 { Vec::new() } else { all.iter().filter(|one| is_inside(one, id)).collect() };
    let (variants, below): (Vec<&Entry>, Vec<&Entry>) =
        children.into_iter().partition(|one| one.process.variant_of.is_some());
    let inside: Vec<Node> = variants.into_iter().chain(below).map(|one| node(all, one, depth + 1)).collect();
    let counted = |grade: Grade, of: fn(&Node) -> usize| -> usize {
        inside.iter().map(|one| usize::from(one.entry.health.grade == grade) + of(one)).sum()
    };
    Node {
        entry,
        below: inside.iter().map(|one| 1 + one.below).sum(),
        action: counted(Grade::Action, |one| one.action),
        attention: counted(Grade::Attention, |one| one.attention),
        inside: if depth < DEEP { inside } else { Vec::new() },
    }
}
