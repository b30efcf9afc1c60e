//! The one family of letters that every document is set in: Source Sans 3, under the SIL Open Font License.
//!
//! Absent: fonts of the machine, so that a document looks the same wherever it was made. Source: `fonts/OFL.txt`.

/// The name of the family.
pub const FAMILY: &str = "Source Sans 3";

/// Its four files: regular, italic, semibold, semibold italic.
pub const FILES: [&[u8]; 4] = [
    include_bytes!("../fonts/SourceSans3_400Regular.ttf"),
    include_bytes!("../fonts/SourceSans3_400Regular_Italic.ttf"),
    include_bytes!("../fonts/SourceSans3_600SemiBold.ttf"),
    include_bytes!("../fonts/SourceSans3_600SemiBold_Italic.ttf"),
];
