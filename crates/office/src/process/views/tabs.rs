//! The pages of a process in groups, so that a person finds each by what it is for.

use maud::Markup;
use ui::{Tab, TabGroup};

use super::super::model::Process;

/// Along the life of a process: the end of the address, and the word on the tab. Some pages are those of capabilities above.
const PAGES: [(&str, &[(&str, &str)]); 5] = [
    (
        "Definition",
        &[
            ("", "Overview"),
            ("/activities", "Activities"),
            ("/sipoc", "SIPOC"),
            ("/raci", "RACI"),
            ("/rules", "Rules"),
            ("/decisions", "Decisions"),
            ("/documents", "Documents"),
        ],
    ),
    ("People", &[("/people", "People"), ("/comments", "Comments")]),
    ("Governance", &[("/findings", "Findings"), ("/base", "Base"), ("/versions", "Versions"), ("/journal", "Journal")]),
    ("Operation", &[("/cases", "Cases"), ("/tool", "Tool"), ("/potential", "Potential")]),
    (
        "Insight",
        &[("/scorecard", "Scorecard"), ("/measures", "Measures"), ("/deviations", "Deviations"), ("/explorer", "Log")],
    ),
];
/// An area is a place with people and a journal; it has no definition.
const OF_AREA: [(&str, &str); 3] = [("", "Overview"), ("/people", "People"), ("/journal", "Journal")];

/// The tabs of a process, or of an area; `current` is the end of the address of the page that is shown, "" for the overview.
#[must_use]
pub fn tabs(process: &Process, current: &str) -> Markup {
    let label = format!("Pages of {}", process.name);
    let address = |end: &str| format!("/processes/{}{end}", process.key);
    let is_current = |end: &str| end.trim_start_matches('/') == current;
    if process.level.is_area() {
        let hrefs = OF_AREA.map(|(end, _)| address(end));
        let pages = OF_AREA.iter().zip(&hrefs);
        let tabs = pages.map(|((end, label), href)| Tab { label, href, count: None, current: is_current(end) });
        return ui::tabs(&label, &tabs.collect::<Vec<_>>());
    }
    let is_there = |end: &str| end != "/base" || process.variant_of.is_some();
    let hrefs = PAGES.map(|(_, pages)| pages.iter().map(|(end, _)| address(end)).collect::<Vec<_>>());
    let groups = PAGES.iter().zip(&hrefs).map(|((label, pages), hrefs)| {
        let pages = pages.iter().zip(hrefs).filter(|((end, _), _)| is_there(end));
        let tabs = pages.map(|((end, label), href)| Tab { label, href, count: None, current: is_current(end) });
        TabGroup { label, tabs: tabs.collect() }
    });
    ui::tab_groups(&label, &groups.collect::<Vec<_>>())
}
