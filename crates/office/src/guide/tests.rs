use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::{StatusCode, header};

use super::model::{Improved, Met, News, Variant, Waived};
use super::{Facts, Format, Kind, Profile, Section, compose, offers, print};
use crate::access::Role;
use crate::definition::Definition;
use crate::definition::tests::{mutations, rich};
use crate::library;
use crate::process::tests::{cast, publish_draft};
use crate::testing::{each, request};

const AT: &str = "/processes/incident-management/documents";

fn incident() -> Definition {
    library::one("incident-management").expect("in the library").definition
}

#[test]
fn a_guide_holds_every_section_that_has_content_and_no_other() {
    let definition = incident();
    let text = |definition: &Definition| {
        let document = compose(Kind::Guide, definition, &Facts::default(), &Profile::default(), None);
        String::from_utf8(print(&document, Format::Html).unwrap()).unwrap()
    };
    let (full, bare) = (text(&definition), text(&Definition { name: "Bare".to_owned(), ..Definition::default() }));
    for section in [Section::Policies, Section::Diagram, Section::Raci, Section::Controls, Section::Measures] {
        let heading = format!("</span>{}</h2>", section.heading());
        assert!(full.contains(&heading), "{heading}");
        assert!(!bare.contains(&heading), "{heading}");
    }
    for (_, name) in definition.steps() {
        assert!(full.contains(&name), "{name}");
    }
}

#[test]
fn nothing_that_a_definition_says_is_missing_in_its_guide() {
    let text = |definition: &Definition| {
        let document = compose(Kind::Guide, definition, &Facts::default(), &Profile::default(), None);
        String::from_utf8(print(&document, Format::Html).unwrap()).unwrap()
    };
    let whole = rich();
    let as_it_is = text(&whole);
    let unseen: BTreeSet<String> = mutations(&whole)
        .into_iter()
        .filter(|(_, changed)| text(changed) == as_it_is)
        .map(|(pointer, _)| pointer.chars().filter(|one| !one.is_ascii_digit()).collect())
        .collect();
    let never_shown = [
        "/forms/report/fields//key",
        "/forms/thanks/fields//key",
        "/measures//kind",
        "/risks//key",
        "/service_levels//key",
    ];
    assert_eq!(unseen.into_iter().collect::<Vec<_>>(), never_shown, "keys, and what a measure is to the machine");
}

#[test]
fn the_document_of_tool_requirements_tells_how_each_is_met_and_leads_back_from_tool_and_step() {
    let definition = incident();
    let text = |kind, facts: &Facts| {
        let document = compose(kind, &definition, facts, &Profile::default(), None);
        String::from_utf8(print(&document, Format::Html).unwrap()).unwrap()
    };
    let one = definition.requirements.iter().find(|one| !one.activity.is_empty()).expect("one at a step");
    let met = Met {
        requirement: one.text.clone(),
        activity: one.activity.clone(),
        state: "waived".to_owned(),
        how: "by configuration: a locked field".to_owned(),
        parts: vec!["Desk: rule “Matrix”".to_owned()],
        test: "failed on 2 November 2026, version 1.0, Mei: it takes any text".to_owned(),
        waivers: vec!["Any text (until 1 December 2026)".to_owned()],
    };
    let bare = text(Kind::Requirements, &Facts::default());
    assert!(!bare.contains("How the tools meet it"), "nothing is known without an office");
    let known = Facts { met: vec![met], ..Facts::default() };
    let full = text(Kind::Requirements, &known);
    for words in [
        "How the tools meet it",
        "a locked field",
        "it takes any text",
        "until 1 December 2026",
        "From tool to requirement",
        "From step to requirement",
    ] {
        assert!(full.contains(words), "{words}");
    }
    let document = compose(Kind::Workbook, &definition, &known, &Profile::default(), None);
    assert!(print(&document, Format::Xlsx).is_ok(), "the tabs have names that a workbook takes");
}

#[test]
fn a_guide_tells_what_is_new_which_variants_there_are_and_what_was_learnt() {
    let improved = |number: &str, is_open| Improved {
        number: number.to_owned(),
        title: "Answer sooner".to_owned(),
        stage: if is_open { "In progress" } else { "Verified" },
        lesson: if is_open { String::new() } else { "Two at the desk are enough.".to_owned() },
        is_open,
        ..Improved::default()
    };
    let facts = Facts {
        news: Some(News {
            since: "1.0".to_owned(),
            major: vec!["“Log the call” is new.".to_owned()],
            minor: vec!["The purpose is worded anew.".to_owned()],
        }),
        variants: vec![Variant { site: "Lyon".to_owned(), name: "Calls in Lyon".to_owned(), number: String::new() }],
        base: "Calls everywhere".to_owned(),
        waivers: vec![Waived {
            what: "The desk types it.".to_owned(),
            accepted_by: "Olga".to_owned(),
            ..Waived::default()
        }],
        departures: vec![Waived {
            what: "“Confirm” is skipped".to_owned(),
            accepted_by: "Oswald".to_owned(),
            ..Waived::default()
        }],
        improvements: vec![improved("I-1", true), improved("I-2", false)],
        ..Facts::default()
    };
    let document = compose(Kind::Guide, &rich(), &facts, &Profile::default(), None);
    let text = String::from_utf8(print(&document, Format::Html).unwrap()).unwrap();
    for said in [
        "Compared with version 1.0",
        "“Log the call” is new.",
        "worded anew",
        "Calls in Lyon",
        "none in force",
        "variant of “Calls everywhere”",
        "The desk types it.",
        "accepted by Olga",
        "“Confirm” is skipped",
        "granted by Oswald",
        "I-1",
        "Two at the desk are enough.",
    ] {
        assert!(text.contains(said), "{said}");
    }
}

#[test]
fn every_document_of_every_process_of_the_library_is_printed() {
    for one in library::all() {
        for kind in Kind::ALL {
            let document = compose(kind, &one.definition, &Facts::default(), &Profile::default(), None);
            if offers(kind, Format::Xlsx) {
                assert!(print(&document, Format::Xlsx).unwrap().starts_with(b"PK"));
            }
            let bytes = print(&document, Format::Html).unwrap_or_else(|error| panic!("{kind:?}: {error}"));
            assert!(bytes.len() > 1_000);
            // Word turns each diagram into dots too, which takes seconds in a build that is not optimised.
            if kind == Kind::Raci {
                assert!(print(&document, Format::Word).unwrap().starts_with(b"PK"));
            }
        }
    }
}

#[test]
fn a_profile_chooses_sections_their_order_and_headings() {
    let profile = Profile::from_toml(
        "numbered = false\n[[section]]\nholds = \"scope\"\nheading = \"What belongs here\"\n\
         [[section]]\nholds = \"purpose\"\n[[section]]\nheading = \"Whom to ask\"\nwords = \"The *service desk*.\"",
    )
    .unwrap();
    assert_eq!(Profile::from_toml(&profile.to_toml()).unwrap(), profile);
    let document = compose(Kind::Guide, &incident(), &Facts::default(), &profile, None);
    let headings: Vec<String> = document
        .blocks
        .iter()
        .filter_map(|block| match block {
            press::Block::Heading { level: 1, text } => Some(text.clone()),
            _ => None,
        })
        .collect();
    assert_eq!(headings, ["What belongs here", "Purpose and objectives", "Whom to ask"]);
}

#[test]
fn documents_open_for_readers_and_say_when_they_are_not_in_force() {
    each("guide_pages", |office| async move {
        let cast = cast(&office).await;
        let draft = office.get(&format!("{AT}/guide/html"), Some(&cast.designer)).await;
        assert_eq!(draft.status, StatusCode::OK);
        assert!(draft.body.contains("Draft, not in force"));
        publish_draft(&office, &cast).await;
        let page = office.get(AT, Some(&cast.owner)).await;
        assert_eq!(page.status, StatusCode::OK);
        for kind in Kind::ALL {
            assert!(page.body.contains(kind.label()), "{kind:?}");
            if !offers(kind, Format::Html) {
                continue;
            }
            let document = office.get(&format!("{AT}/{}/html", kind.key()), Some(&cast.owner)).await;
            assert_eq!(document.status, StatusCode::OK, "{kind:?}");
            assert!(document.body.contains("Printed copies are uncontrolled"), "{kind:?}");
            assert!(!document.body.contains("not in force"), "{kind:?}");
        }
        for path in [
            "raci/csv",
            "raci/xlsx",
            "workbook/xlsx",
            "guide/docx",
            "role-cards/html?role=agent",
            "guide/html?version=1.0",
        ] {
            assert_eq!(office.get(&format!("{AT}/{path}"), Some(&cast.owner)).await.status, StatusCode::OK, "{path}");
        }
        for path in [
            "guide/csv",
            "guide/xlsx",
            "workbook/html",
            "none/html",
            "guide/odt",
            "guide/html?version=9.9",
            "role-cards/html?role=none",
        ] {
            let reply = office.get(&format!("{AT}/{path}"), Some(&cast.owner)).await;
            assert_eq!(reply.status, StatusCode::NOT_FOUND, "{path}");
        }
    });
}

#[test]
fn those_who_administer_say_how_guides_look_and_the_journal_keeps_it() {
    each("guide_profile", |office| async move {
        let cast = cast(&office).await;
        publish_draft(&office, &cast).await;
        let ada = office.person("Ada", &[Role::Administrator]).await;
        assert_eq!(office.get("/guide/profile", Some(&cast.owner)).await.status, StatusCode::FORBIDDEN);
        let page = office.get("/guide/profile", Some(&ada)).await;
        for section in Section::ALL {
            assert!(page.body.contains(section.heading()), "{section:?}");
        }
        let form = |place: &'static str, heading: &'static str| {
            vec![
                ("revision", "0"),
                ("notice", "Ask for the newest"),
                ("classification", "Internal"),
                ("holds", "raci"),
                ("place", "2"),
                ("heading", ""),
                ("words", ""),
                ("holds", ""),
                ("place", place),
                ("heading", heading),
                ("words", "Ask the *service desk*."),
                ("holds", ""),
                ("place", ""),
                ("heading", ""),
                ("words", ""),
            ]
        };
        for (place, heading, said) in
            [("soon", "Help", "must be a number"), ("", "Help", "has no place"), ("1", "", "needs a heading")]
        {
            let refused = office.post("/guide/profile", Some(&ada), &form(place, heading)).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(refused.body.contains(said), "{said}");
            assert!(refused.body.contains("Ask the *service desk*."), "what was written is still there");
        }
        assert_eq!(office.post("/guide/profile", Some(&ada), &form("1", "Help")).await.status, StatusCode::SEE_OTHER);
        let late = office.post("/guide/profile", Some(&ada), &form("1", "Other")).await;
        assert_eq!(late.status, StatusCode::CONFLICT);
        let guide = office.get(&format!("{AT}/guide/html"), Some(&cast.owner)).await.body;
        let at = |words: &str| guide.find(words).unwrap_or_else(|| panic!("{words}"));
        assert!(
            at(">Help</h2>") < at(">RACI matrix</h2>")
                && guide.contains("Ask for the newest")
                && guide.contains("Internal")
        );
        assert!(!guide.contains(">Policies</h2>"));
        let file = office.get("/guide/profile.toml", Some(&ada)).await.body;
        assert_eq!(Profile::from_toml(&file).unwrap().section.len(), 2);
        let journal = office.get("/journal", Some(&office.person("Au", &[Role::Auditor]).await)).await;
        assert!(journal.body.contains("changed how guides look"));
    });
}

#[test]
fn a_logo_is_sent_stands_on_documents_and_is_taken_off() {
    each("guide_logo", |office| async move {
        let cast = cast(&office).await;
        let ada = office.person("Ada", &[Role::Administrator]).await;
        let send = |file: &str| {
            let body = format!(
                "--limit\r\nContent-Disposition: form-data; name=\"logo\"; filename=\"mark.svg\"\r\n\r\n{file}\r\n--limit--\r\n"
            );
            request("POST", "/guide/logo", Some(&ada))
                .header(header::CONTENT_TYPE, "multipart/form-data; boundary=limit")
                .body(Body::from(body))
                .unwrap()
        };
        let refused = office.send(send("no picture")).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.body.contains("neither PNG nor readable SVG"));
        let large = format!("<svg>{}", " ".repeat(press::LOGO_BYTES));
        assert!(office.send(send(&large)).await.body.contains("larger than 256 KiB"));
        let svg = "<svg xmlns='http://www.w3.org/2000/svg' width='40' height='10'/>";
        assert_eq!(office.send(send(svg)).await.status, StatusCode::SEE_OTHER);
        let holds = |body: &str| body.contains("data:image/svg+xml");
        assert!(holds(&office.get(&format!("{AT}/raci/html"), Some(&cast.designer)).await.body));
        assert!(office.get("/guide/profile", Some(&ada)).await.body.contains("mark.svg"));
        assert_eq!(office.post("/guide/logo/removal", Some(&ada), &[]).await.status, StatusCode::SEE_OTHER);
        assert!(!holds(&office.get(&format!("{AT}/raci/html"), Some(&cast.designer)).await.body));
        assert_eq!(office.post("/guide/logo/removal", Some(&ada), &[]).await.status, StatusCode::NOT_FOUND);
    });
}
