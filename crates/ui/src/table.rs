//! Lists that filter, sort, page and export by links, so that every view of a list has an address; they stack on a phone.
//!
//! Absent: the data; the application sorts, filters and pages in its store and says here what it did.

use maud::{Markup, html};

use crate::{Icon, Tone, empty_state, icon};

/// A list with what can be done to it.
#[derive(Debug, Clone, Default)]
pub struct Table<'a> {
    /// What the list holds; said by screen readers and shown above it with the count.
    pub caption: &'a str,
    /// The address of the page, without its query.
    pub base: &'a str,
    /// The filters in force, as they stand in the query (without sort and page).
    pub query: &'a [(&'a str, &'a str)],
    /// The columns.
    pub columns: &'a [Column<'a>],
    /// The rows of this page.
    pub rows: Vec<Row>,
    /// The column sorted by, and whether downwards.
    pub sort: Option<(&'a str, bool)>,
    /// Which page this is; absent when everything is shown.
    pub page: Option<Paging<'a>>,
    /// The fields of the filter form.
    pub filters: Option<Markup>,
    /// Where the whole list is to be had as a file.
    pub export_href: Option<&'a str>,
    /// Where the same is to be had as a workbook.
    pub workbook_href: Option<&'a str>,
    /// What stands in place of an empty list: title, text, action.
    pub empty: Option<(&'a str, &'a str, Option<Markup>)>,
}

/// A column.
#[derive(Debug, Clone, Copy, Default)]
pub struct Column<'a> {
    /// Its name in the query.
    pub key: &'a str,
    /// Its heading.
    pub label: &'a str,
    /// Whether its heading is a link that sorts.
    pub sortable: bool,
    /// Whether it holds figures, which stand at the right.
    pub numeric: bool,
}

impl<'a> Column<'a> {
    /// A column of text.
    #[must_use]
    pub fn text(key: &'a str, label: &'a str) -> Self {
        Self { key, label, sortable: false, numeric: false }
    }

    /// A column of figures.
    #[must_use]
    pub fn figures(key: &'a str, label: &'a str) -> Self {
        Self { key, label, sortable: false, numeric: true }
    }

    /// The same column, sortable.
    #[must_use]
    pub fn sortable(mut self) -> Self {
        self.sortable = true;
        self
    }
}

/// A row.
#[derive(Debug, Clone, Default)]
pub struct Row {
    /// One cell per column; the first names the row.
    pub cells: Vec<Markup>,
    /// Draws the eye to the row.
    pub tone: Tone,
}

impl Row {
    /// A calm row.
    #[must_use]
    pub fn new(cells: Vec<Markup>) -> Self {
        Self { cells, tone: Tone::Neutral }
    }
}

/// Where this page stands in the whole list. Addresses are made by the caller, because paging is by key.
#[derive(Debug, Clone, Copy, Default)]
pub struct Paging<'a> {
    /// How many there are in all; `None` where counting would be slow.
    pub total: Option<u64>,
    /// The number of the first row shown, from 1; 0 where unknown.
    pub first: u64,
    /// The page before.
    pub previous: Option<&'a str>,
    /// The page after.
    pub next: Option<&'a str>,
}

/// A list that is paged by number: what its address says, and which page of it is shown.
#[derive(Debug, Clone, Copy, Default)]
pub struct Numbered<'a> {
    /// The address of the page, without its query.
    pub base: &'a str,
    /// The filters in force.
    pub query: &'a [(&'a str, &'a str)],
    /// The column sorted by, and whether downwards.
    pub sort: (&'a str, bool),
    /// Rows before this page.
    pub offset: i64,
    /// Rows of a full page, at least 1.
    pub rows: i64,
    /// How many there are in all.
    pub total: i64,
}

/// The pages around the one shown, for [`Table::page`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Around {
    previous: Option<String>,
    next: Option<String>,
    first: u64,
    total: Option<u64>,
}

impl<'a> Numbered<'a> {
    /// Page number `page`, from 1, of a list of `total` rows with `rows` on a page.
    #[must_use]
    pub fn of_page(
        base: &'a str,
        query: &'a [(&'a str, &'a str)],
        sort: (&'a str, bool),
        (page, rows): (usize, i64),
        total: usize,
    ) -> Self {
        let before = i64::try_from(page.saturating_sub(1)).unwrap_or(i64::MAX);
        let (offset, total) = (before.saturating_mul(rows), i64::try_from(total).unwrap_or(i64::MAX));
        Self { base, query, sort, offset, rows, total }
    }

    /// The rows of this page, of all rows in their order.
    #[must_use]
    pub fn shown<'l, T>(&self, all: &'l [T]) -> &'l [T] {
        let at = |rows: i64| usize::try_from(rows).unwrap_or(usize::MAX).min(all.len());
        &all[at(self.offset.max(0))..at(self.offset.max(0).saturating_add(self.rows.max(0)))]
    }

    /// The pages before and after.
    #[must_use]
    pub fn around(&self) -> Around {
        let rows = self.rows.max(1);
        let number = self.offset.max(0) / rows + 1;
        Around {
            previous: (number > 1).then(|| self.at(self.base, Some(number - 1))),
            next: (self.offset.saturating_add(rows) < self.total).then(|| self.at(self.base, Some(number + 1))),
            first: u64::try_from(self.offset).unwrap_or(0) + 1,
            total: u64::try_from(self.total).ok(),
        }
    }

    /// The address of the whole list as a file, in the same order.
    #[must_use]
    pub fn file(&self, href: &str) -> String {
        self.at(href, None)
    }

    fn at(&self, base: &str, page: Option<i64>) -> String {
        let (column, downwards) = self.sort;
        let sort = format!("{}{column}", if downwards { "-" } else { "" });
        let page = page.map(|page| page.to_string());
        let mut query: Vec<(&str, &str)> = self.query.iter().copied().filter(|(_, value)| !value.is_empty()).collect();
        if !column.is_empty() {
            query.push(("sort", &sort));
        }
        if let Some(page) = &page {
            query.push(("page", page));
        }
        address(base, &query)
    }
}

impl Around {
    /// Where the page stands, as the table wants it.
    #[must_use]
    pub fn paging(&self) -> Paging<'_> {
        Paging { total: self.total, first: self.first, previous: self.previous.as_deref(), next: self.next.as_deref() }
    }
}

/// A list as a table.
#[must_use]
pub fn table(table: &Table<'_>) -> Markup {
    html! {
        div.listing {
            (tools(table))
            @if table.rows.is_empty() {
                @match &table.empty {
                    Some((title, text, action)) => (empty_state(title, text, action.clone())),
                    None => (empty_state("Nothing here yet", "", None)),
                }
            } @else {
                div.scroll tabindex="0" role="region" aria-label=(table.caption) {
                    table.table role="table" {
                        caption.visually-hidden { (table.caption) }
                        thead role="rowgroup" { tr role="row" { @for column in table.columns { (head(table, column)) } } }
                        tbody role="rowgroup" { @for row in &table.rows { (line(table.columns, row)) } }
                    }
                }
                @if let Some(page) = &table.page { (paging(page, table.rows.len())) }
            }
        }
    }
}

/// An address with its query, percent-encoded.
#[must_use]
pub fn address(base: &str, query: &[(&str, &str)]) -> String {
    let mut text = base.to_owned();
    for (index, (name, value)) in query.iter().enumerate() {
        text.push(if index == 0 { '?' } else { '&' });
        encode(name, &mut text);
        text.push('=');
        encode(value, &mut text);
    }
    text
}

fn encode(value: &str, out: &mut String) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(char::from(HEX[usize::from(byte >> 4)]));
            out.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
}

/// What stands above a list: its filter, its count and its export; for lists that are shown in several tables.
#[must_use]
pub fn tools(table: &Table<'_>) -> Markup {
    let total = table.page.as_ref().and_then(|page| page.total);
    html! {
        @if let Some(filters) = &table.filters {
            form.filters method="get" action=(table.base) role="search" aria-label={ "Filter: " (table.caption) } {
                (filters)
                @if let Some((key, down)) = table.sort { input type="hidden" name="sort" value={ @if down { "-" } (key) }; }
                button.button type="submit" { (icon(Icon::Filter)) "Filter" }
                @if table.query.iter().any(|(_, value)| !value.is_empty()) { a.button.is-quiet href=(table.base) { "Clear" } }
            }
        }
        @if total.is_some() || table.export_href.is_some() {
            div.listing-head {
                @if let Some(total) = total { p.listing-total { strong { (total) } " " (table.caption.to_lowercase()) } } @else { span {} }
                div.buttons {
                    @if let Some(href) = table.export_href { a.button.is-quiet href=(href) download { (icon(Icon::Download)) "Export" } }
                    @if let Some(href) = table.workbook_href { a.button.is-quiet href=(href) download { (icon(Icon::Download)) "Excel" } }
                }
            }
        }
    }
}

fn head(table: &Table<'_>, column: &Column<'_>) -> Markup {
    let sorted = table.sort.filter(|(key, _)| *key == column.key);
    let direction = sorted.map(|(_, down)| if down { "descending" } else { "ascending" });
    let picture = match sorted {
        Some((_, true)) => Icon::ChevronDown,
        Some((_, false)) => Icon::SortUp,
        None => Icon::Sort,
    };
    html! {
        th scope="col" role="columnheader" class=[column.numeric.then_some("is-figure")] aria-sort=[direction] {
            @if column.sortable {
                @let value = if matches!(sorted, Some((_, false))) { format!("-{}", column.key) } else { column.key.to_owned() };
                @let query: Vec<(&str, &str)> = table.query.iter().copied().chain([("sort", value.as_str())]).collect();
                a href=(address(table.base, &query)) { (column.label) (icon(picture)) }
            } @else if column.label.is_empty() { span.visually-hidden { "Actions" } }
            @else { (column.label) }
        }
    }
}

fn line(columns: &[Column<'_>], row: &Row) -> Markup {
    let class = (row.tone != Tone::Neutral).then(|| row.tone.class());
    html! {
        tr role="row" class=[class] {
            @for (index, (column, cell)) in columns.iter().zip(&row.cells).enumerate() {
                @let figure = column.numeric.then_some("is-figure");
                @if index == 0 { th scope="row" role="rowheader" class=[figure] { (cell) } }
                @else { td role="cell" class=[figure] data-label=(column.label) { (cell) } }
            }
        }
    }
}

fn paging(page: &Paging<'_>, shown: usize) -> Markup {
    let last = page.first + (shown as u64).saturating_sub(1);
    html! {
        nav.paging aria-label="Pages" {
            @if page.first > 0 {
                p { (page.first) "–" (last) @if let Some(total) = page.total { " of " (total) } }
            }
            div.buttons {
                @if let Some(href) = page.previous { a.button href=(href) rel="prev" { (icon(Icon::ArrowLeft)) "Previous" } }
                @if let Some(href) = page.next { a.button href=(href) rel="next" { "Next" (icon(Icon::ArrowRight)) } }
            }
        }
    }
}
