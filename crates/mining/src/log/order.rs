//! What several readers brought becomes one log: codes in order of first appearance, events by case, time and row.
//!
//! The result does not depend on how many readers there were or who read what. Repeated rows are found here, because
//! once in order they are neighbours. Absent: a sort of the whole; cases are counted into place, and only a case whose
//! events are not in order of time is sorted. Source: counting sort as in D. E. Knuth, "The Art of Computer
//! Programming", vol. 3 (2nd ed., 1998), §5.2.

use super::batch::{Batch, ColumnPlan, Layout, Texts};
use super::column::{NO_TEXT, Scope, ValueColumn, Values};
use super::repeat::{Repeat, find_repeats};
use super::{EventLog, Full, MAX_EVENTS, Names};
use crate::cores;

/// A code not given yet.
const NONE: u32 = u32::MAX;

/// What one reader brought: its texts, and batches with their place in the file.
pub(crate) struct Reader {
    pub(crate) texts: Texts,
    pub(crate) batches: Vec<(usize, Batch)>,
}

/// The log without the rows that repeat earlier ones, and these rows in order.
pub(crate) struct Ordered {
    pub(crate) log: EventLog,
    pub(crate) repeats: Vec<Repeat>,
}

/// One column of all batches in the order of the file: who read it, and its values.
pub(super) type Parts<T> = Vec<(usize, Vec<T>)>;

/// Makes one log. Where batches have prints, rows with the print of an earlier row of the same case and instant are
/// left out.
pub(crate) fn order(layout: &Layout, readers: Vec<Reader>) -> Result<Ordered, Full> {
    let (texts, mut batches) = in_file_order(readers);
    let events: usize = batches.iter().map(|(_, batch)| batch.len()).sum();
    if events > MAX_EVENTS {
        return Err(Full);
    }
    let mut texts = Dictionaries::new(texts, layout);
    let (cases, starts, case) = count_cases(&mut batches, &mut texts.cases)?;
    let (mut place, mut time, mut row) = put_in_place(&mut batches, &starts, &case);
    sort_within_cases(&starts, &mut place, &mut time, &mut row);
    let (removed, repeats) = find_repeats(&mut batches, &starts, &place, &time, &row);
    let picks = layout.0.iter().any(|plan| plan.scope == Scope::Case);
    let picks = if picks { newest(&starts, &place, &case, &removed) } else { Vec::new() };
    drop(case);
    let log = EventLog { cases, starts, time, row, ..EventLog::default() };
    let mut log = take_columns(log, layout, &mut batches, texts, &place, &picks)?;
    if !removed.is_empty() {
        leave_out(&mut log, &removed);
    }
    Ok(Ordered { log, repeats })
}

fn in_file_order(readers: Vec<Reader>) -> (Vec<Texts>, Vec<(usize, Batch)>) {
    let mut texts = Vec::new();
    let mut batches = Vec::new();
    for (reader, one) in readers.into_iter().enumerate() {
        texts.push(one.texts);
        batches.extend(one.batches.into_iter().map(|(place, batch)| (place, reader, batch)));
    }
    batches.sort_by_key(|(place, _, _)| *place);
    (texts, batches.into_iter().map(|(_, reader, batch)| (reader, batch)).collect())
}

/// The dictionaries of all readers, by what they name.
struct Dictionaries {
    cases: Vec<Names>,
    activities: Vec<Names>,
    resources: Vec<Names>,
    columns: Vec<Vec<Names>>,
}

impl Dictionaries {
    fn new(texts: Vec<Texts>, layout: &Layout) -> Self {
        let mut all = Dictionaries {
            cases: Vec::new(),
            activities: Vec::new(),
            resources: Vec::new(),
            columns: layout.0.iter().map(|_| Vec::new()).collect(),
        };
        for one in texts {
            all.cases.push(one.cases);
            all.activities.push(one.activities);
            all.resources.push(one.resources);
            for (column, names) in all.columns.iter_mut().zip(one.columns) {
                column.push(names);
            }
        }
        all
    }
}

/// Gives final codes in order of first appearance to the codes of several readers.
struct Recoder {
    known: Names,
    /// For each reader but the first: its codes as codes of `known`.
    shared: Vec<Vec<u32>>,
    /// Final code of a code of `known`.
    given: Vec<u32>,
    /// Final code of a code of a reader, as far as it was met.
    met: Vec<Vec<u32>>,
    /// Codes of `known` in order of their final codes.
    order: Vec<u32>,
}

impl Recoder {
    fn new(dictionaries: &mut Vec<Names>) -> Result<Recoder, Full> {
        let mut rest = std::mem::take(dictionaries).into_iter();
        let mut known = rest.next().unwrap_or_default();
        let mut met = vec![vec![NONE; known.len()]];
        let mut shared = Vec::new();
        for names in rest {
            met.push(vec![NONE; names.len()]);
            let codes = names.iter().map(|text| known.add(text).ok_or(Full));
            shared.push(codes.collect::<Result<Vec<u32>, Full>>()?);
        }
        Ok(Recoder { given: vec![NONE; known.len()], known, shared, met, order: Vec::new() })
    }

    fn code(&mut self, reader: usize, code: u32) -> u32 {
        if code == NO_TEXT {
            return NO_TEXT;
        }
        match self.met[reader][code as usize] {
            NONE => self.meet(reader, code),
            known => known,
        }
    }

    fn meet(&mut self, reader: usize, code: u32) -> u32 {
        let shared = if reader == 0 { code } else { self.shared[reader - 1][code as usize] };
        let given = &mut self.given[shared as usize];
        if *given == NONE {
            *given = self.order.len() as u32;
            self.order.push(shared);
        }
        self.met[reader][code as usize] = *given;
        *given
    }

    /// The texts by their final codes; those never met are gone.
    fn names(self) -> Names {
        let mut names = Names::default();
        for code in self.order {
            let text = self.known.get(code).expect("a code that was met has a text");
            names.push(text).expect("a part of the texts fits where all did");
        }
        names.shrink();
        names
    }
}

/// The names of the cases, where each case starts, and the case of each event in the order of the file.
fn count_cases(
    batches: &mut [(usize, Batch)],
    dictionaries: &mut Vec<Names>,
) -> Result<(Names, Vec<u32>, Vec<u32>), Full> {
    let mut recoder = Recoder::new(dictionaries)?;
    let mut counts: Vec<u32> = Vec::with_capacity(recoder.known.len() + 1);
    let mut case = Vec::with_capacity(batches.iter().map(|(_, batch)| batch.len()).sum());
    for (reader, batch) in batches {
        for code in std::mem::take(&mut batch.case) {
            let code = recoder.code(*reader, code);
            if code as usize == counts.len() {
                counts.push(0);
            }
            counts[code as usize] += 1;
            case.push(code);
        }
    }
    let mut start = 0;
    for count in &mut counts {
        start += std::mem::replace(count, start);
    }
    counts.push(start);
    Ok((recoder.names(), counts, case))
}

/// For each event of the file its place in the log; times and rows at their places.
fn put_in_place(batches: &mut [(usize, Batch)], starts: &[u32], case: &[u32]) -> (Vec<u32>, Vec<i64>, Vec<u32>) {
    let mut next = starts.to_vec();
    let place: Vec<u32> = case
        .iter()
        .map(|case| {
            let slot = &mut next[*case as usize];
            *slot += 1;
            *slot - 1
        })
        .collect();
    drop(next);
    let times = parts(batches, |batch| std::mem::take(&mut batch.time));
    let rows = parts(batches, |batch| std::mem::take(&mut batch.row));
    let (time, row) = both(|| scatter(times, &place, 0), || scatter(rows, &place, 0));
    (place, time, row)
}

fn both<A: Send, B: Send>(a: impl FnOnce() -> A + Send, b: impl FnOnce() -> B) -> (A, B) {
    if cores::count() == 1 {
        return (a(), b());
    }
    std::thread::scope(|scope| {
        let first = scope.spawn(a);
        let second = b();
        (first.join().expect("placing a column does not panic"), second)
    })
}

pub(super) fn parts<T>(batches: &mut [(usize, Batch)], take: impl Fn(&mut Batch) -> Vec<T>) -> Parts<T> {
    batches.iter_mut().map(|(reader, batch)| (*reader, take(batch))).collect()
}

pub(super) fn scatter<T: Copy>(parts: Parts<T>, place: &[u32], empty: T) -> Vec<T> {
    let mut out = vec![empty; place.len()];
    let mut places = place.iter();
    for (_, values) in parts {
        for (value, place) in values.into_iter().zip(&mut places) {
            out[*place as usize] = value;
        }
    }
    out
}

/// Sorts the events of each case that is not in order of time and row; times equal stay in order of the row.
fn sort_within_cases(starts: &[u32], place: &mut [u32], time: &mut [i64], row: &mut [u32]) {
    let mut moved: Vec<u32> = Vec::new();
    let mut order: Vec<u32> = Vec::new();
    for bounds in starts.windows(2) {
        let range = bounds[0] as usize..bounds[1] as usize;
        let key = |slot: usize| (time[slot], row[slot]);
        if range.clone().skip(1).all(|slot| key(slot - 1) <= key(slot)) {
            continue;
        }
        if moved.is_empty() {
            moved = (0..place.len() as u32).collect();
        }
        order.clear();
        order.extend(range.clone().map(|slot| slot as u32));
        order.sort_by_key(|slot| key(*slot as usize));
        for (index, slot) in order.iter().enumerate() {
            moved[*slot as usize] = (range.start + index) as u32;
        }
        let sorted: Vec<(i64, u32)> = order.iter().map(|slot| key(*slot as usize)).collect();
        for (slot, (new_time, new_row)) in range.zip(sorted) {
            (time[slot], row[slot]) = (new_time, new_row);
        }
    }
    if !moved.is_empty() {
        place.iter_mut().for_each(|place| *place = moved[*place as usize]);
    }
}

/// For each case the event of the file that is its newest, in the order of the file: (event, case).
fn newest(starts: &[u32], place: &[u32], case: &[u32], removed: &[bool]) -> Vec<(u32, u32)> {
    let gone = |slot: u32| removed.get(slot as usize).copied().unwrap_or(false);
    let last = |bounds: &[u32]| (bounds[0]..bounds[1]).rev().find(|slot| !gone(*slot)).unwrap_or(NONE);
    let last: Vec<u32> = starts.windows(2).map(last).collect();
    let mut picks = Vec::with_capacity(last.len());
    for (event, (place, case)) in place.iter().zip(case).enumerate() {
        if last[*case as usize] == *place {
            picks.push((event as u32, *case));
        }
    }
    picks
}

/// What a thread does for one column.
enum Task<'p> {
    Codes(Parts<u32>, Vec<Names>),
    Column(&'p ColumnPlan, Vec<(usize, Values)>, Vec<Names>),
}

fn take_columns(
    mut log: EventLog,
    layout: &Layout,
    batches: &mut Vec<(usize, Batch)>,
    texts: Dictionaries,
    place: &[u32],
    picks: &[(u32, u32)],
) -> Result<EventLog, Full> {
    let mut tasks = vec![
        Task::Codes(parts(batches, |batch| std::mem::take(&mut batch.activity)), texts.activities),
        Task::Codes(parts(batches, |batch| std::mem::take(&mut batch.resource)), texts.resources),
    ];
    let mut columns: Vec<Vec<(usize, Values)>> = layout.0.iter().map(|_| Vec::new()).collect();
    for (reader, batch) in batches.drain(..) {
        for (column, values) in columns.iter_mut().zip(batch.columns) {
            column.push((reader, values));
        }
    }
    for ((plan, parts), names) in layout.0.iter().zip(columns).zip(texts.columns) {
        tasks.push(Task::Column(plan, parts, names));
    }
    let cases = log.cases.len();
    let done = cores::map(tasks, |task| match task {
        Task::Codes(parts, names) => {
            place_codes(parts, names, place).map(|(codes, names)| (names, Values::Text(codes)))
        }
        Task::Column(plan, parts, names) => match plan.scope {
            Scope::Event => place_values(parts, names, place),
            Scope::Case => pick_values(parts, names, picks, cases),
        },
    });
    let mut done = done.into_iter();
    let mut codes = || match done.next() {
        Some(Ok((names, Values::Text(codes)))) => Ok((names, codes)),
        _ => Err(Full),
    };
    (log.activities, log.activity) = codes()?;
    (log.resources, log.resource) = codes()?;
    for (plan, outcome) in layout.0.iter().zip(done) {
        let (names, values) = outcome?;
        let column = ValueColumn { name: plan.name.clone(), fact: plan.fact, names, values };
        match plan.scope {
            Scope::Case => log.columns.push(column),
            Scope::Event => log.event_columns.push(column),
        }
    }
    Ok(log)
}

fn place_codes(parts: Parts<u32>, mut names: Vec<Names>, place: &[u32]) -> Result<(Vec<u32>, Names), Full> {
    let mut recoder = Recoder::new(&mut names)?;
    let mut out = vec![NO_TEXT; place.len()];
    let mut places = place.iter();
    for (reader, codes) in parts {
        for (code, place) in codes.into_iter().zip(&mut places) {
            out[*place as usize] = recoder.code(reader, code);
        }
    }
    Ok((out, recoder.names()))
}

fn place_values(parts: Vec<(usize, Values)>, names: Vec<Names>, place: &[u32]) -> Result<(Names, Values), Full> {
    Ok(match split(parts) {
        Split::Text(parts) => {
            let (codes, names) = place_codes(parts, names, place)?;
            (names, Values::Text(codes))
        }
        Split::Number(parts) => (Names::default(), Values::Number(scatter(parts, place, f64::NAN))),
        Split::Time(parts) => (Names::default(), Values::Time(scatter(parts, place, super::column::NO_TIME))),
        Split::Flag(parts) => (Names::default(), Values::Flag(scatter(parts, place, super::column::NO_FLAG))),
    })
}

fn pick_values(
    parts: Vec<(usize, Values)>,
    mut names: Vec<Names>,
    picks: &[(u32, u32)],
    cases: usize,
) -> Result<(Names, Values), Full> {
    Ok(match split(parts) {
        Split::Text(parts) => {
            let mut recoder = Recoder::new(&mut names)?;
            let mut out = vec![NO_TEXT; cases];
            pick(&parts, picks, |case, reader, code| out[case] = recoder.code(reader, code));
            (recoder.names(), Values::Text(out))
        }
        Split::Number(parts) => {
            let mut out = vec![f64::NAN; cases];
            pick(&parts, picks, |case, _, number| out[case] = number);
            (Names::default(), Values::Number(out))
        }
        Split::Time(parts) => {
            let mut out = vec![super::column::NO_TIME; cases];
            pick(&parts, picks, |case, _, time| out[case] = time);
            (Names::default(), Values::Time(out))
        }
        Split::Flag(parts) => {
            let mut out = vec![super::column::NO_FLAG; cases];
            pick(&parts, picks, |case, _, flag| out[case] = flag);
            (Names::default(), Values::Flag(out))
        }
    })
}

fn pick<T: Copy>(parts: &Parts<T>, picks: &[(u32, u32)], mut put: impl FnMut(usize, usize, T)) {
    let mut picks = picks.iter().peekable();
    let mut before = 0;
    for (reader, values) in parts {
        while let Some((event, case)) = picks.next_if(|(event, _)| (*event as usize) < before + values.len()) {
            put(*case as usize, *reader, values[*event as usize - before]);
        }
        before += values.len();
    }
}

/// The parts of one column by their kind.
enum Split {
    Text(Parts<u32>),
    Number(Parts<f64>),
    Time(Parts<i64>),
    Flag(Parts<u8>),
}

fn split(parts: Vec<(usize, Values)>) -> Split {
    let mut whole: Option<Split> = None;
    for (reader, values) in parts {
        match (&mut whole, values) {
            (Some(Split::Text(all)), Values::Text(values)) => all.push((reader, values)),
            (Some(Split::Number(all)), Values::Number(values)) => all.push((reader, values)),
            (Some(Split::Time(all)), Values::Time(values)) => all.push((reader, values)),
            (Some(Split::Flag(all)), Values::Flag(values)) => all.push((reader, values)),
            (_, Values::Text(values)) => whole = Some(Split::Text(vec![(reader, values)])),
            (_, Values::Number(values)) => whole = Some(Split::Number(vec![(reader, values)])),
            (_, Values::Time(values)) => whole = Some(Split::Time(vec![(reader, values)])),
            (_, Values::Flag(values)) => whole = Some(Split::Flag(vec![(reader, values)])),
        }
    }
    whole.unwrap_or(Split::Text(Vec::new()))
}

/// Takes the events at the marked places out of an ordered log.
fn leave_out(log: &mut EventLog, removed: &[bool]) {
    fn keep<T: Copy>(values: &mut Vec<T>, removed: &[bool]) {
        let mut marks = removed.iter();
        values.retain(|_| !marks.next().copied().unwrap_or(false));
    }
    let mut left = 0;
    let mut at = 0;
    for start in log.starts.iter_mut() {
        left += removed[at..*start as usize].iter().filter(|gone| !**gone).count() as u32;
        at = *start as usize;
        *start = left;
    }
    keep(&mut log.activity, removed);
    keep(&mut log.time, removed);
    keep(&mut log.resource, removed);
    keep(&mut log.row, removed);
    for column in &mut log.event_columns {
        match &mut column.values {
            Values::Text(values) => keep(values, removed),
            Values::Number(values) => keep(values, removed),
            Values::Time(values) => keep(values, removed),
            Values::Flag(values) => keep(values, removed),
        }
    }
}
