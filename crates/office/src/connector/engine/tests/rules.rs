use super::super::model::{File, Stands};
use super::super::{multipart, refusal};

#[test]
fn a_boundary_stands_nowhere_in_what_is_sent() {
    let file = File { name: "a.bpmn".into(), content: "--mandate-part-00000000 and mandate-part-00000001".into() };
    let (kind, body) = multipart::form(&[("one", "mandate-part-00000002")], &[file], |_| "resources".to_owned());
    assert_eq!(kind, "multipart/form-data; boundary=mandate-part-00000003");
    let body = String::from_utf8(body).expect("text");
    assert_eq!(body.matches("--mandate-part-00000003").count(), 3, "{body}");
}

#[test]
fn what_an_engine_says_is_kept_line_by_line() {
    let eight = r#"{"type":"about:blank","title":"INVALID_ARGUMENT","status":400,"detail":"Command 'CREATE' rejected:\n- Element: log\n - ERROR: Must have a type"}"#;
    let seven = r#"{"type":"ParseException","message":"ENGINE-09005","details":{"x.bpmn":{"errors":[
        {"message":"no outgoing flow","line":4,"column":2,"mainBpmnElementId":"gate"},{"message":"cvc-complex","line":7}],"warnings":[]}}}"#;
    let cases = [
        (eight, Some("Command 'CREATE' rejected:\n- Element: log\n- ERROR: Must have a type")),
        (seven, Some("x.bpmn, gate: no outgoing flow\nx.bpmn, line 7: cvc-complex")),
        (r#"{"message":"no"}"#, Some("no")),
        ("<html>", None),
        ("[]", None),
        (r#"{"detail":"\u0007 \n"}"#, None),
    ];
    for (body, expected) in cases {
        assert_eq!(refusal::words(body.as_bytes()).as_deref(), expected, "{body}");
    }
    let long = serde_json::json!({ "detail": "word\n".repeat(5000) }).to_string();
    let words = refusal::words(long.as_bytes()).expect("words");
    assert!(words.lines().count() == 41 && words.ends_with("and 4960 lines more"), "{words}");
}

#[test]
fn every_state_of_a_deployment_reads_back() {
    for stands in [Stands::Waiting, Stands::Deployed, Stands::Refused] {
        assert_eq!(Stands::from_key(stands.key()), Some(stands));
    }
    assert_eq!(Stands::from_key("gone"), None);
}
