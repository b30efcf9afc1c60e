//! The frame around every page: navigation, who is signed in, the sentence of the last action, and failures as pages.
//!
//! Absent: what a page shows; slices hand in their body.

use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use ui::button::Weight;
use ui::{Crumb, Extra, Flash, Frame, Icon, NavGroup, NavItem, SignedIn, Tone};

use super::answer::{Answer, page_with};
use super::guard::{FLASH_COOKIE, cookie};
use super::route::{Access, Routes};
use super::visit::Visit;
use crate::access::{Actor, Permission};
use crate::failure::Failure;

/// A place of the navigation: label, address, icon and who sees it.
pub struct Place {
    pub label: &'static str,
    pub href: &'static str,
    pub icon: Icon,
    pub access: Access,
}

const fn place(label: &'static str, href: &'static str, icon: Icon, access: Access) -> Place {
    Place { label, href, icon, access }
}

/// The navigation of the whole product, in groups.
pub const PLACES: &[(&str, &[Place])] = &[
    ("", &[place("My work", "/", Icon::Home, Access::SignedIn)]),
    (
        "Processes",
        &[
            place("Processes", "/processes", Icon::Process, Access::May(Permission::Read)),
            place("Architecture", "/architecture", Icon::Layers, Access::May(Permission::Read)),
            place("Hand-offs", "/hand-offs", Icon::Handoff, Access::May(Permission::Read)),
            place("Dictionary", "/dictionary", Icon::Glossary, Access::May(Permission::Read)),
            place("Findings", "/findings", Icon::Warning, Access::May(Permission::Read)),
            place("Rules", "/rules", Icon::Checklist, Access::May(Permission::Read)),
            place("Library", "/library", Icon::Library, Access::May(Permission::Read)),
        ],
    ),
    (
        "Operation",
        &[
            place("Cases", "/cases", Icon::Inbox, Access::May(Permission::Read)),
            place("Requirements", "/requirements", Icon::Connector, Access::May(Permission::Read)),
        ],
    ),
    (
        "Improve",
        &[
            place("Measures", "/measures", Icon::Gauge, Access::May(Permission::Read)),
            place("Objects", "/objects", Icon::Branch, Access::May(Permission::Read)),
            place("Scorecards", "/scorecards", Icon::Target, Access::May(Permission::Read)),
            place("Improvements", "/improvements", Icon::Idea, Access::May(Permission::Read)),
        ],
    ),
    (
        "Office",
        &[
            place("People", "/people", Icon::People, Access::May(Permission::Read)),
            place("Skills", "/skills", Icon::Owner, Access::May(Permission::Read)),
            place("Calendars", "/calendars", Icon::Clock, Access::May(Permission::Read)),
            place("Journal", "/journal", Icon::History, Access::May(Permission::ReadJournal)),
            place("Connectors", "/connectors", Icon::Link, Access::May(Permission::Administer)),
            place("Webhooks", "/webhooks", Icon::Connector, Access::May(Permission::Administer)),
            place("Intakes", "/intakes", Icon::Inbox, Access::May(Permission::Administer)),
            place("Administration", "/admin", Icon::Settings, Access::May(Permission::Administer)),
        ],
    ),
];

/// What stands around the body of one page; made from its title alone, or with more.
#[derive(Default)]
pub struct Page<'a> {
    title: &'a str,
    lead: &'a str,
    crumbs: Vec<Crumb<'a>>,
    actions: Option<Markup>,
    status: Option<Markup>,
    tabs: Option<Markup>,
    notice: Option<Markup>,
    extras: &'a [Extra],
}

impl<'a> Page<'a> {
    /// A page with this heading.
    #[must_use]
    pub fn new(title: &'a str) -> Page<'a> {
        Page { title, ..Page::default() }
    }

    /// One sentence below the heading.
    #[must_use]
    pub fn lead(mut self, lead: &'a str) -> Page<'a> {
        self.lead = lead;
        self
    }

    /// A place above this page; call it from the top down.
    #[must_use]
    pub fn under(mut self, label: &'a str, href: &'a str) -> Page<'a> {
        self.crumbs.push(Crumb { label, href });
        self
    }

    /// What can be done here, at the right of the heading.
    #[must_use]
    pub fn actions(mut self, actions: Markup) -> Page<'a> {
        self.actions = Some(actions);
        self
    }

    /// Pills beside the heading.
    #[must_use]
    pub fn status(mut self, status: Markup) -> Page<'a> {
        self.status = Some(status);
        self
    }

    /// The tabs of the object, below the heading.
    #[must_use]
    pub fn tabs(mut self, tabs: Markup) -> Page<'a> {
        self.tabs = Some(tabs);
        self
    }

    /// What must be known before anything else on the page, above its body.
    #[must_use]
    pub fn notice(mut self, notice: Markup) -> Page<'a> {
        self.notice = Some(notice);
        self
    }

    /// Styles and scripts that only this page needs.
    #[must_use]
    pub fn needs(mut self, extras: &'a [Extra]) -> Page<'a> {
        self.extras = extras;
        self
    }
}

impl<'a> From<&'a str> for Page<'a> {
    fn from(title: &'a str) -> Page<'a> {
        Page::new(title)
    }
}

impl Visit {
    /// An ordinary page.
    ///
    /// # Errors
    /// None; the type fits what handlers give back.
    pub fn page<'a>(&self, page: impl Into<Page<'a>>, body: Markup) -> Answer {
        Ok(frame(self, &page.into(), body).into_response())
    }

    /// A form shown again with what was refused (422).
    ///
    /// # Errors
    /// None; the type fits what handlers give back.
    pub fn page_refused<'a>(&self, page: impl Into<Page<'a>>, body: Markup) -> Answer {
        Ok(page_with(StatusCode::UNPROCESSABLE_ENTITY, frame(self, &page.into(), body)))
    }

    /// A page with any status.
    ///
    /// # Errors
    /// None; the type fits what handlers give back.
    pub fn page_with<'a>(&self, status: StatusCode, page: impl Into<Page<'a>>, body: Markup) -> Answer {
        Ok(page_with(status, frame(self, &page.into(), body)))
    }
}

fn frame(visit: &Visit, page: &Page, body: Markup) -> Markup {
    let office_name = visit.app.office_name();
    let flash = flash(&visit.headers);
    let line = visit.person().map(roles_line).unwrap_or_default();
    let nav = navigation(visit);
    let frame = Frame {
        title: page.title,
        lead: page.lead,
        office_name: &office_name,
        person: visit.person().map(|actor| SignedIn {
            name: &actor.name,
            line: &line,
            profile: "/me",
            sessions: "/me/sessions",
            sign_out: "/sign-out",
        }),
        nav: &nav,
        crumbs: &page.crumbs,
        actions: page.actions.clone(),
        status: page.status.clone(),
        tabs: page.tabs.clone(),
        banner: visit.app.config().demo.then(demo_banner),
        flash: flash.as_deref().map(|text| Flash { tone: Tone::Good, text }),
        hidden: &[],
        extras: page.extras,
        foot: concat!("version ", env!("CARGO_PKG_VERSION")),
    };
    let body = match &page.notice {
        Some(notice) => ui::stack(&[notice.clone(), body]),
        None => body,
    };
    if visit.person().is_some() { ui::page(&frame, body) } else { ui::bare_page(&frame, body) }
}

fn demo_banner() -> Markup {
    html! { "This is a demo office. Everything in it is invented; change what you like. " a href="/sign-in" { "Be somebody else" } }
}

fn navigation(visit: &Visit) -> Vec<NavGroup<'static>> {
    let path = visit.uri.path();
    PLACES
        .iter()
        .map(|(label, places)| NavGroup {
            label,
            items: places
                .iter()
                .filter(|place| place.access.admits(visit.person()))
                .map(|place| NavItem {
                    label: place.label,
                    href: place.href,
                    icon: place.icon,
                    current: path == place.href || (place.href != "/" && path.starts_with(&format!("{}/", place.href))),
                    count: (place.href == "/").then(|| visit.waiting()),
                })
                .collect(),
        })
        .filter(|group| !group.items.is_empty())
        .collect()
}

/// The roles of somebody, for the menu.
fn roles_line(actor: &Actor) -> String {
    let mut labels: Vec<&str> = actor.holdings.iter().map(|holding| holding.role.label()).collect();
    labels.sort_unstable();
    labels.dedup();
    labels.join(", ")
}

/// The sentence that the last action left, if there is one.
fn flash(headers: &HeaderMap) -> Option<String> {
    let encoded = cookie(headers, FLASH_COOKIE)?;
    percent_encoding::percent_decode_str(&encoded).decode_utf8().ok().map(std::borrow::Cow::into_owned)
}

/// A failure as a page.
pub(super) fn failure(failure: &Failure, status: StatusCode, visit: Option<&Visit>, operation: &str) -> Markup {
    let title = match failure {
        Failure::Refused(_) => "This was not done",
        Failure::Forbidden { .. } => "You may not do this",
        Failure::NotFound => "Nothing here",
        Failure::Stale { .. } => "Somebody was quicker",
        Failure::Unreadable { .. } | Failure::TooLarge { .. } => "This could not be read",
        Failure::Busy { .. } => "Busy just now",
        Failure::Broken { .. } => "Something broke",
    };
    let body = html! {
        p { (failure.sentence()) }
        @if status.is_server_error() { p { "If you report this, name the operation " code { (operation) } "." } }
        (ui::buttons(&ways_on(failure, visit)))
    };
    match visit {
        Some(visit) => frame(visit, &Page::new(title), body),
        None => ui::bare_page(&Frame { title, ..Frame::default() }, body),
    }
}

/// Where to go after a failure: who was not quick enough looks again at what stands now.
fn ways_on(failure: &Failure, visit: Option<&Visit>) -> Vec<Markup> {
    let home = |weight| ui::button_link("Go to My work", "/", weight, None);
    let before = visit.filter(|_| matches!(failure, Failure::Stale { .. })).and_then(|visit| came_from(&visit.headers));
    match before {
        Some(path) => vec![ui::button_link("Look at it again", &path, Weight::Primary, None), home(Weight::Plain)],
        None => vec![home(Weight::Primary)],
    }
}

/// The page of this office that the request was sent from, where the browser says so.
pub(super) fn came_from(headers: &HeaderMap) -> Option<String> {
    let text = |name: header::HeaderName| headers.get(name)?.to_str().ok();
    let (authority, rest) = text(header::REFERER)?.split_once("://")?.1.split_once('/')?;
    (Some(authority) == text(header::HOST)).then(|| format!("/{rest}"))
}

/// The addresses of what every page needs.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/assets/{name}", Access::Public, asset)
        .get("/style", Access::Public, style)
        .get("/help", Access::Public, super::help::contents)
        .get("/help/{chapter}", Access::Public, super::help::chapter)
}

async fn asset(Path(name): Path<String>, visit: Visit) -> Answer {
    let asset = ui::asset::get(&name).ok_or(Failure::NotFound)?;
    let text =
        |header: header::HeaderName| visit.headers.get(header).and_then(|value| value.to_str().ok()).unwrap_or("");
    let mut response = if text(header::IF_NONE_MATCH) == asset.etag {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        match asset.gzip {
            Some(gzip) if text(header::ACCEPT_ENCODING).contains("gzip") => {
                ([(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"))], gzip).into_response()
            }
            _ => asset.bytes.into_response(),
        }
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.mime));
    headers.insert(header::ETAG, HeaderValue::from_static(asset.etag));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    Ok::<Response, Failure>(response)
}

/// Every part of a page in its states.
async fn style(_visit: Visit) -> Answer {
    Ok(ui::style_page().into_response())
}
