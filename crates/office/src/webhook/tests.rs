//! Webhooks through the door, against receivers that listen on real sockets.

use std::sync::{Arc, Mutex};

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::{Stands, Webhook, signature, store};
use crate::access::Role;
use crate::automation::tests::errand::{errand, told};
use crate::automation::tests::{begun, deployed, open, published, service_request};
use crate::connector::tests::stand::{Asked, Mute, Said, Stand, said};
use crate::journal;
use crate::people;
use crate::process::tests::Cast;
use crate::testing::{Guest, Office, each};

/// How a receiver answers, which a test changes.
type Mood = Arc<Mutex<(u16, Option<&'static str>)>>;

async fn receiver(status: u16) -> (Stand, Mood) {
    let mood: Mood = Arc::new(Mutex::new((status, None)));
    let said_by = Arc::clone(&mood);
    let stand = Stand::open(move |_: &Asked| {
        let (status, later) = *said_by.lock().expect("free");
        let headers = later.map(|seconds| ("retry-after", seconds.to_owned())).into_iter().collect();
        Said { headers, ..said(status, Value::Null) }
    })
    .await;
    (stand, mood)
}

/// An administrator, and a webhook for this receiver; returns also its page and its secret.
async fn added(office: &Office, stand: &Stand, form: &str, topics: &[&str]) -> (Guest, String, String) {
    let nadia = office.person("Nadia", &[Role::Administrator]).await;
    office.post("/connectors/hosts", Some(&nadia), &[("host", &stand.address.to_string())]).await;
    let address = format!("{}/hook?token=T0ken", stand.url());
    let new = json!({ "name": format!("{form} receiver"), "form": form, "address": address, "topics": topics });
    let reply = office.json("POST", "/api/webhooks", Some(&nadia), &new).await;
    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.body);
    let told = reply.value();
    (nadia, told["href"].as_str().expect("a page").to_owned(), told["secret"].as_str().expect("a secret").to_owned())
}

/// The same person with a new session: the one before ended while the clock was turned.
async fn back(office: &Office, guest: &Guest) -> Guest {
    let (id, now) = (guest.person.id.clone(), office.app.now());
    let opened = office.app.write(move |tx| Ok(people::session::open(tx, &id, "test", now)?)).await;
    Guest { token: opened.expect("a session"), ..guest.clone() }
}

/// Something happens: a unit is added.
async fn happens(office: &Office, nadia: &Guest, unit: &str) {
    let reply = office.post("/units", Some(nadia), &[("name", unit)]).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
    office.settle().await;
}

async fn webhook(office: &Office, here: &str) -> Webhook {
    let id = here.rsplit('/').next().expect("an id").to_owned();
    office.app.read(move |tx| Ok(store::by_id(tx, &id)?)).await.expect("a webhook")
}

async fn stands(office: &Office, here: &str) -> Vec<(Stands, i64)> {
    let id = here.rsplit('/').next().expect("an id").to_owned();
    let all = office.app.read(move |tx| Ok(store::deliveries(tx, &id, 100)?)).await.expect("deliveries");
    all.into_iter().map(|one| (one.stands, one.attempts)).collect()
}

fn is_signed(asked: &Asked, secret: &str) -> bool {
    let at = asked.header("webhook-timestamp").parse().expect("seconds");
    signature::is_signed(
        secret,
        asked.header("webhook-id"),
        at,
        asked.raw.as_bytes(),
        asked.header("webhook-signature"),
    )
}

#[test]
fn what_happens_is_told_once_signed_and_under_the_name_of_its_entry() {
    each("webhook_told", |office| async move {
        let (stand, _) = receiver(204).await;
        let (nadia, here, secret) = added(&office, &stand, "signed", &["office"]).await;
        happens(&office, &nadia, "Service desk").await;
        let asked = stand.asked();
        assert_eq!(asked.len(), 2, "that it was added is after its beginning; then the unit");
        // Messages go out side by side: whichever arrives first, each is told once.
        let told = asked.iter().find(|one| one.body["type"] == "unit.added").expect("the unit is told");
        assert_eq!((told.method.as_str(), told.path.as_str(), told.text("token")), ("POST", "/hook", "T0ken"));
        assert!(is_signed(told, &secret), "{told:?}");
        assert!(asked.iter().any(|one| one.body["type"] == "webhook.added"), "{asked:?}");
        assert_eq!(told.body["data"]["object"]["label"], "Service desk");
        let sentence = told.body["data"]["sentence"].as_str().expect("a sentence");
        assert!(sentence.starts_with("Nadia added the unit"), "{sentence}");
        let last = office.app.read(|tx| Ok(journal::store::head(tx)?.seq)).await.expect("the head");
        assert!(told.header("webhook-id").starts_with(&format!("entry-{last}-")), "{}", told.header("webhook-id"));
        assert_eq!(stands(&office, &here).await, [(Stands::Sent, 1); 2]);
        office.settle().await;
        assert_eq!(stand.asked().len(), 2, "nothing is told twice");
        let page = office.get(&here, Some(&nadia)).await;
        assert!(page.body.contains("arrived") && !page.body.contains("T0ken"), "{}", page.body);
    });
}

#[test]
fn only_what_was_chosen_is_heard_and_only_of_the_process_that_was_chosen() {
    each("webhook_topics", |office| async move {
        let (stand, _) = receiver(200).await;
        let (nadia, here, _) = added(&office, &stand, "signed", &["version", "improvement"]).await;
        happens(&office, &nadia, "Service desk").await;
        assert!(stand.asked().is_empty());
        let amara = office.person("Amara", &[Role::SmoManager]).await;
        let reply =
            office.post("/improvements", Some(&amara), &[("title", "Fewer calls"), ("description", "Why")]).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
        office.settle().await;
        let asked = stand.asked();
        assert_eq!(asked.len(), 1);
        let link = asked[0].body["data"]["link"].as_str().expect("a link");
        assert_eq!(link, format!("http://office.test{}", reply.location()));
        // Of another process nothing is heard: the improvement belongs to none.
        let process = crate::process::tests::cast(&office).await.process_id;
        let revision = webhook(&office, &here).await.revision.to_string();
        let fields = [
            ("name", "Only one"),
            ("address", ""),
            ("topics", "improvement"),
            ("process_id", process.as_str()),
            ("revision", revision.as_str()),
        ];
        let kept = office.post(&here, Some(&nadia), &fields).await;
        assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.body);
        office.post("/improvements", Some(&amara), &[("title", "Of none"), ("description", "Why")]).await;
        let of_it = [("title", "Of it"), ("description", "Why"), ("process_id", process.as_str())];
        office.post("/improvements", Some(&amara), &of_it).await;
        office.settle().await;
        let told: Vec<String> = stand.asked()[1..].iter().map(|one| one.raw.clone()).collect();
        assert!(told.len() == 1 && told[0].contains("Of it"), "{told:?}");
    });
}

#[test]
fn what_does_not_arrive_is_tried_again_later_and_then_arrives_under_the_same_name() {
    each("webhook_again", |office| async move {
        let (stand, mood) = receiver(500).await;
        let (nadia, here, secret) = added(&office, &stand, "signed", &["improvement"]).await;
        let amara = office.person("Amara", &[Role::SmoManager]).await;
        office.post("/improvements", Some(&amara), &[("title", "Fewer calls"), ("description", "Why")]).await;
        office.settle().await;
        assert_eq!(stands(&office, &here).await, [(Stands::Waiting, 1)]);
        office.app.clock().advance_seconds(4);
        office.settle().await;
        assert_eq!(stand.asked().len(), 1, "not before its time");
        office.app.clock().advance_seconds(2);
        office.settle().await;
        *mood.lock().expect("free") = (429, Some("900"));
        office.app.clock().advance_seconds(301);
        office.settle().await;
        assert_eq!(stand.asked().len(), 3);
        let page = office.get(&here, Some(&nadia)).await;
        assert!(page.body.contains("come back later") && page.body.contains("It rests until"), "{}", page.body);
        *mood.lock().expect("free") = (200, None);
        office.app.clock().advance_seconds(899);
        office.settle().await;
        assert_eq!(stand.asked().len(), 3, "the receiver asked for 900 seconds");
        office.app.clock().advance_seconds(1_000);
        office.settle().await;
        let asked = stand.asked();
        assert_eq!(asked.len(), 4);
        assert!(asked.windows(2).all(|two| two[0].header("webhook-id") == two[1].header("webhook-id")));
        assert!(asked.windows(2).all(|two| two[0].header("webhook-timestamp") < two[1].header("webhook-timestamp")));
        assert!(asked.iter().all(|one| is_signed(one, &secret)));
        assert_eq!(stands(&office, &here).await, [(Stands::Sent, 4)]);
        assert!(webhook(&office, &here).await.health.trouble.is_empty());
    });
}

#[test]
fn an_address_that_fails_for_days_or_is_gone_is_switched_off_and_its_owner_told() {
    each("webhook_off", |office| async move {
        let (stand, mood) = receiver(503).await;
        let (nadia, here, _) = added(&office, &stand, "signed", &["office"]).await;
        for _ in 0..40 {
            office.settle().await;
            office.app.clock().advance_seconds(6 * 3_600);
        }
        office.settle().await;
        assert_eq!(stands(&office, &here).await, [(Stands::Failed, 10)], "ten tries, then no more");
        let nadia = back(&office, &nadia).await;
        happens(&office, &nadia, "Service desk").await;
        let off = webhook(&office, &here).await;
        assert!(off.off_at.is_some() && off.off_reason.contains("5 days"), "{}", off.off_reason);
        let work = office.get("/", Some(&nadia)).await;
        assert!(work.body.contains("See why the webhook"), "{}", work.body);
        let calls = stand.asked().len();
        happens(&office, &nadia, "Second line").await;
        assert_eq!(stand.asked().len(), calls, "it hears nothing while it is off");
        let test = office.post(&format!("{here}/test"), Some(&nadia), &[]).await;
        assert_eq!(test.status, StatusCode::UNPROCESSABLE_ENTITY);
        *mood.lock().expect("free") = (410, None);
        let on = office.post(&format!("{here}/resumption"), Some(&nadia), &[]).await;
        assert_eq!(on.status, StatusCode::SEE_OTHER);
        office.settle().await;
        let gone = webhook(&office, &here).await;
        assert!(gone.off_reason.contains("410"), "one answer is enough: {}", gone.off_reason);
        assert_eq!(stand.asked().len(), calls + 1);
    });
}

#[test]
fn an_address_that_hangs_or_fails_rests_and_holds_up_no_other() {
    each("webhook_rest", |office| async move {
        let (bad, _) = receiver(500).await;
        let (good, _) = receiver(200).await;
        let (nadia, here, _) = added(&office, &bad, "signed", &["office"]).await;
        office.post("/connectors/hosts", Some(&nadia), &[("host", &good.address.to_string())]).await;
        let new = json!({ "name": "Good", "form": "signed", "address": good.url(), "topics": ["office"] });
        office.json("POST", "/api/webhooks", Some(&nadia), &new).await;
        office.settle().await;
        for unit in ["A", "B", "C", "D", "E", "F", "G", "H"] {
            happens(&office, &nadia, unit).await;
        }
        assert_eq!(bad.asked().len(), 5, "after five failures it rests");
        assert_eq!(good.asked().len(), 9, "the other one was told everything");
        assert!(webhook(&office, &here).await.health.rests(office.app.now()).is_some());
        // A test goes out at once.
        office.post(&format!("{here}/test"), Some(&nadia), &[]).await;
        office.settle().await;
        assert!(bad.asked().iter().any(|one| one.body["type"] == "webhook.test"));
    });
}

#[test]
fn a_new_secret_signs_beside_the_old_one_for_a_day() {
    each("webhook_secret", |office| async move {
        let (stand, _) = receiver(200).await;
        let (nadia, here, first) = added(&office, &stand, "signed", &["improvement"]).await;
        let page = office.post(&format!("{here}/secret"), Some(&nadia), &[]).await;
        assert_eq!(page.status, StatusCode::OK);
        let second: String = {
            let at = page.body.find("whsec_").expect("shown once");
            page.body[at..].chars().take_while(|c| !matches!(c, '<' | '&')).collect()
        };
        assert_ne!(first, second);
        let test = format!("{here}/test");
        office.post(&test, Some(&nadia), &[]).await;
        office.settle().await;
        let both = stand.asked().pop().expect("told");
        assert!(is_signed(&both, &first) && is_signed(&both, &second));
        office.app.clock().advance_seconds(25 * 3_600);
        let nadia = office.person("Nadja", &[Role::Administrator]).await;
        office.post(&test, Some(&nadia), &[]).await;
        office.settle().await;
        let one = stand.asked().pop().expect("told");
        assert!(!is_signed(&one, &first) && is_signed(&one, &second));
        let entries = office.app.read(|tx| Ok(journal::store::after(tx, 0, 1000)?)).await.expect("entries");
        for told in [format!("{entries:?}"), office.get(&here, Some(&nadia)).await.body] {
            assert!(!told.contains(&second) && !told.contains("whsec_"), "a secret is told again");
        }
    });
}

#[test]
fn a_delivery_is_sent_again_under_its_own_name_and_a_foreign_one_is_not_found() {
    each("webhook_repeat", |office| async move {
        let (stand, _) = receiver(200).await;
        let (nadia, here, _) = added(&office, &stand, "signed", &["improvement"]).await;
        office.post(&format!("{here}/test"), Some(&nadia), &[]).await;
        office.settle().await;
        let told = office.get(&format!("/api{here}/deliveries"), Some(&nadia)).await.value();
        let delivery = told["items"][0]["id"].as_str().expect("an id").to_owned();
        office.app.clock().advance_seconds(10);
        let repeat = office.post(&format!("{here}/deliveries/{delivery}/repeat"), Some(&nadia), &[]).await;
        assert_eq!(repeat.status, StatusCode::SEE_OTHER);
        let twice = office.post(&format!("{here}/deliveries/{delivery}/repeat"), Some(&nadia), &[]).await;
        assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY, "it is on its way");
        office.settle().await;
        let asked = stand.asked();
        assert_eq!((asked.len(), asked[0].header("webhook-id")), (2, asked[1].header("webhook-id")));
        let new = json!({ "name": "Other", "form": "signed", "address": stand.url(), "topics": ["version"] });
        let other = office.json("POST", "/api/webhooks", Some(&nadia), &new).await.value();
        let other = other["href"].as_str().expect("a page").to_owned();
        let foreign = office.post(&format!("{other}/deliveries/{delivery}/repeat"), Some(&nadia), &[]).await;
        assert_eq!(foreign.status, StatusCode::NOT_FOUND);
        let removed = office.post(&format!("{here}/removal"), Some(&nadia), &[]).await;
        assert_eq!(removed.location(), "/webhooks");
        assert_eq!(office.get(&here, Some(&nadia)).await.status, StatusCode::NOT_FOUND);
        office.settle().await;
    });
}

#[test]
fn an_address_inside_or_a_redirect_is_not_followed() {
    each("webhook_inside", |office| async move {
        let (stand, _) = receiver(200).await;
        let moved = {
            let to = stand.url();
            Stand::open(move |_: &Asked| Said { headers: vec![("location", to.clone())], ..said(307, Value::Null) })
                .await
        };
        let (nadia, here, _) = added(&office, &moved, "signed", &["improvement"]).await;
        let new = json!({ "name": "Inside", "form": "signed", "address": stand.url(), "topics": ["improvement"] });
        let inside = office.json("POST", "/api/webhooks", Some(&nadia), &new).await.value();
        let inside = inside["href"].as_str().expect("a page").to_owned();
        for (page, words) in [(&here, "sends us on to"), (&inside, "Hosts inside")] {
            office.post(&format!("{page}/test"), Some(&nadia), &[]).await;
            office.settle().await;
            let shown = office.get(page, Some(&nadia)).await;
            assert!(shown.body.contains(words), "{words}: {}", shown.body);
        }
        assert!(stand.asked().is_empty(), "nobody was called there");
    });
}

#[test]
fn a_channel_is_told_in_words_and_its_address_is_seen_nowhere() {
    each("webhook_chat", |office| async move {
        let (stand, _) = receiver(200).await;
        for form in ["slack", "teams", "mattermost"] {
            let nadia = office.person(&format!("Nadia {form}"), &[Role::Administrator]).await;
            office.post("/connectors/hosts", Some(&nadia), &[("host", &stand.address.to_string())]).await;
            let address = format!("{}/services/T0/B0/canary-{form}", stand.url());
            let fields = [("form", form), ("name", form), ("address", &address), ("topics", "improvement")];
            let reply = office.post("/webhooks", Some(&nadia), &fields).await;
            assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
            let here = reply.location().to_owned();
            for path in [here.as_str(), "/webhooks", "/api/webhooks"] {
                let page = office.get(path, Some(&nadia)).await;
                assert!(!page.body.contains("canary"), "{path}: {}", page.body);
            }
            assert_eq!(office.post(&format!("{here}/secret"), Some(&nadia), &[]).await.status, 422);
        }
        let amara = office.person("Amara", &[Role::SmoManager]).await;
        office.post("/improvements", Some(&amara), &[("title", "<!channel> @all"), ("description", "Why")]).await;
        office.settle().await;
        let asked = stand.asked();
        assert_eq!(asked.len(), 3);
        for one in &asked {
            assert!(one.header("webhook-signature").is_empty(), "a chat is not signed for");
            assert!(one.raw.contains("proposed the improvement"), "{}", one.raw);
        }
        let plain = asked.iter().find_map(|one| one.body["blocks"].is_array().then(|| one.body["text"].clone()));
        assert!(plain.expect("slack").as_str().expect("a text").contains("&lt;!channel&gt;"));
    });
}

#[test]
fn a_service_task_posts_into_a_channel_once_and_a_missing_channel_stops_it() {
    each("webhook_chat_post", |office| async move {
        let (stand, mood) = receiver(429).await;
        *mood.lock().expect("free") = (429, Some("30"));
        let (_, here, _) = added(&office, &stand, "mattermost", &["comment"]).await;
        let cast = published(&office, service_request()).await;
        office.settle().await;
        let before = stand.asked().len();
        let deployment = deployed(&office, &cast, &errand("chat:post")).await;
        let given = json!({ "channel": "Mattermost receiver", "text": "Desk @all" });
        let id = begun(&office, &deployment, &given.to_string()).await;
        office.settle().await;
        assert_eq!(open(&office, &id).await, ["Do it"], "the chat asks to come back later");
        *mood.lock().expect("free") = (200, None);
        for _ in 0..6 {
            office.app.clock().advance_seconds(20);
            office.settle().await;
        }
        assert_eq!(open(&office, &id).await, ["Look"]);
        let posts: Vec<Asked> = stand.asked().split_off(before);
        let posts: Vec<&Asked> = posts.iter().filter(|one| one.raw.contains("Desk")).collect();
        assert_eq!(posts.len(), 2, "refused once, then posted once");
        assert!(!posts[1].raw.contains("@all") && posts[1].raw.contains("/cases/"), "{}", posts[1].raw);
        assert!(stands(&office, &here).await.contains(&(Stands::Sent, 2)));
        let nowhere = begun(&office, &deployment, &json!({ "channel": "Nowhere", "text": "T" }).to_string()).await;
        office.settle().await;
        let stopped = told(&office, &nowhere, &cast).await["stopped"][0].to_string();
        assert!(stopped.contains("No channel is called"), "{stopped}");
    });
}

#[test]
fn a_post_whose_answer_is_lost_stops_the_step_and_one_that_never_left_is_made_later() {
    each("webhook_chat_lost", |office| async move {
        let mute = Mute::open().await;
        let gone = std::net::TcpListener::bind("127.0.0.1:0").and_then(|port| port.local_addr()).expect("a port");
        let nadia = office.person("Nadia", &[Role::Administrator]).await;
        for (name, address) in [("Mute", mute.address), ("Gone", gone)] {
            office.post("/connectors/hosts", Some(&nadia), &[("host", &address.to_string())]).await;
            let address = format!("http://{address}/hook");
            let fields = [("form", "slack"), ("name", name), ("address", &address), ("topics", "improvement")];
            let reply = office.post("/webhooks", Some(&nadia), &fields).await;
            assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
        }
        let cast = published(&office, service_request()).await;
        office.settle().await;
        let deployment = deployed(&office, &cast, &errand("chat:post")).await;
        let lost = begun(&office, &deployment, &json!({ "channel": "Mute", "text": "Desk" }).to_string()).await;
        office.settle().await;
        for _ in 0..6 {
            office.app.clock().advance_seconds(20);
            office.settle().await;
        }
        assert_eq!(mute.taken(), 1, "posted once");
        let stopped = told(&office, &lost, &cast).await["stopped"][0].to_string();
        assert!(stopped.contains("may have been posted: look in the channel"), "{stopped}");
        let never = begun(&office, &deployment, &json!({ "channel": "Gone", "text": "Desk" }).to_string()).await;
        office.settle().await;
        assert!(
            told(&office, &never, &cast).await["stopped"].as_array().is_none_or(Vec::is_empty),
            "it is tried again"
        );
        for _ in 0..14 {
            office.app.clock().advance_seconds(3_600);
            office.settle().await;
        }
        let cast = Cast { manager: back(&office, &cast.manager).await, ..cast };
        let stopped = told(&office, &never, &cast).await["stopped"][0].to_string();
        assert!(stopped.contains("does not take the connection") && !stopped.contains("may have been"), "{stopped}");
    });
}

#[test]
fn a_stopped_step_is_heard() {
    each("webhook_stop", |office| async move {
        let (stand, _) = receiver(200).await;
        let cast = published(&office, service_request()).await;
        office.settle().await;
        let _ = added(&office, &stand, "signed", &["stop"]).await;
        let deployment = deployed(&office, &cast, &errand("chat:post")).await;
        begun(&office, &deployment, "{}").await;
        office.settle().await;
        let asked = stand.asked();
        assert_eq!(asked.len(), 1);
        let data = &asked[0].body["data"];
        let sentence = data["sentence"].as_str().expect("a sentence");
        assert!(sentence.starts_with("Mandate saw the case stop at “Do it”"), "{sentence}");
        assert!(data["reason"].as_str().expect("a reason").contains("“channel” is missing"), "{data}");
        assert_eq!(data["processes"][0]["key"], "service-request");
    });
}

#[test]
fn what_is_wrong_is_said_at_its_field_and_nothing_is_lost() {
    each("webhook_refused", |office| async move {
        let nadia = office.person("Nadia", &[Role::Administrator]).await;
        let fields =
            [("form", "signed"), ("name", ""), ("address", "nonsense"), ("topics", "of-no-kind"), ("process_id", "x")];
        let reply = office.post("/webhooks", Some(&nadia), &fields).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(reply.body.contains("The name is missing") && reply.body.contains("nonsense"), "{}", reply.body);
        let fields = [("form", "signed"), ("name", "A"), ("address", "http://a:b@x.example/"), ("process_id", "x")];
        let reply = office.post("/webhooks", Some(&nadia), &fields).await;
        for word in ["at least one thing", "Choose a process", "Leave the name and the password out"] {
            assert!(reply.body.contains(word), "{word}: {}", reply.body);
        }
        let aisha = office.person("Aisha", &[Role::Practitioner]).await;
        assert_eq!(office.get("/webhooks", Some(&aisha)).await.status, StatusCode::FORBIDDEN);
        assert_eq!(office.get("/webhooks/none", Some(&nadia)).await.status, StatusCode::NOT_FOUND);
        office.settle().await;
    });
}
