//! The page on which the office says how its guides look.

use axum::extract::Multipart;
use axum::extract::multipart::MultipartError;

use super::super::model::Section;
use super::super::profile::{Chapter, Profile};
use super::super::views::profile::{self as views, FIELDS, Row};
use super::super::{commands, store};
use crate::failure::{Failure, Refusal};
use crate::web::{Answer, Form, Page, Visit, answer};

/// Where the page is.
const AT: &str = "/guide/profile";

async fn held(visit: &Visit) -> Result<(Profile, i64), Failure> {
    visit.read(|tx| Ok(store::profile(tx)?)).await
}

fn page<'a>() -> Page<'a> {
    Page::new("How guides look")
        .under("Administration", "/admin")
        .lead("Which sections every process guide has, in which order, with whose words and mark.")
}

pub(super) async fn show(visit: Visit) -> Answer {
    let (profile, revision) = held(&visit).await?;
    visit.page(page(), views::profile(&profile, revision, &views::rows(&profile), &Form::of(views::answers(&profile))))
}

pub(super) async fn file(visit: Visit) -> Answer {
    let (profile, _) = held(&visit).await?;
    Ok(answer::download("guide.toml", "application/toml; charset=utf-8", profile.to_toml().into_bytes()))
}

pub(super) async fn change(visit: Visit, mut form: Form) -> Answer {
    let revision: i64 = form.raw("revision").parse().map_err(|_| Failure::Unreadable {
        sentence: "The form does not say which revision it began with. Open the page again.".to_owned(),
    })?;
    let rows = rows_of(&form)?;
    let mut profile = Profile {
        numbered: form.ticked("numbered"),
        notice: form.optional_line("notice", "The notice"),
        classification: form.optional_line("classification", "The classification"),
        section: Vec::new(),
        ..Profile::default()
    };
    profile.section = chapters(&mut form, &rows);
    let done = match form.checked() {
        Ok(()) => {
            let (actor, now) = (visit.actor()?, visit.now);
            visit.write(move |tx| commands::shape(tx, &actor, now, revision, profile.clone())).await
        }
        Err(failure) => Err(failure),
    };
    match done {
        Ok(()) => Ok(answer::redirect_saying(AT, "Saved. Every document made from now on looks like that.")),
        Err(Failure::Refused(refusals)) => {
            let (profile, _) = held(&visit).await?;
            let form = if form.refusals().is_empty() { form.with(refusals) } else { form };
            visit.page_refused(page(), views::profile(&profile, revision, &rows, &form))
        }
        Err(failure) => Err(failure),
    }
}

/// The rows of the form, as they were sent.
fn rows_of(form: &Form) -> Result<Vec<Row>, Failure> {
    let [holds, places, headings, words] = FIELDS.map(|name| form.all(name));
    if [&places, &headings, &words].iter().any(|column| column.len() != holds.len()) {
        return Err(Failure::Unreadable {
            sentence: "The form is not whole. Open the page again and send it once more.".to_owned(),
        });
    }
    let rows = holds.iter().zip(places).zip(headings.into_iter().zip(words));
    Ok(rows
        .map(|((holds, place), (heading, words))| Row {
            holds: Section::from_key(holds),
            place: place.trim().to_owned(),
            heading: heading.trim().to_owned(),
            words: words.replace("\r\n", "\n").trim().to_owned(),
        })
        .collect())
}

/// The sections that have a place, in the order of their places.
fn chapters(form: &mut Form, rows: &[Row]) -> Vec<Chapter> {
    let mut placed: Vec<(f64, Chapter)> = Vec::new();
    for row in rows {
        let chapter = Chapter { holds: row.holds, heading: row.heading.clone(), words: row.words.clone() };
        let is_empty = row.heading.is_empty() && row.words.is_empty();
        if row.place.is_empty() {
            if row.holds.is_none() && !is_empty {
                let sentence = format!(
                    "“{}” has no place. Give it one, or empty its heading and words to remove it.",
                    chapter.shown()
                );
                form.refuse("place", sentence);
            }
            continue;
        }
        if row.holds.is_none() && is_empty {
            continue;
        }
        match row.place.replace(',', ".").parse::<f64>().ok().filter(|place| place.is_finite()) {
            Some(place) => placed.push((place, chapter)),
            None => form.refuse("place", format!("A place must be a number; “{}” is not one.", row.place)),
        }
    }
    placed.sort_by(|one, other| one.0.total_cmp(&other.0));
    placed.into_iter().map(|(_, chapter)| chapter).collect()
}

pub(super) async fn mark(visit: Visit, mut parts: Multipart) -> Answer {
    let done = match take(&mut parts).await {
        Ok((name, picture)) => {
            let (actor, now) = (visit.actor()?, visit.now);
            visit.write(move |tx| commands::mark(tx, &actor, now, &name, picture.clone())).await
        }
        Err(failure) => Err(failure),
    };
    match done {
        Ok(()) => Ok(answer::redirect_saying(AT, "The logo stands on every document made from now on.")),
        Err(Failure::Refused(refusals)) => {
            let (profile, revision) = held(&visit).await?;
            let form = Form::of(views::answers(&profile)).with(refusals);
            visit.page_refused(page(), views::profile(&profile, revision, &views::rows(&profile), &form))
        }
        Err(failure) => Err(failure),
    }
}

/// The name and the bytes of the file that was sent.
async fn take(parts: &mut Multipart) -> Result<(String, Vec<u8>), Failure> {
    let unreadable = |error: MultipartError| match error.status().as_u16() {
        413 => Failure::TooLarge { sentence: "The logo is too large. Send a smaller file.".to_owned() },
        _ => Failure::Unreadable { sentence: "The upload broke off. Please send the file again.".to_owned() },
    };
    while let Some(mut part) = parts.next_field().await.map_err(unreadable)? {
        if part.name() != Some("logo") {
            continue;
        }
        let name: String = part.file_name().unwrap_or_default().chars().filter(|sign| !sign.is_control()).collect();
        let name = name.rsplit(['/', '\\']).next().unwrap_or_default().chars().take(100).collect::<String>();
        let mut bytes = Vec::new();
        while let Some(piece) = part.chunk().await.map_err(unreadable)? {
            // One byte more than a logo may have tells the rule that it is too large.
            let room = press::LOGO_BYTES + 1 - bytes.len();
            bytes.extend_from_slice(&piece[..piece.len().min(room)]);
        }
        if name.is_empty() || bytes.is_empty() {
            break;
        }
        return Ok((name, bytes));
    }
    Err(Refusal::at("logo", "Choose a picture: SVG or PNG.").into())
}

pub(super) async fn unmark(visit: Visit) -> Answer {
    let (actor, now) = (visit.actor()?, visit.now);
    visit.write(move |tx| commands::unmark(tx, &actor, now)).await?;
    Ok(answer::redirect_saying(AT, "The logo is gone from every document made from now on."))
}
