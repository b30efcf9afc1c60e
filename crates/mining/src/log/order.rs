//! What several readers brought becomes one log: codes in order of first appearance, events by case, time and row.
//!
//! The result does not depend on how many readers there were or who read what. Repeated rows are found here, because
//! once in order they are neighbours. Absent: a sort of the whole; cases are counted into place, and only a case whose
//! events are not in order of time is sorted. Source: counting sort as in D. E. Knuth, "The Art of Computer
//! Programming", vol. 3 (2nd ed., 1998), §5.2.

use super::batch::{Batch, ColumnPlan, FileRows, Layout, Texts};
use super::column::{NO_FLAG, NO_TEXT, NO_TIME, Scope, ValueColumn, Values};
use super::recode::Recoder;
use super::repeat::{Repeat, RowsOfCase, find_repeats};
use super::{EventLog, Full, MAX_EVENTS, Names};
use crate::cores;

/// No place.
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
type Parts<T> = Vec<(usize, Vec<T>)>;

/// For each event of the file, batch by batch, its place in the log.
type Places = Vec<Vec<u32>>;

/// Makes one log. Where batches have prints, rows with the print of an earlier row of the same case and instant are
/// left out; so are rows beyond those that a case may have.
pub(crate) fn order(layout: &Layout, readers: Vec<Reader>, rows: RowsOfCase) -> Result<Ordered, Full> {
    let (mut texts, mut batches) = in_file_order(readers);
    if batches.iter().map(|(_, batch)| batch.len()).sum::<usize>() > MAX_EVENTS {
        return Err(Full);
    }
    let names = texts.iter_mut().map(|one| std::mem::take(&mut one.cases)).collect();
    let codes = parts(&mut batches, |batch| std::mem::take(&mut batch.case));
    let mut instants = Instants::of(&mut batches);
    let columns = Column::all(layout, batches, texts);
    let picks = columns.iter().any(|column| column.scope() == Scope::Case);
    let (cases, columns) = both(|| Cases::count(codes, names, picks), || recoded(columns));
    let Cases { names, starts, mut places, case } = cases?;
    instants.put_in_place(&places);
    let moved = instants.sort_within_cases(&starts);
    if !moved.is_empty() {
        places.iter_mut().flatten().for_each(|place| *place = moved[*place as usize]);
    }
    let (removed, repeats) = find_repeats(&instants.print, &starts, &instants.time, &instants.row, rows);
    let picks = if picks { newest(&starts, &places, &case, &removed) } else { Vec::new() };
    drop(case);
    let log = EventLog { cases: names, starts, time: instants.time, row: instants.row, ..EventLog::default() };
    let mut log = take_columns(log, columns?, &places, &picks)?;
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

fn both<A: Send, B: Send>(a: impl FnOnce() -> A + Send, b: impl FnOnce() -> B) -> (A, B) {
    if cores::count() == 1 {
        return (a(), b());
    }
    std::thread::scope(|scope| {
        let first = scope.spawn(a);
        let second = b();
        (first.join().expect("counting cases does not panic"), second)
    })
}

fn parts<T>(batches: &mut [(usize, Batch)], take: impl Fn(&mut Batch) -> Vec<T>) -> Parts<T> {
    batches.iter_mut().map(|(reader, batch)| (*reader, take(batch))).collect()
}

/// The cases of the events.
struct Cases {
    names: Names,
    /// Where each case starts in the log.
    starts: Vec<u32>,
    places: Places,
    /// The case of each event in the order of the file, where it was asked for.
    case: Vec<u32>,
}

impl Cases {
    fn count(mut codes: Parts<u32>, names: Vec<Names>, keep: bool) -> Result<Cases, Full> {
        let mut recoder = Recoder::new(names)?;
        let mut starts: Vec<u32> = Vec::new();
        for (reader, codes) in &mut codes {
            for code in codes {
                *code = recoder.code(*reader, *code);
                if recoder.given() > starts.len() {
                    starts.push(0);
                }
                starts[*code as usize] += 1;
            }
        }
        let mut start = 0;
        for count in &mut starts {
            start += std::mem::replace(count, start);
        }
        starts.push(start);
        let case = if keep { codes.iter().flat_map(|(_, codes)| codes).copied().collect() } else { Vec::new() };
        let mut next = starts.clone();
        for code in codes.iter_mut().flat_map(|(_, codes)| codes) {
            let slot = &mut next[*code as usize];
            *code = *slot;
            *slot += 1;
        }
        let places = codes.into_iter().map(|(_, places)| places).collect();
        Ok(Cases { names: recoder.names(), starts, places, case })
    }
}

fn scatter<T: Copy>(parts: Parts<T>, places: &Places, empty: T) -> Vec<T> {
    let mut out = vec![empty; places.iter().map(Vec::len).sum()];
    for ((_, values), places) in parts.into_iter().zip(places) {
        for (value, place) in values.into_iter().zip(places) {
            out[*place as usize] = value;
        }
    }
    out
}

fn scatter_rows(rows: &[FileRows], places: &Places) -> Vec<u32> {
    let mut out = vec![0; places.iter().map(Vec::len).sum()];
    for (rows, places) in rows.iter().zip(places) {
        places.iter().zip(rows.iter()).for_each(|(place, row)| out[*place as usize] = row);
    }
    out
}

/// Times, rows and prints, first in the order of the file, then in that of the log.
struct Instants {
    parts: (Parts<i64>, Vec<FileRows>, Parts<u64>),
    time: Vec<i64>,
    row: Vec<u32>,
    /// Empty where repeated rows do not matter.
    print: Vec<u64>,
}

impl Instants {
    fn of(batches: &mut [(usize, Batch)]) -> Instants {
        let times = parts(batches, |batch| std::mem::take(&mut batch.time));
        let rows = batches.iter_mut().map(|(_, batch)| std::mem::take(&mut batch.row)).collect();
        let prints = parts(batches, |batch| std::mem::take(&mut batch.print));
        Instants { parts: (times, rows, prints), time: Vec::new(), row: Vec::new(), print: Vec::new() }
    }

    fn put_in_place(&mut self, places: &Places) {
        let (times, rows, prints) = std::mem::take(&mut self.parts);
        let printed = prints.iter().any(|(_, prints)| !prints.is_empty());
        ((self.time, self.row), self.print) = both(
            || (scatter(times, places, 0), scatter_rows(&rows, places)),
            || if printed { scatter(prints, places, 0) } else { Vec::new() },
        );
    }

    /// Sorts the events of each case that is not in order of time and row; times equal stay in order of the row. Answers
    /// where each place went; nothing where all were in order.
    fn sort_within_cases(&mut self, starts: &[u32]) -> Vec<u32> {
        let Instants { time, row, print, .. } = self;
        let mut moved: Vec<u32> = Vec::new();
        let mut order: Vec<u32> = Vec::new();
        for bounds in starts.windows(2) {
            let range = bounds[0] as usize..bounds[1] as usize;
            if is_in_order(&time[range.clone()], &row[range.clone()]) {
                continue;
            }
            if moved.is_empty() {
                moved = (0..time.len() as u32).collect();
            }
            order.clear();
            order.extend(range.clone().map(|slot| slot as u32));
            order.sort_by_key(|slot| (time[*slot as usize], row[*slot as usize]));
            for (index, slot) in order.iter().enumerate() {
                moved[*slot as usize] = (range.start + index) as u32;
            }
            in_order(&mut time[range.clone()], &order, range.start);
            in_order(&mut row[range.clone()], &order, range.start);
            if !print.is_empty() {
                in_order(&mut print[range.clone()], &order, range.start);
            }
        }
        moved
    }
}

/// Whether times rise, and rows where times are equal.
fn is_in_order(time: &[i64], row: &[u32]) -> bool {
    time.windows(2).zip(row.windows(2)).all(|(time, row)| time[0] < time[1] || time[0] == time[1] && row[0] <= row[1])
}

/// The values of a case in the order of their places, which are counted from `start`.
fn in_order<T: Copy>(values: &mut [T], order: &[u32], start: usize) {
    let sorted: Vec<T> = order.iter().map(|slot| values[*slot as usize - start]).collect();
    values.copy_from_slice(&sorted);
}

/// For each case the event of the file that is its newest, in the order of the file: (event, case).
fn newest(starts: &[u32], places: &Places, case: &[u32], removed: &[bool]) -> Vec<(u32, u32)> {
    let gone = |slot: u32| removed.get(slot as usize).copied().unwrap_or(false);
    let last = |bounds: &[u32]| (bounds[0]..bounds[1]).rev().find(|slot| !gone(*slot)).unwrap_or(NONE);
    let last: Vec<u32> = starts.windows(2).map(last).collect();
    let mut picks = Vec::with_capacity(last.len());
    for (event, (place, case)) in places.iter().flatten().zip(case).enumerate() {
        if last[*case as usize] == *place {
            picks.push((event as u32, *case));
        }
    }
    picks
}

/// A column of the log before its values are in place.
struct Column<'p> {
    /// Nothing for activities and resources.
    plan: Option<&'p ColumnPlan>,
    parts: Vec<(usize, Values)>,
    /// The dictionaries of all readers; when the column is recoded the one of the log.
    names: Vec<Names>,
}

impl<'p> Column<'p> {
    /// Activities, resources, and those of the layout.
    fn all(layout: &'p Layout, batches: Vec<(usize, Batch)>, texts: Vec<Texts>) -> Vec<Column<'p>> {
        let plans = [None, None].into_iter().chain(layout.0.iter().map(Some));
        let mut all: Vec<Column<'p>> =
            plans.map(|plan| Column { plan, parts: Vec::new(), names: Vec::new() }).collect();
        for (reader, batch) in batches {
            let codes = [batch.activity, batch.resource].map(Values::Text);
            for (column, values) in all.iter_mut().zip(codes.into_iter().chain(batch.columns)) {
                column.parts.push((reader, values));
            }
        }
        for one in texts {
            let names = [one.activities, one.resources].into_iter().chain(one.columns);
            all.iter_mut().zip(names).for_each(|(column, names)| column.names.push(names));
        }
        all
    }

    fn scope(&self) -> Scope {
        self.plan.map_or(Scope::Event, |plan| plan.scope)
    }
}

/// The columns of events with the codes of the log; those of cases have them only when their values are picked.
fn recoded(mut columns: Vec<Column<'_>>) -> Result<Vec<Column<'_>>, Full> {
    for column in columns.iter_mut().filter(|column| column.scope() == Scope::Event) {
        if !column.parts.iter().any(|(_, values)| matches!(values, Values::Text(_))) {
            continue;
        }
        let mut recoder = Recoder::new(std::mem::take(&mut column.names))?;
        for (reader, values) in &mut column.parts {
            if let Values::Text(codes) = values {
                codes.iter_mut().for_each(|code| *code = recoder.code(*reader, *code));
            }
        }
        column.names = vec![recoder.names()];
    }
    Ok(columns)
}

fn take_columns(
    mut log: EventLog,
    columns: Vec<Column<'_>>,
    places: &Places,
    picks: &[(u32, u32)],
) -> Result<EventLog, Full> {
    let cases = log.cases.len();
    let plans: Vec<_> = columns.iter().map(|column| column.plan).collect();
    let done = cores::map(columns, |column| match column.scope() {
        Scope::Event => Ok(place_values(column, places)),
        Scope::Case => pick_values(column.parts, column.names, picks, cases),
    });
    let mut done = done.into_iter();
    let mut codes = || match done.next() {
        Some(Ok((names, Values::Text(codes)))) => Ok((names, codes)),
        _ => Err(Full),
    };
    (log.activities, log.activity) = codes()?;
    (log.resources, log.resource) = codes()?;
    for (plan, outcome) in plans.into_iter().flatten().zip(done) {
        let (names, values) = outcome?;
        let column = ValueColumn { name: plan.name.clone(), fact: plan.fact, names, values };
        match plan.scope {
            Scope::Case => log.columns.push(column),
            Scope::Event => log.event_columns.push(column),
        }
    }
    Ok(log)
}

fn place_values(column: Column<'_>, places: &Places) -> (Names, Values) {
    let names = column.names.into_iter().next().unwrap_or_default();
    let values = match split(column.parts) {
        Split::Text(parts) => Values::Text(scatter(parts, places, NO_TEXT)),
        Split::Number(parts) => Values::Number(scatter(parts, places, f64::NAN)),
        Split::Time(parts) => Values::Time(scatter(parts, places, NO_TIME)),
        Split::Flag(parts) => Values::Flag(scatter(parts, places, NO_FLAG)),
    };
    (names, values)
}

fn pick_values(
    parts: Vec<(usize, Values)>,
    names: Vec<Names>,
    picks: &[(u32, u32)],
    cases: usize,
) -> Result<(Names, Values), Full> {
    Ok(match split(parts) {
        Split::Text(parts) => {
            let mut recoder = Recoder::new(names)?;
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
            let mut out = vec![NO_TIME; cases];
            pick(&parts, picks, |case, _, time| out[case] = time);
            (Names::default(), Values::Time(out))
        }
        Split::Flag(parts) => {
            let mut out = vec![NO_FLAG; cases];
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
