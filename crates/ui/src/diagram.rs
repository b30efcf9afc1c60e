//! The diagram of a process on a page: to look at, with its steps in words behind it, and to edit.
//!
//! Absent: drawing; the `bpmn` crate draws the SVG, whose `bpmn-*` classes get their colours from `diagram.css` here.
//! The editor is bpmn-js; its mark stays visible in the lower right corner, which nothing here covers.

use maud::{Markup, PreEscaped, html};

use crate::{Icon, icon};

/// A diagram to look at. Pannable and zoomable with script; scrollable without.
#[derive(Debug, Clone, Copy, Default)]
pub struct View<'a> {
    /// What the diagram shows, said by screen readers.
    pub title: &'a str,
    /// The SVG as the `bpmn` crate draws it; trusted markup, not escaped again.
    pub svg: &'a str,
    /// What the colours on it mean: class (`is-deviation`, `heat-4`) and words.
    pub legend: &'a [(&'a str, &'a str)],
    /// Where it can be had as a file: label and address.
    pub downloads: &'a [(&'a str, &'a str)],
}

/// The diagram with its tools; `steps` is the same flow as an ordered list in words.
#[must_use]
pub fn view(view: &View<'_>, steps: Option<Markup>) -> Markup {
    html! {
        figure.diagram {
            diagram-view aria-label=(view.title) {
                div.diagram-tools.needs-script role="toolbar" aria-label="Diagram" {
                    (tool("zoom-out", "Zoom out", Icon::ZoomOut))
                    (tool("zoom-in", "Zoom in", Icon::ZoomIn))
                    (tool("fit", "Show all of it", Icon::Fit))
                }
                div.diagram-canvas tabindex="0" role="group" aria-label={ (view.title) ". Arrow keys move, plus and minus zoom, 0 shows all of it." } {
                    (PreEscaped(view.svg))
                }
            }
            @if !view.legend.is_empty() || !view.downloads.is_empty() {
                figcaption.diagram-foot {
                    ul.legend role="list" { @for (class, words) in view.legend { li { span class={ "legend-mark " (class) } {} (words) } } }
                    @if !view.downloads.is_empty() {
                        p.diagram-files { @for (label, href) in view.downloads { a href=(href) download { (icon(Icon::Download)) (label) } " " } }
                    }
                }
            }
            @if let Some(steps) = steps { details.disclosure { summary { "The same in words" } div.disclosure-body { (steps) } } }
        }
    }
}

/// One line of the flow in words.
#[derive(Debug, Clone, Copy, Default)]
pub struct Step<'a> {
    /// "4", "4a" for a branch, "4.1" for a step inside it.
    pub number: &'a str,
    /// What happens.
    pub text: &'a str,
    /// Who does it; empty where nobody is named.
    pub who: &'a str,
    /// How far the line is indented, from 0.
    pub level: usize,
    /// Its own page or place.
    pub href: Option<&'a str>,
}

/// The deepest level that is still indented.
const DEEPEST: usize = 4;

/// The flow as an ordered list in words, which says what the picture says.
#[must_use]
pub fn steps(all: &[Step<'_>]) -> Markup {
    html! {
        ol.flow-steps role="list" {
            @for step in all {
                li data-level=(step.level.min(DEEPEST)) {
                    span.flow-number { (step.number) }
                    span {
                        @if let Some(href) = step.href { a href=(href) { (step.text) } } @else { (step.text) }
                        @if !step.who.is_empty() { " " span.flow-who { (step.who) } }
                    }
                }
            }
        }
    }
}

/// A diagram to edit, saved as one draws.
#[derive(Debug, Clone, Copy, Default)]
pub struct Editor<'a> {
    /// What is edited, said by screen readers.
    pub title: &'a str,
    /// Where the BPMN XML is read from (GET).
    pub src: &'a str,
    /// Where a change is sent to (PUT, JSON `{revision, xml}`).
    pub save: &'a str,
    /// The revision read.
    pub revision: u64,
    /// What the check found in this revision, as the JSON array that a save answers with; may be empty.
    pub findings: &'a str,
    /// Where an activity's form is to be had; `{element}` stands for its id. Loaded into `detail_target`.
    pub detail: &'a str,
    /// The id of the element that shows the form of the chosen activity.
    pub detail_target: &'a str,
    /// The id of the element that says how the draft stands with its approvers; a save that changes this sends it anew.
    pub standing_target: &'a str,
}

/// The editor with its tools and its list of findings.
#[must_use]
pub fn editor(editor: &Editor<'_>) -> Markup {
    html! {
        diagram-editor.editor src=(editor.src) save=(editor.save) revision=(editor.revision) findings=(editor.findings) detail=(editor.detail)
            detail-target=(editor.detail_target) standing-target=(editor.standing_target) aria-label=(editor.title) {
            div.editor-tools role="toolbar" aria-label="Diagram" {
                (tool("undo", "Undo", Icon::Undo)) (tool("redo", "Redo", Icon::Redo))
                span.editor-gap {}
                (tool("zoom-out", "Zoom out", Icon::ZoomOut)) (tool("zoom-in", "Zoom in", Icon::ZoomIn)) (tool("fit", "Show all of it", Icon::Fit))
                span.editor-gap {}
                (tool("keys", "Keyboard shortcuts", Icon::Keyboard))
                span.editor-state role="status" data-state { "Opening…" }
            }
            div.editor-canvas data-canvas tabindex="0" role="application" aria-label={ (editor.title) ". Editor" } {}
            section.editor-findings aria-label="Findings" {
                h2 { "Findings" }
                div aria-live="polite" data-findings { p.hint { "Findings appear here as you draw." } }
            }
            noscript { p.callout { "Drawing needs JavaScript. The activities can be edited as forms without it." } }
        }
    }
}

fn tool(action: &str, label: &str, picture: Icon) -> Markup {
    html! { button.button.is-quiet.is-icon type="button" data-do=(action) title=(label) { (icon(picture)) span.visually-hidden { (label) } } }
}
