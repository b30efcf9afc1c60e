//! Small structures of a page: terms with their values, tabs, a disclosure, a progress bar and keys.

use maud::{Markup, html};

/// Terms with their values, in two columns where there is room.
#[must_use]
pub fn definitions(pairs: &[(&str, Markup)]) -> Markup {
    html! { dl.definitions { @for (term, value) in pairs { div { dt { (term) } dd { (value) } } } } }
}

/// One tab; tabs are links, each with its own address.
#[derive(Debug, Clone, Copy, Default)]
pub struct Tab<'a> {
    /// The word on it.
    pub label: &'a str,
    /// Where it leads.
    pub href: &'a str,
    /// How many things wait there.
    pub count: Option<u64>,
    /// Whether this is the page shown.
    pub current: bool,
}

/// The pages of one object; `label` names the object for screen readers.
#[must_use]
pub fn tabs(label: &str, all: &[Tab<'_>]) -> Markup {
    html! {
        nav.tabs aria-label=(label) {
            ul role="list" {
                @for tab in all {
                    li {
                        a href=(tab.href) aria-current=[tab.current.then_some("page")] {
                            (tab.label)
                            @if let Some(count) = tab.count { " " span.count { (count) } }
                        }
                    }
                }
            }
        }
    }
}

/// Tabs that belong together.
#[derive(Debug, Clone, Default)]
pub struct TabGroup<'a> {
    /// The word on it.
    pub label: &'a str,
    /// Its pages; the first is where the group itself leads.
    pub tabs: Vec<Tab<'a>>,
}

impl TabGroup<'_> {
    fn is_current(&self) -> bool {
        self.tabs.iter().any(|tab| tab.current)
    }
}

/// The pages of one object that has many: the groups in a row, and below them the pages of the group that is open.
#[must_use]
pub fn tab_groups(label: &str, groups: &[TabGroup<'_>]) -> Markup {
    let open = groups.iter().find(|group| group.is_current());
    html! {
        nav.tabs aria-label=(label) {
            ul role="list" {
                @for group in groups {
                    @if let Some(first) = group.tabs.first() {
                        @let alone = group.tabs.len() == 1;
                        @let sign = group.is_current().then_some(if alone { "page" } else { "true" });
                        li { a href=(first.href) aria-current=[sign] { (group.label) } }
                    }
                }
            }
            @if let Some(group) = open.filter(|group| group.tabs.len() > 1) {
                ul.tabs-within role="list" aria-label=(group.label) {
                    @for tab in &group.tabs { li { a href=(tab.href) aria-current=[tab.current.then_some("page")] { (tab.label) } } }
                }
            }
        }
    }
}

/// More, for those who want it. Works without script.
#[must_use]
pub fn disclosure(summary: &str, body: Markup) -> Markup {
    html! { details.disclosure { summary { (summary) } div.disclosure-body { (body) } } }
}

/// A word with its meaning: shown at the pointer, and where the link leads.
#[must_use]
pub fn term(word: &str, meaning: &str, href: &str) -> Markup {
    html! { a.term href=(href) title=(meaning) { (word) } }
}

/// A row that opens: what it is called, what is said beside it, and what is inside.
#[derive(Debug, Clone, Default)]
pub struct Opening<'a> {
    /// The id of what is inside; an address that ends in it opens the row.
    pub id: &'a str,
    /// "3", before the title; may be empty.
    pub number: &'a str,
    /// What it is.
    pub title: &'a str,
    /// Who, how long: said at the right.
    pub aside: Markup,
    /// What is inside.
    pub body: Markup,
    /// Whether it is open at first.
    pub is_open: bool,
}

/// Rows that open one by one, each in one frame. Works without script.
#[must_use]
pub fn openings(all: &[Opening<'_>]) -> Markup {
    html! {
        div.openings {
            @for one in all {
                details open[one.is_open] {
                    summary {
                        @if !one.number.is_empty() { span.opening-number { (one.number) } }
                        span.opening-title { (one.title) }
                        span.opening-aside { (one.aside) }
                    }
                    div.opening-body id=(one.id) { (one.body) }
                }
            }
        }
    }
}

/// How much of a whole is done, said in words too ("8 of 12 read").
#[must_use]
pub fn progress(label: &str, done: u64, of: u64) -> Markup {
    html! {
        div.progress {
            span.progress-words { span { (label) } span.progress-figures { (done) " of " (of) } }
            progress aria-label=(label) value=(done.min(of)) max=(of.max(1)) {}
        }
    }
}

/// Keys to press together: `kbd(&["Ctrl", "K"])`.
#[must_use]
pub fn kbd(keys: &[&str]) -> Markup {
    html! { span.keys { @for key in keys { kbd { (key) } } } }
}
