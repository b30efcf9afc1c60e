//! The pages of an import.

use maud::{Markup, html};
use mining::{LooksLike, Mapping, Preview, Shape, Target, TimeFormat};
use ui::form::{Form as Sent, form as form_part, hidden, question, row, submit_bar};
use ui::{Choice, Column, Field, Row, Table, Tone};

use super::super::look::Look;
use super::super::mapping_form::{FACTS, column_key, fact, format_key, state_key};
use super::super::model::{Import, ImportState, Plan, Reading, SavedMapping};
use super::super::upload::KEPT_DAYS;
use crate::config;
use crate::failure::Refusal;
use crate::people::views::summary;
use crate::process::Process;
use crate::web::Form;

/// The line below the heading of the first page.
pub const IMPORT_LEAD: &str = "A CSV, TSV, Excel, XES or OCEL file as your ticketing tool exports it, text also packed with gzip. Nothing is imported before you have seen it.";
/// The line below the heading of the states.
pub const STATES_LEAD: &str =
    "Choose the step of the process for each state of the tool. What has no step is said out loud later.";

/// The beginning: a file, and what was imported lately.
#[must_use]
pub fn start(imports: &[Import], mappings: &[SavedMapping], sources: Markup, refusal: Option<&Refusal>) -> Markup {
    let error = refusal.map(|refusal| refusal.sentence.as_str());
    let limit = config::limits::UPLOAD_BYTES / 1024 / 1024;
    let hint = format!("At most {limit} MiB as sent. It waits {KEPT_DAYS} days for you to go on.");
    let body = html! {
        (Field::new("file", "File").hint(&hint).error(error).required().file(".csv,.tsv,.txt,.gz,.xes,.xlsx,.xlsm,.json,.jsonocel,.xml,.xmlocel,.sqlite,.sqlite3,.db"))
        (submit_bar(ui::primary("Upload and look")))
    };
    html! {
        (form_part(&Sent { action: "/measures/import", upload: true, ..Sent::default() }, body))
        (sources)
        (ui::section("My imports", None, recent(imports)))
        @if !mappings.is_empty() {
            (ui::section("Saved mappings", None, html! {
                p { "A file with the same columns is imported with one click." }
                ul { @for one in mappings { li { (one.name) ", saved on " (one.saved_at.day_in_words()) } } }
            }))
        }
    }
}

fn recent(imports: &[Import]) -> Markup {
    let rows = imports
        .iter()
        .map(|one| {
            let href = format!("/measures/imports/{}", one.id);
            let (words, tone) = state_words(one.state);
            Row::new(vec![
                html! { a href=(href) { (one.file_name) } },
                ui::pill(words, tone),
                html! { (one.created_at.in_words()) },
                html! { (one.message) },
            ])
        })
        .collect();
    ui::table(&Table {
        caption: "Imports",
        columns: &[
            Column::text("file", "File"),
            Column::text("state", "State"),
            Column::text("at", "Uploaded"),
            Column::text("message", "What became of it"),
        ],
        rows,
        empty: Some(("Nothing imported yet", "Upload a file above.", None)),
        ..Table::default()
    })
}

fn state_words(state: ImportState) -> (&'static str, Tone) {
    match state {
        ImportState::Uploaded => ("waits for you", Tone::Info),
        ImportState::Running => ("running", Tone::Info),
        ImportState::Stopped => ("stopped, waits for you", Tone::Warning),
        ImportState::Done => ("imported", Tone::Good),
        ImportState::Failed => ("not imported", Tone::Bad),
        ImportState::Cancelled => ("cancelled", Tone::Neutral),
    }
}

/// What stands in place of the columns of a file that cannot be read at all.
#[must_use]
pub fn unreadable(import: &Import, refusals: &[Refusal]) -> Markup {
    html! {
        (ui::callout(Tone::Bad, "This file cannot be read", html! { @for one in refusals { p { (one.sentence) } } }))
        (cancel(import, "Remove it"))
    }
}

/// The button that cancels an import or discards its file.
pub(super) fn cancel(import: &Import, label: &str) -> Markup {
    ui::post_button(label, &format!("/measures/imports/{}/cancellation", import.id), ui::button::Weight::Plain, &[])
}

/// What the page of the columns shows.
pub struct Columns<'a> {
    pub import: &'a Import,
    pub look: &'a Look,
    pub saved: Option<&'a SavedMapping>,
    pub choices: &'a [(Process, Vec<(String, String)>)],
}

/// The columns of the file: which is what.
#[must_use]
pub fn columns(shown: &Columns, form: &Form) -> Markup {
    if shown.choices.is_empty() {
        let text = "A log belongs to a process with a version in force that you may import for. Publish one first, or ask its owner.";
        return ui::empty_state("No process to import for", text, None);
    }
    let action = format!("/measures/imports/{}/mapping", shown.import.id);
    let body = html! {
        (summary(form))
        (process_field(shown, form))
        @match &shown.look.preview {
            Some(preview) => { (hidden("sheet", &shown.look.sheet)) (column_fields(preview, form)) }
            None if shown.import.format.is_objects() => (object_field(shown.look, form)),
            None => p { "XES says itself which field is the case, the activity and the time." },
        }
        (submit_bar(ui::primary("Go on to the states")))
    };
    html! {
        @if let Some(saved) = shown.saved { (again(shown, saved)) }
        @if shown.look.sheets.len() > 1 { (sheet_choice(shown.import, shown.look)) }
        @if let Some(preview) = &shown.look.preview { (looked_at(preview, &shown.look.sheet)) }
        (form_part(&Sent { action: &action, ..Sent::default() }, body))
        (cancel(shown.import, "Cancel the import"))
    }
}

fn again(shown: &Columns, saved: &SavedMapping) -> Markup {
    let action = format!("/measures/imports/{}/again", shown.import.id);
    let sheet = shown.look.sheet.as_str();
    let body = html! {
        p { "A file with the same columns was imported as “" (saved.name) "”." }
        (ui::buttons(&[
            ui::post_button("Import it the same way, all or nothing", &action, ui::button::Weight::Primary, &[("mode", "all_or_nothing"), ("sheet", sheet)]),
            ui::post_button("Import it the same way, the good rows", &action, ui::button::Weight::Plain, &[("mode", "good_rows"), ("sheet", sheet)]),
        ]))
    };
    ui::callout(Tone::Info, "You know this file", body)
}

fn process_field(shown: &Columns, form: &Form) -> Markup {
    let choices: Vec<Choice> =
        shown.choices.iter().map(|(process, _)| Choice::new(&process.id, &process.name)).collect();
    let only = if shown.choices.len() == 1 { shown.choices[0].0.id.as_str() } else { "" };
    let value = Some(form.raw("process")).filter(|value| !value.is_empty()).unwrap_or(only);
    Field::new("process", "Process").value(value).error(form.complaint("process")).required().select(&choices)
}

/// Which sheet of a workbook is looked at.
fn sheet_choice(import: &Import, look: &Look) -> Markup {
    let sheets: Vec<Choice> = look.sheets.iter().map(|name| Choice::new(name, name)).collect();
    question(
        &format!("/measures/imports/{}", import.id),
        html! {
            (Field::new("sheet", "Sheet").hint("The log is read from one sheet.").value(&look.sheet).required().select(&sheets))
            (ui::buttons(&[ui::button("Look at this sheet", "", "")]))
        },
    )
}

/// Whose cases an object-centric log tells.
fn object_field(look: &Look, form: &Form) -> Markup {
    let label = |(name, count): &(String, u64)| match (look.counted_all, count) {
        (true, count) => format!("{name} ({})", ui::chart::number(*count as f64)),
        (false, 0) => name.clone(),
        (false, count) => format!("{name} (at least {})", ui::chart::number(*count as f64)),
    };
    let labels: Vec<String> = look.types.iter().map(label).collect();
    let types: Vec<Choice> =
        look.types.iter().zip(&labels).map(|((name, _), label)| Choice::new(name, label)).collect();
    let only = if look.types.len() == 1 { look.types[0].0.as_str() } else { "" };
    let value = Some(form.raw("object_type")).filter(|value| !value.is_empty()).unwrap_or(only);
    html! {
        p { "This log speaks of objects of several types. The cases of one type are imported; events without such an object are left out. All types together stand under " a href="/objects" { "Objects" } " then." }
        (Field::new("object_type", "Whose cases are they?").value(value).error(form.complaint("object_type")).required().select(&types))
    }
}

/// What was found in the file: separator and encoding or sheet, notes, and the first rows.
fn looked_at(preview: &Preview, sheet: &str) -> Markup {
    let separator = match preview.delimiter {
        '\t' => "tab".to_owned(),
        other => format!("“{other}”"),
    };
    let headings: Vec<Column> = preview.columns.iter().map(|column| Column::text(&column.name, &column.name)).collect();
    let rows = preview.rows.iter().map(|cells| Row::new(cells.iter().map(|cell| html! { (cell) }).collect())).collect();
    html! {
        @if sheet.is_empty() {
            (ui::definitions(&[
                ("Separator", html! { (separator) }),
                ("Encoding", html! { (preview.encoding.name()) }),
                ("Columns", html! { (preview.columns.len()) }),
            ]))
        } @else {
            (ui::definitions(&[("Sheet", html! { (sheet) }), ("Columns", html! { (preview.columns.len()) })]))
        }
        @for note in &preview.notes { (ui::callout(Tone::Info, "Please note", html! { p { (note) } })) }
        (ui::disclosure("The first rows", ui::table(&Table { caption: "The first rows of the file", columns: &headings, rows, ..Table::default() })))
        (ui::disclosure("What the columns look like", ui::table(&Table {
            caption: "Columns",
            columns: &[Column::text("name", "Column"), Column::text("looks", "Looks like"), Column::text("samples", "For example")],
            rows: preview.columns.iter().map(|column| Row::new(vec![
                html! { (column.name) },
                html! { (looks(&column.looks_like)) },
                html! { (column.samples.iter().take(4).cloned().collect::<Vec<_>>().join(" · ")) },
            ])).collect(),
            ..Table::default()
        })))
    }
}

fn looks(looks: &LooksLike) -> String {
    match looks {
        LooksLike::Time { format, ambiguous } => {
            let doubt = if *ambiguous { "; day and month could as well be exchanged" } else { "" };
            format!("times, {}{doubt}", format.describe())
        }
        LooksLike::Number => "numbers".to_owned(),
        LooksLike::Id => "identifiers".to_owned(),
        LooksLike::Text => "text".to_owned(),
        LooksLike::Empty => "empty".to_owned(),
    }
}

fn column_fields(preview: &Preview, form: &Form) -> Markup {
    let suggested = preview.suggested.as_ref();
    let keys: Vec<String> = preview.columns.iter().map(|column| column_key(&column.name)).collect();
    let all: Vec<Choice> =
        preview.columns.iter().zip(&keys).map(|(column, key)| Choice::new(key, &column.name)).collect();
    let optional: Vec<Choice> = std::iter::once(Choice::new("", "None")).chain(all.iter().copied()).collect();
    let sent = |name: &str, default: Option<&str>| -> String {
        if form.fields().is_empty() { default.unwrap_or("").to_owned() } else { form.raw(name).to_owned() }
    };
    let (activity, time) = match suggested.map(|mapping| &mapping.shape) {
        Some(Shape::Events { activity, time } | Shape::History { activity, time }) => {
            (Some(activity.as_str()), Some(time.as_str()))
        }
        Some(Shape::Changes { time, .. }) => (None, Some(time.as_str())),
        _ => (None, None),
    };
    let suggested_shape = match suggested.map(|mapping| &mapping.shape) {
        Some(Shape::Tickets { .. }) => "tickets",
        Some(Shape::Changes { .. }) => "changes",
        Some(Shape::History { .. }) => "history",
        _ => "events",
    };
    let shape = sent("shape", Some(suggested_shape));
    let formats: Vec<(String, &str)> =
        TimeFormat::ALL.into_iter().map(|one| (format_key(one), one.describe())).collect();
    let formats: Vec<Choice> = formats.iter().map(|(key, words)| Choice::new(key, words)).collect();
    let format = sent("time_format", suggested.map(|mapping| format_key(mapping.time_format)).as_deref());
    let zone = sent("time_zone", Some(suggested.map_or("UTC", |mapping| mapping.time_zone.as_str())));
    let column = |name: &str, default: Option<&str>| sent(name, default.map(column_key).as_deref());
    let case = column("case", suggested.map(|mapping| mapping.case.as_str()));
    let (activity, time) = (column("activity", activity), column("time", time));
    let resource = column("resource", suggested.and_then(|mapping| mapping.resource.as_deref()));
    let field = |name: &'static str, label: &'static str| Field::new(name, label).error(form.complaint(name));
    html! {
        (row(&[
            field("case", "Number of the ticket").value(&case).required().select(&all),
            field("resource", "Group or person").value(&resource).select(&optional),
        ]))
        (field("shape", "What is a row?").value(&shape).required().radios(&[
            Choice { value: "events", label: "One event", hint: "An audit log: each row is one state at one time." },
            Choice { value: "tickets", label: "One ticket", hint: "A list: each row is a ticket with several dates, such as opened, resolved and closed." },
            Choice { value: "changes", label: "One change of one field", hint: "An audit table: the field, its new value and the time; the changes of the state are what happened." },
            Choice { value: "history", label: "The ticket after some change", hint: "A history: a row with the state and group of the one before is no event." },
        ]))
        (row(&[
            field("activity", "State or activity (an event or the ticket a row)").value(&activity).select(&optional),
            field("time", "Time of the row (not for one ticket a row)").value(&time).select(&optional),
        ]))
        (ui::disclosure("Fields that change (one change a row)", change_fields(suggested, form, &optional)))
        (ui::disclosure("Dates of a ticket (one ticket a row)", dates(suggested, form, &optional)))
        (row(&[
            field("time_format", "How times are written").value(&format).required().select(&formats),
            field("time_zone", "Time zone of the file").hint("UTC, +01:00 or Europe/Zurich.").value(&zone).required().text(),
        ]))
        (ui::disclosure("What else the file states", facts(suggested, form, &optional)))
    }
}

fn change_fields(suggested: Option<&Mapping>, form: &Form, optional: &[Choice]) -> Markup {
    let (field, value, states, groups) = match suggested.map(|mapping| &mapping.shape) {
        Some(Shape::Changes { field, value, states, groups, .. }) => {
            (column_key(field), column_key(value), states.join(", "), groups.join(", "))
        }
        _ => (String::new(), String::new(), "state".to_owned(), "assignment_group".to_owned()),
    };
    let sent = |name: &str, default: String| if form.fields().is_empty() { default } else { form.raw(name).to_owned() };
    let (field, value) = (sent("change_field", field), sent("change_value", value));
    let (states, groups) = (sent("change_states", states), sent("change_groups", groups));
    let ask = |name: &'static str, label: &'static str| Field::new(name, label).error(form.complaint(name));
    html! {
        (row(&[
            ask("change_field", "Name of the field that changed").value(&field).select(optional),
            ask("change_value", "Its new value").value(&value).select(optional),
        ]))
        (row(&[
            ask("change_states", "Fields whose changes are what happened").hint("Their names in the table, apart by commas.").value(&states).text(),
            ask("change_groups", "Fields that name the group").hint("The group has the ticket from then on.").value(&groups).text(),
        ]))
    }
}

fn dates(suggested: Option<&Mapping>, form: &Form, optional: &[Choice]) -> Markup {
    let of = |activity: &str| match suggested.map(|mapping| &mapping.shape) {
        Some(Shape::Tickets { steps }) => {
            steps.iter().find(|step| step.activity.eq_ignore_ascii_case(activity)).map(|step| step.column.as_str())
        }
        _ => None,
    };
    let fields: Vec<Markup> =
        [("opened", "Opened at"), ("assigned", "Assigned at"), ("resolved", "Resolved at"), ("closed", "Closed at")]
            .into_iter()
            .map(|(name, label)| {
                let field_name = format!("date_{name}");
                let found = of(name).map(column_key).unwrap_or_default();
                let value = if form.fields().is_empty() { &found } else { form.raw(&field_name) };
                let error = if name == "opened" { form.complaint("date_opened") } else { None };
                Field::new(&field_name, label).value(value).error(error).select(optional)
            })
            .collect();
    row(&fields)
}

fn facts(suggested: Option<&Mapping>, form: &Form, optional: &[Choice]) -> Markup {
    let fields: Vec<Markup> = FACTS
        .iter()
        .map(|(name, label)| {
            let field_name = format!("fact_{name}");
            let found = suggested.and_then(|mapping| fact(&mapping.facts, name)).map(column_key).unwrap_or_default();
            let value = if form.fields().is_empty() { &found } else { form.raw(&field_name) };
            Field::new(&field_name, label).value(value).select(optional)
        })
        .collect();
    html! {
        p { "Where the tool counts for itself, its own numbers are used; otherwise they are counted from the states." }
        (row(&fields))
    }
}

/// What the page of the states shows.
pub struct States<'a> {
    pub import: &'a Import,
    pub process: &'a Process,
    pub steps: &'a [(String, String)],
    pub plan: Option<&'a Plan>,
    pub reading: &'a Reading,
    /// What was sent before, with what is wrong.
    pub form: &'a Form,
}

/// What each state stands for, which of them end the work, and how the import goes.
#[must_use]
pub fn states(shown: &States) -> Markup {
    let action = format!("/measures/imports/{}/beginning", shown.import.id);
    let plan = shown.plan.and_then(|plan| serde_json::to_string(plan).ok()).unwrap_or_default();
    let field = |name: &'static str, label: &'static str| Field::new(name, label).error(shown.form.complaint(name));
    let mode = Some(shown.form.raw("mode")).filter(|mode| !mode.is_empty()).unwrap_or("all_or_nothing");
    let body = html! {
        (summary(shown.form))
        (hidden("process", &shown.process.id))
        (hidden("mapping", &plan))
        (reading_fields(shown.reading, shown.steps, shown.form))
        (field("mode", "When rows are bad").value(mode).required().radios(&[
            Choice { value: "all_or_nothing", label: "All or nothing", hint: "One bad row stops the import; you see which and why, and may go on without them." },
            Choice { value: "good_rows", label: "The good rows", hint: "Good rows are imported, bad ones are listed with line and reason." },
        ]))
        (field("save_as", "Keep this mapping as").value(shown.form.raw("save_as")).hint("Then the next file with these columns is one click.").text())
        (submit_bar(ui::primary("Import")))
    };
    html! {
        (form_part(&Sent { action: &action, ..Sent::default() }, body))
        (cancel(shown.import, "Cancel the import"))
    }
}

/// What each state stands for, and which of them end the work.
pub(in crate::measure) fn reading_fields(reading: &Reading, steps: &[(String, String)], form: &Form) -> Markup {
    let steps: Vec<(String, String)> = steps.iter().map(|(id, name)| (format!("step:{id}"), name.clone())).collect();
    let choices: Vec<Choice> = [Choice::new("", "Not in the process"), Choice::new("ignored", "Leave it out")]
        .into_iter()
        .chain(steps.iter().map(|(value, name)| Choice::new(value, name)))
        .collect();
    let keyed: Vec<(String, &String)> = reading.states.keys().map(|state| (state_key(state), state)).collect();
    let ends: Vec<Choice> = keyed.iter().map(|(key, state)| Choice::new(key, state)).collect();
    let chosen = |all: &[String]| -> Vec<String> { all.iter().map(|state| state_key(state)).collect() };
    let (resolved, closed) = (chosen(&reading.resolved), chosen(&reading.closed));
    let resolved: Vec<&str> = resolved.iter().map(String::as_str).collect();
    let closed: Vec<&str> = closed.iter().map(String::as_str).collect();
    let field = |name: &'static str, label: &'static str| Field::new(name, label).error(form.complaint(name));
    html! {
        (ui::table(&Table {
            caption: "States of the tool",
            columns: &[Column::text("state", "State in the tool"), Column::text("target", "Step of the process")],
            rows: reading.states.iter().enumerate().map(|(at, (state, target))| state_row(at, state, target, &choices, form)).collect(),
            ..Table::default()
        }))
        (field("resolved", "Which states mean “resolved”?").hint("The clock of the resolution time stops there.").checkboxes(&ends, &resolved))
        (field("closed", "Which states mean “closed”?").hint("A case in another state counts as still open.").checkboxes(&ends, &closed))
    }
}

fn state_row(at: usize, state: &str, target: &Target, choices: &[Choice], form: &Form) -> Row {
    let value = match target {
        Target::Activity(id) => format!("step:{id}"),
        Target::Ignored => "ignored".to_owned(),
        Target::Unmodelled => String::new(),
    };
    let is_known = choices.iter().any(|choice| choice.value == value);
    let error = form.complaint("target").filter(|_| !is_known);
    // The summary of errors leads to the field that has the plain name.
    let id = if is_known { format!("target-{at}") } else { "target".to_owned() };
    let label = format!("What “{state}” stands for");
    Row::new(vec![
        html! { (state) (hidden("state", &state_key(state))) },
        Field::new("target", &label).id(&id).value(&value).error(error).required().select(choices),
    ])
}
