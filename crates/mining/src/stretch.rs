//! A file is cut into stretches that are read on all cores; what comes out is what one reader alone would find.
//!
//! A stretch ends where a record seems to end. If its reader finds that the last record is not whole, the rest is put in
//! front of the next stretch, which is then read again. Absent: random access; the file is a stream, perhaps compressed.
//! Source: the speculative parsing of Ge, Li, Eilebrecht, Chandramouli and Kossmann, "Speculative Distributed CSV Data
//! Parsing for Big Data Analytics" (SIGMOD 2019).

use crate::cores;
use crate::report::ImportError;
use std::collections::BTreeMap;
use std::io::Read;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, Sender, channel};

/// Bytes read at once.
const STRETCH_BYTES: usize = 1024 * 1024;
/// Stretches that wait beside those being read.
const WAITING: usize = 2;

/// Bytes of the stretches that are read or wait; a longer one is read alone.
const HELD_BYTES: usize = 64 * 1024 * 1024;

/// A part of a file.
pub(crate) struct Stretch {
    pub(crate) bytes: Vec<u8>,
    /// Whether the file ends here.
    pub(crate) last: bool,
}

/// Where a stretch may end.
pub(crate) trait Ends {
    /// The place after the last record that seems to be whole.
    fn cut(&self, bytes: &[u8]) -> Option<usize>;

    /// Makes bytes without any end shorter, or says that there are too many.
    fn shorten(&self, bytes: &mut Vec<u8>) -> Result<(), ImportError>;
}

/// Cuts a stream into stretches.
pub(crate) struct Cutter<R, E> {
    reader: R,
    ends: E,
    rest: Vec<u8>,
    done: bool,
    spare: Vec<Vec<u8>>,
}

impl<R: Read, E: Ends> Cutter<R, E> {
    pub(crate) fn new(reader: R, ends: E) -> Self {
        Cutter { reader, ends, rest: Vec::new(), done: false, spare: Vec::new() }
    }

    /// The next stretch; `None` after the last.
    pub(crate) fn next(&mut self) -> Result<Option<Stretch>, ImportError> {
        if self.done {
            return Ok(None);
        }
        let mut bytes = self.spare.pop().unwrap_or_default();
        bytes.clear();
        bytes.append(&mut self.rest);
        loop {
            let wanted = STRETCH_BYTES.saturating_sub(bytes.len()).max(bytes.len() / 2).max(STRETCH_BYTES / 4) as u64;
            let before = bytes.len();
            bytes.reserve(wanted as usize + 1);
            self.reader.by_ref().take(wanted).read_to_end(&mut bytes)?;
            if bytes.len() - before < wanted as usize {
                self.done = true;
                return Ok(Some(Stretch { bytes, last: true }));
            }
            match self.ends.cut(&bytes) {
                Some(cut) => {
                    self.rest.extend_from_slice(&bytes[cut..]);
                    bytes.truncate(cut);
                    return Ok(Some(Stretch { bytes, last: false }));
                }
                None => self.ends.shorten(&mut bytes)?,
            }
        }
    }

    fn take_back(&mut self, bytes: Vec<u8>) {
        if self.spare.len() < WAITING {
            self.spare.push(bytes);
        }
    }
}

struct Job {
    index: usize,
    stretch: Stretch,
    /// Whether what the stretch before left over is in front.
    carried: bool,
}

struct Done<O> {
    job: Job,
    reader: usize,
    outcome: O,
    /// Bytes of the records that are whole.
    used: usize,
}

/// Reads all stretches, `first` and those that follow, with as many readers as there are cores.
///
/// `read` gives what it found and how many bytes it used; `take` gets the outcomes in the order of the file, each with the
/// number of its reader.
///
/// # Errors
/// What reading the file or `take` says.
pub(crate) fn read_all<R: Read, E: Ends, W: Send, O: Send>(
    cutter: &mut Cutter<R, E>,
    first: Stretch,
    make: impl Fn() -> W,
    read: impl Fn(&mut W, &Stretch) -> (O, usize) + Sync,
    mut take: impl FnMut(usize, O) -> Result<(), ImportError>,
) -> Result<Vec<W>, ImportError> {
    if first.last {
        let mut reader = make();
        let (outcome, _) = read(&mut reader, &first);
        take(0, outcome)?;
        return Ok(vec![reader]);
    }
    let readers = cores::count();
    let (jobs, waiting) = channel::<Job>();
    let waiting = Mutex::new(waiting);
    let (results, outcomes) = channel::<Done<O>>();
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..readers)
            .map(|number| {
                let (mut reader, results) = (make(), results.clone());
                let (waiting, read) = (&waiting, &read);
                scope.spawn(move || {
                    while let Some(job) = waiting.lock().ok().and_then(|jobs| jobs.recv().ok()) {
                        let (outcome, used) = read(&mut reader, &job.stretch);
                        if results.send(Done { job, reader: number, outcome, used }).is_err() {
                            break;
                        }
                    }
                    reader
                })
            })
            .collect();
        drop(results);
        distribute(cutter, first, readers + WAITING, jobs, &outcomes, &mut take)?;
        Ok(threads.into_iter().map(|thread| thread.join().expect("reading a stretch does not panic")).collect())
    })
}

/// Hands out stretches and takes what comes back, in the order of the file; returns when all is taken.
fn distribute<R: Read, E: Ends, O>(
    cutter: &mut Cutter<R, E>,
    first: Stretch,
    most: usize,
    jobs: Sender<Job>,
    outcomes: &Receiver<Done<O>>,
    take: &mut dyn FnMut(usize, O) -> Result<(), ImportError>,
) -> Result<(), ImportError> {
    let hand_out = |job| jobs.send(job).expect("the readers wait for stretches");
    let mut first = Some(first);
    // What cannot be read is told after what stands before it.
    let mut failed = None;
    let (mut given, mut taken, mut out, mut held) = (0, 0, 0, 0);
    let mut early: BTreeMap<usize, Done<O>> = BTreeMap::new();
    let mut rest: Vec<u8> = Vec::new();
    loop {
        while out + early.len() < most && (held < HELD_BYTES || out + early.len() == 0) {
            let next = match first.take() {
                Some(stretch) => Some(stretch),
                None if failed.is_some() => None,
                None => cutter.next().unwrap_or_else(|error| {
                    failed = Some(error);
                    None
                }),
            };
            let Some(stretch) = next else { break };
            held += stretch.bytes.len();
            hand_out(Job { index: given, stretch, carried: false });
            (given, out) = (given + 1, out + 1);
        }
        if out == 0 {
            return failed.map_or(Ok(()), Err);
        }
        let done = outcomes.recv().expect("a reader answers each stretch");
        out -= 1;
        early.insert(done.job.index, done);
        while let Some(mut done) = early.remove(&taken) {
            if !rest.is_empty() && !done.job.carried {
                held += rest.len();
                rest.extend_from_slice(&done.job.stretch.bytes);
                std::mem::swap(&mut rest, &mut done.job.stretch.bytes);
                rest.clear();
                hand_out(Job { carried: true, ..done.job });
                out += 1;
                break;
            }
            take(done.reader, done.outcome)?;
            if !done.job.stretch.last {
                rest.clear();
                rest.extend_from_slice(&done.job.stretch.bytes[done.used..]);
            }
            held -= done.job.stretch.bytes.len();
            cutter.take_back(done.job.stretch.bytes);
            taken += 1;
        }
    }
}
