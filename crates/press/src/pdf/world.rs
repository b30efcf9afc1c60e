//! The small world that the typesetter sees: one template, one family of letters, the data and the pictures of one document.
//!
//! Absent: files of the machine, packages, the network and the clock. Source: Typst 0.15, `typst::World`.

use std::sync::LazyLock;

use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use super::values::{Values, values};
use crate::PrintError;
use crate::document::Document;
use crate::font;

const TEMPLATE: &str = include_str!("template.typ");
/// Generations of memories that the typesetter keeps for the next document.
const MEMORY: usize = 4;

struct Letters {
    fonts: Vec<Font>,
    book: LazyHash<FontBook>,
}

static LETTERS: LazyLock<Letters> = LazyLock::new(|| {
    let fonts: Vec<Font> = font::FILES.iter().flat_map(|file| Font::iter(Bytes::new(*file))).collect();
    let book = LazyHash::new(FontBook::from_fonts(&fonts));
    Letters { fonts, book }
});
static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));

struct OneDocument {
    main: Source,
    values: Values,
    data: Bytes,
}

impl World for OneDocument {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &LETTERS.book
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main.id() { Ok(self.main.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let path = id.vpath().get_without_slash();
        if path == "document.json" {
            return Ok(self.data.clone());
        }
        self.values.files.get(path).map(|bytes| Bytes::new(bytes.clone())).ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        LETTERS.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

/// Typesets a document.
///
/// # Errors
/// When a picture cannot be read or the typesetter refuses.
pub fn print(document: &Document) -> Result<Vec<u8>, PrintError> {
    let shows = |sign: char| LETTERS.fonts.iter().all(|font| font.info().coverage.contains(u32::from(sign)));
    let values = values(document, &shows)?;
    let data = Bytes::from_string(values.data.to_string());
    let path = VirtualPath::new("main.typ").map_err(|error| PrintError::Typesetter(error.to_string()))?;
    let id = FileId::new(RootedPath::new(VirtualRoot::Project, path));
    let world = OneDocument { main: Source::new(id, TEMPLATE.to_owned()), values, data };
    let compiled = typst::compile::<PagedDocument>(&world).output.map_err(told)?;
    let standards = PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1])
        .map_err(|error| PrintError::Typesetter(error.message().to_string()))?;
    let bytes = typst_pdf::pdf(&compiled, &PdfOptions { standards, ..PdfOptions::default() }).map_err(told)?;
    typst::comemo::evict(MEMORY);
    Ok(bytes)
}

/// What the typesetter says, in one sentence.
fn told(diagnostics: impl IntoIterator<Item = SourceDiagnostic>) -> PrintError {
    let said: Vec<String> = diagnostics.into_iter().map(|one| one.message.to_string()).collect();
    PrintError::Typesetter(said.join("; "))
}
