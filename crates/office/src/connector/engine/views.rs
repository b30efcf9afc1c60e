//! What is shown of deployments: the engines, a dry run, and what became of each.

use std::collections::BTreeMap;

use ::engine::elsewhere::{Carried, Target, Weight};
use maud::{Markup, html};
use ui::button::Weight as Force;
use ui::form::{Form as Sent, form as form_part, hidden, submit_bar};
use ui::{Column, Row, Table, Tone};

use super::super::model::Connector;
use super::model::{Deployment, Parcel, Stands};
use crate::process::engine_report;
use crate::web::Form;
use crate::web::form::encode;

/// What would be deployed.
pub(super) struct Dry {
    connector_id: String,
    connector: String,
    target: Target,
    number: String,
    carried: Carried,
    /// Names and sizes of the files.
    files: Vec<(String, usize)>,
}

impl Dry {
    pub fn new(connector: &Connector, target: Target, key: &str, number: String, carried: Carried) -> Dry {
        let files = Parcel::of(key, &carried).files.into_iter().map(|file| (file.name, file.content.len()));
        Dry {
            connector_id: connector.id.clone(),
            connector: connector.name.clone(),
            target,
            number,
            files: files.collect(),
            carried,
        }
    }
}

/// What the page is made of.
pub(super) struct Shown<'a> {
    pub href: &'a str,
    /// The version in force, if there is one.
    pub number: Option<&'a str>,
    pub engines: &'a [Connector],
    pub deployments: &'a [Deployment],
    /// Names of people by id.
    pub names: &'a BTreeMap<String, String>,
    pub dry: Option<&'a Result<Dry, String>>,
    pub runs: bool,
    pub administers: bool,
    pub form: &'a Form,
}

/// The page.
pub(super) fn show(shown: &Shown) -> Markup {
    let base = format!("{}/elsewhere/deployments", shown.href);
    html! {
        (shown.form.summary())
        @match shown.dry {
            Some(Ok(dry)) => (dry_run(shown, dry, &base)),
            Some(Err(sentence)) => (ui::callout(Tone::Warning, "There is nothing to deploy", html! { p { (sentence) } })),
            None => {}
        }
        (ui::section("Engines", None, engines(shown, &base)))
        (ui::section("What was deployed", None, history(shown, &base)))
    }
}

fn engines(shown: &Shown, base: &str) -> Markup {
    if shown.engines.is_empty() {
        let add =
            shown.administers.then(|| ui::button_link("Add a connector", "/connectors/new", Force::Primary, None));
        let text = "An administrator adds Camunda 8, Operaton or Camunda 7 under “Connectors”.";
        return ui::empty_state("No engine is connected", text, add);
    }
    let line = |one: &Connector| {
        let version = one.found.as_ref().map_or("not tried yet", |found| found.version.as_str());
        let newest = shown.deployments.iter().find(|it| it.connector_id == one.id && it.stands == Stands::Deployed);
        let has = match newest {
            Some(it) => format!("version {}", it.number),
            None => "nothing of this process".to_owned(),
        };
        let act = match shown.number {
            Some(_) if shown.runs => {
                let label = format!("Dry run for {}", one.name);
                ui::button_link(&label, &format!("{base}?engine={}", encode(&one.id)), Force::Plain, None)
            }
            Some(_) => html! { "Owner, manager or SMO manager deploys" },
            None => html! { "No version is in force" },
        };
        Row::new(vec![html! { (one.name) }, html! { (version) }, html! { (has) }, act])
    };
    ui::table(&Table {
        caption: "Engines that processes can be deployed to",
        columns: &[
            Column::text("name", "Engine"),
            Column::text("version", "Is"),
            Column::text("has", "Has from here"),
            Column::text("act", "What to do"),
        ],
        rows: shown.engines.iter().map(line).collect(),
        ..Table::default()
    })
}

fn dry_run(shown: &Shown, dry: &Dry, base: &str) -> Markup {
    let lost = dry.carried.notes.iter().filter(|note| note.weight == Weight::Lost).count();
    let title = format!("Dry run for {}", dry.connector);
    let files = dry.files.iter().map(|(name, bytes)| Row::new(vec![html! { (name) }, html! { (bytes) }]));
    let label = if lost == 1 {
        "One thing does not carry over; deploy all the same".to_owned()
    } else {
        format!("{lost} things do not carry over; deploy all the same")
    };
    let body = html! {
        p { "Nothing was sent yet. Version " (dry.number) " would be deployed with these files; the same files again change nothing there." }
        (ui::table(&Table {
            caption: "Files",
            columns: &[Column::text("name", "File"), Column::figures("bytes", "Bytes")],
            rows: files.collect(),
            ..Table::default()
        }))
        (engine_report(dry.target, &dry.carried))
        (form_part(&Sent { action: base, ..Sent::default() }, html! {
            (hidden("engine", &dry.connector_id))
            (hidden("number", &dry.number))
            @if lost > 0 {
                (shown.form.field("although", &label).hint("The engine refuses most of what it does not know, and says so.").checkbox(shown.form.ticked("although")))
            }
            (submit_bar(ui::primary(&format!("Deploy version {}", dry.number))))
        }))
    };
    ui::section(&title, None, body)
}

fn history(shown: &Shown, base: &str) -> Markup {
    let line = |one: &Deployment| {
        let (word, tone) = match one.stands {
            Stands::Waiting => ("on its way", Tone::Info),
            Stands::Deployed => ("deployed", Tone::Good),
            Stands::Refused => ("not deployed", Tone::Bad),
        };
        let who = shown.names.get(&one.asked_by).map_or("somebody who left", String::as_str);
        Row::new(vec![
            html! { (one.done_at.unwrap_or(one.asked_at).in_words()) },
            html! { (one.number) },
            html! { (one.connector) },
            ui::pill(word, tone),
            html! {
                @if let Some(process) = one.process() {
                    p { (process.id) ", version " (process.version) " there" }
                    p { "Deployment " (one.deployment) ", definition " (process.key) }
                    @let others = one.items.iter().filter(|item| item.what != "process").count();
                    @if others > 0 { p { "With " (others) @if others == 1 { " more file" } @else { " more files" } } }
                }
                @for words in one.told.lines() { p { (words) } }
                @if one.stands == Stands::Refused && shown.runs {
                    (ui::post_button("Try again", &format!("{base}/{}/retry", one.id), Force::Plain, &[]))
                }
            },
            html! { (who) },
        ])
    };
    ui::table(&Table {
        caption: "Deployments, the newest first",
        columns: &[
            Column::text("at", "When"),
            Column::text("number", "Version"),
            Column::text("engine", "Engine"),
            Column::text("stands", "State"),
            Column::text("there", "What the engine says"),
            Column::text("by", "By"),
        ],
        rows: shown.deployments.iter().map(line).collect(),
        empty: Some(("Nothing was deployed yet", "Look at a dry run first; it changes nothing.", None)),
        ..Table::default()
    })
}
