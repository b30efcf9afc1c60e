use std::io::Read as _;

use crate::document::{Block, Column, Day, Document, Entry, Fact, Figure, Shape, Tone};
use crate::{Tab, check_logo, html, markdown, pdf, prints_pdf, tabs, word, workbook};

const HOSTILE: &str = "#set page() $x$ <b>&amp;</b> \"quoted\" \\ @ref ]] *star* \u{202e}turned\u{2066} \u{0}\u{7} \u{e000} 漢字 \u{200f}end";

fn svg(width: u32, height: u32) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\">\
         <rect x=\"1\" y=\"1\" width=\"50\" height=\"30\" fill=\"#fff\" stroke=\"currentColor\"/><text x=\"5\" y=\"20\">Step</text></svg>"
    )
}

fn sample(shape: Shape) -> Document {
    let long = "W".repeat(300);
    let cell = |text: &str| vec![Block::text(text)];
    let mut blocks = vec![
        Block::heading(1, "First section"),
        Block::text(HOSTILE),
        Block::heading(2, "Below it"),
        Block::Table {
            columns: vec![Column::new("Left", 1), Column::new(HOSTILE, 3).centred()],
            rows: vec![vec![cell(&long), cell("")], vec![Vec::new(), vec![Block::points(&["a", "b"])]]],
        },
        Block::heading(1, "Second <section>"),
        Block::Definitions { entries: vec![Entry { term: "Term".to_owned(), blocks: cell("Meaning") }] },
        Block::Callout { tone: Tone::Warning, title: "Care".to_owned(), blocks: cell("Said") },
        Block::PageBreak,
        Block::heading(1, "The picture"),
        Block::Figure(Figure { svg: svg(1800, 500), caption: "Wide".to_owned(), description: "A step".to_owned() }),
        Block::heading(1, ""),
    ];
    blocks.extend(markdown("1. one\n2. two **strong** [out](https://example.org) [bad](javascript:alert(1))\n   - deeper\n\n<script>x</script>"));
    Document {
        kind: "Guide".to_owned(),
        title: "Incident & management".to_owned(),
        house: "Northwind".to_owned(),
        version: "Version 2.1".to_owned(),
        status: "Draft".to_owned(),
        effective: "from 1 Dec 2026".to_owned(),
        mark: "Draft, not in force".to_owned(),
        notice: "Printed copies are uncontrolled".to_owned(),
        day: Day { year: 2026, month: 12, day: 1 },
        language: "en-GB".to_owned(),
        shape,
        numbered: true,
        facts: vec![Fact { term: "Owner".to_owned(), text: HOSTILE.to_owned() }],
        blocks,
        ..Document::default()
    }
}

const SHAPES: [Shape; 4] = [Shape::Booklet, Shape::Sheet, Shape::Wide, Shape::Poster];

/// The files of a package, by name.
fn unpack(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let number = |at: usize, width: usize| {
        bytes[at..at + width].iter().rev().fold(0_usize, |sum, byte| sum << 8 | usize::from(*byte))
    };
    let (mut at, mut files) = (0, Vec::new());
    while bytes[at..].starts_with(b"PK\x03\x04") {
        let (method, packed, name) = (number(at + 8, 2), number(at + 18, 4), number(at + 26, 2));
        let start = at + 30 + name;
        let body = &bytes[start..start + packed];
        let mut out = Vec::new();
        if method == 8 {
            flate2::read::DeflateDecoder::new(body).read_to_end(&mut out).unwrap();
        } else {
            out.extend_from_slice(body);
        }
        files.push((String::from_utf8(bytes[at + 30..start].to_vec()).unwrap(), out));
        at = start + packed;
    }
    files
}

#[test]
fn word_keeps_every_heading_as_a_heading_and_every_part_is_xml() {
    for shape in SHAPES {
        let document = sample(shape);
        let files = unpack(&word(&document).unwrap());
        for (name, bytes) in files.iter().filter(|(name, _)| name.ends_with(".xml") || name.ends_with(".rels")) {
            let text = std::str::from_utf8(bytes).unwrap();
            roxmltree::Document::parse(text).unwrap_or_else(|error| panic!("{name}: {error}"));
        }
        let text = &files.iter().find(|(name, _)| name == "word/document.xml").unwrap().1;
        let xml = roxmltree::Document::parse(std::str::from_utf8(text).unwrap()).unwrap();
        let is = |node: &roxmltree::Node, name: &str| node.tag_name().name() == name;
        let headings: Vec<String> = xml
            .descendants()
            .filter(|node| is(node, "p"))
            .filter(|node| {
                node.descendants()
                    .any(|one| is(&one, "pStyle") && one.attributes().any(|value| value.value().starts_with("Heading")))
            })
            .map(|node| node.descendants().filter_map(|one| if is(&one, "t") { one.text() } else { None }).collect())
            .collect();
        assert_eq!(headings, ["First section", "Below it", "Second <section>", "The picture", "–"], "{shape:?}");
        let fields = xml.descendants().filter(|node| is(node, "instrText") && node.text().unwrap().contains("TOC"));
        assert_eq!(fields.count(), usize::from(shape == Shape::Booklet));
    }
}

#[test]
fn html_lets_no_markup_of_a_text_through() {
    for shape in SHAPES {
        let page = html(&sample(shape)).unwrap();
        assert!(page.contains("&lt;b&gt;&amp;amp;&lt;/b&gt;") && page.contains("&lt;script&gt;"));
        assert!(!page.contains("<script") && !page.contains("javascript:") && !page.contains('\u{202e}'));
        assert!(page.contains("Draft, not in force") && page.contains("Printed copies are uncontrolled"));
        assert_eq!(page.matches("<nav").count(), usize::from(shape == Shape::Booklet));
        assert_eq!(page.matches("<li>").count(), page.matches("</li>").count());
        assert_eq!(page.matches("<ol>").count(), page.matches("</ol>").count());
    }
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    let document = sample(Shape::Booklet);
    assert_eq!(html(&document).unwrap(), html(&document).unwrap());
    assert_eq!(word(&document).unwrap(), word(&document).unwrap());
}

#[test]
fn pdf_is_tagged_titled_and_the_same_each_time_or_says_that_there_is_none() {
    if !prints_pdf() {
        assert!(pdf(&sample(Shape::Sheet)).unwrap_err().to_string().contains("no PDF"));
        return;
    }
    for shape in SHAPES {
        let bytes = pdf(&sample(shape)).unwrap_or_else(|error| panic!("{shape:?}: {error}"));
        let text = String::from_utf8_lossy(&bytes);
        assert!(bytes.starts_with(b"%PDF-1.7"), "{shape:?}");
        assert!(text.contains("pdfuaid:part") && text.contains("pdfaid:part"), "{shape:?} says what it conforms to");
        assert_eq!(bytes, pdf(&sample(shape)).unwrap(), "{shape:?}");
    }
}

#[test]
fn an_empty_document_is_printed_too() {
    for shape in SHAPES {
        let empty = Document { shape, title: "Nothing".to_owned(), ..Document::default() };
        assert!(html(&empty).is_ok() && word(&empty).is_ok());
        if prints_pdf() {
            pdf(&empty).unwrap_or_else(|error| panic!("{shape:?}: {error}"));
        }
    }
}

#[test]
fn hostile_texts_tables_and_pictures_are_printed_or_refused_with_a_sentence() {
    let every_sign: String =
        (0..0x3000_u32).step_by(7).chain((0x1_f300..0x1_f900).step_by(31)).filter_map(char::from_u32).collect();
    let cell = |text: &str| vec![Block::text(text)];
    let mut nested = Block::points(&["deep"]);
    for _ in 0..crate::document::DEPTH - 2 {
        nested = Block::List { ordered: true, items: vec![vec![nested]] };
    }
    let figure = |width, height| {
        Block::Figure(Figure { svg: svg(width, height), caption: String::new(), description: "\u{200b}".to_owned() })
    };
    let document = Document {
        kind: every_sign.clone(),
        title: "\u{202e}\u{200b} ".to_owned(),
        house: HOSTILE.repeat(20),
        language: "x-!!-\"'".to_owned(),
        day: Day { year: 0, month: 0, day: 99 },
        numbered: true,
        blocks: vec![
            Block::heading(4, &every_sign),
            figure(200_000, 40),
            figure(40, 200_000),
            figure(1, 1),
            Block::Table { columns: Vec::new(), rows: vec![Vec::new()] },
            Block::Table { columns: vec![Column::new("", 0); 30], rows: vec![vec![cell(&"x".repeat(200)); 30]; 2] },
            Block::Table {
                columns: vec![Column::new("a", 1); 3],
                rows: vec![vec![cell("short row")], vec![cell("long row"); 9]],
            },
            nested,
            Block::heading(1, "a"),
            Block::heading(3, "b"),
            Block::heading(2, "c"),
            Block::Definitions { entries: vec![Entry { term: String::new(), blocks: Vec::new() }] },
            Block::Callout {
                tone: Tone::Note,
                title: String::new(),
                blocks: vec![figure(10, 10), Block::heading(3, "x")],
            },
            Block::Paragraph { spans: Vec::new() },
            Block::PageBreak,
            Block::PageBreak,
        ],
        ..Document::default()
    };
    for shape in SHAPES {
        let document = Document { shape, ..document.clone() };
        html(&document).unwrap();
        let files = unpack(&word(&document).unwrap());
        let text = &files.iter().find(|(name, _)| name == "word/document.xml").unwrap().1;
        roxmltree::Document::parse(std::str::from_utf8(text).unwrap()).unwrap();
        if prints_pdf() {
            pdf(&document).unwrap_or_else(|error| panic!("{shape:?}: {error}"));
        }
    }
    let deep = (0..200).fold(Block::text("x"), |block, _| Block::List { ordered: false, items: vec![vec![block]] });
    let deep = Document { blocks: vec![deep], ..Document::default() };
    assert_eq!(html(&deep), Err(crate::PrintError::Deep));
    assert_eq!(word(&deep), Err(crate::PrintError::Deep));
    assert!(pdf(&deep).is_err());
    let broken = Block::Figure(Figure { svg: "<svg".to_owned(), ..Figure::default() });
    let broken = Document { blocks: vec![broken], ..Document::default() };
    assert!(html(&broken).is_err() && word(&broken).is_err());
    assert!(!prints_pdf() || matches!(pdf(&broken), Err(crate::PrintError::Picture(_))));
}

#[test]
fn a_logo_is_refused_with_a_sentence_when_it_cannot_be_printed() {
    assert!(check_logo(svg(100, 40).as_bytes()).is_ok());
    for (bytes, said) in [
        (b"GIF89a".to_vec(), "neither PNG nor readable SVG"),
        (b"\x89PNG\r\n\x1a\n".to_vec(), "damaged"),
        (vec![b' '; 300 * 1024], "larger than 256 KiB"),
        (svg(9000, 10).into_bytes(), "more than 4000 pixels"),
        (b"<svg><image href='x'/></svg>".to_vec(), "holds another picture"),
    ] {
        let error = check_logo(&bytes).unwrap_err().to_string();
        assert!(error.contains(said), "{error}");
    }
}

#[test]
fn a_workbook_holds_each_table_on_a_tab_of_its_own_with_typed_cells() {
    let mut all = tabs(&sample(Shape::Booklet));
    assert_eq!(all.iter().map(|tab| tab.name.as_str()).collect::<Vec<_>>(), ["Below it", "About"]);
    let columns = vec![Column::new("Figure", 1), Column::new("Text", 3), Column::new("Middle", 1).centred()];
    let row = |cells: [&str; 3]| cells.map(str::to_owned).to_vec();
    let rows = vec![row(["12.5", "=1+1", "007"]), row(["-3", HOSTILE, "NaN"]), row(["1e5", &"x".repeat(40_000), ""])];
    for _ in 0..2 {
        all.push(Tab {
            name: "A very long [name] / with: signs that no tab may have".to_owned(),
            columns: columns.clone(),
            rows: rows.clone(),
        });
    }
    let files = unpack(&workbook(&all));
    for (name, bytes) in &files {
        roxmltree::Document::parse(std::str::from_utf8(bytes).unwrap())
            .unwrap_or_else(|error| panic!("{name}: {error}"));
    }
    let text =
        |wanted: &str| String::from_utf8(files.iter().find(|(name, _)| name == wanted).unwrap().1.clone()).unwrap();
    let book = text("xl/workbook.xml");
    assert!(
        book.contains("\"A very long  name    with  sign\"") && book.contains("\"A very long  name    with  si 2\""),
        "{book}"
    );
    let sheet = text("xl/worksheets/sheet3.xml");
    for held in ["<v>12.5</v>", "<v>-3</v>", ">=1+1</t>", ">007</t>", ">NaN</t>", ">1e5</t>", "ref=\"A1:C4\"", "ySplit"]
    {
        assert!(sheet.contains(held), "{held}");
    }
    assert!(!sheet.contains("<f>") && unpack(&workbook(&[])).len() == 6);
}
