//! A process as a tree of blocks, each of which begins and ends in one place.
//!
//! Such a process can always be finished and never leaves work behind. Absent: inclusive choices, interleaving. Source:
//! Leemans, Fahland and van der Aalst, "Discovering Block-Structured Process Models from Event Logs" (2013), §2.

use serde::Serialize;
use std::fmt;

/// A block and how often the log went through it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProcessTree {
    /// How often (repetitions counted).
    pub times: u64,
    /// What it consists of.
    pub block: Block,
}

/// What a block consists of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Block {
    /// Nothing: a choice to skip.
    Silent,
    /// One step, by its name.
    Activity(String),
    /// One after the other.
    Sequence(Vec<ProcessTree>),
    /// One of these.
    Exclusive(Vec<ProcessTree>),
    /// All of these, in any order or at once.
    Parallel(Vec<ProcessTree>),
    /// The first, and as often as one of the others happens, the first again.
    Loop(Vec<ProcessTree>),
}

impl ProcessTree {
    pub(super) fn silent(times: u64) -> ProcessTree {
        ProcessTree { times, block: Block::Silent }
    }

    fn is_silent(&self) -> bool {
        self.block == Block::Silent
    }

    /// The same behaviour with fewer blocks: blocks of a kind within each other are one, and steps of nothing are gone
    /// where they change nothing.
    pub(super) fn simple(self) -> ProcessTree {
        let times = self.times;
        let block = match self.block {
            Block::Sequence(parts) => chain(parts, |block| match block {
                Block::Sequence(inner) => Ok(inner),
                other => Err(other),
            })
            .map_or_else(|one| one, Block::Sequence),
            Block::Parallel(parts) => chain(parts, |block| match block {
                Block::Parallel(inner) => Ok(inner),
                other => Err(other),
            })
            .map_or_else(|one| one, Block::Parallel),
            Block::Exclusive(parts) => choice(parts),
            Block::Loop(parts) => repeat(parts),
            leaf => leaf,
        };
        ProcessTree { times, block }
    }
}

/// Parts without those of nothing, inner blocks of the same kind opened; the block itself where fewer than two remain.
fn chain(
    parts: Vec<ProcessTree>,
    open: impl Fn(Block) -> Result<Vec<ProcessTree>, Block>,
) -> Result<Vec<ProcessTree>, Block> {
    let mut all = Vec::new();
    for part in parts.into_iter().map(ProcessTree::simple).filter(|part| !part.is_silent()) {
        match open(part.block) {
            Ok(inner) => all.extend(inner),
            Err(block) => all.push(ProcessTree { times: part.times, block }),
        }
    }
    match all.len() {
        0 => Err(Block::Silent),
        1 => Err(all.remove(0).block),
        _ => Ok(all),
    }
}

fn choice(parts: Vec<ProcessTree>) -> Block {
    let mut all = Vec::new();
    let mut nothing: Option<u64> = None;
    let mut take = |part: ProcessTree| match part.block {
        Block::Silent => nothing = Some(nothing.unwrap_or(0) + part.times),
        _ => all.push(part),
    };
    for part in parts.into_iter().map(ProcessTree::simple) {
        match part.block {
            Block::Exclusive(inner) => inner.into_iter().for_each(&mut take),
            _ => take(part),
        }
    }
    all.extend(nothing.map(ProcessTree::silent));
    if all.len() == 1 { all.remove(0).block } else { Block::Exclusive(all) }
}

fn repeat(parts: Vec<ProcessTree>) -> Block {
    let mut parts = parts.into_iter().map(ProcessTree::simple);
    let Some(body) = parts.next() else { return Block::Silent };
    let mut redo = Vec::new();
    for part in parts {
        match part.block {
            Block::Exclusive(inner) => redo.extend(inner),
            _ => redo.push(part),
        }
    }
    if redo.is_empty() {
        return body.block;
    }
    // A loop around a loop repeats the inner body.
    let mut all = match body.block {
        Block::Loop(inner) => inner,
        _ => vec![body],
    };
    let nothing = |part: &ProcessTree| part.is_silent();
    if all.iter().skip(1).any(nothing) {
        redo.retain(|part| !part.is_silent());
    }
    all.extend(redo);
    Block::Loop(all)
}

impl fmt::Display for ProcessTree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, parts) = match &self.block {
            Block::Silent => return f.write_str("τ"),
            Block::Activity(name) => return write!(f, "'{name}'"),
            Block::Sequence(parts) => ("→", parts),
            Block::Exclusive(parts) => ("×", parts),
            Block::Parallel(parts) => ("∧", parts),
            Block::Loop(parts) => ("↺", parts),
        };
        write!(f, "{sign}(")?;
        for (index, part) in parts.iter().enumerate() {
            if index > 0 {
                f.write_str(", ")?;
            }
            part.fmt(f)?;
        }
        f.write_str(")")
    }
}
