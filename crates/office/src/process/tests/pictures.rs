use axum::http::StatusCode;

use super::{cast, publish_draft};
use crate::testing::each;

const AT: &str = "/processes/incident-management";

#[test]
fn every_layer_and_the_picture_alone_can_be_opened_without_script() {
    each("process_pictures", |office| async move {
        let cast = cast(&office).await;
        publish_draft(&office, &cast).await;
        for query in
            ["", "?show=who", "?show=time", "?show=raci", "?show=raci&role=nobody", "?show=controls", "?show=x"]
        {
            let page = office.get(&format!("{AT}{query}"), Some(&cast.designer)).await;
            assert_eq!(page.status, StatusCode::OK, "{query}");
            assert!(page.body.contains("<svg") && page.body.contains("Open the picture alone"), "{query}");
            let picture = office.get(&format!("{AT}/diagram.svg{query}"), Some(&cast.designer)).await;
            assert_eq!(picture.status, StatusCode::OK, "{query}: {}", picture.body);
            assert_eq!(picture.headers["content-type"], "image/svg+xml; charset=utf-8");
            let policy = picture.headers["content-security-policy"].to_str().expect("text");
            assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy}");
            assert!(picture.body.starts_with("<svg ") && picture.body.matches("<style>").count() == 1, "{query}");
        }
        let version = office.get(&format!("{AT}/diagram.svg?version=1.0&show=who"), Some(&cast.designer)).await;
        assert_eq!(version.status, StatusCode::OK);
        let none = office.get(&format!("{AT}/diagram.svg?version=9.9"), Some(&cast.designer)).await;
        assert_eq!(none.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn the_history_tells_every_version_as_a_page_a_table_and_markdown() {
    each("process_history", |office| async move {
        let cast = cast(&office).await;
        let empty = office.get(&format!("{AT}/history"), Some(&cast.owner)).await;
        assert!(empty.body.contains("Nothing is published yet"), "{}", empty.body);
        publish_draft(&office, &cast).await;
        let page = office.get(&format!("{AT}/history"), Some(&cast.owner)).await;
        assert!(page.body.contains("The first version: all of it is new."), "{}", page.body);
        let table = office.get(&format!("{AT}/history.csv"), Some(&cast.owner)).await;
        assert!(table.body.contains("1.0,first,"), "{}", table.body);
        let text = office.get(&format!("{AT}/history.md"), Some(&cast.owner)).await;
        assert!(text.body.starts_with("# How Incident management changed\n\n## Version 1.0 (first)"), "{}", text.body);
    });
}

#[test]
fn two_versions_are_compared_in_every_look() {
    each("process_compare", |office| async move {
        let cast = cast(&office).await;
        publish_draft(&office, &cast).await;
        office.post(&format!("{AT}/draft"), Some(&cast.designer), &[]).await;
        let form = [("revision", "1"), ("purpose", "Know what matters."), ("exception_path", "A pencil helps.")];
        office.post(&format!("{AT}/draft/activities/classify"), Some(&cast.designer), &form).await;
        for (look, says, silent) in [
            ("", "A pencil helps.", "no such words"),
            ("&view=beside", "A pencil helps.", "bpmn-ghosts"),
            ("&class=major", "A pencil helps.", "Know what matters."),
            ("&class=minor", "Know what matters.", "A pencil helps."),
        ] {
            let page = office.get(&format!("{AT}/compare?from=1.0&to=draft{look}"), Some(&cast.designer)).await;
            assert_eq!(page.status, StatusCode::OK, "{look}");
            assert!(page.body.contains(says) && !page.body.contains(silent), "{look}");
            assert!(page.body.contains("is-hidden-change"), "{look}: the picture marks what it does not show");
        }
    });
}
