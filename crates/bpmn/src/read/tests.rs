use super::{MAX_BYTES, MAX_DEPTH, MAX_ELEMENTS};
use crate::Diagram;
use crate::model::{Kind, Trigger};
use crate::tests::{diagram, flows, models, process};

fn refusal(bytes: &[u8]) -> String {
    Diagram::read(bytes).map(|_| ()).expect_err("must be refused").to_string()
}

#[test]
fn what_cannot_be_read_is_refused_with_place_and_remedy() {
    let nested = process(&("<subProcess>".repeat(MAX_DEPTH) + &"</subProcess>".repeat(MAX_DEPTH)));
    let many = process(&"<task/>".repeat(MAX_ELEMENTS));
    let bomb = "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>".to_owned() + &process("");
    let fetch = "<?xml version=\"1.0\"?>\n<!DOCTYPE x SYSTEM \"file:///etc/passwd\">\n<x/>".to_owned();
    for (text, expected) in [
        (String::new(), "line 1, column 1"),
        ("hello".to_owned(), "line 1, column 1"),
        (bomb, "document type"),
        (fetch, "line 2, column 1: the file has a document type"),
        (process("<task name=\"&unknown;\"/>"), "well-formed"),
        (process("<task"), "well-formed"),
        (process("</task>"), "well-formed"),
        ("<html/>".to_owned(), "\"html\", not \"definitions\""),
        ("<definitions/>".to_owned(), "not \"definitions\" of BPMN 2.0"),
        (nested, "nested more than 128 deep"),
        (many, "more than 20000 elements"),
        (" ".repeat(MAX_BYTES + 1), "more than the 4194304"),
    ] {
        let error = refusal(text.as_bytes());
        assert!(error.contains(expected), "{error} lacks {expected}");
    }
}

#[test]
fn the_encoding_is_taken_from_the_mark_or_the_declaration() {
    let text = process("<task id=\"t\" name=\"Störung prüfen\"/>");
    let latin = text.replace("UTF-8", "ISO-8859-1");
    let latin: Vec<u8> = latin.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let utf16 = text.replace("UTF-8", "UTF-16");
    let little: Vec<u8> = [0xff, 0xfe].into_iter().chain(utf16.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let big: Vec<u8> = utf16.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let marked = [b"\xef\xbb\xbf".as_slice(), text.as_bytes()].concat();
    let mislabelled = text.replace("UTF-8", "windows-1252").into_bytes();
    for bytes in [latin, little, big, marked, mislabelled, text.clone().into_bytes()] {
        let mut diagram = Diagram::read(&bytes).unwrap();
        assert_eq!(diagram.nodes()[0].name, "Störung prüfen");
        assert!(diagram.bytes() == bytes, "the bytes come back");
        diagram.rename("t", "Δ messen").unwrap();
        assert_eq!(Diagram::read(&diagram.bytes()).unwrap().nodes()[0].name, "Δ messen");
    }
}

#[test]
fn bytes_that_contradict_the_declared_encoding_are_refused_with_their_place() {
    let mut bytes = process("<task id=\"t\" name=\"Störung\"/>").into_bytes();
    let at = bytes.windows(2).position(|pair| pair == "ö".as_bytes()).unwrap();
    bytes.splice(at..at + 2, [0xf6]);
    let error = refusal(&bytes);
    assert!(error.starts_with("line 4, column 22: a byte here is not valid UTF-8"), "{error}");
    let unknown = [b"<?xml version=\"1.0\" encoding=\"klingon\"?><a>\xff</a>".as_slice()].concat();
    assert!(refusal(&unknown).contains("\"klingon\" is not known"));
}

#[test]
fn the_view_says_what_the_text_says() {
    let diagram = diagram(&format!(
        "<laneSet><lane id=\"desk\" name=\"Desk\"><flowNodeRef>work</flowNodeRef><childLaneSet><lane id=\"night\" name=\"Night\">\
         <flowNodeRef>start</flowNodeRef></lane></childLaneSet></lane></laneSet>\
         <startEvent id=\"start\"><timerEventDefinition><timeCycle> R/P1D </timeCycle></timerEventDefinition></startEvent>\
         <subProcess id=\"work\" default=\"work_end\"><documentation>Do\nit</documentation><task id=\"inner\"/></subProcess>\
         <boundaryEvent id=\"late\" attachedToRef=\"work\" cancelActivity=\"false\"><signalEventDefinition/></boundaryEvent>\
         <endEvent id=\"end\"/>{}",
        flows("start>work work>end")
    ));
    let node = |id: &str| diagram.node(id).unwrap();
    let lane = |id: &str| node(id).lane.as_deref();
    assert_eq!(
        [lane("start"), lane("work"), lane("inner"), lane("late"), lane("end")],
        [Some("night"), Some("desk"), Some("desk"), Some("desk"), None]
    );
    let Kind::Event(start) = &node("start").kind else { panic!() };
    assert_eq!((start.trigger, start.detail.as_deref()), (Trigger::Timer, Some("R/P1D")));
    let Kind::Event(late) = &node("late").kind else { panic!() };
    assert!(!late.interrupting && late.attached_to.as_deref() == Some("work"));
    assert_eq!(node("inner").parent.as_deref(), Some("work"));
    assert_eq!(node("work").documentation, "Do\nit");
    assert!(diagram.flow("work_end").unwrap().is_default);
}

#[test]
fn what_the_standard_does_not_know_is_kept_and_listed_once_by_name() {
    let text = process(
        "<extensionElements><x:meta xmlns:x=\"urn:x\"><x:inner/></x:meta></extensionElements>\n\
         <task id=\"t\" name=\"Do\" y:colour=\"red\" xmlns:y=\"urn:y\"/>\n<holographicTask id=\"h\"/><holographicTask id=\"i\"/>",
    );
    let diagram = Diagram::parse(&text).unwrap();
    let kept: Vec<_> = diagram
        .kept()
        .iter()
        .map(|kept| (kept.name.as_str(), kept.claims_bpmn, kept.count, kept.line, kept.element.as_deref().unwrap()))
        .collect();
    let expected =
        [("x:meta", false, 1, 4, "p"), ("@y:colour", false, 1, 5, "t"), ("holographicTask", true, 2, 6, "h")];
    assert_eq!(kept, expected);
    assert_eq!(diagram.text(), text);
}

#[test]
fn no_element_of_the_reference_models_is_unknown() {
    for (name, bytes) in models("bpmn-miwg") {
        let diagram = Diagram::read(&bytes).unwrap();
        let unknown: Vec<_> = diagram.kept().iter().filter(|kept| kept.claims_bpmn).collect();
        assert!(unknown.is_empty(), "{name}: {unknown:?}");
    }
}
