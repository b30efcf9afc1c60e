//! A first look at a file: its separator, its encoding, what each column holds, and a mapping one can start from.
//!
//! The order of day and month is decided from the data of the whole sample, and when the data cannot decide it, that is
//! said. Absent: reading more than the first [`SAMPLE_BYTES`]. Source: the import wizards of process-mining tools; the
//! format rules are those of [`crate::moment`].

use super::guess;
use super::import::header;
use super::mapping::{Mapping, USUAL_MARKS};
use super::records::{Found, Records};
use super::row::number;
use super::sniff;
use crate::moment::{self, TimeFormat, Zone};
use crate::report::ImportError;
use crate::source::{Encoding, Limits, Source, decode_sample};
use serde::Serialize;
use std::collections::HashSet;
use std::io::Read;

/// Bytes (after decompression) that are looked at.
pub const SAMPLE_BYTES: usize = 4 * 1024 * 1024;
/// Rows shown.
pub const ROWS_SHOWN: usize = 20;
/// Distinct values counted exactly; beyond, a column has "more".
pub const MAX_DISTINCT: usize = 10_000;
/// Examples kept of each column.
const SAMPLES: usize = 5;
/// Share of the values, in percent, that must fit for a column to look like a time or number.
const FITTING_PERCENT: usize = 95;

/// What a column looks like.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum LooksLike {
    /// Times.
    Time {
        /// The format that fits most values.
        format: TimeFormat,
        /// Whether day and month could as well be exchanged: no value in the sample decides it.
        ambiguous: bool,
    },
    /// Numbers.
    Number,
    /// Identifiers: (almost) every value is different, or values repeat in runs and look like codes.
    Id,
    /// Text.
    Text,
    /// No value in the sample.
    Empty,
}

/// One column as it was found.
#[derive(Clone, Debug, Serialize)]
pub struct Column {
    /// Its name in the header.
    pub name: String,
    /// The first distinct values.
    pub samples: Vec<String>,
    /// Distinct values in the sample, at most [`MAX_DISTINCT`].
    pub distinct: usize,
    /// Rows of the sample that have a value.
    pub filled: usize,
    /// What it looks like.
    pub looks_like: LooksLike,
}

/// What a first look at a file found.
#[derive(Clone, Debug, Serialize)]
pub struct Preview {
    /// The separator.
    pub delimiter: char,
    /// The encoding.
    pub encoding: Encoding,
    /// The columns in order.
    pub columns: Vec<Column>,
    /// The first rows, at most [`ROWS_SHOWN`]; each as long as it is in the file.
    pub rows: Vec<Vec<String>>,
    /// Rows looked at.
    pub rows_sampled: usize,
    /// Whether the sample was the whole file.
    pub whole_file: bool,
    /// A mapping to start from; `None` when no column could be the case or none the time.
    pub suggested: Option<Mapping>,
    /// What one should know or decide, in sentences.
    pub notes: Vec<String>,
}

pub(super) struct Profile {
    samples: Vec<String>,
    distinct: HashSet<u64>,
    pub(super) filled: usize,
    numbers: usize,
    formats: [usize; 5],
    decisive: [usize; 5],
    /// Values that are a time in a format of dates, whichever.
    times: usize,
    /// For each format the first value that is a time in it and in no other.
    only: [Option<(usize, String)>; 3],
    longest: usize,
    spaces: usize,
}

/// Looks at the beginning of a separated text file (plain or gzip).
///
/// # Errors
/// [`ImportError`] when the file is empty, not text, or damaged.
pub fn csv_preview(reader: impl Read, limits: &Limits) -> Result<Preview, ImportError> {
    let mut source = Source::open(reader, limits)?;
    let head = source.peek(SAMPLE_BYTES)?;
    let encoding = Encoding::detect(&head[..head.len().min(SAMPLE_BYTES / 4)]);
    let whole_file = head.len() < SAMPLE_BYTES;
    let text = decode_sample(&head, encoding);
    drop(head);
    let dialect = sniff::dialect(&text[..text.len().min(SAMPLE_BYTES / 16)]);
    let end = if whole_file { text.len() } else { last_line_end(&text, dialect.terminator) };
    let mut records = Records::new(&text[..end], dialect.delimiter, dialect.terminator, true);
    let mut record = records.record();
    let names = header(&mut records, &mut record, limits)?;
    records.columns = Some(names.len());
    let mut profiles: Vec<Profile> = names.iter().map(|_| Profile::new()).collect();
    let mut rows = Vec::new();
    let mut rows_sampled = 0;
    loop {
        match records.next(&mut record) {
            Found::End => break,
            Found::Row => {}
            _ => continue,
        }
        let fields: Vec<_> = record.iter().map(String::from_utf8_lossy).collect();
        for (profile, field) in profiles.iter_mut().zip(&fields) {
            profile.see(field.trim(), record.line as usize);
        }
        if rows.len() < ROWS_SHOWN {
            rows.push(fields.into_iter().map(|field| field.chars().take(200).collect()).collect());
        }
        rows_sampled += 1;
    }
    let notes: Vec<String> =
        names.iter().zip(&profiles).filter_map(|(name, profile)| profile.two_formats(name)).collect();
    let mut preview = Preview {
        delimiter: char::from(dialect.delimiter),
        encoding,
        columns: names.into_iter().zip(profiles).map(|(name, profile)| profile.judge(name, rows_sampled)).collect(),
        rows,
        rows_sampled,
        whole_file,
        suggested: None,
        notes,
    };
    settle_ambiguous(&mut preview);
    guess::complete(&mut preview);
    Ok(preview)
}

fn last_line_end(text: &[u8], terminator: u8) -> usize {
    text.iter().rposition(|byte| *byte == terminator).map_or(text.len(), |end| end + 1)
}

/// A column that cannot decide between day and month follows the others of its file, when these agree.
fn settle_ambiguous(preview: &mut Preview) {
    let decided: HashSet<FirstOf> = preview.columns.iter().filter_map(|column| decided(&column.looks_like)).collect();
    for column in &mut preview.columns {
        let LooksLike::Time { format, ambiguous: true } = &mut column.looks_like else { continue };
        if decided.len() == 1 {
            *format =
                if decided.contains(&FirstOf::Month) { TimeFormat::MonthDayYear } else { TimeFormat::DayMonthYear };
            column.looks_like = LooksLike::Time { format: *format, ambiguous: false };
        } else {
            let name = &column.name;
            preview.notes.push(format!(
                "Column \"{name}\": the sample does not show whether the day or the month comes first. Day first is assumed; please check."
            ));
        }
    }
}

#[derive(PartialEq, Eq, Hash)]
enum FirstOf {
    Day,
    Month,
}

fn decided(looks_like: &LooksLike) -> Option<FirstOf> {
    match looks_like {
        LooksLike::Time { format: TimeFormat::DayMonthYear, ambiguous: false } => Some(FirstOf::Day),
        LooksLike::Time { format: TimeFormat::MonthDayYear, ambiguous: false } => Some(FirstOf::Month),
        _ => None,
    }
}

impl Profile {
    fn new() -> Self {
        Profile {
            samples: Vec::new(),
            distinct: HashSet::new(),
            filled: 0,
            numbers: 0,
            formats: [0; 5],
            decisive: [0; 5],
            times: 0,
            only: [None, None, None],
            longest: 0,
            spaces: 0,
        }
    }

    fn see(&mut self, text: &str, row: usize) {
        if text.is_empty() || USUAL_MARKS.contains(&text) {
            return;
        }
        self.filled += 1;
        self.longest = self.longest.max(text.len());
        self.spaces += usize::from(text.contains(' '));
        if self.distinct.len() < MAX_DISTINCT && self.distinct.insert(fingerprint(text)) && self.samples.len() < SAMPLES
        {
            self.samples.push(text.chars().take(100).collect());
        }
        self.numbers += usize::from(number(text).is_some());
        if text.len() > 40 || !text.bytes().any(|byte| byte.is_ascii_digit()) {
            return;
        }
        let zone = Zone::utc();
        let fits = TimeFormat::ALL.map(|format| moment::parse(text, format, &zone).is_ok());
        self.times += usize::from(fits[..3].contains(&true));
        if fits[..3].iter().filter(|fit| **fit).count() == 1
            && let Some(format) = fits[..3].iter().position(|fit| *fit)
        {
            self.only[format].get_or_insert_with(|| (row, text.chars().take(40).collect()));
        }
        for (index, fit) in fits.into_iter().enumerate() {
            self.formats[index] += usize::from(fit);
            self.decisive[index] += usize::from(fit && !(fits[1] && fits[2]));
        }
    }

    /// A sentence when the values of a column of times need two formats.
    fn two_formats(&self, name: &str) -> Option<String> {
        let told = |(format, only): (usize, &Option<(usize, String)>)| {
            let (line, text) = only.as_ref()?;
            let count = self.formats[format];
            Some(format!("{count} values fit {} (line {line}: {text})", TimeFormat::ALL[format].describe()))
        };
        let told: Vec<String> = self.only.iter().enumerate().filter_map(told).collect();
        let mostly_times = self.times * 100 >= self.filled * FITTING_PERCENT;
        (told.len() > 1 && mostly_times).then(|| {
            let told = told.join("; ");
            format!("Column \"{name}\" has times in two formats: {told}. Rows in the other format will be bad rows; correct one of the two.")
        })
    }

    fn judge(self, name: String, rows: usize) -> Column {
        let looks_like = self.looks_like(&name, rows);
        Column { name, distinct: self.distinct.len(), filled: self.filled, samples: self.samples, looks_like }
    }

    fn looks_like(&self, name: &str, rows: usize) -> LooksLike {
        if self.filled == 0 {
            return LooksLike::Empty;
        }
        let enough = |count: usize| count * 100 >= self.filled * FITTING_PERCENT;
        let all_numbers = enough(self.numbers);
        let best = (0..3).rev().max_by_key(|index| (self.formats[*index], *index == 1)).unwrap_or(0);
        let mixed = enough(self.times) && self.only.iter().flatten().count() > 1;
        if (enough(self.formats[best]) || mixed) && !all_numbers {
            let both = enough(self.formats[1]) && enough(self.formats[2]);
            let ambiguous = best > 0 && both && self.decisive[1] == self.decisive[2];
            return LooksLike::Time { format: TimeFormat::ALL[best], ambiguous };
        }
        if all_numbers && guess::named_like_time(name) && self.numbers == self.filled {
            let digits = self.samples.first().map_or(0, |sample| sample.split('.').next().unwrap_or("").len());
            match digits {
                9 | 10 => return LooksLike::Time { format: TimeFormat::EpochSeconds, ambiguous: false },
                12 | 13 => return LooksLike::Time { format: TimeFormat::EpochMilliseconds, ambiguous: false },
                _ => {}
            }
        }
        let id_name = guess::named_like_id(name);
        let mostly_distinct = self.distinct.len() * 100 >= self.filled * FITTING_PERCENT && rows > 1;
        if self.spaces * 10 < self.filled && self.longest <= 64 && (id_name || (mostly_distinct && !all_numbers)) {
            return LooksLike::Id;
        }
        if all_numbers { LooksLike::Number } else { LooksLike::Text }
    }
}

fn fingerprint(text: &str) -> u64 {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}
