//! Hostile texts through every form: never a fault, shown only as text, control characters refused, spreadsheets safe.

use axum::body::Body;
use axum::http::{StatusCode, header};
use serde_json::json;

use super::{furnished, guest, open_draft, process_id, proposed, stands};
use crate::jobs::{self, New};
use crate::process::section::{Kind, SECTIONS};
use crate::testing::{Guest, Office, Reply, each, request};
use crate::web::csv;

/// What strangers write.
const HOSTILE: &[&str] = &[
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)' x='",
    "\" autofocus onfocus=\"alert(1)",
    "</textarea></title></style><svg onload=alert(1)>",
    "javascript:alert(1)",
    "&lt;b&gt; &amp; &#x3c;i&#x3e;",
    "=HYPERLINK(\"http://evil.test\";\"x\")",
    "+1+cmd|'/C calc'!A0",
    "-2+3",
    "@SUM(A1:A9)",
    "{{7*7}} ${7*7} <%= 7*7 %> #{7*7}",
    "'; drop table people; --",
    "%s%n%x %00 %0d%0a",
    "\u{202e}gnp.exe\u{202c} \u{200f}\u{2066}",
    "👩‍👩‍👧‍👦 🏴󠁧󠁢󠁥󠁮󠁧󠁿 Z͑ͫ̓a̴l",
];

/// What no form takes: control characters, in a line also line ends.
const CONTROLS: &[&str] = &["a\u{0}b", "a\u{1b}[31mb", "a\u{7}b", "a\u{85}b\u{9f}"];

/// The text as markup shows it.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Nothing of the text became markup.
fn only_text(body: &str, text: &str, what: &str) {
    if text.contains(['<', '"']) {
        assert!(!body.contains(text), "{what}: {text} stands raw in the page");
    }
    for markup in ["<script>alert", "<img src=x", "<svg onload", "href=\"javascript:", "src=\"javascript:"] {
        assert!(!body.contains(markup), "{what}: {markup} after {text}");
    }
}

/// Every record of a download is safe in a spreadsheet.
fn safe_table(body: &str, what: &str) {
    for (line, cells) in csv::records(body.trim_start_matches('\u{feff}')).expect("a table") {
        for cell in cells {
            let risky = cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.parse::<f64>().is_err();
            assert!(!risky, "{what}, line {line}: {cell}");
        }
    }
}

/// A form: its address and what else is sent along.
struct Sheet<'a> {
    path: &'a str,
    by: &'a Guest,
    fixed: &'a [(&'a str, &'a str)],
}

impl Sheet<'_> {
    async fn send(&self, office: &Office, field: &str, text: &str) -> Reply {
        let others = self.fixed.iter().filter(|(name, _)| *name != field).copied();
        let fields: Vec<(&str, &str)> = others.chain([(field, text)]).collect();
        office.post(self.path, Some(self.by), &fields).await
    }

    /// Sends the text; what comes back, and the page it leads to, hold it only as text. Says whether it was taken.
    async fn takes(&self, office: &Office, field: &str, text: &str) -> bool {
        let what = format!("{} {field}", self.path);
        let reply = self.send(office, field, text).await;
        stands(&reply, &what);
        only_text(&reply.body, text, &what);
        let location = reply.location();
        assert!(location.is_empty() || location.starts_with('/') && !location.starts_with("//"), "{what}: {location}");
        if reply.status == StatusCode::SEE_OTHER {
            let page = office.get(location, Some(self.by)).await;
            stands(&page, location);
            only_text(&page.body, text, location);
            return true;
        }
        reply.status.is_success()
    }

    /// Control characters and endless texts are refused with a sentence.
    async fn refuses(&self, office: &Office, field: &str) {
        let what = format!("{} {field}", self.path);
        for text in CONTROLS {
            let reply = self.send(office, field, text).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{what}: {text:?}");
            assert!(reply.body.contains("contains control characters"), "{what}: {}", reply.body);
        }
        let reply = self.send(office, field, &"\u{1F600}".repeat(20_001)).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{what}: endless");
        assert!(reply.body.contains("too long"), "{what}: {}", reply.body);
    }

    /// All of it for every field.
    async fn meets(&self, office: &Office, fields: &[&str]) {
        for field in fields {
            self.refuses(office, field).await;
            for text in HOSTILE {
                self.takes(office, field, text).await;
            }
        }
    }
}

#[test]
fn people_and_units_take_hostile_texts_as_text() {
    each("hostile_people", |office| async move {
        furnished(&office).await;
        let nadia = guest(&office, "Nadia").await;
        let person = office.person("Ann Other", &[]).await;
        let of_person = |act: &str| format!("/people/{}/{act}", person.person.id);
        for (at, text) in HOSTILE.iter().enumerate() {
            for field in ["name", "title"] {
                let mail = format!("{field}{at}@office.test");
                let fixed = [("name", "Ann"), ("email", mail.as_str()), ("title", ""), ("unit", "")];
                let sheet = Sheet { path: "/people", by: &nadia, fixed: &fixed };
                assert!(sheet.takes(&office, field, text).await, "{field}: {text}");
            }
        }
        let fixed = [("name", "Ann"), ("email", "ann@office.test"), ("title", ""), ("unit", "")];
        let people = Sheet { path: "/people", by: &nadia, fixed: &fixed };
        people.meets(&office, &["name", "email", "title", "unit"]).await;
        Sheet { path: "/units", by: &nadia, fixed: &[("name", "U"), ("parent", "")] }
            .meets(&office, &["name", "parent"])
            .await;
        let roles = of_person("roles");
        let fixed = [("role", "facilitator"), ("starts", ""), ("ends", ""), ("reason", "")];
        let roles = Sheet { path: &roles, by: &nadia, fixed: &fixed };
        roles.meets(&office, &["reason"]).await;
        for text in HOSTILE.iter().chain(CONTROLS) {
            for field in ["role", "starts", "ends"] {
                assert!(!roles.takes(&office, field, text).await, "{field}: {text:?}");
            }
        }
        let closure = of_person("closure");
        Sheet { path: &closure, by: &nadia, fixed: &[] }.meets(&office, &["reason"]).await;
        for page in ["/people", "/units", "/people?sort=-name", "/sign-in"] {
            let body = office.get(page, Some(&nadia)).await.body;
            HOSTILE.iter().for_each(|text| only_text(&body, text, page));
        }
        let body = office.get("/units", Some(&nadia)).await.body;
        for text in HOSTILE {
            assert!(body.contains(&escaped(text)), "{text} is lost");
        }
        safe_table(&office.get("/people.csv", Some(&nadia)).await.body, "people.csv");
        office.settle().await;
    });
}

#[test]
fn a_process_takes_hostile_texts_as_text() {
    each("hostile_process", |office| async move {
        furnished(&office).await;
        let jonas = guest(&office, "Jonas").await;
        let fixed = [("name", "P"), ("category", "core"), ("purpose", ""), ("steps", "Desk: answers")];
        let new = Sheet { path: "/processes", by: &jonas, fixed: &fixed };
        new.meets(&office, &["name", "purpose", "steps"]).await;
        for text in HOSTILE {
            assert!(!new.takes(&office, "category", text).await, "{text} is a category");
        }
        for page in ["/processes", "/library", "/", "/improvements/new"] {
            let body = office.get(page, Some(&jonas)).await.body;
            HOSTILE.iter().for_each(|text| only_text(&body, text, page));
        }
        safe_table(&office.get("/processes.csv", Some(&jonas)).await.body, "processes.csv");
        for page in ["people", "processes", "improvements", "measures", "journal", "search"] {
            for text in HOSTILE {
                let q = crate::web::form::encode(text);
                let path = format!("/{page}?q={q}&sort={q}&state={q}&page={q}&category={q}&unit={q}&role={q}");
                if !path.contains("%00") {
                    let reply = office.get(&path, Some(&jonas)).await;
                    stands(&reply, &path);
                    only_text(&reply.body, text, &path);
                }
            }
        }
        office.settle().await;
    });
}

#[test]
fn a_draft_takes_hostile_texts_as_text() {
    each("hostile_draft", |office| async move {
        furnished(&office).await;
        let jonas = guest(&office, "Jonas").await;
        // Every save keeps a revision, so each section meets every fourth text, each beginning with another one.
        for (at, section) in SECTIONS.iter().enumerate() {
            let path = format!("/processes/service-request/draft/sections/{}", section.key);
            for text in HOSTILE.iter().chain(CONTROLS).copied().skip(at % 4).step_by(4) {
                let (revision, _) = open_draft(&office, "service-request").await;
                let mut fields = vec![("revision", revision.as_str())];
                for column in section.columns {
                    fields.push((
                        column.name,
                        match column.kind {
                            Kind::Line | Kind::Text | Kind::Key | Kind::Name(_) => text,
                            Kind::Choice(choices) => choices[0].0,
                            Kind::Timed => "approve",
                            _ => "",
                        },
                    ));
                }
                let reply = office.post(&path, Some(&jonas), &fields).await;
                let taken = !CONTROLS.contains(&text);
                let expected = if taken { StatusCode::SEE_OTHER } else { StatusCode::UNPROCESSABLE_ENTITY };
                assert_eq!(reply.status, expected, "{path} {text:?}: {}", reply.body);
                only_text(&reply.body, text, &path);
                let page = office.get(&path, Some(&jonas)).await.body;
                only_text(&page, text, &path);
                assert!(!taken || page.contains(&escaped(text)), "{path}: {text} is lost");
            }
        }
        let body = office.get("/processes/service-request/draft", Some(&jonas)).await.body;
        HOSTILE.iter().for_each(|text| only_text(&body, text, "the draft"));
        office.settle().await;
    });
}

#[test]
fn steps_and_letters_take_hostile_texts_as_text() {
    each("hostile_steps", |office| async move {
        furnished(&office).await;
        let jonas = guest(&office, "Jonas").await;
        let draft = office.get("/api/processes/service-request/versions/draft", Some(&jonas)).await.value();
        let step = draft["definition"]["activities"].as_object().expect("steps").keys().next().expect("one").clone();
        let path = format!("/processes/service-request/draft/activities/{step}");
        let questions = ["purpose", "steps", "decision_rule", "exception_path", "tool", "record"];
        for text in HOSTILE {
            let (revision, _) = open_draft(&office, "service-request").await;
            let mut fields = vec![("revision", revision.as_str())];
            fields.extend(questions.map(|name| (name, *text)));
            let reply = office.post(&path, Some(&jonas), &fields).await;
            assert_eq!(reply.status, StatusCode::SEE_OTHER, "{text}: {}", reply.body);
            let page = office.get(&path, Some(&jonas)).await.body;
            only_text(&page, text, &path);
            assert!(page.matches(&escaped(text)).count() >= questions.len(), "{text} is lost");
        }
        let (revision, _) = open_draft(&office, "service-request").await;
        let fixed = [("revision", revision.as_str())];
        let sheet = Sheet { path: &path, by: &jonas, fixed: &fixed };
        for field in questions {
            sheet.refuses(&office, field).await;
        }
        for text in HOSTILE.iter().chain(CONTROLS) {
            assert!(!sheet.takes(&office, "process_time", text).await, "minutes: {text:?}");
            let cells = [format!("cell/{step}/{text}"), format!("cell/{text}/{step}")];
            for (path, cell) in [path.as_str(), "/processes/service-request/draft/raci"].into_iter().zip(&cells) {
                let reply = office.post(path, Some(&jonas), &[fixed[0], (cell, "A")]).await;
                assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{cell:?}: {}", reply.location());
                only_text(&reply.body, text, cell);
            }
        }
        let nowhere = "/processes/service-request/draft/activities/nowhere";
        let reply = office.post(nowhere, Some(&jonas), &[fixed[0], ("purpose", "x")]).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "a step that the diagram does not have");
    });
}

#[test]
fn notes_and_reasons_of_an_approval_take_hostile_texts_as_text() {
    each("hostile_reasons", |office| async move {
        furnished(&office).await;
        let (jonas, chloe) = (guest(&office, "Jonas").await, guest(&office, "Chloé").await);
        let (submit, decide) = ("/processes/service-request/submission", "/processes/service-request/approval");
        let asked = [("approver", chloe.person.id.as_str()), ("due", "2026-12-24")];
        let submission = Sheet { path: submit, by: &jonas, fixed: &asked };
        submission.refuses(&office, "note").await;
        for text in HOSTILE {
            assert!(
                !submission.takes(&office, "approver", text).await && !submission.takes(&office, "due", text).await
            );
            assert!(submission.takes(&office, "note", text).await, "{text}");
            let review = office.get("/processes/service-request/review", Some(&chloe)).await.body;
            assert!(review.contains(&escaped(text)), "{text} is lost: {review}");
            let (_, seal) = open_draft(&office, "service-request").await;
            let fixed = [("decision", "sent_back"), ("seal", seal.as_str())];
            let decision = Sheet { path: decide, by: &chloe, fixed: &fixed };
            decision.refuses(&office, "reason").await;
            assert!(!decision.takes(&office, "seal", text).await && !decision.takes(&office, "decision", text).await);
            assert!(decision.takes(&office, "reason", text).await, "{text}");
            let draft = office.get("/processes/service-request/draft", Some(&jonas)).await.body;
            only_text(&draft, text, "the draft");
            assert!(draft.contains(&escaped(text)), "{text} is lost");
        }
        let body = office.get("/processes/service-request/journal", Some(&jonas)).await.body;
        HOSTILE.iter().for_each(|text| only_text(&body, text, "the journal"));
        for (path, field) in
            [(submit, "note"), (decide, "reason"), ("/processes/service-request/publication", "reason")]
        {
            let sent = json!({ "approvers": [chloe.person.id], field: "a\u{0}b", "decision": "sent_back", "seal": "" });
            let reply = office.json("POST", &format!("/api{path}"), Some(&chloe), &sent).await;
            assert!(reply.status.is_client_error(), "{path}: {}", reply.body);
        }
        office.settle().await;
    });
}

#[test]
fn improvements_take_hostile_texts_as_text() {
    each("hostile_improvements", |office| async move {
        furnished(&office).await;
        let (aisha, ingrid) = (guest(&office, "Aisha").await, guest(&office, "Ingrid").await);
        let process = process_id(&office, "incident-management").await;
        let fixed = [("title", "T"), ("description", ""), ("process_id", process.as_str())];
        let propose = Sheet { path: "/improvements", by: &aisha, fixed: &fixed };
        propose.meets(&office, &["title", "description", "process_id", "value"]).await;
        for text in HOSTILE {
            let accepted = proposed(&office, &aisha, "To accept").await;
            let plan = [
                ("owner", aisha.person.id.as_str()),
                ("measure", "-"),
                ("measure_name", text),
                ("unit", text),
                ("baseline", "10"),
                ("target", "5"),
                ("due", "2027-03-01"),
            ];
            let path = format!("{accepted}/acceptance");
            let accept = Sheet { path: &path, by: &ingrid, fixed: &plan };
            for field in ["owner", "baseline", "due", "measure"] {
                assert!(!accept.takes(&office, field, text).await, "{field}: {text}");
            }
            assert!(accept.takes(&office, "expected", text).await, "{text}");
            let page = office.get(&accepted, Some(&ingrid)).await.body;
            assert!(page.contains(&escaped(text)), "{text} is lost");
            only_text(&office.get("/", Some(&aisha)).await.body, text, "the work");
            for (act, field) in [("refusal", "reason"), ("withdrawal", "why")] {
                let address = proposed(&office, &aisha, "To end").await;
                let (path, by) = (format!("{address}/{act}"), if act == "refusal" { &ingrid } else { &aisha });
                let sheet = Sheet { path: &path, by, fixed: &[] };
                sheet.refuses(&office, field).await;
                assert!(sheet.takes(&office, field, text).await, "{act}: {text}");
            }
        }
        for page in ["/improvements", "/improvements/board", "/journal"] {
            let body = office.get(page, Some(&ingrid)).await.body;
            HOSTILE.iter().for_each(|text| only_text(&body, text, page));
        }
        safe_table(&office.get("/improvements.csv", Some(&ingrid)).await.body, "improvements.csv");
        office.settle().await;
    });
}

/// What the form of the states takes: anything as a state or a name, and nothing else that the office does not know.
async fn beginning(office: &Office, ingrid: &Guest, import: &str, process: &str) {
    let path = format!("{import}/beginning");
    let mapping = mining::Mapping::events("number", "state", "at", mining::TimeFormat::YearMonthDay);
    let mapping = json!(mapping).to_string();
    let order = [
        ("process", process),
        ("mapping", &mapping),
        ("state", "New"),
        ("target", ""),
        ("resolved", "New"),
        ("mode", "good_rows"),
    ];
    let sheet = Sheet { path: &path, by: ingrid, fixed: &order };
    sheet.refuses(office, "save_as").await;
    for text in HOSTILE.iter().chain(CONTROLS) {
        for field in ["process", "mapping", "target", "resolved", "mode"] {
            assert!(!sheet.takes(office, field, text).await, "{field}: {text:?}");
        }
    }
    for text in HOSTILE.iter().chain(CONTROLS) {
        for field in ["state", "save_as"] {
            sheet.takes(office, field, text).await;
        }
    }
}

#[test]
fn jobs_and_mappings_take_hostile_texts_as_text() {
    each("hostile_jobs", |office| async move {
        furnished(&office).await;
        let now = office.app.now();
        for (at, text) in HOSTILE.iter().enumerate() {
            let key = at.to_string();
            let job = move |tx: &mut db::Tx| {
                let new = New { kind: "nothing", key: key.clone(), payload: json!({ "text": text }), run_at: now };
                Ok(jobs::enqueue(tx, now, new)?)
            };
            office.app.write(job).await.expect("a job");
        }
        for _ in 0..10 {
            office.settle().await;
            office.app.clock().advance_seconds(3601);
        }
        let (nadia, ingrid) = (guest(&office, "Nadia").await, guest(&office, "Ingrid").await);
        let jobs =
            office.app.read(|tx| Ok(jobs::store::list(tx, Some(jobs::State::Failed), 100)?)).await.expect("jobs");
        assert!(jobs.len() >= HOSTILE.len(), "{} jobs failed", jobs.len());
        for (job, text) in jobs.iter().zip(HOSTILE) {
            let path = format!("/admin/jobs/{}/surrender", job.id);
            let sheet = Sheet { path: &path, by: &nadia, fixed: &[] };
            sheet.refuses(&office, "reason").await;
            assert!(sheet.takes(&office, "reason", text).await, "{text}");
        }
        let table = "number,state,at\nA1,New,2026-09-01 08:00\nA1,Closed,2026-09-01 12:00\n";
        let part = "Content-Disposition: form-data; name=\"file\"; filename=\"x.csv\"";
        let body = format!("--limit\r\n{part}\r\n\r\n{table}\r\n--limit--\r\n");
        let sent = request("POST", "/measures/import", Some(&ingrid))
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=limit")
            .body(Body::from(body));
        let reply = office.send(sent.expect("a request")).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
        let (import, process) = (reply.location().to_owned(), process_id(&office, "incident-management").await);
        let columns = [
            ("process", process.as_str()),
            ("case", "number"),
            ("shape", "events"),
            ("activity", "state"),
            ("time", "at"),
            ("time_format", "year_month_day"),
            ("time_zone", "UTC"),
        ];
        let path = format!("{import}/mapping");
        let sheet = Sheet { path: &path, by: &ingrid, fixed: &columns };
        for text in HOSTILE.iter().chain(CONTROLS) {
            for (field, _) in columns.iter().filter(|(field, _)| *field != "shape") {
                assert!(!sheet.takes(&office, field, text).await, "{field}: {text:?}");
            }
        }
        beginning(&office, &ingrid, &import, &process).await;
        office.settle().await;
        office.post(&format!("{import}/cancellation"), Some(&ingrid), &[]).await;
        let body = office.get("/measures/import", Some(&ingrid)).await.body;
        HOSTILE.iter().for_each(|text| only_text(&body, text, "the imports"));
    });
}

#[test]
fn setting_up_takes_hostile_texts_as_text() {
    // Each needs an office of its own and a password hash, which takes its time; these are the kinds that differ.
    for text in [HOSTILE[0], HOSTILE[1], HOSTILE[7], HOSTILE[11], HOSTILE[14]] {
        each("hostile_set_up", move |office| async move {
            let token =
                office.app.write(crate::people::commands::offer_set_up).await.expect("written").expect("a token");
            let fields = [
                ("token", token.as_str()),
                ("office", text),
                ("name", text),
                ("email", "ada@office.test"),
                ("title", text),
                ("password", "a long enough sentence 7"),
                ("again", "a long enough sentence 7"),
            ];
            for control in CONTROLS {
                let mut wrong = fields;
                wrong[1].1 = control;
                let reply = office.post("/set-up", None, &wrong).await;
                assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{control:?}");
                only_text(&reply.body, text, "the form again");
                assert!(reply.body.contains("contains control characters"), "{}", reply.body);
            }
            let reply = office.post("/set-up", None, &fields).await;
            assert_eq!(reply.status, StatusCode::SEE_OTHER, "{text}: {}", reply.body);
            only_text(&office.get("/sign-in", None).await.body, text, "the sign-in");
            office.settle().await;
        });
    }
}
