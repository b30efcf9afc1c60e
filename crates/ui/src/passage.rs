//! What comes in from whom, what is done, and what goes out to whom: a process on one page, read from left to right.
//!
//! Absent: the flow between the steps, which is a diagram's. On a phone and on narrow paper the three parts stand below each other.
//! Source: SIPOC (suppliers, inputs, process, outputs, customers) of the quality movement; ISO 9001:2015 4.4.1.

use maud::{Markup, html};

use crate::{Icon, icon};

/// Something that passes.
#[derive(Debug, Clone, Copy, Default)]
pub struct Passing<'a> {
    /// What it is.
    pub what: &'a str,
    /// From whom or for whom; may be empty.
    pub who: &'a str,
    /// When it is good enough; may be empty.
    pub judged: &'a str,
}

/// A process between its suppliers and its customers.
#[derive(Debug, Clone, Default)]
pub struct Passage<'a> {
    /// What comes in.
    pub inputs: &'a [Passing<'a>],
    /// The name of the process.
    pub name: &'a str,
    /// What is done, in a few lines.
    pub middle: Markup,
    /// What goes out.
    pub outputs: &'a [Passing<'a>],
}

/// The page of a process from its suppliers to its customers.
#[must_use]
pub fn passage(one: &Passage<'_>) -> Markup {
    html! {
        div.passage {
            section.passage-side aria-label="Suppliers and inputs" {
                div.passage-heads aria-hidden="true" { span { "Suppliers" } span { "Inputs" } }
                (side(one.inputs, "Supplier", "Input", "Good enough when", "Nothing is said to come in.", true))
            }
            div.passage-arrow aria-hidden="true" { (icon(Icon::ArrowRight)) }
            section.passage-middle aria-label="Process" {
                div.passage-heads aria-hidden="true" { span { "Process" } }
                h2.passage-name { (one.name) }
                (one.middle)
            }
            div.passage-arrow aria-hidden="true" { (icon(Icon::ArrowRight)) }
            section.passage-side.is-outgoing aria-label="Outputs and customers" {
                div.passage-heads aria-hidden="true" { span { "Outputs" } span { "Customers" } }
                (side(one.outputs, "Customer", "Output", "Accepted when", "Nothing is said to go out.", false))
            }
        }
    }
}

fn side(all: &[Passing<'_>], who: &str, what: &str, judged: &str, none: &str, who_first: bool) -> Markup {
    let party = |one: &Passing<'_>| {
        html! {
            p.passage-who {
                span.passage-label { (who) ": " }
                @if one.who.is_empty() { em { "nobody is named" } } @else { (one.who) }
            }
        }
    };
    html! {
        @if all.is_empty() { p.passage-none { (none) } }
        @else {
            ul role="list" {
                @for one in all {
                    li {
                        @if who_first { (party(one)) }
                        div.passage-what {
                            p { span.passage-label { (what) ": " } strong { (one.what) } }
                            @if !one.judged.is_empty() { p.passage-judged { (judged) ": " (one.judged) } }
                        }
                        @if !who_first { (party(one)) }
                    }
                }
            }
        }
    }
}
