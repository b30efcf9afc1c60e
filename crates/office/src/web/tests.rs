use axum::http::{HeaderMap, HeaderValue, StatusCode, header};

use super::form::{Form, encode, pairs};
use super::page::came_from;
use crate::access::Role;
use crate::testing::{each, request};

#[test]
fn a_form_decodes_what_encode_wrote() {
    for text in
        ["plain", "a b+c&d=e%", "Ünïcode – “quotes”", "\u{202e}right to left", "<script>alert(1)</script>", "=1+1"]
    {
        let body = format!("x={}", encode(text));
        assert_eq!(pairs(body.as_bytes()), vec![("x".to_owned(), text.to_owned())]);
    }
}

#[test]
fn a_form_complains_about_every_field_at_once() {
    let mut form = Form::of(vec![("name".into(), "a\u{0}b".into()), ("size".into(), "many".into())]);
    form.line("name", "The name");
    form.line("title", "The title");
    form.whole_number("size", "The size");
    let fields: Vec<_> = form.refusals().iter().filter_map(|refusal| refusal.field).collect();
    assert_eq!(fields, vec!["name", "title", "size"]);
    assert_eq!(form.complaint("title"), Some("The title is missing."));
}

#[test]
fn a_long_text_is_refused_and_never_cut() {
    let mut form = Form::of(vec![("name".into(), "x".repeat(201))]);
    assert_eq!(form.line("name", "The name"), "");
    assert_eq!(form.complaint("name"), Some("The name is too long: 201 characters, at most 200."));
}

#[test]
fn an_unknown_address_is_a_calm_page_and_a_problem_for_programs() {
    each("unknown_address", |office| async move {
        let guest = office.person("Ada", &[Role::Practitioner]).await;
        let page = office.get("/nowhere", Some(&guest)).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND);
        assert!(page.body.contains("Nothing here"));
        let problem = office.get("/api/nowhere", Some(&guest)).await;
        assert_eq!(problem.headers["content-type"], "application/problem+json");
        assert_eq!(problem.value()["status"], 404);
    });
}

#[test]
fn an_address_with_a_nul_character_is_refused() {
    each("nul_address", |office| async move {
        let guest = office.person("Ada", &[Role::Practitioner]).await;
        for path in ["/people/%00", "/people?q=%00"] {
            assert_eq!(office.get(path, Some(&guest)).await.status, StatusCode::BAD_REQUEST, "{path}");
        }
    });
}

#[test]
fn every_answer_carries_the_security_headers() {
    each("security_headers", |office| async move {
        let reply = office.get("/nowhere", None).await;
        let policy = reply.headers["content-security-policy"].to_str().expect("text");
        assert!(policy.contains("script-src 'self'") && !policy.contains("unsafe"), "{policy}");
        assert_eq!(reply.headers["x-content-type-options"], "nosniff");
        assert_eq!(reply.headers["cache-control"], "no-store");
        assert!(reply.headers.contains_key("x-operation-id"));
    });
}

#[test]
fn a_change_from_another_site_is_refused() {
    each("cross_site", |office| async move {
        for (name, value) in
            [("sec-fetch-site", "cross-site"), ("sec-fetch-site", "same-site"), ("origin", "http://evil.test")]
        {
            let mut builder = request("POST", "/sign-out", None).header("host", "office.test");
            builder.headers_mut().expect("headers").remove("sec-fetch-site");
            let request = builder.header(name, value).body(axum::body::Body::empty()).expect("a request");
            assert_eq!(office.send(request).await.status, StatusCode::FORBIDDEN, "{name}: {value}");
        }
    });
}

#[test]
fn who_was_not_quick_enough_is_led_back_to_the_page_and_never_out_of_the_office() {
    let from = |referer: &'static str| {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, HeaderValue::from_static("office.test:7300"));
        headers.insert(header::REFERER, HeaderValue::from_static(referer));
        came_from(&headers)
    };
    assert_eq!(
        from("http://office.test:7300/dictionary/role?name=Agent"),
        Some("/dictionary/role?name=Agent".to_owned())
    );
    for other in
        ["http://evil.test/dictionary", "http://office.test/", "office.test:7300/x", "http://office.test:7300", ""]
    {
        assert_eq!(from(other), None, "{other}");
    }
}

#[test]
fn help_leads_to_every_chapter_and_says_in_a_whole_sentence_what_it_is_about() {
    each("help", |office| async move {
        let contents = office.get("/help", None).await.body;
        let chapters: Vec<&str> =
            contents.split("href=\"/help/").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert!(chapters.len() >= 10, "{chapters:?}");
        for chapter in chapters {
            assert_eq!(office.get(&format!("/help/{chapter}"), None).await.status, StatusCode::OK, "{chapter}");
        }
        for card in contents.split("href=\"/help/").skip(1) {
            let sentence = card.split("<p>").nth(1).and_then(|rest| rest.split("</p>").next()).unwrap_or_default();
            assert!(sentence.ends_with('.') && sentence.len() > 20, "{sentence}");
        }
    });
}

#[test]
fn every_list_is_had_as_table_and_as_workbook() {
    each("web_lists", |office| async move {
        let reader = office.person("Ada", &[Role::SmoManager]).await;
        for list in ["processes", "improvements", "hand-offs", "dictionary", "people"] {
            let page = office.get(&format!("/{list}"), Some(&reader)).await;
            assert!(page.body.contains(&format!("/{list}.xlsx")), "{list}");
            let table = office.get(&format!("/{list}.csv"), Some(&reader)).await;
            assert!(table.headers["content-type"].to_str().unwrap().starts_with("text/csv"), "{list}");
            let workbook = office.get(&format!("/{list}.xlsx"), Some(&reader)).await;
            assert!(workbook.body.starts_with("PK"), "{list}");
            assert!(workbook.headers["content-disposition"].to_str().unwrap().contains(&format!("{list}.xlsx")));
        }
    });
}
