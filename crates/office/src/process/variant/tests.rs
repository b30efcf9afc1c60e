use axum::http::StatusCode;
use serde_json::json;

use super::super::draft::save;
use super::super::holder;
use super::super::model::{HolderRole, State, Version};
use super::super::tests::{Cast, actor, cast, publish_draft};
use super::{Answered, Reply, Standing, followed, newest, standing};
use crate::definition::Definition;
use crate::failure::Failure;
use crate::process::{commands, store};
use crate::testing::{BEGINNING, Guest, Office, each};

const AT: &str = "/processes/incident-management-lyon";

fn version(id: &str, state: State, day: i64, follows: Option<&str>) -> Version {
    let effective = (state == State::Published).then(|| BEGINNING.plus_days(day));
    Version {
        id: id.into(),
        process_id: "p".into(),
        number: String::new(),
        state,
        seal: String::new(),
        revision: 1,
        submitted_revision: None,
        base_id: None,
        follows_id: follows.map(str::to_owned),
        class: None,
        started_by: String::new(),
        started_at: BEGINNING,
        submitted_by: String::new(),
        submitted_at: None,
        published_by: String::new(),
        published_at: effective,
        effective_at: effective,
        improvement_id: String::new(),
        note: String::new(),
    }
}

#[test]
fn a_variant_stands_to_its_base_as_its_versions_and_the_last_answer_say() {
    let published = |id, day, follows| version(id, State::Published, day, follows);
    let draft = |follows| version("draft", State::Draft, 0, follows);
    let base = [published("b1", 0, None), published("b2", 10, None)];
    let answer = |id: &str, reply| Answered {
        base_version_id: id.into(),
        reply,
        reason: "No night shift".into(),
        by: "Max".into(),
        at: BEGINNING,
    };
    let (kept, old) = (answer("b2", Reply::Kept), answer("b1", Reply::Kept));
    for (name, own, last, expected) in [
        ("follows the newest", vec![published("v1", 1, Some("b2"))], None, "current"),
        ("a first draft of the newest", vec![draft(Some("b2"))], None, "current"),
        ("a first draft of an older one", vec![draft(Some("b1"))], None, "behind"),
        ("in force follows an older one", vec![published("v1", 1, Some("b1"))], None, "behind"),
        ("its draft took it over", vec![draft(Some("b2")), published("v1", 1, Some("b1"))], None, "taking_over"),
        ("kept as it is", vec![published("v1", 1, Some("b1"))], Some(&kept), "kept"),
        ("kept against an older one", vec![published("v1", 1, Some("b1"))], Some(&old), "behind"),
        (
            "taken, then the draft was discarded",
            vec![published("v1", 1, Some("b1"))],
            Some(&answer("b2", Reply::Taken)),
            "behind",
        ),
    ] {
        assert_eq!(standing(&own, newest(&base), last).key(), expected, "{name}");
    }
    assert_eq!(standing(&[], None, None), Standing::Current, "a base without a version asks for nothing");
    assert_eq!(newest(&base).map(|one| one.id.as_str()), Some("b2"));
    let own = [draft(Some("b2")), published("v1", 1, Some("b1"))];
    assert_eq!(followed(&own), Some("b1"), "what is in force counts, not what is drafted");
}

/// Incident management in force, and its variant for Lyon in force with another purpose and its own manager.
async fn lyon(office: &Office) -> (Cast, Cast) {
    let base = cast(office).await;
    publish_draft(office, &base).await;
    let made = office.post("/processes/incident-management/variants", Some(&base.designer), &[("site", "Lyon")]).await;
    assert_eq!(made.location(), format!("{AT}/draft"), "{}", made.body);
    let owner = office.person("Luc Lyon", &[]).await;
    let manager = office.person("Mia Lyon", &[]).await;
    let (now, asker) = (office.app.now(), base.lead.actor.clone());
    let (first, second) = (owner.clone(), manager.clone());
    let process_id = office
        .app
        .write(move |tx| {
            let process = store::by_key(tx, "incident-management-lyon")?;
            for (guest, role) in [(&first, HolderRole::Owner), (&second, HolderRole::Manager)] {
                holder::ask(tx, &asker, now, &process.id, role, &guest.person.id)?;
                holder::accept(tx, &guest.actor, now, &process.id, role)?;
            }
            Ok(process.id)
        })
        .await
        .expect("the variant has its people");
    let variant = Cast { designer: base.designer.clone(), owner, manager, lead: base.lead.clone(), process_id };
    edit(office, &variant, |definition| definition.purpose = "Lyon mends what breaks, by day only.".into()).await;
    publish_draft(office, &variant).await;
    (base, variant)
}

async fn edit(office: &Office, cast: &Cast, change: fn(&mut Definition)) {
    let (now, id) = (office.app.now(), cast.process_id.clone());
    let by = actor(office, &cast.designer).await;
    office
        .app
        .write(move |tx| {
            let revision = store::open_draft(tx, &id)?.ok_or(Failure::NotFound)?.revision;
            save(tx, &by, now, &id, revision, &|definition| {
                change(definition);
                Ok(())
            })
        })
        .await
        .expect("saved");
}

/// A newer version of the base, a minute later.
async fn base_changes(office: &Office, base: &Cast, change: fn(&mut Definition)) {
    office.app.clock().advance_seconds(60);
    let (now, id, by) = (office.app.now(), base.process_id.clone(), actor(office, &base.designer).await);
    office.app.write(move |tx| commands::start_draft(tx, &by, now, &id, "")).await.expect("a draft");
    edit(office, base, change).await;
    publish_draft(office, base).await;
}

async fn asks(office: &Office, guest: &Guest) -> Vec<String> {
    let id = guest.person.id.clone();
    let open = office.app.read(move |tx| Ok(crate::worklist::open_for(tx, &id)?)).await.expect("it reads");
    open.into_iter().filter(|one| one.kind == "process.base_changed").map(|one| one.why).collect()
}

async fn page(office: &Office, path: &str, guest: &Guest) -> String {
    let reply = office.get(path, Some(guest)).await;
    assert_eq!(reply.status, StatusCode::OK, "{path}: {}", reply.body);
    reply.body
}

async fn newest_id(office: &Office) -> String {
    let guest = office.person("Rita Reader", &[crate::access::Role::Practitioner]).await;
    let told = office.get("/api/processes/incident-management-lyon/base", Some(&guest)).await.value();
    told["newest_id"].as_str().expect("a version").to_owned()
}

#[test]
fn a_variant_begins_as_a_copy_keeps_its_link_and_shows_what_differs() {
    each("variant_made", |office| async move {
        let (base, variant) = lyon(&office).await;
        let shown = page(&office, &format!("{AT}/base"), &variant.manager).await;
        assert!(shown.contains("It follows") && shown.contains("Version 1.0"), "{shown}");
        assert!(shown.contains("urpose"), "the difference is told");
        assert!(!shown.contains("The name changed"), "two names are no difference");
        let of_base = page(&office, "/processes/incident-management", &base.owner).await;
        assert!(of_base.contains("Incident management (Lyon)"));
        let again = office
            .post("/processes/incident-management/variants", Some(&base.designer), &[("site", "lyon "), ("name", "B")])
            .await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(again.body.contains("is the variant for Lyon already"), "{}", again.body);
        let nested = office.post(&format!("{AT}/variants"), Some(&base.designer), &[("site", "Old town")]).await;
        assert!(nested.body.contains("is itself a variant"), "{}", nested.body);
        let owner = office.post(&format!("{AT}/variants"), Some(&variant.owner), &[("site", "X")]).await;
        assert_eq!(owner.status, StatusCode::FORBIDDEN);
        assert!(page(&office, "/processes?site=Lyon", &base.owner).await.contains("(Lyon)"));
        assert!(page(&office, "/processes.csv", &base.owner).await.contains(",Incident management,Lyon,"));
        assert!(asks(&office, &variant.manager).await.is_empty());
        let gone = office.get("/processes/incident-management/base", Some(&base.owner)).await;
        assert_eq!(gone.status, StatusCode::NOT_FOUND, "a process without a base has no such page");
    });
}

#[test]
fn when_the_base_changes_the_manager_takes_over_what_the_site_does_not_do_differently() {
    each("variant_taken_over", |office| async move {
        let (base, variant) = lyon(&office).await;
        base_changes(&office, &base, |definition| definition.scope_out.push("Printers at home".into())).await;
        let asked = asks(&office, &variant.manager).await;
        assert!(asked[0].contains("published version 1.1") || asked[0].contains("published version 2.0"), "{asked:?}");
        let changes = page(&office, &format!("{AT}/base/changes"), &variant.manager).await;
        assert!(changes.contains("Printers at home") && changes.contains("Take the changes over"));
        let version = newest_id(&office).await;
        let taken =
            office.post(&format!("{AT}/base/takeover"), Some(&variant.manager), &[("version", version.as_str())]).await;
        assert_eq!(taken.location(), format!("{AT}/draft"), "{}", taken.body);
        let told = office.get(&format!("/api{AT}/base"), Some(&variant.manager)).await.value();
        assert_eq!(told["standing"], "taking_over");
        assert_eq!(told["follows"], "1.0", "what is in force counts");
        let draft = office.get(&format!("/api{AT}/versions/draft"), Some(&variant.manager)).await.value();
        assert_eq!(draft["definition"]["purpose"], "Lyon mends what breaks, by day only.");
        assert!(draft["definition"]["scope_out"].to_string().contains("Printers at home"));
        assert_eq!(draft["definition"]["name"], "Incident management (Lyon)");
        assert!(asks(&office, &variant.manager).await.is_empty());
        office.post(&format!("{AT}/draft/discarding"), Some(&variant.manager), &[]).await;
        assert_eq!(asks(&office, &variant.manager).await.len(), 1, "a discarded draft took nothing over");
        office.post(&format!("{AT}/base/takeover"), Some(&variant.manager), &[("version", version.as_str())]).await;
        publish_draft(&office, &variant).await;
        let told = office.get(&format!("/api{AT}/base"), Some(&variant.manager)).await.value();
        assert_eq!((&told["standing"], &told["follows"]), (&json!("current"), &told["newest"]));
        let journal = page(&office, &format!("{AT}/journal"), &variant.manager).await;
        assert!(journal.contains("took over version"), "{journal}");
    });
}

#[test]
fn where_both_changed_the_same_somebody_chooses_for_each_part() {
    each("variant_contested", |office| async move {
        let (base, variant) = lyon(&office).await;
        base_changes(&office, &base, |definition| {
            definition.purpose = "Everybody mends what breaks, day and night.".into();
            definition.scope_out.push("Printers at home".into());
        })
        .await;
        let version = newest_id(&office).await;
        let at = format!("{AT}/base/takeover");
        let asked = office.post(&at, Some(&variant.manager), &[("version", version.as_str())]).await;
        assert_eq!(asked.status, StatusCode::CONFLICT);
        assert!(asked.body.contains("by day only") && asked.body.contains("day and night"), "{}", asked.body);
        let chosen = [("version", version.as_str()), ("part-0", "purpose"), ("stands-0", "mine")];
        let taken = office.post(&at, Some(&variant.manager), &chosen).await;
        assert_eq!(taken.location(), format!("{AT}/draft"), "{}", taken.body);
        let draft = office.get(&format!("/api{AT}/versions/draft"), Some(&variant.manager)).await.value();
        assert_eq!(draft["definition"]["purpose"], "Lyon mends what breaks, by day only.");
        assert!(draft["definition"]["scope_out"].to_string().contains("Printers at home"));
    });
}

#[test]
fn a_variant_stays_as_it_is_only_with_a_reason_and_answers_only_what_was_read() {
    each("variant_kept", |office| async move {
        let (base, variant) = lyon(&office).await;
        base_changes(&office, &base, |definition| definition.scope_out.push("Printers at home".into())).await;
        let version = newest_id(&office).await;
        let at = format!("{AT}/base/keeping");
        let silent = office.post(&at, Some(&variant.manager), &[("version", version.as_str())]).await;
        assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
        let other = [("version", "another"), ("reason", "We have no printers.")];
        assert_eq!(office.post(&at, Some(&variant.manager), &other).await.status, StatusCode::CONFLICT);
        let reason = [("version", version.as_str()), ("reason", "We have no printers.")];
        assert_eq!(office.post(&at, Some(&base.owner), &reason).await.status, StatusCode::FORBIDDEN);
        let kept = office.post(&at, Some(&variant.manager), &reason).await;
        assert_eq!(kept.location(), format!("{AT}/base"), "{}", kept.body);
        assert!(page(&office, &format!("{AT}/base"), &variant.owner).await.contains("We have no printers."));
        assert!(asks(&office, &variant.manager).await.is_empty());
        base_changes(&office, &base, |definition| definition.scope_out.push("Phones at home".into())).await;
        assert_eq!(asks(&office, &variant.manager).await.len(), 1, "a newer version is asked about again");
        let changes = page(&office, &format!("{AT}/base/changes"), &variant.manager).await;
        assert!(changes.contains("Printers at home"), "everything since the followed version is told");
    });
}

#[test]
fn programs_make_variants_and_answer_for_them() {
    each("variant_api", |office| async move {
        let base = cast(&office).await;
        publish_draft(&office, &base).await;
        let path = "/api/processes/incident-management/variants";
        let made = office.json("POST", path, Some(&base.designer), &json!({ "site": "Oslo" })).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        assert_eq!(made.value()["key"], "incident-management-oslo");
        base_changes(&office, &base, |definition| definition.scope_out.push("Printers".into())).await;
        let at = "/api/processes/incident-management-oslo/base";
        let told = office.get(at, Some(&base.designer)).await.value();
        assert_eq!(told["standing"], "behind");
        assert_eq!(told["differs"], json!([]));
        let sent = json!({ "version_id": told["newest_id"] });
        let taken = office.json("POST", &format!("{at}/takeover"), Some(&base.designer), &sent).await;
        assert_eq!(taken.status, StatusCode::OK, "{}", taken.body);
        let told = office.get(at, Some(&base.designer)).await.value();
        assert_eq!(told["standing"], "current");
        let again = office.json("POST", &format!("{at}/takeover"), Some(&base.designer), &sent).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    });
}
