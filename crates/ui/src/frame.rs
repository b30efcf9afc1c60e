//! The page around every page: header with search, menu, where you are, the heading, the footer.
//!
//! Absent: requests and permissions; the application says what the menu holds and who is signed in. The frame has one live
//! region (`#live`), a skip link, and works without script.

use maud::{DOCTYPE, Markup, html};

use crate::{Icon, Tone, asset, avatar, badge, icon, mark::mark};

/// Everything that stands around the body of a page.
#[derive(Debug, Clone, Default)]
pub struct Frame<'a> {
    /// The heading (h1) and the window title.
    pub title: &'a str,
    /// One sentence below the heading.
    pub lead: &'a str,
    /// The name of the office, beside the mark.
    pub office_name: &'a str,
    /// Who is signed in.
    pub person: Option<SignedIn<'a>>,
    /// The menu.
    pub nav: &'a [NavGroup<'a>],
    /// Where this page stands, from the top; the page itself is not repeated.
    pub crumbs: &'a [Crumb<'a>],
    /// What can be done here, at the right of the heading.
    pub actions: Option<Markup>,
    /// Pills beside the heading.
    pub status: Option<Markup>,
    /// The tabs of the object, below the heading.
    pub tabs: Option<Markup>,
    /// A line above everything, for a demo office.
    pub banner: Option<Markup>,
    /// What the last act did.
    pub flash: Option<Flash<'a>>,
    /// Names and values that every POST form of the frame carries along (a token).
    pub hidden: &'a [(&'a str, &'a str)],
    /// What this page needs besides the usual style and scripts.
    pub extras: &'a [Extra],
    /// Words at the foot of the page: version, operation id.
    pub foot: &'a str,
}

/// Who is signed in, and the pages of their menu.
#[derive(Debug, Clone, Copy, Default)]
pub struct SignedIn<'a> {
    /// The full name.
    pub name: &'a str,
    /// Mail address or role.
    pub line: &'a str,
    /// Own profile.
    pub profile: &'a str,
    /// Own sessions.
    pub sessions: &'a str,
    /// Where signing out is posted to.
    pub sign_out: &'a str,
}

/// A group of the menu.
#[derive(Debug, Clone, Default)]
pub struct NavGroup<'a> {
    /// Its heading; empty for the first group.
    pub label: &'a str,
    /// What it holds.
    pub items: Vec<NavItem<'a>>,
}

/// A place in the menu.
#[derive(Debug, Clone, Copy)]
pub struct NavItem<'a> {
    /// Its word, the same as the heading of the page.
    pub label: &'a str,
    /// Its address.
    pub href: &'a str,
    /// Its picture.
    pub icon: Icon,
    /// Whether the page shown stands below it.
    pub current: bool,
    /// How many things wait there.
    pub count: Option<u64>,
}

/// A place above this page.
#[derive(Debug, Clone, Copy)]
pub struct Crumb<'a> {
    /// Its word.
    pub label: &'a str,
    /// Its address.
    pub href: &'a str,
}

/// What the last act did, said once.
#[derive(Debug, Clone, Copy)]
pub struct Flash<'a> {
    /// Good, or not.
    pub tone: Tone,
    /// The sentence.
    pub text: &'a str,
}

/// Style and scripts that only some pages need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extra {
    /// A diagram to look at.
    Diagram,
    /// Cases that move over a diagram to look at.
    Replay,
    /// The diagram editor (bpmn-js, about 160 KB packed).
    Editor,
    /// Names offered while a text is written.
    Mention,
    /// Lists that the server pushes to (htmx `hx-sse`).
    Push,
}

impl Extra {
    fn styles(self) -> &'static [&'static str] {
        match self {
            Self::Diagram | Self::Replay => &["diagram.css"],
            Self::Editor => &["editor.css"],
            Self::Mention | Self::Push => &[],
        }
    }

    fn scripts(self) -> &'static [&'static str] {
        match self {
            Self::Diagram | Self::Mention | Self::Replay => &[],
            Self::Editor => &["bpmn-modeler.js"],
            Self::Push => &["hx-sse.js"],
        }
    }

    fn modules(self) -> &'static [&'static str] {
        match self {
            Self::Diagram => &["diagram-view.js"],
            Self::Replay => &["diagram-view.js", "process-replay.js"],
            Self::Mention => &["mention.js"],
            Self::Editor => &["diagram-editor.js"],
            Self::Push => &[],
        }
    }
}

/// A whole page with menu and search.
#[must_use]
pub fn page(frame: &Frame<'_>, body: Markup) -> Markup {
    document(
        frame,
        html! {
            a.skip href="#main" { "Skip to the content" }
            @if let Some(banner) = &frame.banner { aside.banner aria-label="Notice" { (banner) } }
            (header(frame))
            div.shell {
                (menu(frame.nav))
                main.main id="main" tabindex="-1" { (heading(frame)) (body) }
            }
            (footer(frame.foot))
        },
    )
}

/// A page without menu, for signing in, setting up and errors.
#[must_use]
pub fn bare_page(frame: &Frame<'_>, body: Markup) -> Markup {
    document(
        frame,
        html! {
            a.skip href="#main" { "Skip to the content" }
            @if let Some(banner) = &frame.banner { aside.banner aria-label="Notice" { (banner) } }
            div.bare {
                header.bare-head { a.brand href="/" { (mark()) span.brand-name { "Mandate" } } (theme_switch()) }
                main.bare-main id="main" tabindex="-1" { (heading(frame)) (body) }
                (footer(frame.foot))
            }
        },
    )
}

fn document(frame: &Frame<'_>, body: Markup) -> Markup {
    let office = if frame.office_name.is_empty() { "Mandate" } else { frame.office_name };
    html! {
        (DOCTYPE)
        html lang="en-GB" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="htmx-config" content=r#"{"includeIndicatorCSS":false}"#;
                title { (frame.title) " · " (office) }
                link rel="icon" type="image/svg+xml" href=(asset::path("icon.svg"));
                link rel="stylesheet" href=(asset::path("app.css"));
                @for name in frame.extras.iter().flat_map(|extra| extra.styles()) { link rel="stylesheet" href=(asset::path(name)); }
                script src=(asset::path("theme.js")) {}
                script src=(asset::path("htmx.js")) defer {}
                @for name in frame.extras.iter().flat_map(|extra| extra.scripts()) { script src=(asset::path(name)) defer {} }
                script type="module" src=(asset::path("app.js")) {}
                @for name in frame.extras.iter().flat_map(|extra| extra.modules()) { script type="module" src=(asset::path(name)) {} }
            }
            body {
                (body)
                div.toasts id="live" role="status" aria-live="polite" {}
            }
        }
    }
}

fn header(frame: &Frame<'_>) -> Markup {
    html! {
        header.top {
            @if !frame.nav.is_empty() {
                button.button.is-quiet.is-icon.top-menu type="button" popovertarget="menu" { (icon(Icon::Menu)) span.visually-hidden { "Menu" } }
            }
            a.brand href="/" {
                (mark())
                span.brand-words {
                    span.brand-name { "Mandate" }
                    @if !frame.office_name.is_empty() { span.brand-office { (frame.office_name) } }
                }
            }
            a.top-search href="/search" data-palette {
                (icon(Icon::Search)) span.top-search-words { "Search or go to…" } span.keys aria-hidden="true" { kbd { "Ctrl" } kbd { "K" } }
            }
            @match &frame.person {
                Some(person) => (person_menu(person, frame.hidden)),
                None => (theme_switch()),
            }
        }
    }
}

fn person_menu(person: &SignedIn<'_>, hidden: &[(&str, &str)]) -> Markup {
    html! {
        button.top-person type="button" popovertarget="person-menu" {
            (avatar(person.name)) span.visually-hidden { "Menu of " (person.name) }
        }
        div.menu-card id="person-menu" popover {
            p.menu-card-name { strong { (person.name) } @if !person.line.is_empty() { span { (person.line) } } }
            ul role="list" {
                li { a href=(person.profile) { (icon(Icon::Person)) "My profile" } }
                li { a href=(person.sessions) { (icon(Icon::Key)) "My sessions" } }
                li.needs-script { button type="button" data-shortcuts { (icon(Icon::Keyboard)) "Keyboard shortcuts" } }
            }
            (theme_switch())
            form method="post" action=(person.sign_out) {
                @for (name, value) in hidden { input type="hidden" name=(name) value=(value); }
                button type="submit" { (icon(Icon::SignOut)) "Sign out" }
            }
        }
    }
}

/// Light, dark, or as the system has it; shown only where script can remember the choice.
fn theme_switch() -> Markup {
    html! {
        div.theme.needs-script role="group" aria-label="Colours" {
            @for (value, label, picture) in [("light", "Light", Icon::Sun), ("dark", "Dark", Icon::Moon), ("system", "As the system", Icon::Monitor)] {
                button type="button" data-theme-choice=(value) aria-pressed="false" title=(label) {
                    (icon(picture)) span.visually-hidden { (label) }
                }
            }
        }
    }
}

fn menu(groups: &[NavGroup<'_>]) -> Markup {
    html! {
        @if !groups.is_empty() {
            nav.menu id="menu" aria-label="Main" popover {
                button.button.is-quiet.is-icon.menu-close type="button" popovertarget="menu" popovertargetaction="hide" {
                    (icon(Icon::Close)) span.visually-hidden { "Close the menu" }
                }
                @for group in groups {
                    @if !group.label.is_empty() { h2.menu-label { (group.label) } }
                    ul role="list" {
                        @for item in &group.items {
                            li {
                                a href=(item.href) aria-current=[item.current.then_some("page")] {
                                    (icon(item.icon)) span { (item.label) }
                                    @if let Some(count) = item.count.filter(|count| *count > 0) { (badge::count(count, &format!(" {count} waiting"))) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn heading(frame: &Frame<'_>) -> Markup {
    html! {
        @if let Some(flash) = &frame.flash {
            div class={ "callout flash " (flash.tone.class()) } data-flash { (icon(flash.tone.icon())) p { (flash.text) } }
        }
        @if !frame.crumbs.is_empty() {
            nav.crumbs aria-label="Where you are" {
                ol role="list" { @for crumb in frame.crumbs { li { a href=(crumb.href) { (crumb.label) } } } }
            }
        }
        div.head {
            div.head-words {
                h1 { (frame.title) }
                @if let Some(status) = &frame.status { div.head-status { (status) } }
                @if !frame.lead.is_empty() { p.lead { (frame.lead) } }
            }
            @if let Some(actions) = &frame.actions { div.buttons.head-actions { (actions) } }
        }
        @if let Some(tabs) = &frame.tabs { (tabs) }
    }
}

fn footer(foot: &str) -> Markup {
    html! {
        footer.foot {
            p { "Mandate" @if !foot.is_empty() { " · " (foot) } }
            p { a href="/help" { "Help" } }
        }
    }
}
