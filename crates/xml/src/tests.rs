use super::*;

const LIMITS: Limits = Limits { depth: 3, elements: 5 };

fn refused(text: &str) -> (usize, usize, Why) {
    let fault = look(text, LIMITS).expect_err(text);
    (fault.line, fault.column, fault.why)
}

#[test]
fn a_plain_text_passes_up_to_its_limits() {
    for text in ["<a/>", "<?xml version=\"1.0\"?>\n<a><b><c/></b><!-- <!DOCTYPE x> --></a>", "<a><b/><b/><b/><b/></a>"]
    {
        assert_eq!(look(text, LIMITS), Ok(()), "{text}");
    }
}

#[test]
fn a_document_type_is_refused_where_it_stands() {
    for text in [
        "<?xml version=\"1.0\"?>\n<!DOCTYPE a><a/>",
        "<?xml version=\"1.0\"?>\n<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>",
        "<?xml version=\"1.0\"?>\n<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>",
    ] {
        assert_eq!(refused(text), (2, 1, Why::DocumentType), "{text}");
    }
}

#[test]
fn what_nests_too_deep_or_holds_too_much_is_refused_at_that_element() {
    assert_eq!(refused("<a><b><c><ü/><d></d></c></b></a>"), (1, 14, Why::Deep(3)));
    assert_eq!(refused("<a>\n<b/><b/><b/><b/><b/></a>"), (2, 17, Why::Many(5)));
}

#[test]
fn what_is_not_well_formed_is_told_in_the_words_of_the_reader() {
    let (line, _, why) = refused("<a>\n<b></a>");
    assert_eq!(line, 2);
    assert!(why.to_string().starts_with("this is not well-formed XML ("), "{why}");
}
