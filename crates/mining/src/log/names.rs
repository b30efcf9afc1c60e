//! Each distinct text is stored once and stands in the columns as a small number.
//!
//! Absent: removal; a dictionary only grows. Source: dictionary encoding as in column stores (Abadi et al., "The Design
//! and Implementation of Modern Column-Oriented Database Systems", 2013, §4); the hash has a key of its own in each run,
//! so that no file can be made to collide.

use foldhash::fast::RandomState;
use std::hash::BuildHasher;
use std::sync::OnceLock;

/// Code in a slot of the lookup table that holds nothing.
const FREE: u32 = u32::MAX;
/// Longest text, in bytes, that stands in the slot itself.
const SHORT: usize = 11;
/// Mark, in place of a length, of a text that does not.
const LONG: u32 = 0xff << 24;
/// Most bytes of text one dictionary may hold (its offsets are 32-bit).
pub(crate) const MAX_TEXT_BYTES: usize = u32::MAX as usize;
/// Texts whose places in a dictionary are looked at before any of them is looked up.
pub(crate) const LOOKED_UP_AT_ONCE: usize = 64;
/// Slots of the smallest lookup table.
const FEWEST_SLOTS: usize = 16;

/// A dictionary: text ↔ dense code, codes given in order of first appearance.
#[derive(Clone, Debug)]
pub struct Names {
    text: String,
    ends: Vec<u32>,
    index: Index,
    /// The index of a dictionary that was filled without looking up, built when first asked for.
    late: OnceLock<Index>,
    keys: RandomState,
    seeds: Seeds,
}

impl Default for Names {
    fn default() -> Self {
        let keys = RandomState::default();
        let seeds = Seeds::of(&keys);
        Names { text: String::new(), ends: Vec::new(), index: Index::default(), late: OnceLock::new(), keys, seeds }
    }
}

/// Open addressing; a short text stands in its slot, so that a look takes one line of the cache.
#[derive(Clone, Debug, Default)]
struct Index(Vec<Slot>);

/// 16 bytes: the key without padding, and the code.
#[derive(Clone, Copy, Debug)]
struct Slot {
    front: u64,
    back: u32,
    code: u32,
}

/// A short text and its length, or the hash of a long one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Key {
    front: u64,
    back: u32,
}

const EMPTY: Slot = Slot { front: 0, back: 0, code: FREE };

impl Key {
    #[inline]
    fn of(text: &str, keys: &RandomState) -> Key {
        let bytes = text.as_bytes();
        if bytes.len() > SHORT {
            return Key { front: keys.hash_one(bytes), back: LONG };
        }
        let (front, back) = match (bytes.first_chunk::<8>(), bytes.last_chunk::<4>()) {
            // The last four bytes overlap the first eight; what both have is shifted out.
            (Some(front), Some(last)) => {
                let new = 8 * (bytes.len() as u32 - 8);
                (u64::from_le_bytes(*front), (u64::from(u32::from_le_bytes(*last)) << new >> 32) as u32)
            }
            (None, Some(last)) => (four_to_seven(bytes, *last), 0),
            _ => (bytes.iter().rev().fold(0, |front, byte| front << 8 | u64::from(*byte)), 0),
        };
        Key { front, back: back | (bytes.len() as u32) << 24 }
    }
}

/// Four to seven bytes as one number, put together from their first and their last four.
#[inline]
fn four_to_seven(bytes: &[u8], last: [u8; 4]) -> u64 {
    let first = bytes.first_chunk::<4>().map_or(0, |first| u32::from_le_bytes(*first));
    u64::from(first) | u64::from(u32::from_le_bytes(last)) << (8 * (bytes.len() - 4))
}

impl PartialEq for Names {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text && self.ends == other.ends
    }
}

impl Names {
    /// How many different texts there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The text of a code, or `None` for a code never given.
    #[must_use]
    pub fn get(&self, code: u32) -> Option<&str> {
        let index = code as usize;
        let end = *self.ends.get(index)? as usize;
        let start = if index == 0 { 0 } else { self.ends[index - 1] as usize };
        self.text.get(start..end)
    }

    /// The code of a text that is already known.
    #[must_use]
    pub fn code(&self, text: &str) -> Option<u32> {
        let index =
            if self.index.0.is_empty() { self.late.get_or_init(|| self.build(self.len())) } else { &self.index };
        if index.0.is_empty() {
            return None;
        }
        self.find(index, Key::of(text, &self.keys), text.as_bytes()).ok()
    }

    /// All texts in order of their codes.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len()).map(|index| self.get(index as u32).expect("codes are dense"))
    }

    /// Bytes of memory that the texts and their ends take.
    pub(crate) fn heap_bytes(&self) -> usize {
        self.text.capacity() + self.ends.capacity() * 4 + (self.index.0.capacity() * size_of::<Slot>())
    }

    /// The code of a text, given now if it is new; `None` when the dictionary is full.
    #[inline]
    pub(crate) fn add(&mut self, text: &str) -> Option<u32> {
        self.add_keyed(self.key(text), text.as_bytes())
    }

    /// What [`Names::add_keyed`] looks for.
    #[inline]
    pub(crate) fn key(&self, text: &str) -> Key {
        Key::of(text, &self.keys)
    }

    /// The code of a text whose key is known; computing keys first and looking up then lets the looks overlap. Bytes that
    /// are no UTF-8 have no code.
    #[inline]
    pub(crate) fn add_keyed(&mut self, key: Key, text: &[u8]) -> Option<u32> {
        if (self.ends.len() + 1) * 4 > self.index.0.len() * 3 {
            self.grow();
        }
        match self.find(&self.index, key, text) {
            Ok(code) => Some(code),
            Err(place) => {
                let code = self.push(std::str::from_utf8(text).ok()?)?;
                self.index.0[place] = Slot { front: key.front, back: key.back, code };
                Some(code)
            }
        }
    }

    /// Looks at where some keys would stand, all at once, so that looking them up one by one has not to wait for memory each time.
    #[inline]
    pub(crate) fn fetch(&self, keys: impl Iterator<Item = Key>) {
        let Some(mask) = self.index.0.len().checked_sub(1) else { return };
        let seen = keys.fold(0, |seen, key| seen ^ self.index.0[self.start(key) & mask].code);
        std::hint::black_box(seen);
    }

    /// The codes of all texts of another dictionary, in its order; `None` when this one is full.
    pub(crate) fn add_all(&mut self, other: &Names) -> Option<Vec<u32>> {
        let mut codes = Vec::with_capacity(other.len());
        let mut texts = other.iter();
        let mut ahead: Vec<(Key, &str)> = Vec::with_capacity(LOOKED_UP_AT_ONCE);
        loop {
            ahead.clear();
            ahead.extend(texts.by_ref().take(LOOKED_UP_AT_ONCE).map(|text| (self.key(text), text)));
            if ahead.is_empty() {
                return Some(codes);
            }
            self.fetch(ahead.iter().map(|(key, _)| *key));
            for (key, text) in &ahead {
                codes.push(self.add_keyed(*key, text.as_bytes())?);
            }
        }
    }

    /// Adds a text that is known to be new, without looking it up; `None` when the dictionary is full.
    pub(crate) fn push(&mut self, text: &str) -> Option<u32> {
        if self.text.len() + text.len() > MAX_TEXT_BYTES {
            return None;
        }
        let code = self.ends.len() as u32;
        self.text.push_str(text);
        self.ends.push(self.text.len() as u32);
        Some(code)
    }

    /// Gives back memory that was taken in advance.
    pub(crate) fn shrink(&mut self) {
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
    }

    /// Where to look first.
    #[inline]
    fn start(&self, key: Key) -> usize {
        let product = u128::from(key.front ^ self.seeds.0) * u128::from(u64::from(key.back) ^ self.seeds.1);
        (product >> 64) as usize ^ product as usize
    }

    /// The code of a text, or the free slot where it would stand.
    #[inline]
    fn find(&self, index: &Index, key: Key, text: &[u8]) -> Result<u32, usize> {
        let mask = index.0.len() - 1;
        let mut place = self.start(key) & mask;
        loop {
            let slot = index.0[place];
            if slot.code == FREE {
                return Err(place);
            }
            let same = slot.front == key.front && slot.back == key.back;
            if same && (key.back != LONG || self.get(slot.code).map(str::as_bytes) == Some(text)) {
                return Ok(slot.code);
            }
            place = (place + 1) & mask;
        }
    }

    #[cold]
    fn grow(&mut self) {
        let mut index = Index::with_room((self.ends.len() + 1) * 2);
        for slot in std::mem::take(&mut self.index).0.into_iter().filter(|slot| slot.code != FREE) {
            index.put(self.start(Key { front: slot.front, back: slot.back }), slot);
        }
        self.index = index;
    }

    /// A table with room for `count` texts that holds those there are.
    fn build(&self, count: usize) -> Index {
        let mut index = Index::with_room(count);
        for (code, text) in self.iter().enumerate() {
            let key = Key::of(text, &self.keys);
            index.put(self.start(key), Slot { front: key.front, back: key.back, code: code as u32 });
        }
        index
    }
}

impl Index {
    fn with_room(count: usize) -> Index {
        Index(vec![EMPTY; (count * 4 / 3 + 1).next_power_of_two().max(FEWEST_SLOTS)])
    }

    /// Puts what is not there yet into the first free slot.
    fn put(&mut self, start: usize, slot: Slot) {
        let mask = self.0.len() - 1;
        let mut place = start & mask;
        while self.0[place].code != FREE {
            place = (place + 1) & mask;
        }
        self.0[place] = slot;
    }
}

/// Numbers of this run, different from one dictionary to the next; odd, so that no product is 0.
#[derive(Clone, Copy, Debug)]
struct Seeds(u64, u64);

impl Seeds {
    fn of(keys: &RandomState) -> Seeds {
        Seeds(keys.hash_one(1_u64) | 1, keys.hash_one(2_u64) | 1 << 40)
    }
}
