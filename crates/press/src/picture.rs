//! Pictures: how large they are, whether a logo may be taken, and lines turned into dots for programs that show no SVG.
//!
//! Absent: pictures of other kinds than SVG and PNG, and links from a picture to other files: they are not followed. Sources:
//! SVG 1.1, PNG (ISO/IEC 15948).

use std::fmt;
use std::sync::{Arc, LazyLock};

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{ImageHrefResolver, Options, Tree, fontdb};

use crate::PrintError;
use crate::font;

/// Bytes of a logo.
pub const LOGO_BYTES: usize = 256 * 1024;
/// Width and height of a logo at most, pixels.
pub const LOGO_PIXELS: u32 = 4_000;
/// Millimetres of one unit of SVG (1/96 inch).
pub const MM_PER_PIXEL: f32 = 25.4 / 96.0;
/// Dots along the longer side of a picture for Word.
const DOTS: f32 = 3_200.0;
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Why a logo is refused, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PictureError(pub String);

impl fmt::Display for PictureError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl std::error::Error for PictureError {}

/// What a picture file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Svg,
    Png,
}

/// A picture that can be printed.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    pub format: Format,
    /// Units of SVG, or pixels.
    pub width: f32,
    pub height: f32,
}

/// Whether the bytes are a logo that every printer can take.
///
/// # Errors
/// A sentence that says what is wrong and what to do.
pub fn check_logo(bytes: &[u8]) -> Result<Picture, PictureError> {
    if bytes.len() > LOGO_BYTES {
        let limit = LOGO_BYTES / 1024;
        return Err(PictureError(format!("The logo is larger than {limit} KiB. Send a smaller file.")));
    }
    let picture = measure(bytes)?;
    let most = LOGO_PIXELS as f32;
    if picture.width > most || picture.height > most {
        return Err(PictureError(format!("The logo is more than {LOGO_PIXELS} pixels wide or high. Make it smaller.")));
    }
    Ok(picture)
}

/// Format and size of a picture.
///
/// # Errors
/// A sentence when it is neither SVG nor PNG, or damaged.
pub fn measure(bytes: &[u8]) -> Result<Picture, PictureError> {
    if bytes.starts_with(PNG) {
        let pixmap = png_size(bytes)
            .ok_or_else(|| PictureError("The PNG file is damaged. Save it again and send it once more.".to_owned()))?;
        // The size stands in the first bytes; only a picture of bounded size is unpacked to see whether it is whole.
        if pixmap.0 <= LOGO_PIXELS && pixmap.1 <= LOGO_PIXELS && Pixmap::decode_png(bytes).is_err() {
            return Err(PictureError("The PNG file is damaged. Save it again and send it once more.".to_owned()));
        }
        return Ok(Picture { format: Format::Png, width: pixmap.0 as f32, height: pixmap.1 as f32 });
    }
    if bytes.windows(6).any(|window| window.eq_ignore_ascii_case(b"<image")) {
        let why = "The SVG holds another picture. Send one that is drawn of lines and letters alone, or a PNG.";
        return Err(PictureError(why.to_owned()));
    }
    let tree = tree(bytes).map_err(|why| {
        PictureError(format!("The picture is neither PNG nor readable SVG ({why}). Send it as one of the two."))
    })?;
    Ok(Picture { format: Format::Svg, width: tree.size().width(), height: tree.size().height() })
}

fn png_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let number = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    let (width, height) = (number(16)?, number(20)?);
    (width > 0 && height > 0).then_some((width, height))
}

/// The SVG as dots, for programs that show none.
///
/// # Errors
/// When it cannot be read.
pub fn dots(svg: &str) -> Result<Vec<u8>, PrintError> {
    let told = |why: String| PrintError::Picture(why);
    let tree = tree(svg.as_bytes()).map_err(told)?;
    let size = tree.size();
    let scale = (DOTS / size.width().max(size.height())).min(4.0);
    let (width, height) = ((size.width() * scale).ceil() as u32, (size.height() * scale).ceil() as u32);
    let mut pixmap = Pixmap::new(width.max(1), height.max(1)).ok_or_else(|| told("it has no size".to_owned()))?;
    pixmap.fill(resvg::tiny_skia::Color::WHITE);
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixmap.as_mut());
    pixmap.encode_png().map_err(|error| told(error.to_string()))
}

fn tree(svg: &[u8]) -> Result<Tree, String> {
    static LETTERS: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| {
        let mut letters = fontdb::Database::new();
        font::FILES.iter().for_each(|file| letters.load_font_data(file.to_vec()));
        letters.set_sans_serif_family(font::FAMILY);
        letters.set_serif_family(font::FAMILY);
        Arc::new(letters)
    });
    let options = Options {
        font_family: font::FAMILY.to_owned(),
        fontdb: Arc::clone(&LETTERS),
        image_href_resolver: ImageHrefResolver {
            resolve_data: Box::new(|_, _, _| None),
            resolve_string: Box::new(|_, _| None),
        },
        ..Options::default()
    };
    Tree::from_data(svg, &options).map_err(|error| error.to_string())
}
