//! Linking logs: which, and by which columns.

use maud::{Markup, html};
use ui::button::Weight;
use ui::form::{Form as Sent, entry, form as form_part, hidden, question, submit_bar};
use ui::{Choice, Field, Icon};

use super::super::pages::making::{Suggestion, word};
use super::number;
use crate::measure::Log;
use crate::process::Process;
use crate::web::Form;

/// A button that leads to making a set.
pub fn link_button() -> Markup {
    ui::button_link("Link logs", "/objects/new", Weight::Primary, Some(Icon::Link))
}

/// The first step: which logs.
#[must_use]
pub fn choose(all: &[(Process, Log)], wrong: bool) -> Markup {
    if all.is_empty() {
        let action = ui::button_link("Import a log", "/measures/import", Weight::Primary, None);
        return ui::empty_state("There is no log yet", "Import the logs of two processes first.", Some(action));
    }
    let labels: Vec<String> = all
        .iter()
        .map(|(process, log)| format!("{}: {}, {} cases", process.name, log.name, number(log.cases.unsigned_abs())))
        .collect();
    let choices: Vec<Choice> =
        all.iter().zip(&labels).map(|((process, _), label)| Choice::new(&process.id, label)).collect();
    let error = wrong.then_some("Choose one to eight logs.");
    question(
        "/objects/new",
        html! {
            (Field::new("process", "Logs").hint("The newest log of each process. One is enough where its cases name each other.").error(error).checkboxes(&choices, &[]))
            (ui::buttons(&[ui::primary("Look for columns that link them")]))
        },
    )
}

/// The second step: what a case of each is, and which columns link them.
#[must_use]
pub fn columns(chosen: &[(Process, Log)], suggestions: &[Suggestion], form: &Form) -> Markup {
    let name = |at: usize| chosen.get(at).map_or("", |(process, _)| process.name.as_str());
    let labels: Vec<(String, String)> = suggestions
        .iter()
        .map(|one| {
            let told = &one.told;
            let unknown = if told.unknown == 0 {
                String::new()
            } else {
                format!("; {} names are unknown there", number(told.unknown))
            };
            let label = format!(
                "“{}” of {} names cases of {}: {} links from {} cases{unknown}",
                one.link.column,
                name(one.link.from),
                name(one.link.to),
                number(told.links),
                number(told.cases),
            );
            (one.key(), label)
        })
        .collect();
    let choices: Vec<Choice> = labels.iter().map(|(key, label)| Choice::new(key, label)).collect();
    let sent = form.all("link");
    let ticked: Vec<&str> = match form.fields().is_empty() {
        true => labels.iter().map(|(key, _)| key.as_str()).collect(),
        false => sent.iter().map(String::as_str).collect(),
    };
    let processes: Vec<&str> = chosen.iter().map(|(process, _)| process.name.as_str()).collect();
    let usual = processes.join(" and ");
    let title = if form.fields().is_empty() { usual.as_str() } else { form.raw("name") };
    let complaint = |field: &str| form.complaint(field);
    let body = html! {
        (form.summary())
        (Field::new("name", "Name").value(title).error(complaint("name")).required().text())
        @for (at, (process, log)) in chosen.iter().enumerate() {
            @let id = format!("object_type-{at}");
            @let value = word(form, at, process);
            (entry(&process.name, html! {
                (hidden("process", &process.id))
                (Field::new("object_type", "One of its cases is called").id(&id).hint(&format!("Log “{}”.", log.name)).value(&value).error(complaint("object_type")).required().text())
            }))
        }
        @if choices.is_empty() {
            (ui::callout(ui::Tone::Warning, "No column links these logs", html! {
                p { "No column of these logs names a case of another. Import them with the column that does, such as the number of the problem in the log of incidents, among the attributes." }
            }))
        } @else {
            (Field::new("link", "Columns that link them").hint("Found by what stands in them.").error(complaint("link")).checkboxes(&choices, &ticked))
            (submit_bar(ui::primary("Link these logs")))
        }
    };
    html! {
        (form_part(&Sent { action: "/objects", ..Sent::default() }, body))
        p { a href="/objects/new" { "Choose other logs" } }
    }
}
