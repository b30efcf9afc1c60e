//! The written sections of a draft: forms of the process, and the names that questions offer.

use axum::http::StatusCode;

use super::pages::{AT, draft_of, page};
use super::{cast, incident};
use crate::access::Role;
use crate::testing::each;

#[test]
fn a_form_is_designed_used_at_an_activity_and_read() {
    each("process_forms", |office| async move {
        let cast = cast(&office).await;
        let named = page(&office, &format!("{AT}/draft/sections/forms"), &cast.designer).await;
        assert!(named.contains("Report of an interruption") && named.contains("/draft/forms/report"), "{named}");
        let (revision, _) = draft_of(&office, &cast).await;
        let revision = revision.to_string();
        let field = |kind: &'static str, least: &'static str| {
            [
                ("key", ""),
                ("label", "Room"),
                ("kind", kind),
                ("required", "yes"),
                ("choices", "1\n2"),
                ("least", least),
                ("most", ""),
                ("rule", "As on the door"),
                ("help", ""),
            ]
        };
        let to = format!("{AT}/draft/forms/major_notice");
        let send = |kind, least| [vec![("revision", revision.as_str())], field(kind, least).to_vec()].concat();
        let wrong = office.post(&to, Some(&cast.designer), &send("choice", "few")).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.body.contains("must be a whole number"), "{}", wrong.body);
        assert_eq!(office.post(&to, Some(&cast.designer), &send("choice", "")).await.status, StatusCode::SEE_OTHER);
        let (revision, definition) = draft_of(&office, &cast).await;
        let asked = &definition.forms["major_notice"].fields;
        assert_eq!((asked.len(), asked[0].key.as_str(), asked[0].choices.len()), (1, "room", 2));

        let revision = revision.to_string();
        let step =
            [("revision", revision.as_str()), ("forms", "major_notice"), ("inputs", "A\nB"), ("steps", "1. Ask.")];
        let reply = office.post(&format!("{AT}/draft/activities/close"), Some(&cast.designer), &step).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
        let (_, definition) = draft_of(&office, &cast).await;
        let close = &definition.activities["close"];
        assert_eq!((close.forms.as_slice(), close.inputs.len()), (["major_notice".to_owned()].as_slice(), 2));
        let read = page(&office, &format!("{AT}/forms"), &cast.owner).await;
        assert!(read.contains("As on the door") && read.contains("Close incident"), "{read}");
        let gone = office.get(&format!("{AT}/draft/forms/none"), Some(&cast.designer)).await;
        assert_eq!(gone.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn a_section_offers_the_names_that_the_office_has_already() {
    each("process_names", |office| async move {
        let cast = cast(&office).await;
        let boss = office.person("Bea Boss", &[Role::SmoManager]).await;
        let change = [("name", "Change enablement"), ("category", "core")];
        office.post("/library/change-enablement/adoption", Some(&boss), &change).await;
        let roles = page(&office, &format!("{AT}/draft/sections/roles"), &cast.designer).await;
        let theirs = crate::library::one("change-enablement").expect("in the library").definition;
        let offered = roles.split("<datalist id=\"names-role\">").nth(1).expect("a list of names");
        let missing: Vec<&str> =
            theirs.roles.iter().map(|one| one.name.as_str()).filter(|name| !offered.contains(*name)).collect();
        assert_eq!(missing, [] as [&str; 0], "roles of another process are offered");
        assert!(roles.contains("list=\"names-role\""), "a question offers them");
        let interfaces = page(&office, &format!("{AT}/draft/sections/interfaces"), &cast.designer).await;
        assert!(interfaces.contains("<option value=\"Change enablement\">"), "processes are offered by name");
        let measures = page(&office, &format!("{AT}/draft/sections/measures"), &cast.designer).await;
        let objective = incident().objectives.first().expect("an objective").clone();
        assert!(measures.contains(&format!("<option value=\"{objective}\">")), "objectives are offered");
    });
}
