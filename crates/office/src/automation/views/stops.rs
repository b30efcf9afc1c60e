//! Stopped steps by step and cause, and the form that mends those of one group.

use std::sync::Arc;

use maud::{Markup, html};
use ui::form::{Form as Sent, form as form_part, submit_bar};
use ui::{Choice, Column, Row, Table};

use super::super::bulk::MOST;
use super::super::deployment::Loaded;
use super::super::plan::sentence;
use super::super::stop::several::MENDS;
use super::super::stop::{Group, Stopped, cause};
use crate::clock::Time;
use crate::web::Form;

/// Every group, the largest first; `gone` where one was asked for that is no more.
#[must_use]
pub fn groups(href: &str, all: &[(Group, Arc<Loaded>)], gone: bool) -> Markup {
    let row = |(group, loaded): &(Group, Arc<Loaded>)| {
        let one = group.oldest();
        Row::new(vec![
            html! { a href={ (href) "?group=" (group.key) } { (loaded.program.name_of(&one.incident.element)) } },
            html! { (cause(&one.incident)) " " (sentence(&one.incident.message)) },
            html! { (group.stops.len()) },
            html! { time datetime=(Time(one.incident.at.0).rfc3339()) { (Time(one.incident.at.0).in_words()) } },
        ])
    };
    html! {
        @if gone { (ui::callout(ui::Tone::Info, "Nothing is stopped for that cause any more", html! { p { "What is left stands below." } })) }
        (ui::table(&Table {
            caption: "Stopped steps",
            columns: &[
                Column::text("step", "Step"),
                Column::text("cause", "Cause"),
                Column::figures("cases", "Stops"),
                Column::text("since", "Since"),
            ],
            rows: all.iter().map(row).collect(),
            empty: Some(("Nothing is stopped", "Every running case of this process goes on or waits for its people.", None)),
            ..Table::default()
        }))
    }
}

/// One group: its cases, and what is to be done with them.
#[must_use]
pub fn group(href: &str, one: &Group, ways: &[(String, String)], form: &Form) -> Markup {
    let shown: Vec<&Stopped> = one.stops.iter().take(MOST).collect();
    let labels: Vec<(String, String, String)> = shown
        .iter()
        .map(|stop| {
            let mut said = vec![format!("since {}", Time(stop.incident.at.0).in_words())];
            said.extend(stop.paused.then(|| "paused".to_owned()));
            // What all say stands above.
            let differs = stop.incident.message != one.oldest().incident.message;
            said.extend(differs.then(|| sentence(&stop.incident.message)));
            let name = format!("{}/{}", stop.case_id, stop.incident.id);
            (name, format!("{} ({})", stop.title, stop.code), said.join(" · "))
        })
        .collect();
    let choices: Vec<Choice> = labels.iter().map(|(id, label, hint)| Choice { value: id, label, hint }).collect();
    let sent = form.all("stop");
    // At first all are meant.
    let first = form.fields().is_empty();
    let chosen: Vec<&str> = if first {
        labels.iter().map(|(id, _, _)| id.as_str()).collect()
    } else {
        sent.iter().map(String::as_str).collect()
    };
    let acts: Vec<Choice> = MENDS.iter().map(|(word, label)| Choice::new(word, label)).collect();
    let ways: Vec<Choice> = ways.iter().map(|(flow, label)| Choice::new(flow, label)).collect();
    html! {
        (form.summary())
        p { (cause(&one.oldest().incident)) " " (sentence(&one.oldest().incident.message)) }
        (form_part(&Sent { action: href, ..Sent::default() }, html! {
            (ui::form::hidden("group", &one.key))
            @if one.stops.len() > MOST { p { "The oldest " (MOST) " of " (one.stops.len()) " are shown; so many can be acted on at a time." } }
            (form.field("stop", "Cases").required().checkboxes(&choices, &chosen))
            (form.field("act", "What to do").required().radios(&acts))
            (form.field("reason", "Why").hint("Needed to skip; it stands in the story of each case.").textarea(2))
            @if ways.len() > 1 { (form.field("via", "Where it goes on when it is skipped").radios(&ways)) }
            (ui::disclosure("Which value to correct", html! {
                (form.field("name", "Name of the value").hint("As the cases call it.").text())
                (form.field("value", "Its new value").hint("The same in each chosen case. Empty: no value.").textarea(2))
            }))
            (submit_bar(ui::primary("Do it")))
        }))
    }
}
