//! A document as a Word file that people can go on editing: real headings, a contents field, real tables, heads and feet.
//!
//! Absent: page numbers in the contents until Word counts them, which it does on opening or with *Update field*. Source: ECMA-376
//! (Office Open XML), transitional.

mod body;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::PrintError;
use crate::document::{Block, Document, Shape};
use crate::sheet::{self, Paper};
use crate::text::{clean, escape, title};
use crate::zip;
use body::{BULLETS, Body, HEADINGS, Relation, TWIPS_PER_MM, section};

const STYLES: &str = include_str!("styles.xml");
const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const SPACES: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
     xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" \
     xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\"";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";
/// Papers by the number of their heads and feet.
const PAPERS: [Paper; 3] = [Paper::A4, Paper::A4Turned, Paper::A3Turned];

/// The document as a Word file.
///
/// # Errors
/// When a figure or the logo cannot be read, or blocks lie too deep.
pub fn word(document: &Document) -> Result<Vec<u8>, PrintError> {
    document.bounded()?;
    let mut body = Body::default();
    front(document, &mut body)?;
    let sheets = sheet::sheets(document)?;
    let number = |paper: Paper| PAPERS.iter().position(|one| *one == paper).unwrap_or_default();
    let mut has_front = document.shape == Shape::Booklet;
    let mut last = Paper::A4;
    for (at, sheet) in sheets.iter().enumerate() {
        if at > 0 || (has_front && sheet.paper != Paper::A4) {
            let close = section(last, number(last), has_front);
            let _ = write!(
                body.out,
                "<w:p><w:pPr><w:spacing w:before=\"0\" w:after=\"0\" w:line=\"20\" w:lineRule=\"exact\"/>{close}</w:pPr></w:p>"
            );
            has_front = false;
        }
        last = sheet.paper;
        body.blocks(&sheet.blocks, sheet.paper, document.shape == Shape::Poster)?;
    }
    let close = section(last, number(last), has_front);
    let text = format!("{XML}<w:document {SPACES}><w:body>{}{close}</w:body></w:document>", body.out);
    Ok(zip::pack(&parts(document, &body, text)))
}

/// What stands before the first section: logo, title, facts, contents.
fn front(document: &Document, body: &mut Body) -> Result<(), PrintError> {
    let is_booklet = document.shape == Shape::Booklet;
    let paper = match document.shape {
        Shape::Booklet | Shape::Sheet => Paper::A4,
        Shape::Wide => Paper::A4Turned,
        Shape::Poster => Paper::A3Turned,
    };
    if let Some(logo) = &document.logo {
        body.logo(logo)?;
    }
    body.line("Subtitle", &document.kind);
    body.line("Title", title(&document.title));
    if !document.mark.is_empty() {
        body.line("Mark", &document.mark);
    }
    if !document.facts.is_empty() && document.shape != Shape::Poster {
        body.facts(&document.facts, paper.room_mm().0 * TWIPS_PER_MM);
    }
    if is_booklet {
        body.out.push_str("<w:p><w:r><w:br w:type=\"page\"/></w:r></w:p>");
        body.line("ContentsHeading", "Contents");
        contents(document, body);
        body.out.push_str("<w:p><w:r><w:br w:type=\"page\"/></w:r></w:p>");
    } else if !document.facts.is_empty() {
        body.out.push_str("<w:p/>");
    }
    Ok(())
}

/// The contents field, filled with what Word would find; it adds the page numbers itself.
fn contents(document: &Document, body: &mut Body) {
    let mut counts = [0_usize; 2];
    let mut is_first = true;
    let mut bookmark = 0;
    for block in &document.blocks {
        let Block::Heading { level, text } = block else { continue };
        bookmark += 1;
        let number = match level {
            1 => {
                counts = [counts[0] + 1, 0];
                counts[0].to_string()
            }
            2 => {
                counts[1] += 1;
                format!("{}.{}", counts[0], counts[1])
            }
            _ => continue,
        };
        let _ = write!(body.out, "<w:p><w:pPr><w:pStyle w:val=\"TOC{level}\"/></w:pPr>");
        if is_first {
            body.out.push_str(
                "<w:r><w:fldChar w:fldCharType=\"begin\" w:dirty=\"true\"/></w:r><w:r><w:instrText xml:space=\"preserve\"> \
                 TOC \\o \"1-2\" \\h \\z \\u </w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r>",
            );
            is_first = false;
        }
        let shown = if document.numbered {
            format!("{number}</w:t><w:tab/><w:t xml:space=\"preserve\">")
        } else {
            String::new()
        };
        let _ = write!(
            body.out,
            "<w:hyperlink w:anchor=\"_Toc{bookmark:06}\" w:history=\"1\"><w:r><w:t xml:space=\"preserve\">{shown}{}</w:t></w:r>\
             </w:hyperlink></w:p>",
            escape(title(text))
        );
    }
    if !is_first {
        body.out.push_str("<w:p><w:r><w:fldChar w:fldCharType=\"end\"/></w:r></w:p>");
    }
}

/// Every file of the package, in a fixed order.
fn parts(document: &Document, body: &Body, text: String) -> Vec<(String, Vec<u8>)> {
    let mut all: Vec<(String, Vec<u8>)> = vec![
        ("[Content_Types].xml".to_owned(), content_types().into_bytes()),
        ("_rels/.rels".to_owned(), package_relations().into_bytes()),
        ("docProps/core.xml".to_owned(), properties(document).into_bytes()),
        ("word/document.xml".to_owned(), text.into_bytes()),
        ("word/_rels/document.xml.rels".to_owned(), relations(body).into_bytes()),
        ("word/styles.xml".to_owned(), styles(document).into_bytes()),
        ("word/numbering.xml".to_owned(), numbering(document, body).into_bytes()),
        ("word/settings.xml".to_owned(), settings().into_bytes()),
        (
            "word/blank.xml".to_owned(),
            format!("{XML}<w:hdr {SPACES}><w:p><w:pPr><w:spacing w:after=\"0\"/></w:pPr></w:p></w:hdr>").into_bytes(),
        ),
    ];
    for (at, paper) in PAPERS.iter().enumerate() {
        all.push((format!("word/head{at}.xml"), head(document, *paper).into_bytes()));
        all.push((format!("word/foot{at}.xml"), foot(document, *paper).into_bytes()));
    }
    for relation in &body.relations {
        if let Relation::Media { name, bytes } = relation {
            all.push((format!("word/media/{name}"), bytes.clone()));
        }
    }
    all
}

fn content_types() -> String {
    let mut out = format!(
        "{XML}<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"rels\" \
         ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" \
         ContentType=\"application/xml\"/><Default Extension=\"png\" ContentType=\"image/png\"/><Default Extension=\"svg\" \
         ContentType=\"image/svg+xml\"/><Override PartName=\"/docProps/core.xml\" \
         ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/><Override PartName=\"/word/document.xml\" \
         ContentType=\"{WORD}.document.main+xml\"/><Override PartName=\"/word/blank.xml\" ContentType=\"{WORD}.header+xml\"/>"
    );
    for part in ["styles", "numbering", "settings"] {
        let _ = write!(out, "<Override PartName=\"/word/{part}.xml\" ContentType=\"{WORD}.{part}+xml\"/>");
    }
    for at in 0..PAPERS.len() {
        let _ = write!(
            out,
            "<Override PartName=\"/word/head{at}.xml\" ContentType=\"{WORD}.header+xml\"/>\
             <Override PartName=\"/word/foot{at}.xml\" ContentType=\"{WORD}.footer+xml\"/>"
        );
    }
    out.push_str("</Types>");
    out
}

fn package_relations() -> String {
    format!(
        "{XML}<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"rId1\" Type=\"{OFFICE}/officeDocument\" \
         Target=\"word/document.xml\"/><Relationship Id=\"rId2\" Type=\"{PACKAGE}/relationships/metadata/core-properties\" \
         Target=\"docProps/core.xml\"/></Relationships>"
    )
}

fn properties(document: &Document) -> String {
    let day = document.day;
    let day = format!("{:04}-{:02}-{:02}T00:00:00Z", day.year, day.month, day.day);
    format!(
        "{XML}<cp:coreProperties xmlns:cp=\"{PACKAGE}/metadata/core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:dcterms=\"http://purl.org/dc/terms/\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>{}: {}\
         </dc:title><dc:creator>{}</dc:creator><dc:language>{}</dc:language><cp:version>{}</cp:version><dcterms:created \
         xsi:type=\"dcterms:W3CDTF\">{day}</dcterms:created><dcterms:modified xsi:type=\"dcterms:W3CDTF\">{day}\
         </dcterms:modified></cp:coreProperties>",
        escape(&document.title),
        escape(&document.kind),
        escape(&document.house),
        escape(&document.language),
        escape(&document.version),
    )
}

fn relations(body: &Body) -> String {
    let mut out = format!("{XML}<Relationships xmlns=\"{PACKAGE}/relationships\">");
    let mut add = |id: &str, kind: &str, target: &str, mode: &str| {
        let target = escape(target);
        let _ = write!(out, "<Relationship Id=\"{id}\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"{mode}/>");
    };
    for part in ["styles", "numbering", "settings"] {
        add(&format!("rId-{part}"), part, &format!("{part}.xml"), "");
    }
    add("rIdBlank", "header", "blank.xml", "");
    for at in 0..PAPERS.len() {
        add(&format!("rIdHead{at}"), "header", &format!("head{at}.xml"), "");
        add(&format!("rIdFoot{at}"), "footer", &format!("foot{at}.xml"), "");
    }
    for (at, relation) in body.relations.iter().enumerate() {
        let id = format!("rIdR{}", at + 1);
        match relation {
            Relation::Link(link) => add(&id, "hyperlink", link, " TargetMode=\"External\""),
            Relation::Media { name, .. } => add(&id, "image", &format!("media/{name}"), ""),
        }
    }
    out.push_str("</Relationships>");
    out
}

fn styles(document: &Document) -> String {
    let is_booklet = document.shape == Shape::Booklet;
    let language = if document.language.is_empty() { "en-GB" } else { &document.language };
    let mut styles = STYLES
        .replace("LANGUAGE", &escape(language))
        .replace("TITLESIZE", if is_booklet { "64" } else { "40" })
        .replace("TITLEABOVE", if is_booklet { "3600" } else { "0" });
    for level in 1..=4 {
        let number = format!("<w:numPr><w:ilvl w:val=\"{}\"/><w:numId w:val=\"{HEADINGS}\"/></w:numPr>", level - 1);
        styles = styles.replace(&format!("NUMBER{level}"), if document.numbered { &number } else { "" });
    }
    styles
}

fn numbering(document: &Document, body: &Body) -> String {
    let mut out = format!("{XML}<w:numbering {SPACES}>");
    let mut abstracts: BTreeMap<usize, String> = BTreeMap::new();
    let level = |at: usize, format: &str, text: &str, more: &str| {
        format!(
            "<w:lvl w:ilvl=\"{at}\"><w:start w:val=\"1\"/><w:numFmt w:val=\"{format}\"/>{more}<w:lvlText w:val=\"{text}\"/>\
             <w:lvlJc w:val=\"left\"/>"
        )
    };
    let step = |at: usize| format!("<w:pPr><w:ind w:left=\"{}\" w:hanging=\"360\"/></w:pPr></w:lvl>", 360 * (at + 1));
    let (mut heads, mut bullets, mut numbers) = (String::new(), String::new(), String::new());
    for at in 0..9 {
        let parts: Vec<String> = (1..=at + 1).map(|one| format!("%{one}")).collect();
        let style = if at < 4 && document.numbered {
            format!("<w:pStyle w:val=\"Heading{}\"/>", at + 1)
        } else {
            String::new()
        };
        let hang = 500 + 160 * at;
        heads += &level(at, "decimal", &parts.join("."), &style);
        heads += &format!("<w:pPr><w:ind w:left=\"{hang}\" w:hanging=\"{hang}\"/></w:pPr></w:lvl>");
        bullets += &level(at, "bullet", if at % 2 == 0 { "•" } else { "–" }, "");
        bullets += &step(at);
        numbers += &level(at, ["decimal", "lowerLetter", "lowerRoman"][at % 3], &format!("%{}.", at + 1), "");
        numbers += &step(at);
    }
    abstracts.insert(HEADINGS, heads);
    abstracts.insert(BULLETS, bullets);
    abstracts.insert(BULLETS + 1, numbers);
    for (id, levels) in &abstracts {
        let _ = write!(
            out,
            "<w:abstractNum w:abstractNumId=\"{id}\"><w:multiLevelType w:val=\"multilevel\"/>{levels}</w:abstractNum>"
        );
    }
    for id in [HEADINGS, BULLETS] {
        let _ = write!(out, "<w:num w:numId=\"{id}\"><w:abstractNumId w:val=\"{id}\"/></w:num>");
    }
    // Each numbered list begins with 1 again.
    for at in 1..=body.numbered_lists {
        let _ = write!(out, "<w:num w:numId=\"{}\"><w:abstractNumId w:val=\"{}\"/>", BULLETS + at, BULLETS + 1);
        for level in 0..9 {
            let _ = write!(out, "<w:lvlOverride w:ilvl=\"{level}\"><w:startOverride w:val=\"1\"/></w:lvlOverride>");
        }
        out.push_str("</w:num>");
    }
    out.push_str("</w:numbering>");
    out
}

fn settings() -> String {
    format!(
        "{XML}<w:settings {SPACES}><w:defaultTabStop w:val=\"720\"/><w:compat><w:compatSetting w:name=\"compatibilityMode\" \
         w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"15\"/></w:compat></w:settings>"
    )
}

/// Where the middle and the right of a line are, twips.
fn tabs(paper: Paper) -> String {
    let width = (paper.room_mm().0 * TWIPS_PER_MM).round();
    let middle = (width / 2.0).round();
    format!("<w:tabs><w:tab w:val=\"center\" w:pos=\"{middle}\"/><w:tab w:val=\"right\" w:pos=\"{width}\"/></w:tabs>")
}

fn plain(text: &str) -> String {
    format!("<w:r><w:t xml:space=\"preserve\">{}</w:t></w:r>", escape(&clean(text).replace('\n', " ")))
}

fn head(document: &Document, paper: Paper) -> String {
    let left = if document.house.is_empty() { &document.kind } else { &document.house };
    let right = if document.house.is_empty() {
        document.title.clone()
    } else {
        format!("{}: {}", document.title, document.kind)
    };
    let mark = match document.mark.as_str() {
        "" => String::new(),
        mark => format!(
            "<w:r><w:rPr><w:b/><w:color w:val=\"9B1C1C\"/></w:rPr><w:t xml:space=\"preserve\">{}</w:t></w:r>",
            escape(mark)
        ),
    };
    let tab = "<w:r><w:tab/></w:r>";
    format!(
        "{XML}<w:hdr {SPACES}><w:p><w:pPr><w:pStyle w:val=\"Header\"/>{}</w:pPr>{}{tab}{mark}{tab}{}</w:p></w:hdr>",
        tabs(paper),
        plain(left),
        plain(&right)
    )
}

fn foot(document: &Document, paper: Paper) -> String {
    let said = [document.version.as_str(), &document.status, &document.effective];
    let said: Vec<&str> = said.into_iter().filter(|one| !one.is_empty()).collect();
    let field = |name: &str| {
        format!(
            "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText xml:space=\"preserve\"> {name} </w:instrText></w:r>\
             <w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r>"
        )
    };
    format!(
        "{XML}<w:ftr {SPACES}><w:p><w:pPr><w:pStyle w:val=\"Footer\"/>{}</w:pPr>{}<w:r><w:tab/></w:r><w:r><w:tab/></w:r>{}{}{}{}\
         <w:r><w:br/></w:r>{}</w:p></w:ftr>",
        tabs(paper),
        plain(&said.join(" · ")),
        plain("Page "),
        field("PAGE"),
        plain(" of "),
        field("NUMPAGES"),
        plain(&document.notice),
    )
}
