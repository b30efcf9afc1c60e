//! What every measurement needs: an office in a folder of its own, and what it cost.

use std::path::{Path, PathBuf};
use std::time::Instant;

use office::failure::Failure;
use office::web::App;

use super::office_of_cases::open;

pub type Outcome = Result<(), Box<dyn std::error::Error>>;

/// A flow with a time that has come.
pub const TIMER: &str = "<startEvent id=\"s\"/><intermediateCatchEvent id=\"w\"><timerEventDefinition id=\"d\"><timeDate>2020-01-01T00:00:00Z\
     </timeDate></timerEventDefinition></intermediateCatchEvent><userTask id=\"look\" name=\"Look\"/><endEvent id=\"e\"/>\
     <sequenceFlow id=\"a\" sourceRef=\"s\" targetRef=\"w\"/><sequenceFlow id=\"b\" sourceRef=\"w\" targetRef=\"e\"/>";

/// A folder that goes when it is no longer needed.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new() -> std::io::Result<Folder> {
        let path = std::env::temp_dir().join(format!("mandate-cases-{}", std::process::id()));
        std::fs::create_dir_all(&path)?;
        Ok(Folder(path))
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0) {
            eprintln!("{} stays: {error}", self.0.display());
        }
    }
}

/// The office of a folder.
pub fn office(folder: &Path) -> Result<App, db::Error> {
    open(&format!("sqlite:{}", folder.join("mandate.db").display()), folder)
}

/// A failure as an error.
pub fn told(failure: Failure) -> String {
    format!("{failure:?}")
}

/// What something cost: time on the clock, and of processors, of the whole program and of the thread that writes.
pub struct Cost {
    begun: Instant,
    processor: f64,
    writer: f64,
}

impl Cost {
    pub fn begin() -> Cost {
        Cost { begun: Instant::now(), processor: processor(), writer: writer() }
    }

    /// Seconds on the clock, seconds of processors, and those of the thread that writes.
    pub fn end(&self) -> (f64, f64, f64) {
        (self.begun.elapsed().as_secs_f64(), processor() - self.processor, writer() - self.writer)
    }
}

/// Seconds of processors that this program took.
fn processor() -> f64 {
    seconds(Path::new("/proc/self/stat")).unwrap_or(0.0)
}

/// Seconds of processors that the threads took which write to the database.
fn writer() -> f64 {
    let Ok(threads) = std::fs::read_dir("/proc/self/task") else { return 0.0 };
    let writes =
        |path: &PathBuf| std::fs::read_to_string(path.join("comm")).is_ok_and(|name| name.trim() == "db-writer");
    let paths = threads.filter_map(|thread| thread.ok().map(|thread| thread.path()));
    paths.filter(writes).filter_map(|path| seconds(&path.join("stat"))).sum()
}

/// Seconds in which a program or thread computed, from a file of Linux: fields 14 and 15, in hundredths.
fn seconds(stat: &Path) -> Option<f64> {
    let text = std::fs::read_to_string(stat).ok()?;
    let behind = text.rsplit_once(')')?.1;
    let mut fields = behind.split_whitespace().skip(11).filter_map(|field| field.parse::<f64>().ok());
    Some((fields.next()? + fields.next()?) / 100.0)
}

/// Memory that this program has in use, in MB.
pub fn resident_mb() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().trim_end_matches("kB").trim().parse::<f64>().ok().map(|kib| kib * 1024.0 / 1e6)
}
