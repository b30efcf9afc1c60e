//! The addresses of the rules: the list, one rule, the words, and the file for `mandate check`.

use std::collections::BTreeMap;

use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse;

use super::views::{self, Listing};
use super::{api, commands, store};
use crate::access::Permission;
use crate::definition::RuleSet;
use crate::definition::lint::{Rule, Weight, catalogue};
use crate::failure::Failure;
use crate::journal;
use crate::web::{Access, Answer, Form, Page, Routes, Visit, answer};

/// Entries of the journal of a rule that are shown.
const ENTRIES: i64 = 20;

/// Who may enter where.
#[must_use]
pub fn routes() -> Routes {
    let read = Access::May(Permission::Read);
    let set = Access::May(Permission::SetRules);
    Routes::new()
        .get("/rules", read, list)
        .get("/rules/lint.toml", read, file)
        .get("/rules/words", read, words)
        .post("/rules/words", set, set_words)
        .get("/rules/{rule}", read, one)
        .post("/rules/{rule}/decision", set, weigh)
        .post("/rules/{rule}/restoration", set, restore)
        .get("/api/rules", read, api::all)
        .post("/api/rules/{rule}/decision", set, api::weigh)
        .post("/api/rules/{rule}/restoration", set, api::restore)
}

/// What the address asks for.
fn listing(visit: &Visit) -> Listing {
    let query = |name: &str| visit.query(name).unwrap_or_default();
    Listing { words: query("q"), only: query("only"), severity: query("severity") }
}

async fn list(visit: Visit) -> Answer {
    let (listing, may_set) = (listing(&visit), visit.actor()?.may(Permission::SetRules));
    let rules = visit.read(store::in_use).await?;
    let page = Page::new("Rules")
        .lead("What is checked in every definition, why it matters, and how much it counts in this office.")
        .actions(views::actions());
    visit.page(page, views::list(&listing, &rules, may_set))
}

/// The decisions as a file, for checks without the office.
async fn file(visit: Visit) -> Answer {
    let rules = visit.read(store::in_use).await?;
    let kind = HeaderValue::from_static("application/toml; charset=utf-8");
    let name = HeaderValue::from_static("attachment; filename=\"lint.toml\"");
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)], rules.write()).into_response())
}

fn rule_of(name: &str) -> Result<Rule, Failure> {
    catalogue().iter().find(|rule| rule.name == name).copied().ok_or(Failure::NotFound)
}

async fn one(Path(name): Path<String>, visit: Visit) -> Answer {
    let rule = rule_of(&name)?;
    let rules = visit.read(store::in_use).await?;
    let weight = rules.decision(&name).map_or("", |one| one.weight.key());
    let form = Form::of(vec![("weight".to_owned(), weight.to_owned())]);
    show(&visit, rule, &rules, &form, false).await
}

async fn show(visit: &Visit, rule: Rule, rules: &RuleSet, form: &Form, refused: bool) -> Answer {
    let may_set = visit.actor()?.may(Permission::SetRules);
    let entries = visit.read(move |tx| Ok(journal::store::of_object(tx, "rule", rule.name, ENTRIES)?)).await?;
    let page = Page::new(rule.name).under("Rules", "/rules").lead(rule.why);
    let body = views::one(rule, rules.decision(rule.name), &entries, form, may_set);
    if refused { visit.page_refused(page, body) } else { visit.page(page, body) }
}

async fn weigh(Path(name): Path<String>, visit: Visit, mut form: Form) -> Answer {
    let rule = rule_of(&name)?;
    let weight = Weight::from_key(form.raw("weight"));
    if weight.is_none() {
        form.refuse("weight", "Choose how much the rule counts.");
    }
    let reason = form.required_text("reason", "The reason");
    let (actor, now) = (visit.actor()?, visit.now);
    let outcome = match (form.checked(), weight) {
        (Ok(()), Some(weight)) => {
            visit.write(move |tx| commands::weigh(tx, &actor, now, rule.name, weight, &reason)).await
        }
        (checked, _) => checked,
    };
    finish(&visit, rule, form, outcome, "It counts this way from now on, on every page and in every check.").await
}

async fn restore(Path(name): Path<String>, visit: Visit, mut form: Form) -> Answer {
    let rule = rule_of(&name)?;
    let reason = form.required_text("reason", "The reason");
    let (actor, now) = (visit.actor()?, visit.now);
    let outcome = match form.checked() {
        Ok(()) => visit.write(move |tx| commands::restore(tx, &actor, now, rule.name, &reason)).await,
        Err(failure) => Err(failure),
    };
    finish(&visit, rule, form, outcome, "It counts as it comes again.").await
}

async fn finish(visit: &Visit, rule: Rule, form: Form, outcome: Result<(), Failure>, said: &str) -> Answer {
    match outcome {
        Ok(()) => Ok(answer::redirect_saying(&format!("/rules/{}", rule.name), said)),
        Err(Failure::Refused(refusals)) => {
            let rules = visit.read(store::in_use).await?;
            show(visit, rule, &rules, &form.with(refusals), true).await
        }
        Err(failure) => Err(failure),
    }
}

async fn words(visit: Visit) -> Answer {
    let rules = visit.read(store::in_use).await?;
    let lines: Vec<String> = rules.words().iter().map(|(word, plainer)| format!("{word} = {plainer}")).collect();
    show_words(&visit, &Form::of(vec![("words".to_owned(), lines.join("\n"))]), false)
}

fn show_words(visit: &Visit, form: &Form, refused: bool) -> Answer {
    let may_set = visit.actor()?.may(Permission::SetRules);
    let page = Page::new("Words of this office")
        .under("Rules", "/rules")
        .lead("Words that only insiders use, each with a plainer one. They are found in every definition, beside those that we know.");
    let body = views::words(form, may_set);
    if refused { visit.page_refused(page, body) } else { visit.page(page, body) }
}

async fn set_words(visit: Visit, mut form: Form) -> Answer {
    let text = form.text("words", "The list");
    let mut words = BTreeMap::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (word, plainer) = line.split_once('=').unwrap_or((line, ""));
        words.insert(word.trim().to_lowercase(), plainer.trim().to_owned());
    }
    let (actor, now) = (visit.actor()?, visit.now);
    let outcome = match form.checked() {
        Ok(()) => visit.write(move |tx| commands::set_words(tx, &actor, now, words.clone())).await,
        Err(failure) => Err(failure),
    };
    match outcome {
        Ok(()) => Ok(answer::redirect_saying("/rules/words", "The list is kept. It counts from the next check on.")),
        Err(Failure::Refused(refusals)) => show_words(&visit, &form.with(refusals), true),
        Err(failure) => Err(failure),
    }
}
