//! The choice by what times count, and what is said of it.

use maud::{Markup, html};
use ui::{Tab, Tone};

use super::super::counting::Counting;

/// Calendars that are one click away; the others are in a list.
const AT_HAND: usize = 5;

/// By what the page of the figures counts.
pub struct Counts<'a> {
    /// The calendars of the office: keys and names.
    pub calendars: &'a [(String, String)],
    /// What the address asks for in place of what is agreed; none inside where the office does not keep it.
    pub instead: Option<Option<&'a Counting>>,
    /// The log that the address names.
    pub log: Option<String>,
}

impl Counts<'_> {
    fn href(&self, base: &str, key: Option<&str>) -> String {
        let log = self.log.iter().map(|log| format!("log={}", crate::web::form::encode(log)));
        let count = key.into_iter().map(|key| format!("count={}", crate::web::form::encode(key)));
        let all: Vec<String> = log.chain(count).collect();
        if all.is_empty() { base.to_owned() } else { format!("{base}?{}", all.join("&")) }
    }

    /// The parameters of a file with the same figures.
    #[must_use]
    pub fn file(&self, base: &str) -> String {
        let key = self.instead.flatten().map(Counting::key);
        self.href(base, key)
    }

    /// The choice above the figures of a process whose page is at `base`.
    #[must_use]
    pub fn show(&self, base: &str) -> Markup {
        let current = self.instead.map(|counting| counting.map_or("", Counting::key));
        html! {
            @if let Some(None) = self.instead {
                (ui::callout(Tone::Warning, "This calendar is not kept here", html! {
                    p { "The figures count as it is agreed. The calendars of this office are below." }
                }))
            }
            @if !self.calendars.is_empty() { p { "How times count:" } }
            (choice(Some("As agreed"), self.calendars, current, &|key| self.href(base, key)))
            @if let Some(Some(counting)) = self.instead {
                p { "For a look, every time on this page counts " (counting.words()) ", and targets that were agreed otherwise are not shown. What is agreed stands in the definition of the measures; alarms and the scorecard go by it." }
            }
        }
    }
}

/// A choice of how times count, as links: what is usual where it has a name, the clock, each calendar. `href` is asked with none for what is
/// usual.
#[must_use]
pub fn choice(
    usual: Option<&str>,
    calendars: &[(String, String)],
    current: Option<&str>,
    href: &dyn Fn(Option<&str>) -> String,
) -> Markup {
    if calendars.is_empty() {
        return html! {};
    }
    let mut all: Vec<(String, String, bool)> = Vec::new();
    if let Some(usual) = usual {
        all.push((usual.to_owned(), href(None), current.is_none()));
    }
    all.push(("By the clock".to_owned(), href(Some("")), current == Some("")));
    let is_at_hand = |at: usize, key: &str| at < AT_HAND || current == Some(key);
    for (_, (key, name)) in calendars.iter().enumerate().filter(|(at, (key, _))| is_at_hand(*at, key)) {
        all.push((name.clone(), href(Some(key)), current == Some(key.as_str())));
    }
    let links: Vec<Tab> =
        all.iter().map(|(label, href, current)| Tab { label, href, count: None, current: *current }).collect();
    let others: Vec<&(String, String)> =
        calendars.iter().enumerate().filter(|(at, (key, _))| !is_at_hand(*at, key)).map(|(_, one)| one).collect();
    html! {
        (ui::tabs("Times count", &links))
        @if !others.is_empty() {
            (ui::disclosure("In another calendar", html! {
                ul { @for (key, name) in others { li { a href=(href(Some(key))) { (name) } } } }
            }))
        }
    }
}
