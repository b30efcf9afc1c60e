//! What is shown of connectors.

use maud::{Markup, html};
use ui::form::{Form as Sent, form as form_part, hidden, row, submit_bar};
use ui::{Choice, Column, Row, Table, Tone};

use super::engine::Settings;
use super::model::{Connector, Found, Kind};
use super::wire::{Call, Inside};
use crate::clock::Time;
use crate::journal::Entry;
use crate::web::Form;

/// Places and states that are shown before the rest is counted.
const SHOWN: usize = 40;

/// What can be done from the list.
pub(super) fn list_actions() -> Markup {
    ui::button_link("Add a connector", "/connectors/new", ui::button::Weight::Primary, Some(ui::Icon::Add))
}

/// How a connector stands, in a word.
fn stands(one: &Connector, now: Time) -> (&'static str, Tone) {
    if one.suspended_at.is_some() {
        ("suspended", Tone::Neutral)
    } else if one.health.rests(now).is_some() {
        ("rests after failures", Tone::Bad)
    } else if !one.health.trouble.is_empty() {
        ("in trouble", Tone::Warning)
    } else if one.found.is_some() {
        ("works", Tone::Good)
    } else {
        ("not tried yet", Tone::Info)
    }
}

/// The pills beside the heading.
pub(super) fn status(one: &Connector, now: Time) -> Markup {
    let (words, tone) = stands(one, now);
    html! { (ui::pill(words, tone)) (ui::tag(one.kind.label())) }
}

/// Every connector, and the hosts inside.
pub(super) fn list(all: &[Connector], hosts: &[Inside], now: Time, form: &Form) -> Markup {
    let line = |one: &Connector| {
        let (words, tone) = stands(one, now);
        let href = format!("/connectors/{}", one.id);
        Row::new(vec![
            html! { a href=(href) { (one.name) } },
            html! { (one.kind.label()) },
            html! { (one.address) },
            ui::pill(words, tone),
            html! { @if let Some(at) = one.health.good_at { (at.in_words()) } @else { "never" } },
        ])
    };
    html! {
        (form.summary())
        (ui::table(&Table {
            caption: "Connectors",
            columns: &[
                Column::text("name", "Name"),
                Column::text("kind", "Tool"),
                Column::text("address", "Address"),
                Column::text("state", "State"),
                Column::text("good", "Last answered"),
            ],
            rows: all.iter().map(line).collect(),
            empty: Some(("No connector yet", "Add the tool that your tickets live in.", None)),
            ..Table::default()
        }))
        (ui::section("Hosts inside", None, hosts_inside(hosts, form)))
    }
}

fn hosts_inside(hosts: &[Inside], form: &Form) -> Markup {
    let line = |host: &Inside| {
        let fields = [("host", host.as_str())];
        Row::new(vec![
            html! { (host.as_str()) },
            ui::post_button("Strike off", "/connectors/hosts/removal", ui::button::Weight::Plain, &fields),
        ])
    };
    let field = form.field("host", "Host and port").hint("For example rt.intern.example:443.").required().text();
    let told = html! {
        p {
            "Connectors call the open internet over https. A tool inside your own network, or one without encryption, is called only when its "
            "host is named here. Addresses of cloud metadata, link-local addresses and this office itself are never called."
        }
    };
    let table = html! {
        @if !hosts.is_empty() {
            (ui::table(&Table {
                caption: "Hosts inside that may be called",
                columns: &[Column::text("host", "Host"), Column::text("act", "What to do")],
                rows: hosts.iter().map(line).collect(),
                ..Table::default()
            }))
        }
    };
    let form = form_part(
        &Sent { action: "/connectors/hosts", ..Sent::default() },
        html! {
            (field)
            (submit_bar(ui::button("Name this host", "", "")))
        },
    );
    ui::stack(&[told, table, form])
}

/// The form for a new connector.
pub(super) fn new(form: &Form) -> Markup {
    let kinds: Vec<Choice> =
        Kind::ALL.iter().map(|kind| Choice { value: kind.key(), label: kind.label(), hint: kind.how() }).collect();
    html! {
        (form.summary())
        (form_part(&Sent { action: "/connectors", ..Sent::default() }, html! {
            (form.field("kind", "Tool").required().radios(&kinds))
            (fields(form, true, true))
            (submit_bar(ui::primary("Keep the connector")))
        }))
    }
}

fn fields(form: &Form, is_new: bool, engine: bool) -> Markup {
    let credential = ui::Field::new("credential", "Credential").error(form.complaint("credential")).complete("off");
    let credential = if is_new {
        credential.hint("It is encrypted and never shown again. Only an engine may ask for none.")
    } else {
        credential.hint("Leave it empty to keep the one that is there.")
    };
    html! {
        (form.field("name", "Name").hint("As people call it, for example “Tickets of the service desk”.").required().text())
        (form.field("address", "Address").hint("Where the tool begins, for example https://rt.example.com.").required().url())
        (row(&[
            form.field("account", "Account").hint("Empty where the credential tells it.").complete("off").text(),
            credential.password(),
        ]))
        (form.field("zone", "Time zone of the tool").hint("Only GLPI writes times without a zone. UTC, +01:00 or Europe/Zurich.").required().text())
        @if is_new || engine { (engine_fields(form)) }
    }
}

/// How a client of an engine comes in.
fn engine_fields(form: &Form) -> Markup {
    let token = form.field("token_address", "Token address").complete("off");
    let token =
        token.hint("Only where a client fetches a token first, for example https://identity.example.com/oauth/token.");
    ui::form::entry(
        "For an engine",
        html! {
            (token.url())
            (row(&[
                form.field("audience", "Audience of the token").hint("For Camunda’s cloud zeebe.camunda.io; else as its administrator says.").text(),
                form.field("tenant", "Tenant").hint("Only where the engine has several.").text(),
            ]))
        },
    )
}

/// The form of a connector as it is.
pub(super) fn filled(one: &Connector, engine: &Settings) -> Form {
    let fields = [
        ("token_address", engine.token_address.clone()),
        ("audience", engine.audience.clone()),
        ("tenant", engine.tenant.clone()),
        ("name", one.name.clone()),
        ("address", one.address.clone()),
        ("account", one.account.clone()),
        ("zone", one.zone.clone()),
        ("revision", one.revision.to_string()),
    ];
    Form::of(fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

/// What a trial found, in a sentence.
pub(super) fn told(kind: Kind, found: &Found) -> String {
    if kind == Kind::Http {
        return format!("{}.", found.version);
    }
    let who = if found.who.is_empty() { "an account that may not read its own name" } else { found.who.as_str() };
    let places = match found.places.len() {
        // An engine has no places.
        0 if found.states.is_empty() => return format!("{}; we are {who}.", found.version),
        0 => "nothing".to_owned(),
        1 => format!("one place ({})", found.places[0].label),
        many => format!("{many} places"),
    };
    format!("{}; we are {who} and may read {places}.", found.version)
}

/// What the page of a connector is made of.
pub(super) struct Shown<'a> {
    pub connector: &'a Connector,
    pub calls: &'a [Call],
    pub entries: &'a [Entry],
    pub form: &'a Form,
}

/// The page of a connector.
pub(super) fn show(shown: &Shown, now: Time) -> Markup {
    let one = shown.connector;
    let href = format!("/connectors/{}", one.id);
    let main = html! {
        (shown.form.summary())
        (trouble(one, now))
        (ui::section("Connection", Some(acts(one, &href)), connection(one)))
        (ui::section("Change it", None, form_part(&Sent { action: &href, ..Sent::default() }, html! {
            (hidden("revision", shown.form.raw("revision")))
            (fields(shown.form, false, one.kind.engine().is_some()))
            (submit_bar(ui::primary("Keep the changes")))
        })))
        (ui::section("Calls", None, calls(shown.calls)))
    };
    ui::split(main, ui::section("Journal", None, crate::journal::views::history(shown.entries)))
}

fn acts(one: &Connector, href: &str) -> Markup {
    let (label, act) =
        if one.suspended_at.is_some() { ("Take it back into use", "resumption") } else { ("Suspend", "suspension") };
    html! {
        (ui::post_button("Try the connection", &format!("{href}/trial"), ui::button::Weight::Primary, &[]))
        (ui::post_button(label, &format!("{href}/{act}"), ui::button::Weight::Plain, &[]))
    }
}

fn trouble(one: &Connector, now: Time) -> Markup {
    html! {
        @if let Some(since) = one.suspended_at {
            (ui::callout(Tone::Info, "Suspended", html! { p { "Since " (since.in_words()) ". Nothing is called." } }))
        }
        @if !one.health.trouble.is_empty() {
            (ui::callout(Tone::Bad, "It does not work", html! {
                p { (one.health.trouble) }
                @if let Some(until) = one.health.rests(now) {
                    p { "It rests until " (until.in_words()) " after " (one.health.failures) " failures in a row; then it is tried again. “Try the connection” does so at once." }
                }
            }))
        }
    }
}

fn connection(one: &Connector) -> Markup {
    let Some(found) = &one.found else {
        return html! { p { "It was not tried yet, or it was changed since. Try the connection: it tells who we are and what we may read." } };
    };
    let mut places: Vec<&str> = found.places.iter().take(SHOWN).map(|place| place.label.as_str()).collect();
    let more = format!("and {} more", found.places.len().saturating_sub(SHOWN));
    if found.places.len() > SHOWN {
        places.push(&more);
    }
    let states: Vec<&str> = found.states.iter().take(SHOWN).map(|state| state.label.as_str()).collect();
    let mut pairs = vec![("Tool", html! { (found.version) }), ("We are", html! { (found.who) })];
    // An engine has neither places nor states.
    if one.kind.engine().is_none() {
        pairs.push(("We may read", html! { (places.join(", ")) }));
        pairs.push(("States", html! { (states.join(", ")) }));
    }
    pairs.push(("Tried", html! { (Time(found.at).in_words()) }));
    html! {
        (ui::definitions(&pairs))
        @for note in &found.notes { (ui::callout(Tone::Info, "Please note", html! { p { (note) } })) }
    }
}

fn calls(all: &[Call]) -> Markup {
    let line = |one: &Call| {
        let status = if one.status == 0 { "no answer".to_owned() } else { one.status.to_string() };
        Row::new(vec![
            html! { (one.at.in_words()) },
            html! { (one.method) " " (one.path) },
            html! { (status) @if !one.trouble.is_empty() { p { (one.trouble) } } },
            html! { (one.ms) },
            html! { (one.bytes) },
        ])
    };
    ui::table(&Table {
        caption: "The newest calls",
        columns: &[
            Column::text("at", "When"),
            Column::text("call", "Call"),
            Column::text("status", "Answer"),
            Column::figures("ms", "Milliseconds"),
            Column::figures("bytes", "Bytes"),
        ],
        rows: all.iter().map(line).collect(),
        empty: Some(("No call yet", "Every call is noted here, without what was sent.", None)),
        ..Table::default()
    })
}
