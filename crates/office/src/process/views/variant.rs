//! A variant beside its base: what it does differently, what changed in the base since, and the choice between the two.

use std::collections::BTreeMap;

use maud::{Markup, html};
use ui::button::Weight;
use ui::form::{Form as Sent, form as form_part, hidden, submit_bar};
use ui::{Choice, Tone};

use super::super::model::Version;
use super::super::variant::{Pair, Standing, named};
use super::compare::{Look, Side, difference};
use super::{Seen, version_name};
use crate::clock::Time;
use crate::definition::{Conflict, Definition, Stands};
use crate::web::Form;

/// The definitions that a comparison with the base needs.
#[derive(Clone, Debug)]
pub struct Beside {
    pub pair: Pair,
    /// What the followed version of the base says.
    pub then: Definition,
    /// What its newest version says.
    pub newer: Definition,
    /// What the variant says: its draft where one is open, else the version shown.
    pub own: Definition,
}

fn base_version(pair: &Pair, version: Option<&Version>) -> Markup {
    let href = |version: &Version| format!("/processes/{}/versions/{}", pair.base.key, version.number);
    html! {
        @match version {
            Some(version) => a href=(href(version)) { (version_name(version)) },
            None => "no version",
        }
    }
}

/// The colour of a standing.
pub(super) fn tone(standing: &Standing) -> Tone {
    match standing {
        Standing::Current => Tone::Good,
        Standing::TakingOver => Tone::Info,
        Standing::Kept(_) => Tone::Neutral,
        Standing::Behind => Tone::Warning,
    }
}

/// How the variant stands to its base, in a box with the next step.
pub(super) fn standing(seen: &Seen, pair: &Pair) -> Markup {
    let changes = seen.at("base/changes");
    let number = pair.newest.as_ref().map(|one| one.number.clone()).unwrap_or_default();
    match &pair.standing {
        Standing::Current => html! {},
        Standing::Behind => ui::callout(
            Tone::Warning,
            "The base changed",
            html! {
                p { (pair.base.name) " published version " (number) ". This variant follows " (base_version(pair, pair.followed.as_ref())) "." }
                (ui::buttons(&[ui::button_link("See what changed", &changes, Weight::Plain, None)]))
            },
        ),
        Standing::TakingOver => ui::callout(
            Tone::Info,
            "The draft takes the change over",
            html! { p { "It follows version " (number) " of " (pair.base.name) " as soon as it is published." } },
        ),
        Standing::Kept(answer) => ui::callout(
            Tone::Info,
            "Kept as it is",
            html! {
                p { (answer.by) " decided on " (answer.at.day_in_words()) " not to follow version " (number) ": " (answer.reason) }
                p { a href=(changes) { "See what changed in the base" } }
            },
        ),
    }
}

/// The tab of a variant: what it does differently from the version of the base that it follows.
#[must_use]
pub fn base(seen: &Seen, beside: &Beside, look: Look) -> Markup {
    let pair = &beside.pair;
    let then = named(&beside.then, &beside.own.name);
    let name = pair.followed.as_ref().map_or("the base".to_owned(), |one| format!("{} {}", pair.base.name, one.number));
    html! {
        (standing(seen, pair))
        p {
            "The variant of " a href={ "/processes/" (pair.base.key) } { (pair.base.name) } " for " (ui::tag(&seen.process.site))
            ". It follows " (base_version(pair, pair.followed.as_ref())) "."
            @if seen.open.is_some() { " Compared is its draft." }
        }
        (difference(
            Side { name: &name, definition: &then },
            Side { name: &seen.process.name, definition: &beside.own },
            look,
            &seen.at("base?"),
        ))
    }
}

/// What changed in the base since, and the choice.
#[must_use]
pub fn base_changes(seen: &Seen, beside: &Beside, look: Look, form: &Form) -> Markup {
    let pair = &beside.pair;
    let names = [pair.followed.as_ref(), pair.newest.as_ref()]
        .map(|one| one.map_or("the beginning".to_owned(), |one| format!("{} {}", pair.base.name, one.number)));
    let is_open = matches!(pair.standing, Standing::Behind | Standing::Kept(_));
    let in_force_from = pair.newest.as_ref().and_then(|one| one.effective_at).filter(|at| *at > seen.now);
    html! {
        (form.summary())
        @match &pair.standing {
            Standing::Current => (ui::callout(Tone::Good, "Nothing to answer", html! { p { "The variant follows the newest version of its base." } })),
            Standing::Behind => {}
            _ => (standing(seen, pair)),
        }
        p {
            "From " (base_version(pair, pair.followed.as_ref())) ", which the variant follows, to " (base_version(pair, pair.newest.as_ref())) "."
            @if let Some(at) = in_force_from { " The newer one is in force from " (at.day_in_words()) "." }
        }
        (difference(
            Side { name: &names[0], definition: &beside.then },
            Side { name: &names[1], definition: &beside.newer },
            look,
            &seen.at("base/changes?"),
        ))
        @if let (true, true, Some(newest)) = (is_open, seen.rights.drafts, &pair.newest) { (choice(seen, newest, form)) }
    }
}

fn choice(seen: &Seen, newest: &Version, form: &Form) -> Markup {
    ui::section(
        "What shall the variant do?",
        None,
        ui::cards(&[
            ui::card(
                "Take it over",
                None,
                html! {
                    p { "The changes go into the draft of the variant. What the site does differently stays; where both changed the same part, you choose." }
                    (form_part(&Sent { action: &seen.at("base/takeover"), ..Sent::default() }, html! {
                        (hidden("version", &newest.id))
                        (submit_bar(ui::primary("Take the changes over")))
                    }))
                },
            ),
            ui::card(
                "Keep as it is",
                None,
                html! {
                    p { "The variant goes on following the older version. Your reason stands on its page." }
                    (form_part(&Sent { action: &seen.at("base/keeping"), ..Sent::default() }, html! {
                        (hidden("version", &newest.id))
                        (form.field("reason", "Why the site does it differently").required().textarea(3))
                        (submit_bar(ui::button("Keep it as it is", "", "")))
                    }))
                },
            ),
        ]),
    )
}

/// Both changed the same part: both texts side by side, and a choice for each.
#[must_use]
pub fn base_contest(
    seen: &Seen,
    version_id: &str,
    conflicts: &[Conflict],
    chosen: &BTreeMap<String, Stands>,
) -> Markup {
    let names: Vec<(String, String)> =
        (0..conflicts.len()).map(|at| (format!("part-{at}"), format!("stands-{at}"))).collect();
    let earlier: Vec<(String, String, &'static str, &str)> = chosen
        .iter()
        .enumerate()
        .map(|(at, (part, stands))| {
            let at = at + conflicts.len();
            (format!("part-{at}"), format!("stands-{at}"), stands_key(*stands), part.as_str())
        })
        .collect();
    let text = |words: &str| {
        html! { @if words.is_empty() { p { em { "Nothing" } } } @for line in words.lines() { p { (line) } } }
    };
    html! {
        (ui::callout(Tone::Warning, "The site and the base changed the same", html! {
            p { "Nothing is saved yet. Choose for each part which text counts; everything else of the base is taken over." }
        }))
        (form_part(&Sent { action: &seen.at("base/takeover"), guard: true, ..Sent::default() }, html! {
            (hidden("version", version_id))
            @for (part, stands, key, value) in &earlier { (hidden(part, value)) (hidden(stands, key)) }
            @for (conflict, (part, stands)) in conflicts.iter().zip(&names) {
                (ui::section(&conflict.label, None, html! {
                    (hidden(part, &conflict.part))
                    (ui::cards(&[
                        ui::card("This variant", None, text(&conflict.mine)),
                        ui::card("The base, as it is now", None, text(&conflict.theirs)),
                    ]))
                    (ui::disclosure("What the base said before", text(&conflict.base)))
                    (ui::Field::new(stands, "Which one counts here?").required().value("mine").radios(&[
                        Choice { value: "mine", label: "The variant's", hint: "The site goes on doing this differently." },
                        Choice { value: "theirs", label: "The base's", hint: "The site gives its own wording up." },
                    ]))
                }))
            }
            (submit_bar(html! {
                (ui::primary("Take it over so"))
                (ui::button_link("Back, change nothing", &seen.at("base/changes"), Weight::Quiet, None))
            }))
        }))
    }
}

/// The word of a choice in forms.
fn stands_key(stands: Stands) -> &'static str {
    match stands {
        Stands::Mine => "mine",
        Stands::Theirs => "theirs",
    }
}

/// The form that makes a variant.
#[must_use]
pub fn new_variant(seen: &Seen, form: &Form) -> Markup {
    let number = seen.shown.as_ref().map(|one| one.number.clone()).unwrap_or_default();
    let hint = format!("Left empty: {} (site).", seen.process.name);
    let body = html! {
        (form.summary())
        (form.field("site", "Site or region").hint("Lyon, Plant 2, Asia-Pacific.").required().text())
        (form.field("name", "Name of the variant").hint(&hint).text())
        (submit_bar(html! {
            (ui::primary("Make the variant"))
            (ui::button_link("Leave it", &seen.href, Weight::Quiet, None))
        }))
    };
    ui::split(
        form_part(&Sent { action: &seen.at("variants"), guard: true, ..Sent::default() }, body),
        ui::callout(
            Tone::Info,
            "What a variant is",
            html! {
                p { "Its draft begins as a copy of version " (number) ". Change in it what the site does differently, and give it an owner and a manager of its own." }
                p { "It keeps its link: whenever " (seen.process.name) " publishes a newer version, the manager of the variant is asked to take the change over or to keep the variant as it is." }
            },
        ),
    )
}

/// The variants of a process, on its page.
pub(super) fn variants(seen: &Seen) -> Markup {
    let all = &seen.family.variants;
    let make = (seen.rights.adds && seen.process.variant_of.is_none() && seen.is_in_force())
        .then(|| ui::button_link("Make a variant for a site", &seen.at("variants/new"), Weight::Quiet, None));
    if all.is_empty() && make.is_none() {
        return html! {};
    }
    ui::section(
        "Variants",
        make,
        html! {
            @if all.is_empty() { p { "Every site does it like this." } }
            @else {
                ul {
                    @for (one, standing) in all {
                        li {
                            a href=(one.href) { (one.process.name) } " " (ui::tag(&one.process.site)) " "
                            @if *standing != Standing::Current { (ui::pill(standing.label(), tone(standing))) }
                        }
                    }
                }
            }
        },
    )
}

/// What a variant follows, for the list beside it.
pub(super) fn follows(pair: &Pair, now: Time) -> Markup {
    html! {
        a href={ "/processes/" (pair.base.key) } { (pair.base.name) } ", " (base_version(pair, pair.followed.as_ref()))
        @if pair.standing != Standing::Current { " " (ui::pill(pair.standing.label(), tone(&pair.standing))) }
        @if let Some(at) = pair.followed.as_ref().and_then(|one| one.effective_at).filter(|at| *at > now) {
            " (in force from " (at.day_in_words()) ")"
        }
    }
}
