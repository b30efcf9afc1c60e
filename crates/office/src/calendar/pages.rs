//! The addresses of calendars: the list, one calendar with its reckoning, and changing it.

use axum::extract::multipart::MultipartError;
use axum::extract::{Multipart, Path};

use super::commands::{self, Said};
use super::model::{self, Calendar, Hours, WEEK};
use super::views::{self, Asked, Reckoned};
use super::{api, holidays, store};
use crate::access::Permission;
use crate::clock::Time;
use crate::failure::{Failure, Refusal};
use crate::journal;
use crate::web::{Access, Answer, Form, Page, Routes, Visit, answer};

/// Entries of its journal shown.
const ENTRIES: i64 = 20;
/// Most bytes of a file of holidays.
const FILE_BYTES: usize = 1024 * 1024;
/// The names of the questions for the days of the week.
pub(super) const WEEK_FIELDS: [&str; 7] =
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Who may enter where.
#[must_use]
pub fn routes() -> Routes {
    let read = Access::May(Permission::Read);
    let keep = Access::May(Permission::KeepCalendars);
    Routes::new()
        .get("/calendars", read, list)
        .get("/calendars/new", keep, new)
        .post("/calendars", keep, add)
        .get("/calendars/{key}", read, one)
        .get("/calendars/{key}/calendar.toml", read, file)
        .get("/calendars/{key}/hours", keep, edit)
        .post("/calendars/{key}/hours", keep, change)
        .upload("/calendars/{key}/holidays", keep, bring)
        .post("/calendars/{key}/usual", keep, make_usual)
        .get("/api/calendars", read, api::all)
        .get("/api/calendars/{key}", read, api::one)
        .put("/api/calendars/{key}", keep, api::keep)
        .get("/api/calendars/{key}/reckoning", read, api::reckon)
}

async fn list(visit: Visit) -> Answer {
    let may = visit.actor()?.may(Permission::KeepCalendars);
    let calendars = visit.read(|tx| Ok(store::all(tx)?)).await?;
    let page = Page::new("Calendars")
        .lead("When this office works. Due days, timers, service levels and measures count in these hours.")
        .actions(views::list_actions(may));
    visit.page(page, views::list(&calendars, may))
}

fn new_page<'a>() -> Page<'a> {
    Page::new("Add a calendar")
        .under("Calendars", "/calendars")
        .lead("Hours of an ordinary week, and the days that differ from it.")
}

async fn new(visit: Visit) -> Answer {
    let mut form = Form::of(vec![("time_zone".to_owned(), "Europe/Zurich".to_owned())]);
    for day in &WEEK_FIELDS[..5] {
        form = form.and(day, "09:00-17:00");
    }
    visit.page(new_page(), views::edit("/calendars", &form, None, None))
}

/// What the fields of a calendar say.
fn said(form: &mut Form) -> Said {
    let name = form.line("name", "The name");
    let time_zone = form.line("time_zone", "The time zone");
    let mut week: [Vec<::calendar::WorkSpan>; 7] = Default::default();
    for (at, field) in WEEK_FIELDS.into_iter().enumerate() {
        match model::read_spans(form.raw(field)) {
            Ok(spans) => week[at] = spans,
            Err(sentence) => form.refuse(field, format!("{}: {sentence}", WEEK[at])),
        }
    }
    let days = match model::read_lines(form.raw("days")) {
        Ok(days) => days,
        Err(wrong) => {
            wrong.into_iter().for_each(|sentence| form.refuse("days", sentence));
            Vec::new()
        }
    };
    Said { name, hours: Hours { time_zone, week, days } }
}

/// A complaint about the week stands at its first day.
fn again(form: Form, refusals: Vec<Refusal>) -> Form {
    let placed = refusals.into_iter().map(|one| match one.field {
        Some("week") => Refusal::at(WEEK_FIELDS[0], one.sentence),
        _ => one,
    });
    form.with(placed.collect())
}

async fn add(visit: Visit, mut form: Form) -> Answer {
    let said = said(&mut form);
    let (actor, now) = (visit.actor()?, visit.now);
    let outcome = match form.checked() {
        Ok(()) => visit.write(move |tx| commands::add(tx, &actor, now, None, &said)).await,
        Err(failure) => Err(failure),
    };
    match outcome {
        Ok(key) => Ok(answer::redirect_saying(&format!("/calendars/{key}"), "The calendar is kept.")),
        Err(Failure::Refused(refusals)) => {
            visit.page_refused(new_page(), views::edit("/calendars", &again(form, refusals), None, None))
        }
        Err(failure) => Err(failure),
    }
}

/// What is asked to be reckoned, and what comes of it.
fn reckoning(visit: &Visit, one: &Calendar) -> (Asked, Vec<Reckoned>) {
    let given = |name: &str| visit.query(name).filter(|text| !text.trim().is_empty());
    let from = given("from").and_then(|text| model::read_moment(&one.hours, &text));
    let wanted = given("duration").map(|text| text.trim().to_ascii_uppercase());
    let asked = Asked {
        from: model::field_moment(&one.hours, from.unwrap_or(visit.now)),
        duration: wanted.clone().unwrap_or_else(|| "PT8H".to_owned()),
        refused: given("from").is_some() && from.is_none(),
    };
    let from = from.unwrap_or(visit.now);
    let durations = wanted.map_or_else(|| ["PT1H", "PT8H", "P1D", "P5D"].map(str::to_owned).to_vec(), |one| vec![one]);
    let Ok(ready) = ::calendar::Calendar::new(&one.hours.spec()) else { return (asked, Vec::new()) };
    let reckoned = durations.into_iter().map(|text| match ::calendar::Stretch::parse(&text) {
        None => Reckoned {
            said: text.clone(),
            from,
            until: Err(format!("“{text}” is no working time. Write days and hours, such as P2D or PT8H.")),
        },
        Some(stretch) => {
            let none = || "The calendar knows no such day: it ends with the year 2100.".to_owned();
            Reckoned { said: stretch.words(), from, until: ready.plus(from.0, stretch).map(Time).ok_or_else(none) }
        }
    });
    (asked, reckoned.collect())
}

async fn one(Path(key): Path<String>, visit: Visit) -> Answer {
    let may = visit.actor()?.may(Permission::KeepCalendars);
    let (one, entries) = visit
        .read(move |tx| {
            let one = store::by_key(tx, &key)?;
            let entries = journal::store::of_object(tx, "calendar", &one.key, ENTRIES)?;
            Ok((one, entries))
        })
        .await?;
    let (asked, reckoned) = reckoning(&visit, &one);
    let page = Page::new(&one.name)
        .under("Calendars", "/calendars")
        .status(views::status(&one))
        .actions(views::actions(&one, may));
    let today = visit.now.date().to_string();
    visit.page(page, views::one(&one, (&asked, &reckoned), &today, &entries, may))
}

/// The calendar as a file, for the figures of a log without the office.
async fn file(Path(key): Path<String>, visit: Visit) -> Answer {
    let one = visit.read(move |tx| Ok(store::by_key(tx, &key)?)).await?;
    let text = toml::to_string_pretty(&one.hours.spec()).map_err(Failure::broken)?;
    Ok(answer::download(&format!("{}.toml", one.key), "application/toml; charset=utf-8", text.into_bytes()))
}

/// The form of a calendar as it stands.
fn filled(one: &Calendar) -> Form {
    let mut form = Form::of(vec![
        ("name".to_owned(), one.name.clone()),
        ("time_zone".to_owned(), one.hours.time_zone.clone()),
        ("days".to_owned(), model::lines(&one.hours.days)),
        ("revision".to_owned(), one.revision.to_string()),
    ]);
    for (field, spans) in WEEK_FIELDS.into_iter().zip(&one.hours.week) {
        form = form.and(field, &model::spans(spans));
    }
    form
}

fn edit_page(visit: &Visit, one: &Calendar, form: &Form, notice: Option<&str>, refused: bool) -> Answer {
    let href = one.href();
    let title = format!("Hours of {}", one.name);
    let page = Page::new(&title)
        .under("Calendars", "/calendars")
        .under(&one.name, &href)
        .lead("Timers and due times that wait in this calendar are reckoned anew when you save.");
    let body = views::edit(&format!("{href}/hours"), form, Some(&format!("{href}/holidays")), notice);
    if refused { visit.page_refused(page, body) } else { visit.page(page, body) }
}

async fn edit(Path(key): Path<String>, visit: Visit) -> Answer {
    let one = visit.read(move |tx| Ok(store::by_key(tx, &key)?)).await?;
    edit_page(&visit, &one, &filled(&one), None, false)
}

async fn change(Path(key): Path<String>, visit: Visit, mut form: Form) -> Answer {
    let asked = key.clone();
    let one = visit.read(move |tx| Ok(store::by_key(tx, &asked)?)).await?;
    let said = said(&mut form);
    let revision = form.whole_number("revision", "The revision");
    let (actor, now) = (visit.actor()?, visit.now);
    let outcome = match form.checked() {
        Ok(()) => visit.write(move |tx| commands::change(tx, &actor, now, (&key, revision), &said)).await,
        Err(failure) => Err(failure),
    };
    match outcome {
        Ok(()) => Ok(answer::redirect_saying(&one.href(), "Kept. What waits in this calendar is reckoned anew.")),
        Err(Failure::Refused(refusals)) => edit_page(&visit, &one, &again(form, refusals), None, true),
        Err(failure) => Err(failure),
    }
}

/// Shows the form with the days of a file added; nothing is kept before it is saved.
async fn bring(Path(key): Path<String>, visit: Visit, mut parts: Multipart) -> Answer {
    let bytes = take(&mut parts).await?;
    let one = visit.read(move |tx| Ok(store::by_key(tx, &key)?)).await?;
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(FILE_BYTES)]).into_owned();
    let today = visit.now.0.div_euclid(::calendar::DAY_US);
    let read = if bytes.len() > FILE_BYTES {
        Err(format!("The file is larger than {} KiB. Choose one of fewer years.", FILE_BYTES / 1024))
    } else {
        holidays::read(&text, today)
    };
    let read = match read {
        Ok(read) => read,
        Err(sentence) => {
            let form = filled(&one).with(vec![Refusal::at("file", sentence)]);
            return edit_page(&visit, &one, &form, None, true);
        }
    };
    let (mut days, before) = (one.hours.days.clone(), one.hours.days.len());
    days.extend(read.days.into_iter().filter(|day| !one.hours.days.iter().any(|own| own.date == day.date)));
    days.sort_by(|a, b| a.date.cmp(&b.date));
    let form = filled(&one).and("days", &model::lines(&days));
    let mut notice = format!("{} free days were added below. Look at them, then save.", days.len() - before);
    if !read.passed_over.is_empty() {
        notice.push_str(&format!(" Passed over, because they are no whole days: {}.", read.passed_over.join(", ")));
    }
    edit_page(&visit, &one, &form, Some(&notice), false)
}

/// The bytes of the file that was sent, one more than it may have where it is too large.
async fn take(parts: &mut Multipart) -> Result<Vec<u8>, Failure> {
    let unreadable = |error: MultipartError| match error.status().as_u16() {
        413 => Failure::TooLarge { sentence: "The file is too large. Send a smaller one.".to_owned() },
        _ => Failure::Unreadable { sentence: "The upload broke off. Please send the file again.".to_owned() },
    };
    let mut bytes = Vec::new();
    while let Some(mut part) = parts.next_field().await.map_err(unreadable)? {
        if part.name() != Some("file") {
            continue;
        }
        while let Some(piece) = part.chunk().await.map_err(unreadable)? {
            let room = FILE_BYTES + 1 - bytes.len();
            bytes.extend_from_slice(&piece[..piece.len().min(room)]);
        }
    }
    Ok(bytes)
}

async fn make_usual(Path(key): Path<String>, visit: Visit) -> Answer {
    let (actor, now, to) = (visit.actor()?, visit.now, format!("/calendars/{key}"));
    visit.write(move |tx| commands::make_usual(tx, &actor, now, &key)).await?;
    Ok(answer::redirect_saying(&to, "Due days count in this calendar from now on."))
}
