use std::sync::{Arc, Mutex};

use ::engine::elsewhere::Target;
use serde_json::{Map, Value, json};

use super::super::model::{File, Parcel};
use super::super::{Deployed, deploy};
use super::parts;
use crate::connector::tests::stand::{Asked, Said, Stand, nothing, said};
use crate::connector::tests::{connected, tried};
use crate::connector::{Kind, Session, Trouble, Why};
use crate::testing::{Office, each};

/// A deployment: its name, and its files by name.
pub(crate) type Kept = (String, Vec<(String, String)>);

/// A stand-in for Operaton.
#[derive(Default)]
pub(crate) struct Seven {
    pub kept: Vec<Kept>,
    /// What every deployment is refused with.
    pub refuses: Option<(u16, Value)>,
    /// Loses the answer to the next deployment, which is made all the same.
    pub loses_answer: bool,
}

impl Seven {
    pub async fn open(self) -> (Stand, Arc<Mutex<Seven>>) {
        let state = Arc::new(Mutex::new(self));
        let shared = Arc::clone(&state);
        let stand = Stand::open(move |asked| shared.lock().expect("no test panicked").answer(asked)).await;
        (stand, state)
    }

    pub fn deployments(&self) -> usize {
        self.kept.len()
    }

    fn answer(&mut self, asked: &Asked) -> Said {
        let Some(path) = asked.path.strip_prefix("/engine-rest/") else { return nothing() };
        let parts: Vec<&str> = path.split('/').collect();
        // demo:demo, as it is delivered.
        if path != "version" && asked.header("authorization") != "Basic ZGVtbzpkZW1v" {
            return Said {
                status: 401,
                headers: vec![("www-authenticate", "Basic realm=\"default\"".to_owned())],
                body: Value::Null,
            };
        }
        match (asked.method.as_str(), parts.as_slice()) {
            ("GET", ["version"]) => said(200, json!({ "version": "1.0.0" })),
            ("GET", ["deployment", "count"]) => said(200, json!({ "count": self.kept.len() })),
            ("POST", ["deployment", "create"]) => self.create(asked),
            ("GET", [kind @ ("process-definition" | "decision-definition")]) => {
                let at: usize = asked.text("deploymentId").trim_start_matches('d').parse().expect("a deployment");
                let end = if *kind == "process-definition" { ".bpmn" } else { ".dmn" };
                said(200, Value::Array(self.definitions(at, end)))
            }
            ("GET", ["process-definition", id, "xml"]) => {
                let at: usize = id.rsplit(':').next().and_then(|at| at.parse().ok()).expect("a deployment");
                let file = self.kept[at].1.iter().find(|(name, _)| name.ends_with(".bpmn")).expect("a diagram");
                said(200, json!({ "id": id, "bpmn20Xml": file.1 }))
            }
            _ => nothing(),
        }
    }

    fn definitions(&self, at: usize, end: &str) -> Vec<Value> {
        let (deployment, files) = &self.kept[at];
        let own = files.iter().filter(|(name, _)| name.ends_with(end));
        own.map(|(name, _)| {
            let key = name.trim_end_matches(end);
            let version = self.kept[..=at].iter().filter(|(other, _)| other == deployment).count();
            json!({ "id": format!("{key}:{version}:{at}"), "key": key, "version": version, "resource": name, "deploymentId": format!("d{at}") })
        })
        .collect()
    }

    fn create(&mut self, asked: &Asked) -> Said {
        if let Some((status, words)) = &self.refuses {
            return said(*status, words.clone());
        }
        let parts = parts(asked);
        assert!(parts.values().all(|all| all.len() == 1), "a part that comes twice hides the other");
        let text = |name: &str| parts[name][0].1.clone();
        assert_eq!((text("enable-duplicate-filtering"), text("deployment-source")), ("true".into(), "Mandate".into()));
        let files: Vec<(String, String)> =
            parts.values().map(|all| all[0].clone()).filter(|(name, _)| !name.is_empty()).collect();
        let new: Kept = (text("deployment-name"), files);
        let newest = self.kept.iter().rposition(|(name, _)| *name == new.0).filter(|at| self.kept[*at] == new);
        let (at, is_new) = match newest {
            Some(at) => (at, false),
            None => {
                self.kept.push(new);
                (self.kept.len() - 1, true)
            }
        };
        if std::mem::take(&mut self.loses_answer) {
            return said(502, Value::Null);
        }
        let made: Map<String, Value> = self
            .definitions(at, ".bpmn")
            .into_iter()
            .map(|one| (one["id"].as_str().unwrap_or_default().to_owned(), one))
            .collect();
        let made = if is_new { Value::Object(made) } else { Value::Null };
        said(
            200,
            json!({ "id": format!("d{at}"), "name": self.kept[at].0, "source": "Mandate", "deployedProcessDefinitions": made }),
        )
    }
}

async fn deployed(office: &Office, id: &str, diagram: &str) -> Result<Deployed, Trouble> {
    let file = |name: &str, content: &str| File { name: name.to_owned(), content: content.to_owned() };
    let files = vec![file("p.bpmn", diagram), file("price.dmn", "<definitions/>"), file("ask.form", "{}")];
    let parcel = Parcel { name: "Mandate: p".to_owned(), files };
    let mut session = Session::open(&office.app, id).await?;
    let done = deploy(Target::Operaton, &mut session.line, &parcel).await;
    session.close(&office.app, done.as_ref().map(|_| ())).await.expect("closed");
    done
}

#[test]
fn operaton_keeps_one_deployment_of_the_same_files_also_after_a_lost_answer() {
    each("engine_seven", |office| async move {
        let (stand, seven) = Seven { loses_answer: true, ..Seven::default() }.open().await;
        let id = connected(&office, Kind::Operaton, &stand.url(), "demo", "demo").await;
        let found = tried(&office, &id).await.expect("it works");
        assert_eq!((found.version.as_str(), found.who.as_str()), ("Operaton 1.0.0", "demo"));
        let lost = deployed(&office, &id, "<definitions/>").await.expect_err("the answer is lost");
        assert!(lost.passes(), "{}", lost.sentence);
        let again = deployed(&office, &id, "<definitions/>").await.expect("found");
        assert_eq!(seven.lock().expect("free").deployments(), 1);
        assert!(again.sentence.contains("had these very files already"), "{}", again.sentence);
        let kinds: Vec<&str> = again.items.iter().map(|item| item.what.as_str()).collect();
        assert_eq!((kinds.as_slice(), again.items[0].key.as_str()), (&["process", "decision"][..], "p:1:0"));
        let next = deployed(&office, &id, "<definitions id=\"x\"/>").await.expect("deployed");
        assert_eq!((next.items[0].version, next.deployment.as_str()), (2, "d1"));
        // The path may be written out, with an engine of its own.
        let whole = connected(&office, Kind::Operaton, &format!("{}/engine-rest", stand.url()), "demo", "demo").await;
        assert!(tried(&office, &whole).await.is_ok());
    });
}

#[test]
fn what_operaton_refuses_is_told_in_its_words_and_a_wrong_password_is_seen_at_the_trial() {
    each("engine_seven_troubles", |office| async move {
        let words = json!({ "type": "ParseException", "message": "ENGINE-09005 Could not parse BPMN process.", "details": {
            "p.bpmn": { "errors": [{ "message": "Exclusive Gateway 'gate' has outgoing sequence flow 'f' without condition", "line": 3,
                "column": 9, "mainBpmnElementId": "gate", "bpmnElementIds": ["gate", "f"] }], "warnings": [] }}});
        let (stand, _) = Seven { refuses: Some((400, words)), ..Seven::default() }.open().await;
        let id = connected(&office, Kind::Operaton, &stand.url(), "demo", "demo").await;
        let trouble = deployed(&office, &id, "<definitions/>").await.expect_err("refused");
        assert_eq!(trouble.why, Why::Refused);
        assert!(trouble.sentence.starts_with("p.bpmn, gate: Exclusive Gateway 'gate' has"), "{}", trouble.sentence);
        let wrong = connected(&office, Kind::Operaton, &format!("{}/", stand.url()), "demo", "wrong").await;
        assert_eq!(tried(&office, &wrong).await.expect_err("nobody knows us").why, Why::Credential);
    });
}
