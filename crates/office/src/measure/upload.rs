//! A file on its way in: it is written piece by piece and never stands whole in memory; what arrives only in part is removed.
//!
//! Uploads lie in `uploads` of the data folder until their import ends; those that nobody goes on with are removed after
//! [`KEPT_DAYS`].
//! Absent: how a file is read (`import`).

use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use tokio::io::AsyncWriteExt;

use super::commands;
use super::import::upload_path;
pub use super::model::Arrived;
use super::store;
use crate::clock::Time;
use crate::config::limits;
use crate::failure::{Failure, Refusal};
use crate::files;
use crate::jobs::{Clockwork, Performed};
use crate::journal::chain::hex;
use crate::web::App;

/// How long a file waits for somebody to go on with it, days: to say how it is read, or what becomes of its bad rows.
pub const KEPT_DAYS: i64 = 7;
/// Age from which a file that no import knows is a leftover and no longer arriving, seconds.
pub const ARRIVES_S: i64 = 24 * 60 * 60;

/// Ends imports that nobody works at any more.
pub const LEFT_BEHIND: Clockwork = Clockwork {
    name: "imports left behind",
    every_s: 60,
    strike: |app| Box::pin(async move { end_left_behind(&app).await }),
};

/// Removes uploads that nobody went on with.
pub const SWEEP: Clockwork = Clockwork { name: "abandoned uploads", every_s: 60 * 60, strike };

/// A file that is arriving. Dropped before [`Arriving::arrived`], it leaves nothing behind.
pub struct Arriving {
    path: PathBuf,
    file: tokio::fs::File,
    bytes: usize,
    digest: Sha256,
    is_whole: bool,
}

impl Arriving {
    /// Begins the file of an import in the data folder.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub async fn begin(data: &Path, import_id: &str) -> Result<Arriving, Failure> {
        let path = upload_path(data, import_id);
        if let Some(folder) = path.parent() {
            tokio::fs::create_dir_all(folder).await.map_err(Failure::broken)?;
        }
        let file = tokio::fs::File::create_new(&path).await.map_err(Failure::broken)?;
        Ok(Arriving { path, file, bytes: 0, digest: Sha256::new(), is_whole: false })
    }

    /// Takes the next piece.
    ///
    /// # Errors
    /// [`Failure::TooLarge`] beyond [`limits::UPLOAD_BYTES`].
    pub async fn take(&mut self, piece: &[u8]) -> Result<(), Failure> {
        self.bytes += piece.len();
        if self.bytes > limits::UPLOAD_BYTES {
            return Err(too_large());
        }
        self.digest.update(piece);
        self.file.write_all(piece).await.map_err(Failure::broken)
    }

    /// The whole file is here, on disk and under its name.
    ///
    /// # Errors
    /// A refusal of an empty file.
    pub async fn arrived(mut self, name: &str) -> Result<Arrived, Failure> {
        if self.bytes == 0 {
            return Err(Refusal::at("file", format!("“{name}” is empty.")).into());
        }
        self.file.sync_all().await.map_err(Failure::broken)?;
        let path = self.path.clone();
        let kept = tokio::task::spawn_blocking(move || files::keep_name(&path)).await.map_err(Failure::broken)?;
        kept.map_err(Failure::broken)?;
        self.is_whole = true;
        Ok(Arrived { bytes: self.bytes, sha256: hex(&std::mem::take(&mut self.digest).finalize()) })
    }
}

impl Drop for Arriving {
    fn drop(&mut self) {
        if !self.is_whole {
            remove(&self.path);
        }
    }
}

/// Removes an upload; that it is gone already is as good.
pub fn remove(path: &Path) {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            tracing::warn!(%error, path = %path.display(), "an upload could not be removed");
        }
        _ => {}
    }
}

/// The refusal of a file over the limit.
#[must_use]
pub fn too_large() -> Failure {
    let limit = limits::UPLOAD_BYTES / 1024 / 1024;
    Failure::TooLarge {
        sentence: format!("The file is larger than {limit} MiB. Pack it with gzip, or send a part of it."),
    }
}

/// The name of an upload without folders and control characters.
#[must_use]
pub fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    last.chars().filter(|c| !c.is_control()).take(limits::LINE_CHARS).collect::<String>().trim().to_owned()
}

async fn end_left_behind(app: &App) -> Result<(), Failure> {
    let now = app.now();
    if app.read(|tx| Ok(store::running(tx)?)).await?.is_empty() {
        return Ok(());
    }
    for id in app.write(move |tx| commands::end_left_behind(tx, now)).await? {
        remove(&upload_path(&app.config().data, &id));
    }
    Ok(())
}

fn strike(app: App) -> Performed {
    Box::pin(async move {
        let now = app.now();
        app.write(move |tx| commands::abandon(tx, now)).await?;
        let needed = app.read(|tx| Ok(store::open_imports(tx)?)).await?;
        let folder = upload_path(&app.config().data, "");
        tokio::task::spawn_blocking(move || sweep(&folder, &needed, now)).await.map_err(Failure::broken)
    })
}

/// Removes the files of `folder` that no import needs and that arrived more than a day ago, as their names tell; a file with
/// another name is somebody else's.
pub fn sweep(folder: &Path, needed: &[String], now: Time) {
    let Ok(files) = fs::read_dir(folder) else { return };
    for file in files.flatten() {
        let name = file.file_name().to_string_lossy().into_owned();
        let began = uuid::Uuid::parse_str(&name).ok().and_then(|id| id.get_timestamp()).map(|at| at.to_unix().0);
        let is_old = began
            .and_then(|seconds| i64::try_from(seconds).ok())
            .is_some_and(|seconds| seconds.saturating_add(ARRIVES_S) < now.0 / 1_000_000);
        if is_old && !needed.contains(&name) {
            remove(&file.path());
        }
    }
}
