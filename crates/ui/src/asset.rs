//! Style, scripts and fonts by content hash, embedded in the program, so that a browser may keep them for ever.
//!
//! Absent: HTTP; the application answers with [`Asset::gzip`] where the browser accepts it, and with
//! `Cache-Control: public, max-age=31536000, immutable`.

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// One embedded file.
#[derive(Debug, Clone, Copy)]
pub struct Asset {
    /// The name without hash: `app.css`.
    pub name: &'static str,
    /// The address on the site: `/assets/app.0123456789ab.css`.
    pub path: &'static str,
    /// The media type, with charset for text.
    pub mime: &'static str,
    /// A strong entity tag, in quotes.
    pub etag: &'static str,
    /// The content as it is.
    pub bytes: &'static [u8],
    /// The content packed with gzip; `None` where packing gains nothing (fonts).
    pub gzip: Option<&'static [u8]>,
}

/// The address of the asset with this name.
///
/// # Panics
/// When no such asset exists: names are literals of the program, and a test walks all that the parts use.
#[must_use]
pub fn path(name: &str) -> &'static str {
    by_name(name).map(|asset| asset.path).expect("asset names are literals that exist in browser/ or crates/ui/css/")
}

/// The asset with this name, without hash.
#[must_use]
pub fn by_name(name: &str) -> Option<&'static Asset> {
    ASSETS.binary_search_by(|asset| asset.name.cmp(name)).ok().map(|index| &ASSETS[index])
}

/// The asset at this address (`/assets/app.0123456789ab.css`, with or without `/assets/`).
#[must_use]
pub fn get(path: &str) -> Option<&'static Asset> {
    let file = path.strip_prefix("/assets/").unwrap_or(path);
    ASSETS.iter().find(|asset| asset.path.strip_prefix("/assets/") == Some(file))
}

/// Every asset, sorted by name.
#[must_use]
pub fn all() -> &'static [Asset] {
    ASSETS
}
