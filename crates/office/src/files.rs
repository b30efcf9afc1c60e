//! Files beside the database that outlast a power cut: a file whose writing was answered for is there, whole, under its name.
//!
//! Absent: what the files hold. Sources: fsync(2), of which syncing a file alone does not keep its name; rename(2).

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

/// The longest line that [`append_line`] expects at the end of a file, bytes.
const LINE_BYTES: u64 = 64 * 1024;

/// Keeps the name of a file that was synced, and the name of its folder. A folder above that may be passed and not read was not
/// made by us, so its names stand.
///
/// # Errors
/// When a folder cannot be opened or synced.
pub fn keep_name(path: &Path) -> io::Result<()> {
    let mut folders = path.ancestors().skip(1).map(|one| if one.as_os_str().is_empty() { Path::new(".") } else { one });
    if let Some(own) = folders.next() {
        File::open(own)?.sync_all()?;
    }
    match folders.next().map(File::open) {
        Some(Err(error)) if error.kind() != io::ErrorKind::PermissionDenied => Err(error),
        Some(Ok(above)) => above.sync_all(),
        _ => Ok(()),
    }
}

/// Writes a new file that is there whole or not at all, for its owner to read only. Its folder is made where there is none.
///
/// # Errors
/// When it cannot be written.
pub fn put_secret(path: &Path, content: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let arriving = path.with_extension("new");
    match fs::remove_file(&arriving) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&arriving)?;
    file.write_all(content)?;
    file.sync_all()?;
    fs::rename(&arriving, path)?;
    keep_name(path)
}

/// Appends a line to a file and syncs it; the file and its folder are made where there are none. A last line that a power cut
/// left unfinished goes first: nobody was told that it was written. `is_whole` knows a finished line.
///
/// # Errors
/// When it cannot be written.
pub fn append_line(path: &Path, line: &str, is_whole: impl Fn(&str) -> bool) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut file = OpenOptions::new().create(true).truncate(false).read(true).write(true).open(path)?;
    let end = finished(&mut file, is_whole)?;
    file.set_len(end)?;
    file.seek(SeekFrom::Start(end))?;
    file.write_all(format!("{line}\n").as_bytes())?;
    file.sync_all()?;
    keep_name(path)
}

/// Where the last finished line of a file ends, bytes from its beginning.
fn finished(file: &mut File, is_whole: impl Fn(&str) -> bool) -> io::Result<u64> {
    let length = file.metadata()?.len();
    let from = length.saturating_sub(LINE_BYTES);
    file.seek(SeekFrom::Start(from))?;
    let mut tail = Vec::new();
    file.read_to_end(&mut tail)?;
    let body = tail.strip_suffix(b"\n").unwrap_or(&tail);
    let begins = body.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let last = std::str::from_utf8(&body[begins..]).unwrap_or_default();
    if tail.is_empty() || (tail.ends_with(b"\n") && is_whole(last)) {
        return Ok(length);
    }
    Ok(from + begins as u64)
}

#[cfg(test)]
mod tests;
