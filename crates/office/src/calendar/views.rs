//! What the pages of calendars show.

use maud::{Markup, html};
use ui::button::Weight as Look;
use ui::form::{Form as Sent, form as form_part, submit_bar};
use ui::{Column, Field, Icon, Row, Table, Tone};

use super::model::{self, Calendar, WEEK};
use super::pages::WEEK_FIELDS;
use crate::clock::Time;
use crate::journal::Entry;
use crate::web::Form;

/// Days of their own that are shown at once.
const SHOWN: usize = 40;
/// Zones that are offered; any other of the time zone database may be written.
const ZONES: [&str; 12] = [
    "UTC",
    "Europe/Zurich",
    "Europe/Berlin",
    "Europe/London",
    "Europe/Paris",
    "Europe/Madrid",
    "America/New_York",
    "America/Chicago",
    "America/Los_Angeles",
    "Asia/Kolkata",
    "Asia/Singapore",
    "Asia/Tokyo",
];

/// What is asked to be reckoned.
pub(super) struct Asked {
    pub from: String,
    pub duration: String,
    /// The beginning could not be read.
    pub refused: bool,
}

/// A working time from a moment, and where it ends.
pub(super) struct Reckoned {
    pub said: String,
    pub from: Time,
    pub until: Result<Time, String>,
}

/// Beside the heading of the list.
pub(super) fn list_actions(may: bool) -> Markup {
    html! { @if may { (ui::button_link("Add a calendar", "/calendars/new", Look::Primary, Some(Icon::Add))) } }
}

/// Every calendar.
pub(super) fn list(calendars: &[Calendar], may: bool) -> Markup {
    let say = if may {
        "Add one, and due days, timers and service levels can count in its hours."
    } else {
        "An SMO manager, a governance lead or an administrator can add one."
    };
    ui::table(&Table {
        caption: "Calendars",
        base: "/calendars",
        columns: &[
            Column::text("name", "Calendar"),
            Column::text("week", "Ordinary week"),
            Column::text("zone", "Time zone"),
            Column::text("days", "Days that differ"),
            Column::text("key", "Key in diagrams"),
        ],
        rows: calendars.iter().map(line).collect(),
        empty: Some(("No calendar yet", say, None)),
        ..Table::default()
    })
}

fn line(one: &Calendar) -> Row {
    Row::new(vec![
        html! { a href=(one.href()) { (one.name) } @if one.is_usual { " " (ui::pill("usual", Tone::Info)) } },
        html! { (one.hours.week_in_words()) },
        html! { (one.hours.time_zone) },
        html! { (one.hours.days.len()) },
        html! { code { (one.key) } },
    ])
}

/// Beside the heading of one calendar.
pub(super) fn status(one: &Calendar) -> Markup {
    html! { @if one.is_usual { (ui::pill("the usual calendar", Tone::Info)) } }
}

/// What can be done with it.
pub(super) fn actions(one: &Calendar, may: bool) -> Markup {
    let href = one.href();
    html! {
        @if may { (ui::button_link("Change the hours", &format!("{href}/hours"), Look::Primary, Some(Icon::Edit))) }
        (ui::button_link("For mandate log", &format!("{href}/calendar.toml"), Look::Plain, Some(Icon::Download)))
    }
}

/// One calendar: its hours, a reckoning, the days that differ.
pub(super) fn one(
    one: &Calendar,
    reckoning: (&Asked, &[Reckoned]),
    today: &str,
    entries: &[Entry],
    may: bool,
) -> Markup {
    let usual = "Due days that nobody said otherwise count in the usual calendar.";
    html! {
        (ui::section("Hours", None, ui::definitions(&[
            ("Ordinary week", html! { (one.hours.week_in_words()) }),
            ("Time zone", html! { (one.hours.time_zone) ", with its changes of the clock" }),
            ("Key in diagrams", html! { code { (one.key) } }),
            ("Usual calendar", html! { @if one.is_usual { "Yes. " (usual) } @else { "No." } }),
        ])))
        @if may && !one.is_usual {
            (form_part(&Sent { action: &format!("{}/usual", one.href()), ..Sent::default() }, html! {
                p { (usual) }
                (submit_bar(ui::button("Make it the usual calendar", "", "")))
            }))
        }
        (reckon(one, reckoning))
        (days(one, today))
        @if !entries.is_empty() { (ui::section("What was changed", None, crate::journal::views::history(entries))) }
    }
}

fn reckon(one: &Calendar, (asked, reckoned): (&Asked, &[Reckoned])) -> Markup {
    let zone = format!("On the clock of {}.", one.hours.time_zone);
    let error = asked.refused.then_some("This is no moment. Choose a day and a time.");
    let moment = |at: Time| model::moment(&one.hours, at);
    ui::section(
        "What working time means here",
        None,
        html! {
            ul {
                @for one in reckoned {
                    li {
                        @match &one.until {
                            Ok(until) => { (one.said) " from " (moment(one.from)) " end on " strong { (moment(*until)) } "." }
                            Err(sentence) => (sentence),
                        }
                    }
                }
            }
            (ui::form::question(&one.href(), html! {
                (ui::form::row(&[
                    Field::new("from", "From").hint(&zone).error(error).value(&asked.from).date_time(),
                    Field::new("duration", "Working time").hint("P2D for two working days, PT8H for eight working hours.").value(&asked.duration).short().text(),
                ]))
                (submit_bar(ui::button("Reckon", "", "")))
            }))
        },
    )
}

fn days(one: &Calendar, today: &str) -> Markup {
    let coming: Vec<&model::Day> = one.hours.days.iter().filter(|day| day.date.as_str() >= today).collect();
    let (past, more) = (one.hours.days.len() - coming.len(), coming.len().saturating_sub(SHOWN));
    let row = |day: &&model::Day| {
        let hours = model::spans(&day.hours).replace('-', "–");
        Row::new(vec![
            html! { time datetime=(day.date) { (day.date) } },
            html! { (day.name) },
            html! { @if hours.is_empty() { "free" } @else { (hours) } },
        ])
    };
    ui::section(
        "Days that differ",
        None,
        html! {
            (ui::table(&Table {
                caption: "Days that differ from the ordinary week",
                base: &one.href(),
                columns: &[Column::text("day", "Day"), Column::text("name", "Name"), Column::text("hours", "Hours")],
                rows: coming.iter().take(SHOWN).map(row).collect(),
                empty: Some(("No day ahead differs", "Holidays can be written one by one, or brought from a calendar file.", None)),
                ..Table::default()
            }))
            @if more > 0 { p { "And " (more) " later ones." } }
            @if past > 0 { p { (past) " days that differ lie in the past; they count for what began before them." } }
        },
    )
}

/// The form of a calendar; `holidays` is where a file of them goes.
pub(super) fn edit(action: &str, form: &Form, holidays: Option<&str>, notice: Option<&str>) -> Markup {
    let hidden = [("revision", form.raw("revision"))];
    let hidden: &[(&str, &str)] = if form.raw("revision").is_empty() { &[] } else { &hidden };
    let zones: Vec<(&str, &str)> = ZONES.iter().map(|zone| (*zone, *zone)).collect();
    html! {
        (form.summary())
        @if let Some(notice) = notice { (ui::callout(Tone::Info, "Not kept yet", html! { p { (notice) } })) }
        (form_part(&Sent { action, hidden, ..Sent::default() }, html! {
            (form.field("name", "Name").hint("What people call it: Support hours.").required().text())
            (form.field("time_zone", "Time zone").hint("The hours are those on the clock there.").required().suggestions("zones").text())
            (ui::form::suggestions("zones", &zones))
            p { "Hours as 09:00-12:00 13:00-17:00; a day that is left empty is free." }
            @for (field, day) in WEEK_FIELDS.iter().zip(WEEK) { (form.field(field, day).text()) }
            (form.field("days", "Days that differ").hint("One a line: 2026-12-25 Christmas Day for a free day, 2026-12-24 09:00-12:00 Christmas Eve for a day with hours of its own.").textarea(12))
            (submit_bar(ui::primary("Save the calendar")))
        }))
        @if let Some(to) = holidays {
            (ui::section("Bring holidays from a file", None, html! {
                p { "A calendar file (.ics) of public holidays, as many states and offices publish it. Whole days become free days; you see them before anything is kept." }
                (form_part(&Sent { action: to, upload: true, ..Sent::default() }, html! {
                    (form.field("file", "Calendar file").required().file(".ics,text/calendar"))
                    (submit_bar(ui::button("Read the file", "", "")))
                }))
            }))
        }
    }
}
