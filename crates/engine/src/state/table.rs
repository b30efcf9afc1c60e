//! Rows of one kind, found by their id and by what they belong to, that know which of them a step changed.
//!
//! Absent: storage. Source: none.

use std::collections::{BTreeMap, BTreeSet};

use super::row::Id;

/// A row with an id of its own that belongs to another row.
pub(crate) trait Record: Clone {
    fn id(&self) -> Id;
    /// The row it belongs to; 0 for none.
    fn owner(&self) -> Id;
}

#[derive(Clone, Debug)]
pub(crate) struct Table<R> {
    rows: BTreeMap<Id, R>,
    owned: BTreeSet<(Id, Id)>,
    /// Ids of older rows that were changed or removed since the last step was told.
    touched: Vec<Id>,
}

impl<R: PartialEq> PartialEq for Table<R> {
    fn eq(&self, other: &Self) -> bool {
        self.rows == other.rows
    }
}

impl<R: Record> Table<R> {
    pub fn new() -> Self {
        Self { rows: BTreeMap::new(), owned: BTreeSet::new(), touched: Vec::new() }
    }

    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn iter(&self) -> impl Iterator<Item = &R> {
        self.rows.values()
    }

    pub fn get(&self, id: Id) -> Option<&R> {
        self.rows.get(&id)
    }

    pub fn insert(&mut self, row: R) {
        self.owned.insert((row.owner(), row.id()));
        self.touched.push(row.id());
        self.rows.insert(row.id(), row);
    }

    pub fn remove(&mut self, id: Id) -> Option<R> {
        let row = self.rows.remove(&id)?;
        self.owned.remove(&(row.owner(), id));
        self.touched.push(id);
        Some(row)
    }

    /// Changes a row, and what it belongs to where the change says so.
    pub fn change(&mut self, id: Id, change: impl FnOnce(&mut R)) {
        let Some(row) = self.rows.get_mut(&id) else { return };
        let before = row.owner();
        change(row);
        let after = row.owner();
        if before != after {
            self.owned.remove(&(before, id));
            self.owned.insert((after, id));
        }
        self.touched.push(id);
    }

    /// Ids of the rows that belong to another, in the order in which they were made.
    pub fn ids_of(&self, owner: Id) -> impl Iterator<Item = Id> + '_ {
        self.owned.range((owner, 0)..=(owner, Id::MAX)).map(|(_, id)| *id)
    }

    pub fn of(&self, owner: Id) -> impl Iterator<Item = &R> {
        self.ids_of(owner).filter_map(|id| self.rows.get(&id))
    }

    pub fn any_of(&self, owner: Id) -> bool {
        self.ids_of(owner).next().is_some()
    }

    /// What changed: ids with their rows, or none where a row is gone. Rows that came and went since are not told.
    pub fn told(&mut self, first_new: Id, mut tell: impl FnMut(Id, Option<&R>)) {
        let mut touched = std::mem::take(&mut self.touched);
        touched.sort_unstable();
        touched.dedup();
        for id in touched {
            let row = self.rows.get(&id);
            if row.is_some() || id < first_new {
                tell(id, row);
            }
        }
    }

    /// Forgets what was changed, for rows that were read from storage.
    pub fn settle(&mut self) {
        self.touched.clear();
    }
}
