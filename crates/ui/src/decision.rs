//! Decision tables: to read, with what a case makes of each cell, and to fill in as a grid of fields.
//!
//! Absent: FEEL; the application says what stands in a cell and what is wrong with it. On a phone each rule stands by itself.

use maud::{Markup, html};

use crate::{Icon, Tone, icon, icon::named, pill};

/// The head of a column: what is asked or answered, and how it is said in the model.
#[derive(Debug, Clone, Default)]
pub struct Head {
    pub label: String,
    /// The expression or the type, below the label; may be empty.
    pub about: String,
}

/// A decision table to read.
#[derive(Debug, Clone, Default)]
pub struct DecisionTable {
    /// What is decided.
    pub caption: String,
    /// Which rules count, as a sentence.
    pub policy: String,
    pub inputs: Vec<Head>,
    pub outputs: Vec<Head>,
    pub rules: Vec<DecisionRule>,
}

/// One rule to read.
#[derive(Debug, Clone, Default)]
pub struct DecisionRule {
    /// One cell for each input: its text, and whether the case at hand passes it.
    pub cells: Vec<(String, Option<bool>)>,
    /// One text for each output.
    pub results: Vec<String>,
    pub note: String,
    /// Whether the rule matches the case at hand.
    pub is_hit: bool,
}

/// A decision table to read.
#[must_use]
pub fn decision_table(table: &DecisionTable) -> Markup {
    let has_notes = table.rules.iter().any(|rule| !rule.note.is_empty());
    html! {
        div.scroll tabindex="0" role="region" aria-label=(table.caption) {
            table.table.decision role="table" {
                caption { (table.policy) }
                thead role="rowgroup" { (heads(&table.inputs, &table.outputs, has_notes.then_some("Note"), None)) }
                tbody role="rowgroup" {
                    @for (at, rule) in table.rules.iter().enumerate() {
                        tr role="row" class=[rule.is_hit.then_some("is-good")] {
                            th scope="row" role="rowheader" { span.decision-number { "Rule " (at + 1) } @if rule.is_hit { " " (pill("matches", Tone::Good)) } }
                            @for ((text, passes), head) in rule.cells.iter().zip(&table.inputs) {
                                td role="cell" data-label=(head.label) { (said(text, *passes)) }
                            }
                            @for (at, (text, head)) in rule.results.iter().zip(&table.outputs).enumerate() {
                                td role="cell" class=[(at == 0).then_some("is-then")] data-label=(head.label) { (text) }
                            }
                            @if has_notes { td role="cell" data-label="Note" { (rule.note) } }
                        }
                    }
                }
            }
        }
    }
}

fn said(text: &str, passes: Option<bool>) -> Markup {
    html! {
        @match passes {
            Some(true) => span.decision-true { (named(Icon::Check, "true:")) " " },
            Some(false) => span.decision-false { (named(Icon::Close, "false:")) " " },
            None => {}
        }
        @if text.is_empty() { span.decision-any { "any" } } @else { (text) }
    }
}

fn heads(inputs: &[Head], outputs: &[Head], note: Option<&str>, acts: Option<&str>) -> Markup {
    let cell = |head: &Head| html! { (head.label) @if !head.about.is_empty() { span.decision-about { (head.about) } } };
    html! {
        tr role="row" {
            th scope="col" role="columnheader" rowspan="2" { "Rule" }
            @if !inputs.is_empty() { th scope="colgroup" role="columnheader" colspan=(inputs.len()) { "When" } }
            @if !outputs.is_empty() { th.is-then scope="colgroup" role="columnheader" colspan=(outputs.len()) { "Then" } }
            @if let Some(note) = note { th scope="col" role="columnheader" rowspan="2" { (note) } }
            @if let Some(acts) = acts { th scope="col" role="columnheader" rowspan="2" { span.visually-hidden { (acts) } } }
        }
        tr role="row" {
            @for head in inputs { th scope="col" role="columnheader" { (cell(head)) } }
            @for (at, head) in outputs.iter().enumerate() {
                th scope="col" role="columnheader" class=[(at == 0).then_some("is-then")] { (cell(head)) }
            }
        }
    }
}

/// A decision table to fill in.
#[derive(Debug, Clone, Default)]
pub struct DecisionGrid {
    pub caption: String,
    pub inputs: Vec<Head>,
    pub outputs: Vec<Head>,
    pub rules: Vec<GridRule>,
}

/// One rule to fill in.
#[derive(Debug, Clone, Default)]
pub struct GridRule {
    /// Names the rule; travels along unseen.
    pub id: String,
    /// One cell for each input, then one for each output: its text, and what is wrong with it.
    pub cells: Vec<(String, Option<String>)>,
    pub note: String,
}

/// The grid: fields `rule` (the ids), `when`, `then` and `note`, each repeated row by row; buttons named `act` say what becomes of a rule
/// (`up-1`, `down-1`, `copy-1`, `remove-1`). The field of a cell has the id `field-cell-RULE-COLUMN`, both from 1.
#[must_use]
pub fn decision_grid(grid: &DecisionGrid) -> Markup {
    let last = grid.rules.len();
    html! {
        div.scroll tabindex="0" role="region" aria-label=(grid.caption) {
            table.table.decision.is-grid role="table" {
                caption.visually-hidden { (grid.caption) }
                thead role="rowgroup" { (heads(&grid.inputs, &grid.outputs, Some("Note"), Some("What to do with the rule"))) }
                tbody role="rowgroup" {
                    @for (at, rule) in grid.rules.iter().enumerate() {
                        @let number = at + 1;
                        tr role="row" {
                            th scope="row" role="rowheader" {
                                span.decision-number { "Rule " (number) }
                                input type="hidden" name="rule" value=(rule.id);
                            }
                            @for (column, (text, wrong)) in rule.cells.iter().enumerate() {
                                @let is_input = column < grid.inputs.len();
                                @let head = if is_input { grid.inputs.get(column) } else { grid.outputs.get(column - grid.inputs.len()) };
                                @let label = head.map_or("", |head| head.label.as_str());
                                td role="cell" class=[(column == grid.inputs.len()).then_some("is-then")] data-label=(label) {
                                    (grid_cell((number, column + 1), if is_input { "when" } else { "then" }, label, text, wrong.as_deref()))
                                }
                            }
                            td role="cell" data-label="Note" {
                                textarea name="note" rows="1" aria-label={ "Note at rule " (number) } { "\n" (rule.note) }
                            }
                            td.decision-acts role="cell" {
                                (act(&format!("Move rule {number} up"), &format!("up-{number}"), Icon::ArrowUp, number > 1))
                                (act(&format!("Move rule {number} down"), &format!("down-{number}"), Icon::ArrowDown, number < last))
                                (act(&format!("Copy rule {number}"), &format!("copy-{number}"), Icon::Copy, true))
                                (act(&format!("Remove rule {number}"), &format!("remove-{number}"), Icon::Delete, true))
                            }
                        }
                    }
                }
            }
        }
    }
}

fn grid_cell((rule, column): (usize, usize), name: &str, label: &str, text: &str, wrong: Option<&str>) -> Markup {
    let id = format!("field-cell-{rule}-{column}");
    html! {
        textarea id=(id) name=(name) rows="1" spellcheck="false" aria-label={ (label) ", rule " (rule) }
            aria-invalid=[wrong.map(|_| "true")] aria-describedby=[wrong.map(|_| format!("{id}-error"))] { "\n" (text) }
        @if let Some(wrong) = wrong {
            p.field-error id={ (id) "-error" } { (icon(Icon::Bad)) span { span.visually-hidden { "Error: " } (wrong) } }
        }
    }
}

/// A small button that does something to one row.
fn act(label: &str, value: &str, picture: Icon, is_possible: bool) -> Markup {
    html! {
        button.button.is-quiet.is-icon type="submit" name="act" value=(value) title=(label) disabled[!is_possible] {
            (icon(picture)) span.visually-hidden { (label) }
        }
    }
}
