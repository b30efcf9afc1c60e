//! The style page: every part in its states, for people to look at and for the accessibility scan to walk.

mod parts;
mod pictures;
mod questions;

use maud::{Markup, html};

use crate::button::{Weight, button_link};
use crate::{
    Crumb, Extra, Field, Flash, Form, Frame, Icon, NavGroup, NavItem, SignedIn, Tab, TabGroup, Tone, bare_page,
    buttons, form, page, pill, primary, section, tab_groups,
};

/// The whole page, with its frame.
#[must_use]
pub fn style_page() -> Markup {
    let nav = menu();
    let frame = Frame {
        title: "Style",
        lead: "Every part of a page, in its states. What is not here is not used.",
        office_name: "Northwind University IT",
        person: Some(SignedIn {
            name: "Amina Okafor",
            line: "amina.okafor@example.org",
            profile: "#profile",
            sessions: "#sessions",
            sign_out: "#sign-out",
        }),
        nav: &nav,
        crumbs: &[Crumb { label: "Home", href: "#" }, Crumb { label: "Help", href: "#help" }],
        actions: Some(html! {
            (button_link("Export", "#export", Weight::Plain, Some(Icon::Download)))
            (button_link("Start a draft", "#draft", Weight::Primary, Some(Icon::Edit)))
        }),
        status: Some(html! { (pill("Published", Tone::Good)) (pill("Version 3", Tone::Neutral)) }),
        tabs: Some(tab_groups("Style", &groups())),
        banner: Some(
            html! { p { "This is a demo office with invented people. " a href="#about" { "Start a real one" } } },
        ),
        flash: Some(Flash {
            tone: Tone::Good,
            text: "Version 3 of Incident management is published and takes effect on 1 July.",
        }),
        extras: &[Extra::Replay],
        foot: "version 0.1.0",
        ..Frame::default()
    };
    page(
        &frame,
        html! {
            (section("Figures", None, parts::figures()))
            (section("Things to do", None, parts::to_do()))
            (section("Board", None, parts::stages()))
            (section("House", None, parts::processes()))
            (section("Diagram", None, pictures::diagram()))
            (section("List", None, parts::listing()))
            (section("Charts", None, pictures::charts()))
            (section("People and responsibilities", None, parts::responsibilities()))
            (section("Decisions", None, parts::decisions()))
            (section("What changed, what happened", None, parts::history()))
            (section("What people say", None, parts::talk()))
            (section("Messages", None, parts::messages()))
            (section("Form", None, questions::questions()))
            (section("Buttons, words and structure", None, parts::small()))
            (section("From suppliers to customers", None, parts::between()))
            (section("Cards", None, parts::card_grid()))
            (section("Icons", None, parts::icons()))
        },
    )
}

fn menu() -> Vec<NavGroup<'static>> {
    let item = |label, href, icon, count| NavItem { label, href, icon, current: label == "Processes", count };
    vec![
        NavGroup {
            label: "",
            items: vec![item("My work", "#work", Icon::Inbox, Some(4)), item("Office", "#office", Icon::Office, None)],
        },
        NavGroup {
            label: "Processes",
            items: vec![
                item("Processes", "#processes", Icon::Process, None),
                item("Approvals", "#approvals", Icon::Seal, Some(2)),
                item("Controls", "#controls", Icon::Control, None),
            ],
        },
        NavGroup {
            label: "Improve",
            items: vec![
                item("Improvements", "#improvements", Icon::Idea, None),
                item("Measures", "#measures", Icon::LineChart, None),
                item("Conformance", "#conformance", Icon::Route, Some(7)),
            ],
        },
        NavGroup {
            label: "Office",
            items: vec![
                item("People", "#people", Icon::People, None),
                item("Journal", "#journal", Icon::Journal, None),
            ],
        },
    ]
}

/// A page without menu: signing in.
#[must_use]
pub fn bare_sample() -> Markup {
    let frame =
        Frame { title: "Sign in", lead: "to Northwind University IT", foot: "version 0.1.0", ..Frame::default() };
    bare_page(
        &frame,
        form(
            &Form { action: "#", ..Form::default() },
            html! {
                (Field::new("email", "Mail address").required().complete("username").email())
                (Field::new("password", "Password").required().complete("current-password").password())
                (buttons(&[primary("Sign in")]))
            },
        ),
    )
}

/// Pages in two groups.
fn groups() -> [TabGroup<'static>; 2] {
    let tab = |label, href, current| Tab { label, href, count: None, current };
    let definition =
        vec![tab("Overview", "#overview", true), tab("Activities", "#activities", false), tab("RACI", "#raci", false)];
    [
        TabGroup { label: "Definition", tabs: definition },
        TabGroup { label: "Insight", tabs: vec![tab("Measures", "#measures", false)] },
    ]
}
