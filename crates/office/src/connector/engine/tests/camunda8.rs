use std::sync::{Arc, Mutex};

use ::engine::elsewhere::Target as Engine;
use serde_json::{Value, json};

use super::super::model::{File, Parcel, Settings};
use super::super::{Deployed, deploy, store};
use super::parts;
use crate::connector::tests::stand::{Asked, Said, Stand, nothing, said};
use crate::connector::tests::{connected, tried};
use crate::connector::wire::{Line, Names, Pace, Target, Way};
use crate::connector::{Kind, Session, Trouble, Why};
use crate::testing::{Office, each};

/// A stand-in for Camunda 8 with the address that gives tokens.
#[derive(Default)]
pub(super) struct Eight {
    /// The content of each version of each file, by its name.
    pub kept: Vec<(String, String)>,
    /// Looks that find nothing, because the other store is behind.
    pub behind: usize,
    /// What every deployment is refused with.
    pub refuses: Option<(u16, Value)>,
    /// Another diagram is shown than was sent.
    pub lies: bool,
    /// Every deployment leads on to somewhere else.
    pub leads: Option<String>,
    pub tokens: usize,
}

impl Eight {
    pub async fn open(self) -> (Stand, Arc<Mutex<Eight>>) {
        let state = Arc::new(Mutex::new(self));
        let shared = Arc::clone(&state);
        let stand = Stand::open(move |asked| shared.lock().expect("no test panicked").answer(asked)).await;
        (stand, state)
    }

    fn answer(&mut self, asked: &Asked) -> Said {
        if (asked.method.as_str(), asked.path.as_str()) == ("POST", "/oauth/token") {
            return self.token(asked);
        }
        if asked.header("authorization") != "Bearer a-token" {
            let detail = "An Authentication object was not found in the SecurityContext";
            return said(401, json!({ "title": "Unauthorized", "status": 401, "detail": detail }));
        }
        let parts: Vec<&str> = asked.path.trim_start_matches('/').split('/').collect();
        match (asked.method.as_str(), parts.as_slice()) {
            ("GET", ["v2", "topology"]) => {
                said(200, json!({ "clusterSize": 1, "gatewayVersion": "8.8.0", "brokers": [] }))
            }
            ("GET", ["v2", "authentication", "me"]) => said(200, json!({ "username": "mandate-client" })),
            ("POST", ["v2", "deployments"]) => self.deploy(asked),
            ("GET", ["v2", "process-definitions", key, "xml"]) => self.shown(key),
            _ => nothing(),
        }
    }

    fn token(&mut self, asked: &Asked) -> Said {
        self.tokens += 1;
        let fields = crate::web::form::pairs(asked.raw.as_bytes());
        let value = |name: &str| fields.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str());
        let is_known = value("grant_type") == "client_credentials"
            && value("client_id") == "client"
            && value("client_secret") == "a secret+with&signs"
            && value("audience") == "zeebe.camunda.io";
        if is_known {
            return said(200, json!({ "access_token": "a-token", "expires_in": 300, "token_type": "Bearer" }));
        }
        said(401, json!({ "error": "invalid_client", "error_description": "Unauthorized client" }))
    }

    /// The key of a file in a version: the place of its content among all.
    fn deploy(&mut self, asked: &Asked) -> Said {
        if let Some(to) = &self.leads {
            return Said { status: 307, headers: vec![("location", to.clone())], body: Value::Null };
        }
        if let Some((status, words)) = &self.refuses {
            return said(*status, words.clone());
        }
        let parts = parts(asked);
        let tenant = parts.get("tenantId").map_or("<default>", |all| all[0].1.as_str()).to_owned();
        let mut made = Vec::new();
        for (name, content) in parts.get("resources").expect("files under the one name").clone() {
            // The same as the newest is no new version.
            let newest = self.kept.iter().rposition(|(known, _)| *known == name);
            let at = newest.filter(|at| self.kept[*at].1 == content).unwrap_or_else(|| {
                self.kept.push((name.clone(), content.clone()));
                self.kept.len() - 1
            });
            let version = self.kept[..=at].iter().filter(|(known, _)| *known == name).count();
            let key = (2_251_799_813_685_249 + at).to_string();
            let id = |sign: &str| content.split_once(sign).and_then(|(_, rest)| rest.split_once('"')).map(|(id, _)| id);
            made.push(if name.ends_with(".bpmn") {
                json!({ "processDefinition": { "processDefinitionId": id("process id=\"").unwrap_or("p"), "processDefinitionVersion": version,
                    "resourceName": name, "tenantId": tenant, "processDefinitionKey": key }})
            } else if name.ends_with(".dmn") {
                json!({ "decisionDefinition": { "decisionDefinitionId": id("decision id=\""), "version": version, "name": "x",
                    "tenantId": tenant, "decisionDefinitionKey": key }})
            } else {
                let form: Value = serde_json::from_str(&content).expect("a form is JSON");
                json!({ "form": { "formId": form["id"], "version": version, "resourceName": name, "tenantId": tenant, "formKey": key }})
            });
        }
        said(200, json!({ "deploymentKey": "2251799813685300", "tenantId": tenant, "deployments": made }))
    }

    fn shown(&mut self, key: &str) -> Said {
        if self.behind > 0 {
            self.behind -= 1;
            return said(404, json!({ "status": 404, "title": "NOT_FOUND", "detail": "Process definition not found" }));
        }
        let at = key.parse::<usize>().ok().and_then(|key| key.checked_sub(2_251_799_813_685_249));
        let Some((_, content)) = at.and_then(|at| self.kept.get(at)) else { return nothing() };
        let text = if self.lies { "<definitions/>".to_owned() } else { content.clone() };
        Said { status: 200, headers: vec![("content-type", "text/xml".to_owned())], body: Value::String(text) }
    }
}

/// A connector to a stand-in as its client.
pub(super) async fn client(office: &Office, stand: &Stand, secret: &str) -> String {
    let id = connected(office, Kind::Camunda8, &stand.url(), "client", secret).await;
    let (of, token_address) = (id.clone(), format!("{}/oauth/token", stand.url()));
    let settings = Settings { token_address, audience: "zeebe.camunda.io".to_owned(), tenant: String::new() };
    office.app.write(move |tx| Ok(store::keep_settings(tx, &of, &settings)?)).await.expect("kept");
    id
}

fn parcel(diagram: &str) -> Parcel {
    let file = |name: &str, content: &str| File { name: name.to_owned(), content: content.to_owned() };
    let decision = "<definitions><decision id=\"price\"/></definitions>";
    let files = vec![file("p.bpmn", diagram), file("price.dmn", decision), file("ask.form", "{\"id\":\"ask\"}")];
    Parcel { name: "Mandate: p".to_owned(), files }
}

async fn deployed(office: &Office, id: &str, parcel: &Parcel) -> Result<Deployed, Trouble> {
    let mut session = Session::open(&office.app, id).await?;
    let done = deploy(Engine::Camunda8, &mut session.line, parcel).await;
    session.close(&office.app, done.as_ref().map(|_| ())).await.expect("closed");
    done
}

const ONE: &str = "<definitions><process id=\"order\">äöü\r\n--x</process></definitions>";

#[test]
fn a_client_fetches_its_token_and_deploys_once_what_it_sends_twice() {
    each("engine_eight", |office| async move {
        let (stand, eight) = Eight { behind: 2, ..Eight::default() }.open().await;
        let id = client(&office, &stand, "a secret+with&signs").await;
        let found = tried(&office, &id).await.expect("it works");
        assert_eq!((found.version.as_str(), found.who.as_str()), ("Camunda 8.8.0", "mandate-client"));
        let first = deployed(&office, &id, &parcel(ONE)).await.expect("deployed");
        let process = first.items.iter().find(|item| item.what == "process").expect("a process");
        assert_eq!((process.id.as_str(), process.version, first.items.len()), ("order", 1, 3));
        assert_eq!(first.sentence, "Read back: it is what was sent.");
        let again = deployed(&office, &id, &parcel(ONE)).await.expect("deployed");
        assert_eq!(again.items, first.items, "the same files are the same version");
        let other = deployed(&office, &id, &parcel(&ONE.replace("äöü", "else"))).await.expect("deployed");
        assert_eq!(other.items.iter().map(|item| item.version).collect::<Vec<_>>(), [2, 1, 1]);
        assert_eq!(eight.lock().expect("free").tokens, 4, "one token for each piece of work");
    });
}

#[test]
fn what_camunda_8_refuses_hides_or_answers_falsely_is_told() {
    each("engine_eight_troubles", |office| async move {
        let secret = "a secret+with&signs";
        let words = json!({ "title": "INVALID_ARGUMENT", "status": 400, "detail": "Expected to deploy:\n'p.bpmn': Must have a type" });
        let busy = json!({ "title": "RESOURCE_EXHAUSTED", "status": 503, "detail": "Too many" });
        let away = Some("https://elsewhere.example/v2/deployments".to_owned());
        let inside = Some("http://169.254.169.254/latest/meta-data".to_owned());
        let troubles = [
            (Eight { refuses: Some((400, words)), ..Eight::default() }, Why::Refused, "'p.bpmn': Must have a type"),
            (Eight { refuses: Some((503, busy)), ..Eight::default() }, Why::Later, "come back in 60 seconds"),
            (Eight { lies: true, ..Eight::default() }, Why::Refused, "another diagram"),
            (Eight { leads: away, ..Eight::default() }, Why::Moved, "elsewhere.example"),
            (Eight { leads: inside, ..Eight::default() }, Why::Moved, "sends us on"),
        ];
        for (eight, why, sentence) in troubles {
            let (stand, _) = eight.open().await;
            let id = client(&office, &stand, secret).await;
            let trouble = deployed(&office, &id, &parcel(ONE)).await.expect_err(sentence);
            assert!(trouble.why == why && trouble.sentence.contains(sentence), "{trouble:?}");
        }
        let (stand, _) = Eight::default().open().await;
        let id = client(&office, &stand, "another secret").await;
        let trouble = deployed(&office, &id, &parcel(ONE)).await.expect_err("nobody knows us");
        assert_eq!(trouble.why, Why::Credential);
        assert!(trouble.sentence.contains("Unauthorized client") && !trouble.sentence.contains("another secret"));
        let calls = office.app.read(move |tx| Ok(crate::connector::store::calls(tx, &id, 9)?)).await.expect("calls");
        assert_eq!(calls[0].path, "127.0.0.1/oauth/token", "the call for a token is noted with its host");
    });
}

#[test]
fn a_token_address_inside_is_not_called_and_an_engine_that_hangs_is_left() {
    each("engine_eight_inside", |office| async move {
        let (stand, _) = Eight::default().open().await;
        let id = client(&office, &stand, "a secret+with&signs").await;
        for address in ["http://169.254.169.254/token", "https://10.0.0.7/token", "http://127.0.0.1:1/token"] {
            let (of, token_address) = (id.clone(), address.to_owned());
            let settings = Settings { token_address, ..Settings::default() };
            office.app.write(move |tx| Ok(store::keep_settings(tx, &of, &settings)?)).await.expect("kept");
            let trouble = deployed(&office, &id, &parcel(ONE)).await.expect_err(address);
            assert_eq!(trouble.why, Why::Address, "{}", trouble.sentence);
        }
        assert_eq!(stand.count("POST", "/"), 0);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let place = Target::read(&format!("http://{}", listener.local_addr().expect("an address"))).expect("a place");
        let short = std::time::Duration::from_millis(300);
        let pace = Pace { connect: short, silent: short, call: short };
        let way = Way { names: Names::System, inside: vec![place.inside()], own: ([127, 0, 0, 1], 1).into(), pace };
        let mut line = Line::new(way, place, office.app.clock().clone());
        let trouble = deploy(Engine::Camunda8, &mut line, &parcel(ONE)).await.expect_err("it hangs");
        assert!(trouble.why == Why::Slow && trouble.passes(), "{}", trouble.sentence);
    });
}
