use std::path::Path;

use super::{Guide, run};
use crate::guide::Kind;

fn arguments(out: &Path, kind: Kind) -> Guide {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../library/incident-management");
    Guide {
        folder,
        out: out.to_owned(),
        kind,
        number: None,
        effective: None,
        house: String::new(),
        profile: None,
        role: None,
    }
}

#[test]
fn a_guide_is_written_by_the_end_of_its_name() {
    let folder = std::env::temp_dir().join(format!("mandate-guide-{}", uuid::Uuid::now_v7()));
    std::fs::create_dir_all(&folder).unwrap();
    for (name, start) in [("g.html", &b"<!doctype html>"[..]), ("g.docx", b"PK"), ("g.pdf", b"%PDF-")] {
        let out = folder.join(name);
        if name.ends_with("pdf") && !press::prints_pdf() {
            assert!(run(arguments(&out, Kind::Guide)).unwrap_err().contains("no PDF"));
            continue;
        }
        run(arguments(&out, Kind::Guide)).unwrap();
        assert!(std::fs::read(&out).unwrap().starts_with(start), "{name}");
    }
    for (name, said) in [("g.odt", "is made as .html"), ("g", "is made as .html"), ("g.csv", "is made as .html")] {
        let error = run(arguments(&folder.join(name), Kind::Guide)).unwrap_err();
        assert!(error.contains(said), "{error}");
    }
    run(arguments(&folder.join("w.xlsx"), Kind::Workbook)).unwrap();
    assert!(run(arguments(&folder.join("w.pdf"), Kind::Workbook)).unwrap_err().contains("is made as .xlsx."));
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_profile_shapes_the_guide_and_what_is_wrong_with_it_is_said_with_the_line() {
    let folder = std::env::temp_dir().join(format!("mandate-profile-{}", uuid::Uuid::now_v7()));
    std::fs::create_dir_all(&folder).unwrap();
    let (out, file) = (folder.join("g.html"), folder.join("guide.toml"));
    let made = |text: &str| {
        std::fs::write(&file, text).unwrap();
        run(Guide { profile: Some(file.clone()), ..arguments(&out, Kind::Guide) })
            .map(|_| std::fs::read_to_string(&out).unwrap())
    };
    std::fs::write(folder.join("logo.svg"), "<svg xmlns='http://www.w3.org/2000/svg' width='40' height='10'/>")
        .unwrap();
    let page = made("logo = \"logo.svg\"\n[[section]]\nheading = \"House rules\"\nwords = \"Ask *first*.\"").unwrap();
    assert!(
        page.contains("</span>House rules</h2>") && page.contains("<em>first</em>") && page.contains("image/svg+xml")
    );
    assert!(!page.contains("RACI"));
    for (text, said) in [
        ("numbered = true\nnothing = 1", "line 2: unknown field"),
        ("[[section]]\nholds = \"soup\"", "line 2: unknown variant"),
        ("[[section]]\nwords = \"x\"", "needs a heading"),
        ("section = []", "needs a section"),
        ("[[section]]\nholds = \"raci\"\n[[section]]\nholds = \"raci\"", "stands in the guide twice"),
        ("logo = \"none.svg\"", "none.svg cannot be read"),
        ("logo = \"guide.toml\"", "neither PNG nor readable SVG"),
    ] {
        let error = made(text).unwrap_err();
        assert!(error.contains(said), "{error}");
    }
    assert!(
        run(Guide { role: Some("nobody".to_owned()), ..arguments(&out, Kind::RoleCards) })
            .unwrap_err()
            .contains("resolver")
    );
    std::fs::remove_dir_all(&folder).unwrap();
}
