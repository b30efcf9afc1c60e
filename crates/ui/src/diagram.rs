//! The diagram of a process on a page: to look at, with its steps in words behind it, and to edit.
//!
//! Absent: drawing; the `bpmn` crate draws the SVG, whose `bpmn-*` classes get their colours from `diagram.css` here.
//! The editor is bpmn-js; its mark stays visible in the lower right corner, which nothing here covers.

use maud::{Markup, PreEscaped, html};

use crate::{Choice, Field, Icon, icon};

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

/// Cases that move over a diagram when somebody asks them to.
#[derive(Debug, Clone, Copy, Default)]
pub struct Replay<'a> {
    /// What moves, said by screen readers.
    pub title: &'a str,
    /// Where the moves are read from (GET, JSON as `process-replay.js` reads it).
    pub src: &'a str,
}

/// How fast a replay goes: the value the script reads, and the words.
const SPEEDS: [(&str, &str); 6] = [
    ("0.0625", "Whole period in 16 minutes"),
    ("0.25", "Whole period in 4 minutes"),
    ("0.5", "Whole period in 2 minutes"),
    ("1", "Whole period in 1 minute"),
    ("2", "Whole period in 30 seconds"),
    ("4", "Whole period in 15 seconds"),
];

/// On which axis cases move: the value the script reads, and the words.
const AXES: [(&str, &str); 2] = [("start", "Every case from its beginning"), ("calendar", "By the calendar")];

/// The picture of [`view`] with the tools of a replay below it. Nothing moves until somebody presses play; without script there is
/// only the picture.
#[must_use]
pub fn replay(replay: &Replay<'_>, picture: Markup) -> Markup {
    let speeds = SPEEDS.map(|(value, label)| Choice::new(value, label));
    let axes = AXES.map(|(value, label)| Choice::new(value, label));
    html! {
        process-replay src=(replay.src) {
            (picture)
            div.replay.needs-script role="group" aria-label=(replay.title) {
                div.replay-buttons {
                    button.button.is-primary type="button" data-replay="play" {
                        span.replay-word data-when="still" { (icon(Icon::Play)) "Play" }
                        span.replay-word data-when="playing" hidden { (icon(Icon::Pause)) "Pause" }
                    }
                    button.button type="button" data-replay="begin" { (icon(Icon::Undo)) "To the beginning" }
                }
                (Field::new("replay_moment", "Moment, per cent of the period").value("0").required().slider(0, 100))
                (Field::new("replay_axis", "Time").value("start").required().select(&axes))
                (Field::new("replay_speed", "Speed").value("1").required().select(&speeds))
                p.replay-now data-now { "Nothing moves until you press Play." }
                p.visually-hidden role="status" data-said {}
            }
        }
    }
}

/// One of the things that can be laid over a diagram.
#[derive(Debug, Clone, Copy, Default)]
pub struct Layer<'a> {
    /// Its word.
    pub label: &'a str,
    /// The address that shows it.
    pub href: &'a str,
    /// Whether it is shown.
    pub current: bool,
}

/// A choice of what is laid over a diagram, as plain links; `beside` is a link that stands apart.
#[must_use]
pub fn layers(label: &str, all: &[Layer<'_>], beside: Option<(&str, &str)>) -> Markup {
    html! {
        nav.layers aria-label=(label) {
            span.layers-label aria-hidden="true" { (label) }
            ul role="list" {
                @for one in all { li { a href=(one.href) aria-current=[one.current.then_some("true")] { (one.label) } } }
            }
            @if let Some((words, href)) = beside { a.layers-beside href=(href) { (icon(Icon::Picture)) (words) } }
        }
    }
}

/// Two diagrams beside each other where there is room, else below each other.
#[must_use]
pub fn beside(first: (&str, Markup), second: (&str, Markup)) -> Markup {
    html! {
        div.diagram-pair { @for (name, picture) in [first, second] { div { h3 { (name) } (picture) } } }
    }
}

/// The style of a picture that stands alone, outside of any page.
pub const ALONE_STYLE: &str = include_str!("diagram/alone.css");

/// A picture as the `bpmn` crate draws it, with the colours of its marks, to be opened or kept by itself.
#[must_use]
pub fn alone(svg: &str) -> String {
    let at = svg.find('>').map_or(0, |at| at + 1);
    format!("{}<style>{ALONE_STYLE}</style>{}", &svg[..at], &svg[at..])
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
    /// Where a change is sent to (PUT, JSON `{revision, xml, activities}`).
    pub save: &'a str,
    /// The revision read.
    pub revision: u64,
    /// What the check found in this revision, as the JSON array that a save answers with; may be empty.
    pub findings: &'a str,
    /// Where an activity's details are to be had; `{element}` stands for its id. Shown in the panel.
    pub detail: &'a str,
    /// Where a drawing is laid out anew (POST, JSON `{xml}`).
    pub layout: &'a str,
    /// The id of the element that says how the draft stands with its approvers; a save that changes this sends it anew.
    pub standing_target: &'a str,
}

/// The editor with its tools, its panel and its list of findings; `whole` is what the panel shows while nothing is chosen, `found`
/// the findings as they are read without script.
#[must_use]
pub fn editor(editor: &Editor<'_>, whole: Markup, found: Markup) -> Markup {
    html! {
        diagram-editor.editor src=(editor.src) save=(editor.save) revision=(editor.revision) findings=(editor.findings) detail=(editor.detail)
            layout=(editor.layout) standing-target=(editor.standing_target) aria-label=(editor.title) {
            div.editor-tools role="toolbar" aria-label="Diagram" {
                (tool("undo", "Undo", Icon::Undo)) (tool("redo", "Redo", Icon::Redo))
                span.editor-gap {}
                (tool("copy", "Copy", Icon::Copy)) (tool("paste", "Paste", Icon::Paste))
                span.editor-gap {}
                (tool("zoom-out", "Zoom out", Icon::ZoomOut)) (tool("zoom-in", "Zoom in", Icon::ZoomIn)) (tool("fit", "Show all of it", Icon::Fit))
                (tool("full", "Fill the screen", Icon::FullScreen))
                span.editor-gap {}
                (tool("layout", "Lay out again", Icon::Layout)) (tool("keys", "Keyboard shortcuts", Icon::Keyboard))
                span.editor-state role="status" data-state { "Opening…" }
            }
            div.editor-body {
                div.editor-canvas data-canvas tabindex="0" role="application" aria-label={ (editor.title) ". Editor. F6 leads to the panel." } {}
                section.editor-panel tabindex="-1" data-panel aria-label="What is chosen" {
                    h2 data-chosen { "The whole process" }
                    div data-whole { (whole) }
                    div.editor-fields data-fields hidden { (own_fields()) }
                    div data-detail {}
                }
            }
            section.editor-findings aria-label="Findings" {
                h2 { "Findings" }
                div tabindex="-1" aria-live="polite" data-findings { (found) }
            }
            noscript { p.callout { "Drawing needs JavaScript. The activities can be edited as forms without it." } }
        }
    }
}

/// What every element of the diagram has; the script fills it in from the drawing.
fn own_fields() -> Markup {
    html! {
        (Field::new("element_name", "Name").text())
        div data-only="bpmn:SequenceFlow" hidden {
            (Field::new("element_condition", "Condition").hint("When this way is taken, as an expression or in words.").text())
        }
        (Field::new("element_documentation", "Documentation").hint("Travels with the BPMN file.").textarea(2))
    }
}

/// The details of one activity in the panel of the editor, which saves them together with the drawing.
#[must_use]
pub fn details(element: &str, questions: Markup) -> Markup {
    html! { form.form.editor-details novalidate data-details=(element) { (questions) } }
}

fn tool(action: &str, label: &str, picture: Icon) -> Markup {
    html! { button.button.is-quiet.is-icon type="button" data-do=(action) title=(label) { (icon(picture)) span.visually-hidden { (label) } } }
}
