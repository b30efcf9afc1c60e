//! Workbooks good, unusual and hostile.

use super::*;
use crate::Problem;
use crate::moment::TimeFormat;
use std::io::Write;

/// An archive of parts; those packed are told.
fn archive(parts: &[(&str, &str)], packed: bool) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, text) in parts {
        let content = if packed {
            let mut deflate = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
            deflate.write_all(text.as_bytes()).expect("memory");
            deflate.finish().expect("memory")
        } else {
            text.as_bytes().to_vec()
        };
        let method: [u8; 2] = if packed { [8, 0] } else { [0, 0] };
        let sizes = [(content.len() as u32).to_le_bytes(), (text.len() as u32).to_le_bytes()].concat();
        let at = (out.len() as u32).to_le_bytes();
        let length = (name.len() as u16).to_le_bytes();
        out.extend([&b"PK\x03\x04\x14\0\0\0"[..], &method, &[0; 8], &sizes, &length, &[0; 2]].concat());
        out.extend(name.as_bytes());
        out.extend(content);
        directory
            .extend([&b"PK\x01\x02\x14\0\x14\0\0\0"[..], &method, &[0; 8], &sizes, &length, &[0; 12], &at].concat());
        directory.extend(name.as_bytes());
    }
    let count = (parts.len() as u16).to_le_bytes();
    let end = [(directory.len() as u32).to_le_bytes(), (out.len() as u32).to_le_bytes()].concat();
    out.extend(directory);
    out.extend([&b"PK\x05\x06\0\0\0\0"[..], &count, &count, &end, &[0; 2]].concat());
    out
}

const RELATIONS: &str = "<Relationships><Relationship Id=\"rId1\" Target=\"worksheets/sheet1.xml\"/>\
    <Relationship Id=\"rId2\" Target=\"/xl/worksheets/sheet2.xml\"/></Relationships>";
const BOOK: &str = "<workbook><sheets><sheet name=\"Tickets &amp; more\" r:id=\"rId1\"/><sheet name=\"Other\" r:id=\"rId2\"/></sheets></workbook>";
const SHARED: &str = "<sst><si><t>number</t></si><si><r><t>sta</t></r><r><t>te</t></r><rPh><t>no</t></rPh></si>\
    <si><t>updated</t></si><si><t>New</t></si><si><t>Closed, &quot;done&quot;</t></si></sst>";
const STYLES: &str = "<styleSheet><numFmts><numFmt numFmtId=\"170\" formatCode=\"dd\\.mm\\.yyyy hh:mm\"/></numFmts>\
    <cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"170\"/><xf numFmtId=\"22\"/></cellXfs></styleSheet>";
const SHEET: &str = "<worksheet><sheetData>\
    <row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c><c r=\"C1\" t=\"s\"><v>2</v></c><c r=\"D1\" t=\"inlineStr\"><is><t>cost</t></is></c></row>\
    <row r=\"2\"><c r=\"A2\"><v>4711</v></c><c r=\"B2\" t=\"s\"><v>3</v></c><c r=\"C2\" s=\"1\"><v>45351.545138888891</v></c><c r=\"D2\"><v>1.5</v></c></row>\
    <row r=\"4\"><c r=\"A4\"><v>4711</v></c><c r=\"B4\" t=\"s\"><v>4</v></c><c r=\"C4\" s=\"2\"><v>45352</v></c></row>\
    <row r=\"5\"><c r=\"A5\"><v>4712</v></c><c r=\"C5\" s=\"2\"><v>45352.5</v></c></row>\
    <row r=\"6\"><c r=\"C6\" s=\"2\"/></row></sheetData></worksheet>";

fn book(sheet: &str, packed: bool) -> Vec<u8> {
    let parts = [
        ("xl/_rels/workbook.xml.rels", RELATIONS),
        ("xl/workbook.xml", BOOK),
        ("xl/sharedStrings.xml", SHARED),
        ("xl/styles.xml", STYLES),
        ("xl/worksheets/sheet1.xml", sheet),
        ("xl/worksheets/sheet2.xml", "<worksheet><sheetData/></worksheet>"),
    ];
    archive(&parts, packed)
}

fn mapping() -> Mapping {
    Mapping::events("number", "state", "updated", TimeFormat::YearMonthDay)
}

fn read(bytes: &[u8], sheet: Option<&str>, limits: &Limits) -> Result<Imported, ImportError> {
    import_xlsx(bytes, sheet, &mapping(), &|_| ControlFlow::Continue(()), Mode::GoodRows, limits)
}

#[test]
fn a_sheet_is_read_by_a_mapping_with_its_row_numbers() {
    for packed in [false, true] {
        let bytes = book(SHEET, packed);
        let Imported { log, report } = read(&bytes, None, &Limits::default()).expect("two rows are good");
        let told: Vec<String> = log
            .find_case("4711")
            .expect("there")
            .events()
            .map(|event| format!("{} {} {}", event.row, event.activity, crate::iso(event.time)))
            .collect();
        assert_eq!(told, ["2 New 2024-02-29T13:05:00Z", "4 Closed, \"done\" 2024-03-01T00:00:00Z"]);
        let bad: Vec<_> = report.bad.iter().map(|bad| (bad.row, bad.problem.clone())).collect();
        assert_eq!(bad, [(3, Problem::EmptyLine), (5, Problem::EmptyActivity)]);
    }
}

#[test]
fn sheets_are_named_and_chosen() {
    let bytes = book(SHEET, true);
    let limits = Limits::default();
    assert_eq!(xlsx_sheets(&bytes, &limits).expect("a workbook"), ["Tickets & more", "Other"]);
    let preview = xlsx_preview(&bytes, None, &limits).expect("a sheet");
    assert_eq!(
        preview.columns.iter().map(|column| &*column.name).collect::<Vec<_>>(),
        ["number", "state", "updated", "cost"]
    );
    let suggested = preview.suggested.expect("the columns are usual");
    assert_eq!((suggested.case.as_str(), suggested.delimiter), ("number", None));
    assert!(preview.notes.iter().any(|note| note.contains("2 sheets")));
    assert!(read(&bytes, Some("Other"), &limits).is_err());
    let error = read(&bytes, Some("Third"), &limits).expect_err("there is none").to_string();
    assert!(error.contains("Tickets & more, Other"), "{error}");
}

#[test]
fn days_are_counted_as_excel_counts_them() {
    let cases = [("59", "1900-02-28"), ("61", "1900-03-01"), ("25569", "1970-01-01"), ("0.5", "1899-12-31")];
    for (serial, expected) in cases {
        let sheet = SHEET.replace("45352.5", serial).replace("<c r=\"A5\">", "<c r=\"B5\"><v>x</v></c><c r=\"A5\">");
        let bytes = book(&sheet, false);
        let preview = xlsx_preview(&bytes, None, &Limits::default()).expect("a sheet");
        assert!(preview.rows.iter().any(|row| row[2].starts_with(expected)), "{serial}: {:?}", preview.rows);
    }
    let sheet = book(SHEET, false);
    let text = String::from_utf8_lossy(BOOK.as_bytes()).replace("<sheets>", "<workbookPr date1904=\"1\"/><sheets>");
    let parts = [
        ("xl/_rels/workbook.xml.rels", RELATIONS),
        ("xl/workbook.xml", text.as_str()),
        ("xl/sharedStrings.xml", SHARED),
        ("xl/styles.xml", STYLES),
        ("xl/worksheets/sheet1.xml", SHEET),
    ];
    let later = archive(&parts, true);
    let first = |bytes: &[u8]| read(bytes, None, &Limits::default()).expect("good").log.period().expect("events").0;
    assert_eq!(first(&later) - first(&sheet), 1_462 * crate::moment::DAY_US);
}

#[test]
fn what_is_no_workbook_or_a_bomb_is_refused() {
    let good = book(SHEET, true);
    let limits = Limits::default();
    let cases: [(Vec<u8>, &str); 6] = [
        (b"number,state".to_vec(), "no Excel workbook"),
        ([0xd0, 0xcf, 0x11, 0xe0, 1, 2].to_vec(), "password"),
        (good[..good.len() - 40].to_vec(), "damaged"),
        (archive(&[("a.txt", "x")], true), "no Excel workbook"),
        (book("<!DOCTYPE x [<!ENTITY a \"b\">]><worksheet/>", true), "document type"),
        (book("<worksheet><sheetData><row r=\"5\"></row><row r=\"2\"></row>", true), "not in order"),
    ];
    for (bytes, reason) in cases {
        let error = read(&bytes, None, &limits).expect_err("it is bad").to_string();
        assert!(error.contains(reason), "{reason}: {error}");
    }
    let bomb = book(&format!("<worksheet>{}</worksheet>", " ".repeat(8_000_000)), true);
    let small = Limits { max_bytes: 1_000_000, ..Limits::default() };
    let refused = read(&bomb, None, &small);
    assert!(matches!(refused, Err(ImportError::TooLarge { limit: 1_000_000 })), "{refused:?}");
}

#[test]
fn no_damage_to_a_workbook_makes_the_import_panic() {
    let good = book(SHEET, false);
    let mut state = 17_u64;
    let mut next = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below.max(1)
    };
    for _ in 0..2_000 {
        let mut file = good.clone();
        for _ in 0..1 + next(3) {
            let at = next(file.len());
            match next(3) {
                _ if file.is_empty() => {}
                0 => file[at] = next(256) as u8,
                1 => drop(file.remove(at)),
                _ => file.truncate(at.max(1)),
            }
        }
        let _ = read(&file, None, &Limits::default());
    }
}
