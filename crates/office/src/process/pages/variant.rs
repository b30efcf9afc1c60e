//! Making a variant, comparing it with its base, and answering when the base changed.

use std::collections::BTreeMap;

use axum::extract::Path;
use axum::http::StatusCode;
use ui::Extra;

use super::super::variant::{self, Taken};
use super::super::views::{self, Beside, Look, Seen};
use super::super::{model, store};
use super::{below, load, seen, tab};
use crate::definition::{Definition, Stands};
use crate::failure::Failure;
use crate::web::{Answer, Form, Page, Visit, answer};

pub(super) async fn new_page(Path(key): Path<String>, visit: Visit) -> Answer {
    show_new(key, &visit, &Form::default(), false).await
}

async fn show_new(key: String, visit: &Visit, form: &Form, refused: bool) -> Answer {
    let seen = seen(visit, key).await?;
    let title = format!("A variant of {}", seen.process.name);
    let page = below(&seen, &title).lead("The same process, as one site or region does it.");
    let body = views::new_variant(&seen, form);
    if refused { visit.page_refused(page, body) } else { visit.page(page, body) }
}

pub(super) async fn make(Path(key): Path<String>, visit: Visit, mut form: Form) -> Answer {
    let site = form.line("site", "The site");
    let name = form.optional_line("name", "The name");
    let seen = seen(&visit, key.clone()).await?;
    let name = if name.is_empty() { format!("{} ({site})", seen.process.name) } else { name };
    let (actor, now, id) = (visit.actor()?, visit.now, seen.process.id.clone());
    let outcome = match form.checked() {
        Ok(()) => visit.write(move |tx| variant::make(tx, &actor, now, &id, &site, &name)).await,
        Err(failure) => Err(failure),
    };
    match outcome {
        Ok(process) => Ok(answer::redirect_saying(
            &format!("/processes/{}/draft", process.key),
            "The variant begins as a copy. Change in the draft what the site does differently.",
        )),
        Err(Failure::Refused(refusals)) => show_new(key, &visit, &form.with(refusals), true).await,
        Err(failure) => Err(failure),
    }
}

/// A variant with everything that a comparison needs.
pub(in super::super) async fn beside(visit: &Visit, key: &str) -> Result<(Seen, Beside), Failure> {
    let (actor, now, key) = (visit.actor()?, visit.now, key.to_owned());
    visit
        .read(move |tx| {
            let seen = load(tx, &actor, now, &key)?;
            let pair = seen.family.base.clone().ok_or(Failure::NotFound)?;
            let own = match seen.open.as_ref().or(seen.shown.as_ref()) {
                Some(version) => store::definition(tx, &version.id)?,
                None => Definition::default(),
            };
            let mut of = |version: Option<&model::Version>| match version {
                Some(version) => store::definition(tx, &version.id),
                None => Ok(Definition::default()),
            };
            let (then, newer) = (of(pair.followed.as_ref())?, of(pair.newest.as_ref())?);
            Ok((seen, Beside { pair, then, newer, own }))
        })
        .await
}

/// How the comparison is looked at.
fn look(visit: &Visit) -> Look {
    Look::named(&visit.query("view").unwrap_or_default(), &visit.query("class").unwrap_or_default())
}

pub(super) async fn base(Path(key): Path<String>, visit: Visit) -> Answer {
    let (seen, beside) = beside(&visit, &key).await?;
    let page = tab(&seen, "base").lead("What this variant does differently from its base.").needs(&[Extra::Diagram]);
    visit.page(page, views::base(&seen, &beside, look(&visit)))
}

fn changes_page<'a>(seen: &'a Seen, title: &'a str, base: &'a str) -> Page<'a> {
    below(seen, title).under("Base", base).needs(&[Extra::Diagram])
}

pub(super) async fn changes(Path(key): Path<String>, visit: Visit) -> Answer {
    show_changes(key, &visit, &Form::default(), false).await
}

async fn show_changes(key: String, visit: &Visit, form: &Form, refused: bool) -> Answer {
    let (seen, beside) = beside(visit, &key).await?;
    let (title, base) = (format!("What changed in {}", beside.pair.base.name), seen.at("base"));
    let (page, body) = (changes_page(&seen, &title, &base), views::base_changes(&seen, &beside, look(visit), form));
    if refused { visit.page_refused(page, body) } else { visit.page(page, body) }
}

/// The choices of a form: `part-0` names a part, `stands-0` says which text counts.
fn choices(form: &Form) -> BTreeMap<String, Stands> {
    let parts = form.fields().iter().filter_map(|(name, part)| Some((name.strip_prefix("part-")?, part)));
    parts
        .filter_map(|(at, part)| match form.raw(&format!("stands-{at}")) {
            "mine" => Some((part.clone(), Stands::Mine)),
            "theirs" => Some((part.clone(), Stands::Theirs)),
            _ => None,
        })
        .collect()
}

pub(super) async fn take_over(Path(key): Path<String>, visit: Visit, form: Form) -> Answer {
    let (target, stands) = (form.raw("version").to_owned(), choices(&form));
    let seen = seen(&visit, key.clone()).await?;
    let (actor, now, id) = (visit.actor()?, visit.now, seen.process.id.clone());
    let (version, chosen) = (target.clone(), stands.clone());
    let taken = visit.write(move |tx| variant::take_over(tx, &actor, now, &id, &target, &stands)).await;
    match taken {
        Ok(Taken::Drafted(_)) => Ok(answer::redirect_saying(
            &seen.at("draft"),
            "The draft holds the changes of the base now. Read it over and submit it.",
        )),
        Ok(Taken::Nothing) => Ok(answer::redirect_saying(
            &seen.at("base"),
            "The variant says all of it already. It follows the newer version from now on.",
        )),
        Ok(Taken::Contested(conflicts)) => {
            let base = seen.at("base");
            let page = changes_page(&seen, "Both changed the same", &base);
            let body = views::base_contest(&seen, &version, &conflicts, &chosen);
            visit.page_with(StatusCode::CONFLICT, page, body)
        }
        Err(Failure::Refused(refusals)) => show_changes(key, &visit, &form.with(refusals), true).await,
        Err(failure) => Err(failure),
    }
}

pub(super) async fn keep(Path(key): Path<String>, visit: Visit, mut form: Form) -> Answer {
    let (target, reason) = (form.raw("version").to_owned(), form.text("reason", "The reason"));
    let seen = seen(&visit, key.clone()).await?;
    let (actor, now, id) = (visit.actor()?, visit.now, seen.process.id.clone());
    let outcome = match form.checked() {
        Ok(()) => visit.write(move |tx| variant::keep(tx, &actor, now, &id, &target, &reason)).await,
        Err(failure) => Err(failure),
    };
    match outcome {
        Ok(()) => Ok(answer::redirect_saying(&seen.at("base"), "The variant stays as it is. Your reason stands here.")),
        Err(Failure::Refused(refusals)) => show_changes(key, &visit, &form.with(refusals), true).await,
        Err(failure) => Err(failure),
    }
}
