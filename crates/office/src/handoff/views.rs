//! What the pages of the ledger show.

use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, html};
use ui::button::Weight;
use ui::dialog::{Confirm, confirm};
use ui::form::{Form as Sent, form as form_part, row};
use ui::table::Numbered;
use ui::{Choice, Column, Row, Stat, Table, Tone};

use super::ledger::Silo;
use super::model::{Handoff, Side, State};
use crate::config::limits;
use crate::journal::Entry;
use crate::web::Form;
use crate::web::form::encode;

/// Which hand-offs to show, and in which order.
#[derive(Clone, Debug)]
pub struct Listing {
    pub words: String,
    /// Empty for every process.
    pub process_id: String,
    pub state: Option<State>,
    /// `what`, `from`, `to` or `state`.
    pub sort: String,
    pub downwards: bool,
    /// From 1.
    pub page: usize,
}

impl Listing {
    /// What of the ledger is asked for, in order.
    #[must_use]
    pub fn of<'a>(&self, all: &'a [Handoff]) -> Vec<&'a Handoff> {
        let words = self.words.trim().to_lowercase();
        let mut found: Vec<&Handoff> = all
            .iter()
            .filter(|one| self.state.is_none_or(|state| one.state() == state))
            .filter(|one| {
                self.process_id.is_empty()
                    || Side::ALL.iter().any(|side| one.party(*side).process_id.as_deref() == Some(&self.process_id))
            })
            .filter(|one| one.label().to_lowercase().contains(&words))
            .collect();
        match self.sort.as_str() {
            "what" => found.sort_by_key(|one| one.what.to_lowercase()),
            "from" => found.sort_by_key(|one| one.giver.name.to_lowercase()),
            "to" => found.sort_by_key(|one| one.receiver.name.to_lowercase()),
            _ => found.sort_by_key(|one| one.state()),
        }
        if self.downwards {
            found.reverse();
        }
        found
    }

    fn query(&self) -> Vec<(&str, &str)> {
        [
            ("q", self.words.as_str()),
            ("process", self.process_id.as_str()),
            ("state", self.state.map_or("", State::key)),
        ]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .collect()
    }
}

fn tone(state: State) -> Tone {
    match state {
        State::OneSided | State::Differs => Tone::Bad,
        State::Waiting => Tone::Warning,
        State::Agreed => Tone::Good,
        State::Outside => Tone::Neutral,
    }
}

/// The pill beside the heading.
#[must_use]
pub fn status(one: &Handoff) -> Markup {
    ui::pill(one.state().label(), tone(one.state()))
}

/// The ledger: the silo index, the list, and the index by unit.
#[must_use]
pub fn list(listing: &Listing, all: &[Handoff], (office, units): &(Silo, BTreeMap<String, Silo>)) -> Markup {
    html! {
        @if !all.is_empty() { (figures(all, *office)) }
        (table(listing, all))
        @if !units.is_empty() { (by_unit(units)) }
    }
}

fn figures(all: &[Handoff], office: Silo) -> Markup {
    let count = |state| all.iter().filter(|one| one.state() == state).count();
    let (index, note) = match office.index() {
        Some(index) => (
            format!("{index:.0}"),
            format!("{} of {} hand-offs between units are not agreed", office.open, office.crossings),
        ),
        None => ("–".to_owned(), "nothing passes between units yet".to_owned()),
    };
    let number = |state| count(state).to_string();
    let (agreed, waiting, differs, one_sided) =
        (number(State::Agreed), number(State::Waiting), number(State::Differs), number(State::OneSided));
    let tile = |label, value, href| Stat { label, value, href: Some(href), ..Stat::default() };
    let silo = Stat {
        label: "Silo index",
        value: &index,
        unit: if office.index().is_some() { "%" } else { "" },
        target: Some((&note, if office.open == 0 { Tone::Good } else { Tone::Warning })),
        ..Stat::default()
    };
    ui::stats(&[
        silo,
        tile("Agreed", &agreed, "/hand-offs?state=agreed"),
        tile("Not yet agreed", &waiting, "/hand-offs?state=waiting"),
        tile("Terms differ", &differs, "/hand-offs?state=differs"),
        tile("One side only", &one_sided, "/hand-offs?state=one_sided"),
    ])
}

fn table(listing: &Listing, all: &[Handoff]) -> Markup {
    let found = listing.of(all);
    let query = listing.query();
    let rows = usize::try_from(limits::PAGE_ROWS).unwrap_or(usize::MAX);
    let first = (listing.page - 1).saturating_mul(rows);
    let pages = Numbered {
        base: "/hand-offs",
        query: &query,
        sort: (&listing.sort, listing.downwards),
        offset: i64::try_from(first).unwrap_or(i64::MAX),
        rows: limits::PAGE_ROWS,
        total: i64::try_from(found.len()).unwrap_or(i64::MAX),
    };
    let (around, export) = (pages.around(), pages.file("/hand-offs.csv"));
    let workbook = pages.file("/hand-offs.xlsx");
    let empty = if all.is_empty() {
        (
            "No hand-off yet",
            "Hand-offs come from the interfaces in the definitions in force. Name them in a draft and publish it.",
            Some(ui::button_link("Processes", "/processes", Weight::Plain, None)),
        )
    } else {
        ("Nothing matches", "Change the filter to see more.", None)
    };
    ui::table(&Table {
        caption: "Hand-offs",
        base: "/hand-offs",
        query: &query,
        columns: &[
            Column::text("what", "What passes").sortable(),
            Column::text("from", "From").sortable(),
            Column::text("to", "To").sortable(),
            Column::text("terms", "Terms"),
            Column::text("state", "State").sortable(),
        ],
        rows: found.iter().skip(first).take(rows).map(|one| line(one)).collect(),
        sort: Some((&listing.sort, listing.downwards)),
        page: Some(around.paging()),
        filters: Some(filters(listing, all)),
        export_href: Some(&export),
        workbook_href: Some(&workbook),
        empty: Some(empty),
    })
}

fn line(one: &Handoff) -> Row {
    let terms = one.common_terms().or(one.giver.terms.as_ref()).or(one.receiver.terms.as_ref());
    Row::new(vec![
        html! { a href=(one.href()) { (one.what) } },
        html! { (one.giver.name) },
        html! { (one.receiver.name) },
        html! {
            @if one.state() == State::Differs { "stated differently" }
            @else if let Some(terms) = terms { (terms.text()) }
        },
        html! { (status(one)) @if let Some(at) = one.agreed_at() { " " (at.day_in_words()) } },
    ])
}

fn filters(listing: &Listing, all: &[Handoff]) -> Markup {
    let named: BTreeSet<(&str, &str)> = all
        .iter()
        .flat_map(|one| Side::ALL.map(|side| one.party(side)))
        .filter_map(|party| Some((party.name.as_str(), party.process_id.as_deref()?)))
        .collect();
    let processes: Vec<Choice> = std::iter::once(Choice::new("", "Any process"))
        .chain(named.iter().map(|(name, id)| Choice::new(id, name)))
        .collect();
    let states: Vec<Choice> = std::iter::once(Choice::new("", "Any state"))
        .chain(State::ALL.iter().map(|state| Choice::new(state.key(), state.label())))
        .collect();
    row(&[
        ui::Field::new("q", "Words").value(&listing.words).search(),
        ui::Field::new("process", "Process").value(&listing.process_id).select(&processes),
        ui::Field::new("state", "State").value(listing.state.map_or("", State::key)).select(&states),
    ])
}

fn by_unit(units: &BTreeMap<String, Silo>) -> Markup {
    let rows = units.iter().map(|(name, silo)| {
        let index = silo.index().map(|index| format!("{index:.0} %")).unwrap_or_default();
        Row::new(vec![html! { (name) }, html! { (silo.crossings) }, html! { (silo.open) }, html! { (index) }])
    });
    let table = ui::table(&Table {
        caption: "Silo index by unit",
        base: "/hand-offs",
        columns: &[
            Column::text("unit", "Unit"),
            Column::figures("crossings", "Hand-offs with other units"),
            Column::figures("open", "Not agreed"),
            Column::figures("index", "Silo index"),
        ],
        rows: rows.collect(),
        ..Table::default()
    });
    let text = "A hand-off crosses a border when the owners of its two processes work in different units. \
                The silo index is the share of these that both owners have not agreed on.";
    ui::section("Where the borders are", None, html! { p { (text) } (table) })
}

/// What the page of a hand-off is made of; sides in the order of [`Side::ALL`].
pub struct Shown {
    pub handoff: Handoff,
    pub sides: Vec<SideShown>,
    pub entries: Vec<Entry>,
    pub proposes: bool,
}

/// What is known of one side, and what the visitor may do there.
#[derive(Default)]
pub struct SideShown {
    /// The process of the office, where the visitor may read it.
    pub key: Option<String>,
    /// Id and name.
    pub owner: Option<(String, String)>,
    /// Whether the visitor's word is the owner's.
    pub speaks: bool,
    /// Whether a draft is open that the visitor may edit.
    pub draft: bool,
}

/// The whole page: both sides beside each other, what is next, and the journal.
#[must_use]
pub fn show(shown: &Shown, form: &Form) -> Markup {
    let sides: Vec<Markup> =
        Side::ALL.into_iter().zip(&shown.sides).map(|(side, known)| side_card(shown, side, known)).collect();
    let main = html! {
        (form.summary())
        (next(shown))
        (ui::section("What each side states", None, ui::cards(&sides)))
    };
    let side = html! {
        (ui::section("Journal", None, crate::journal::views::history(&shown.entries)))
        @if shown.proposes {
            (ui::buttons(&[ui::button_link("Suggest an improvement", &improvement(&shown.handoff), Weight::Plain, Some(ui::Icon::Idea))]))
        }
    };
    ui::split(main, side)
}

fn improvement(one: &Handoff) -> String {
    let process = one.giver.process_id.as_deref().or(one.receiver.process_id.as_deref()).unwrap_or_default();
    format!("/improvements/new?process={}", encode(process))
}

fn next(shown: &Shown) -> Markup {
    let one = &shown.handoff;
    let silent = one.silent().map(|side| (one.party(side).name.as_str(), one.party(side.other()).name.as_str()));
    let (tone, title, text) = match (one.state(), silent) {
        (State::Agreed, _) => (
            Tone::Good,
            "Agreed",
            "Both owners gave their word to these terms. It lapses when a published version states others.".to_owned(),
        ),
        (State::Outside, _) => (
            Tone::Info,
            "Outside the office",
            "The other process is not kept here, so nobody can agree for it. It is not counted in the silo index."
                .to_owned(),
        ),
        (State::Waiting, _) => (
            Tone::Warning,
            "The owners' word is missing",
            "Both processes state the same terms. Each owner agrees below.".to_owned(),
        ),
        (State::Differs, _) => (
            Tone::Warning,
            "The terms differ",
            "Talk to each other, then let one of the two processes state what both mean.".to_owned(),
        ),
        (State::OneSided, Some((silent, speaking))) => (
            Tone::Warning,
            "Only one side names it",
            format!(
                "{speaking} counts on this hand-off; {silent} does not name it. Name it there in the same words, or take it out of {speaking}."
            ),
        ),
        (State::OneSided, None) => return html! {},
    };
    ui::callout(tone, title, html! { p { (text) } })
}

fn side_card(shown: &Shown, side: Side, known: &SideShown) -> Markup {
    let one = &shown.handoff;
    let party = one.party(side);
    let href = known.key.as_ref().map(|key| format!("/processes/{key}"));
    let verb = match side {
        Side::Giver => "gives",
        Side::Receiver => "receives",
    };
    let text = |text: &str| {
        if text.is_empty() {
            html! { "not stated" }
        } else {
            html! { (text) }
        }
    };
    let (quality, limit) = match &party.terms {
        Some(terms) => (text(&terms.quality), text(&terms.time_limit)),
        None => (html! { "does not name it" }, html! { "does not name it" }),
    };
    let owner = match &known.owner {
        Some((id, name)) => ui::person(name, None, Some(&format!("/people/{id}"))),
        None => html! { "nobody yet" },
    };
    let word = match (one.agreed(side), one.lapsed(side)) {
        (Some(word), _) => html! { (word.person_name) " on " (word.at.day_in_words()) },
        (None, Some(word)) => html! {
            (word.person_name) " agreed to other terms on " (word.at.day_in_words()) ": " (word.terms) " " (ui::pill("lapsed", Tone::Warning))
        },
        (None, None) => html! { "not yet" },
    };
    ui::card(
        &format!("{} {verb}", party.name),
        href.as_deref(),
        html! {
            (ui::definitions(&[("Quality", quality), ("Time limit", limit), ("Owner", owner), ("Agreed", word)]))
            (acts(one, side, known))
        },
    )
}

/// What the visitor can do at a side.
fn acts(one: &Handoff, side: Side, known: &SideShown) -> Markup {
    let at = |what: &str| format!("{}/{}/{what}", one.href(), side.key());
    let draft = known.key.as_ref().map(|key| format!("/processes/{key}/draft/sections/interfaces"));
    html! {
        @match one.state() {
            State::Waiting if known.speaks && one.agreed(side).is_none() => {
                (form_part(&Sent { action: &at("agreement"), ..Sent::default() }, html! {
                    input type="hidden" name="terms" value=(one.common_terms().map(super::model::Terms::text).unwrap_or_default());
                    (ui::buttons(&[ui::primary("Agree to these terms")]))
                }))
            }
            State::Waiting | State::Agreed if known.speaks && one.agreed(side).is_some() => {
                @let action = at("withdrawal");
                @let id = format!("withdraw-{}", side.key());
                (confirm(&Confirm {
                    id: &id,
                    opener: "Take the agreement back…",
                    title: "Take the agreement back?",
                    text: "The hand-off is open again, and the other owner sees your reason.",
                    verb: "Take it back",
                    danger: true,
                    action: &action,
                }, ui::Field::new("reason", "Why").required().textarea(3)))
            }
            State::Differs | State::OneSided if known.draft => {
                @if let Some(draft) = &draft {
                    p { a href=(draft) { "Edit the interfaces in the draft" } }
                }
            }
            _ => {}
        }
    }
}
