//! The form of the office's profile: one entry for each section.

use maud::{Markup, html};
use ui::Field;
use ui::button::Weight;
use ui::form::{Form as Sent, entry, form as form_part, hidden, submit_bar};

use super::super::model::Section;
use super::super::profile::{NOTICE, Profile};
use crate::web::Form;

/// What every row of the form sends, in this order.
pub const FIELDS: [&str; 4] = ["holds", "place", "heading", "words"];
/// Rows for new sections of the office's own.
const SPARE_ROWS: usize = 2;

/// One section in the form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    pub holds: Option<Section>,
    /// A number; empty where the section is left out.
    pub place: String,
    pub heading: String,
    pub words: String,
}

/// The rows of a profile: what the guide has, then what it leaves out, then room for new ones.
#[must_use]
pub fn rows(profile: &Profile) -> Vec<Row> {
    let placed = profile.section.iter().enumerate().map(|(at, one)| Row {
        holds: one.holds,
        place: (at + 1).to_string(),
        heading: one.heading.clone(),
        words: one.words.clone(),
    });
    let is_placed = |section: &Section| profile.section.iter().any(|one| one.holds == Some(*section));
    let left_out = Section::ALL.into_iter().filter(|section| !is_placed(section));
    let mut rows: Vec<Row> = placed.collect();
    rows.extend(left_out.map(|section| Row { holds: Some(section), ..Row::default() }));
    rows.extend(std::iter::repeat_n(Row::default(), SPARE_ROWS));
    rows
}

/// The other answers of a profile.
#[must_use]
pub fn answers(profile: &Profile) -> Vec<(String, String)> {
    let numbered = if profile.numbered { "yes" } else { "" };
    [("numbered", numbered), ("notice", &profile.notice), ("classification", &profile.classification)]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec()
}

/// The page: mark, lines of every page, sections.
#[must_use]
pub fn profile(profile: &Profile, revision: i64, rows: &[Row], form: &Form) -> Markup {
    let revision = revision.to_string();
    html! {
        (form.summary())
        (ui::section("Logo", None, logo(profile, form)))
        (ui::section("Sections and words", None, form_part(
            &Sent { action: "/guide/profile", hidden: &[("revision", &revision)], guard: true, ..Sent::default() },
            html! {
                (form.field("numbered", "Number the headings").checkbox(form.ticked("numbered")))
                (form.field("notice", "Notice on every page").hint(NOTICE).text())
                (form.field("classification", "Classification").hint("Internal, confidential: said on every page.").text())
                p { "A place is a number; 2.5 stands between 2 and 3. A section without a place is left out." }
                @for (at, row) in rows.iter().enumerate() { (section(at, row, form)) }
                (submit_bar(ui::primary("Save")))
            },
        )))
        (ui::section("The same on the command line", None, html! {
            p {
                "Save " a href="/guide/profile.toml" { "guide.toml" } ", put the logo beside it, and run "
                code { "mandate guide FOLDER OUT.pdf --profile guide.toml" } "."
            }
        }))
    }
}

fn logo(profile: &Profile, form: &Form) -> Markup {
    let kib = press::LOGO_BYTES / 1024;
    let hint = format!("SVG or PNG, at most {kib} KiB. It stands on the first page of every document.");
    html! {
        @if let Some(picture) = &profile.picture {
            p { "The logo is " strong { (profile.logo) } " (" (picture.len().div_ceil(1024)) " KiB)." }
            (ui::buttons(&[ui::post_button("Remove the logo", "/guide/logo/removal", Weight::Plain, &[])]))
        }
        (form_part(
            &Sent { action: "/guide/logo", upload: true, ..Sent::default() },
            html! {
                (form.field("logo", if profile.picture.is_some() { "Another logo" } else { "Logo" }).hint(&hint).required().file(".svg,.png"))
                (submit_bar(ui::button("Send the logo", "", "")))
            },
        ))
    }
}

fn section(at: usize, row: &Row, form: &Form) -> Markup {
    let title = match row.holds {
        Some(section) => section.heading(),
        None if row.heading.is_empty() => "Another section of your own",
        None => row.heading.as_str(),
    };
    let [_, place, heading, words] = FIELDS;
    let id = |name: &str| if at == 0 { name.to_owned() } else { format!("{name}-{at}") };
    let complaint = |name: &str| if at == 0 { form.complaint(name) } else { None };
    let (place_id, heading_id, words_id) = (id(place), id(heading), id(words));
    let usual = row.holds.map_or(String::new(), |section| format!("Empty: {}", section.heading()));
    let field = Field::new(heading, "Heading").id(&heading_id).value(&row.heading).error(complaint(heading));
    entry(
        title,
        html! {
            (hidden(FIELDS[0], row.holds.map_or("", Section::key)))
            (Field::new(place, "Place").id(&place_id).value(&row.place).error(complaint(place)).short().text())
            (if usual.is_empty() { field.text() } else { field.hint(&usual).text() })
            (Field::new(words, "Your own words, in Markdown").id(&words_id).value(&row.words).error(complaint(words)).textarea(2))
        },
    )
}
