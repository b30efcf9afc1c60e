use axum::http::StatusCode;

use crate::access::Role;
use crate::demo;
use crate::testing::each;

#[test]
fn a_few_letters_find_processes_activities_improvements_people_and_pages() {
    each("search_found", |office| async move {
        demo::furnish(&office.app).await.expect("furnished");
        let guest = office.person("Sue Searcher", &[Role::Practitioner]).await;
        let cases = [
            ("incident man", "Incident management", "/processes/incident-management"),
            (
                "diagnose at",
                "Diagnose at first contact (Incident management)",
                "/processes/incident-management/activities#diagnose",
            ),
            ("I-2", "I-2 Show the caller what happens next", "/improvements/"),
            ("halvorsen", "Ingrid Halvorsen", "/people/"),
            ("measures", "Measures", "/measures"),
            ("reassigned", "Reassigned (Incident management)", "/processes/incident-management/rules"),
            ("resolver", "Resolver (Incident management)", "/processes/incident-management/raci"),
            (
                "service descr",
                "Who calls the vendor outside office hours? (Incident management)",
                "/processes/incident-management/comments/",
            ),
        ];
        for (words, label, href) in cases {
            let query = crate::web::form::encode(words);
            let found = office.get(&format!("/search.json?q={query}"), Some(&guest)).await.value();
            let hit = found.as_array().expect("a list").iter().find(|one| one["label"] == label);
            let hit = hit.unwrap_or_else(|| panic!("{words} does not find {label}: {found}"));
            assert!(hit["href"].as_str().expect("text").starts_with(href), "{hit}");
            let page = office.get(&format!("/search?q={query}"), Some(&guest)).await;
            assert!(page.status == StatusCode::OK && page.body.contains(label), "{words}");
        }
        office.settle().await;
    });
}

#[test]
fn wildcards_stand_for_themselves_and_pages_of_others_are_not_found() {
    each("search_wildcards", |office| async move {
        let guest = office.person("Sue Searcher", &[Role::Practitioner]).await;
        for words in ["%25", "_", "!", "%3Cscript%3E"] {
            let found = office.get(&format!("/search.json?q={words}"), Some(&guest)).await;
            assert!(found.status != StatusCode::INTERNAL_SERVER_ERROR, "{words}");
            assert!(!found.body.contains("Sue"), "{words} finds everybody");
        }
        let found = office.get("/search.json?q=admin", Some(&guest)).await;
        assert!(!found.body.contains("/admin"), "a page behind a closed door is not found");
    });
}

#[test]
fn a_case_is_found_by_its_reference_and_by_nobody_who_may_not_see_it() {
    each("search_cases", |office| async move {
        demo::furnish(&office.app).await.expect("furnished");
        let auditor = office.person("Ada Auditor", &[Role::Auditor]).await;
        let stranger = office.person("Sue Searcher", &[Role::Practitioner]).await;
        for words in ["RITM-2077", "access to the finance"] {
            let at = format!("/search.json?q={}", crate::web::form::encode(words));
            let found = office.get(&at, Some(&auditor)).await.value();
            let hit = found.as_array().expect("a list").iter().find(|one| one["kind"] == "Case").expect(words).clone();
            assert!(hit["label"].as_str().expect("text").contains("Read access to the finance reports"), "{hit}");
            let page = office.get(hit["href"].as_str().expect("text"), Some(&auditor)).await;
            assert_eq!(page.status, StatusCode::OK);
            assert!(!office.get(&at, Some(&stranger)).await.body.contains("Case"), "{words}");
        }
        office.settle().await;
    });
}
