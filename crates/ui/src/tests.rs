//! What every part keeps: hostile text stays text, no inline style or script, every control has its words.

mod markup;
mod samples;

use crate::chart::{self, About, Bar, Bars, Line, Series};
use crate::table::{Paging, address};
use crate::{Column, Field, Frame, Icon, Row, Table, asset, form, html, page, person, style_page, table};
use markup::{Tag, tags};
use samples::{HOSTILE, parts};

const NORMAL_PAGE_BYTES: usize = 30_000;

#[test]
fn hostile_text_stays_text_in_every_part() {
    for (name, markup) in parts(HOSTILE) {
        for tag in tags(&markup) {
            assert!(!["img", "iframe", "evil"].contains(&tag.name.as_str()), "{name} lets a tag through: {tag:?}");
        }
        assert!(markup.contains("&lt;img"), "{name} shows the text, escaped");
    }
}

#[test]
fn no_part_writes_inline_style_script_or_handlers() {
    let pages =
        [("the style page", style_page().into_string()), ("signing in", crate::style::bare_sample().into_string())];
    for (name, markup) in pages.into_iter().chain(parts(HOSTILE).into_iter().chain(parts("plain"))) {
        for tag in tags(&markup) {
            for (attribute, _) in &tag.attributes {
                assert!(attribute != "style" && !attribute.starts_with("on"), "{name}: {tag:?}");
            }
            assert!(tag.name != "style", "{name} holds a style element");
            assert!(tag.name != "script" || tag.get("src").is_some(), "{name} holds an inline script");
        }
    }
}

#[test]
fn every_control_of_the_style_page_has_its_words() {
    let all = tags(&style_page().into_string());
    let labelled: Vec<&str> = all.iter().filter(|tag| tag.name == "label").filter_map(|tag| tag.get("for")).collect();
    let controls = all.iter().filter(|tag| ["input", "select", "textarea"].contains(&tag.name.as_str()));
    let mut seen = 0;
    for control in controls.filter(|control| control.get("type") != Some("hidden")) {
        let id = control.get("id").unwrap_or_default();
        assert!(labelled.contains(&id) || control.get("aria-label").is_some(), "{control:?} has no label");
        seen += 1;
    }
    assert!(seen > 12, "the style page shows every control, found {seen}");
}

#[test]
fn an_id_stands_once_on_the_style_page_and_every_reference_finds_it() {
    let all = tags(&style_page().into_string());
    let mut ids: Vec<&str> = all.iter().filter_map(|tag| tag.get("id")).collect();
    ids.sort_unstable();
    for pair in ids.windows(2) {
        assert_ne!(pair[0], pair[1], "this id stands twice");
    }
    for tag in &all {
        for name in ["for", "aria-describedby", "aria-labelledby", "popovertarget", "data-open"] {
            for id in tag.get(name).unwrap_or_default().split_whitespace() {
                assert!(ids.binary_search(&id).is_ok(), "{tag:?} points to #{id}, which is not there");
            }
        }
    }
}

#[test]
fn a_field_without_words_says_its_name() {
    let markup = Field::new("due", "  ").text().into_string();
    assert!(markup.contains("<label for=\"field-due\">due"), "{markup}");
}

#[test]
fn an_error_is_tied_to_its_control() {
    let markup = Field::new("due", "Due").hint("A day.").error(Some("In the past.")).date().into_string();
    assert!(markup.contains("aria-describedby=\"field-due-hint field-due-error\""), "{markup}");
    assert!(markup.contains("aria-invalid=\"true\""), "{markup}");
}

#[test]
fn a_password_is_never_written_back() {
    assert!(!Field::new("p", "Password").value("secret").password().into_string().contains("secret"));
}

#[test]
fn the_first_line_of_a_text_is_kept_even_when_it_is_empty() {
    // A parser drops the first line break after <textarea>.
    let markup = Field::new("t", "Text").value("\nsecond").textarea(2).into_string();
    assert!(markup.contains(">\n\nsecond</textarea>"), "{markup}");
}

#[test]
fn an_error_summary_says_how_many_and_leads_to_the_fields() {
    assert_eq!(form::error_summary(&[]).into_string(), "");
    let one = form::error_summary(&[form::Problem { field: "due", message: "In the past." }]).into_string();
    assert!(one.contains("There is a problem") && one.contains("href=\"#field-due\""), "{one}");
}

#[test]
fn a_heading_sorts_up_then_down_and_keeps_the_filters() {
    let columns = [Column::text("name", "Name").sortable(), Column::figures("cases", "Cases")];
    let shown = |sort| {
        let rows = vec![Row::new(vec![html! { "a" }, html! { "1" }])];
        table(&Table { base: "/list", query: &[("q", "a&b")], columns: &columns, rows, sort, ..Table::default() })
            .into_string()
    };
    assert!(shown(None).contains("href=\"/list?q=a%26b&amp;sort=name\""));
    let up = shown(Some(("name", false)));
    assert!(up.contains("aria-sort=\"ascending\"") && up.contains("sort=-name\""), "{up}");
    assert!(shown(Some(("name", true))).contains("aria-sort=\"descending\""));
}

#[test]
fn paging_says_which_rows_are_shown() {
    let columns = [Column::text("name", "Name")];
    let rows = (0..3).map(|_| Row::new(vec![html! { "x" }])).collect();
    let page = Some(Paging { total: Some(23), first: 4, previous: Some("?p=1"), next: None });
    let markup = table(&Table { columns: &columns, rows, page, ..Table::default() }).into_string();
    assert!(
        markup.contains("4–6 of 23") && markup.contains("rel=\"prev\"") && !markup.contains("rel=\"next\""),
        "{markup}"
    );
}

#[test]
fn a_page_of_a_list_shows_its_own_rows_and_none_beyond_the_last() {
    let all = ["a", "b", "c", "d", "e"];
    for (page, rows, shown) in [
        (1, 2, &all[..2]),
        (2, 2, &all[2..4]),
        (3, 2, &all[4..]),
        (4, 2, &[][..]),
        (0, 2, &all[..2]),
        (usize::MAX, 50, &[][..]),
    ] {
        let list = table::Numbered::of_page("/skills", &[], ("name", false), (page, rows), all.len());
        assert_eq!(list.shown(&all), shown, "page {page}");
    }
}

#[test]
fn a_list_paged_by_number_knows_the_pages_around_and_its_file() {
    let list = |offset, total| table::Numbered {
        base: "/people",
        query: &[("q", "a&b"), ("role", "")],
        sort: ("name", true),
        offset,
        rows: 50,
        total,
    };
    for (offset, total, previous, next, first) in [
        (0, 0, None, None, 1),
        (0, 50, None, None, 1),
        (0, 51, None, Some("2"), 1),
        (50, 120, Some("1"), Some("3"), 51),
        (100, 120, Some("2"), None, 101),
        (5_000_000, 3, Some("100000"), None, 5_000_001),
        (i64::MAX - 1, i64::MAX, Some("184467440737095516"), None, i64::MAX as u64),
    ] {
        let around = list(offset, total).around();
        let page = around.paging();
        let at = |number: Option<&str>| number.map(|number| format!("/people?q=a%26b&sort=-name&page={number}"));
        assert_eq!(page.previous.map(str::to_owned), at(previous), "{offset} of {total}");
        assert_eq!(page.next.map(str::to_owned), at(next), "{offset} of {total}");
        assert_eq!((page.first, page.total), (first, u64::try_from(total).ok()));
    }
    assert_eq!(list(50, 120).file("/people.csv"), "/people.csv?q=a%26b&sort=-name");
}

#[test]
fn an_address_survives_every_character() {
    assert_eq!(address("/a", &[]), "/a");
    assert_eq!(address("/a", &[("q", "ä &=#?"), ("s", "1")]), "/a?q=%C3%A4%20%26%3D%23%3F&s=1");
}

#[test]
fn initials_come_from_the_first_and_the_last_name() {
    for (name, expected) in [
        ("Amina Okafor", "AO"),
        ("ada", "A"),
        ("Jean Paul de Vries", "JV"),
        ("", "?"),
        ("  ", "?"),
        ("\u{202e} (Æther) ßon", "SS"),
    ] {
        assert_eq!(person::initials(name), expected, "{name:?}");
    }
}

#[test]
fn figures_are_written_as_people_read_them() {
    for (value, expected) in [
        (0.0, "0"),
        (-0.001, "0"),
        (1234.0, "1\u{202f}234"),
        (-1_234_567.8, "−1\u{202f}234\u{202f}568"),
        (0.5, "0.5"),
        (12.345, "12.35"),
        (f64::NAN, "–"),
        (f64::INFINITY, "–"),
    ] {
        assert_eq!(chart::number(value), expected, "{value}");
    }
}

#[test]
fn charts_survive_values_that_are_missing_equal_or_endless() {
    let about = About { title: "T", ..About::default() };
    let odd = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 0.0, -0.0, f64::MAX, f64::MIN, f64::MIN_POSITIVE];
    for values in [vec![], vec![3.0], vec![3.0; 5], odd.to_vec(), vec![f64::NAN], vec![1e300, -1e300]] {
        let bars: Vec<Bar<'_>> =
            values.iter().map(|value| Bar { label: "b", value: *value, ..Bar::default() }).collect();
        let labels = vec!["l"; values.len()];
        let series = [Series { label: "s", values: values.iter().copied().map(Some).collect() }];
        let drawn = [
            chart::bars(&Bars { about, bars: &bars }),
            chart::columns(&Bars { about, bars: &bars }),
            chart::line(&Line { about, labels: &labels, series: &series, ..Line::default() }),
            chart::radar(&chart::Radar { about, axes: &labels, series: &series, max: 5.0 }),
            chart::sparkline(&values, "words"),
        ];
        for markup in drawn.map(crate::Markup::into_string) {
            let places = tags(&markup).into_iter().flat_map(|tag| tag.attributes);
            for (name, value) in places
                .filter(|(name, _)| ["x", "y", "d", "cx", "cy", "width", "height", "points"].contains(&name.as_str()))
            {
                assert!(!value.contains("NaN") && !value.contains("inf"), "{values:?} gives {name}={value}");
            }
        }
    }
}

#[test]
fn a_chart_says_what_it_shows_and_holds_its_numbers() {
    let about = About { title: "Volume", description: "June is usual.", unit: "cases", export_href: Some("/x.csv") };
    let markup =
        chart::columns(&Bars { about, bars: &[Bar { label: "Jun", value: 1482.0, ..Bar::default() }] }).into_string();
    for part in
        ["aria-label=\"Volume. June is usual.\"", "<th scope=\"row\">Jun</th>", "1\u{202f}482", "href=\"/x.csv\""]
    {
        assert!(markup.contains(part), "{part} is missing in {markup}");
    }
}

#[test]
fn a_page_has_one_heading_one_live_region_a_skip_link_and_works_without_script() {
    let markup = page(&Frame { title: "Home", ..Frame::default() }, html! { p { "x" } }).into_string();
    let all = tags(&markup);
    let count = |test: &dyn Fn(&Tag) -> bool| all.iter().filter(|tag| test(tag)).count();
    assert!(markup.starts_with("<!DOCTYPE html>"));
    assert_eq!(count(&|tag| tag.name == "h1"), 1);
    assert_eq!(count(&|tag| tag.name == "main"), 1);
    assert_eq!(count(&|tag| tag.get("aria-live").is_some()), 1);
    assert_eq!(count(&|tag| tag.get("href") == Some("#main")), 1);
    assert!(
        all.iter().any(|tag| tag.name == "a" && tag.get("href") == Some("/search")),
        "searching works without script"
    );
}

#[test]
fn every_asset_is_found_by_name_and_by_address() {
    assert!(asset::all().is_sorted_by(|one, other| one.name < other.name));
    for asset in asset::all() {
        assert_eq!(asset::path(asset.name), asset.path);
        let found = asset::get(asset.path).expect("it is found by address");
        assert_eq!(found.etag, asset.etag);
        assert!(
            asset.gzip.is_none_or(|gzip| gzip.starts_with(&[0x1f, 0x8b]) && gzip.len() < asset.bytes.len()),
            "{}",
            asset.name
        );
    }
    assert!(asset::get("/assets/app.css").is_none(), "only the hashed name is an address");
    assert!(asset::get("/assets/../Cargo.toml").is_none());
}

#[test]
fn scripts_and_styles_name_one_another_by_hash() {
    for asset in asset::all().iter().filter(|asset| asset.name.ends_with(".js") || asset.name.ends_with(".css")) {
        let text = String::from_utf8_lossy(asset.bytes);
        for line in text.lines().filter(|line| line.starts_with("import ") || line.contains("url(\"")) {
            let Some(name) = line.split('"').find(|part| part.ends_with(".js") || part.ends_with(".woff2")) else {
                continue;
            };
            let name = name.trim_start_matches("./");
            assert!(asset::get(name).is_some(), "{} names {name}, which is no asset", asset.name);
        }
    }
}

#[test]
fn a_normal_page_carries_less_than_thirty_kilobytes_of_script_and_style() {
    let markup = page(&Frame::default(), html! {}).into_string();
    let mut waiting: Vec<String> = tags(&markup)
        .iter()
        .filter_map(|tag| {
            tag.get("src").or_else(|| tag.get("href").filter(|href| href.ends_with(".css"))).map(str::to_owned)
        })
        .collect();
    let mut loaded: Vec<String> = Vec::new();
    let mut bytes = 0;
    while let Some(path) = waiting.pop() {
        if loaded.contains(&path) {
            continue;
        }
        let asset = asset::get(&path).expect("a page names assets that exist");
        bytes += asset.gzip.map_or(asset.bytes.len(), <[u8]>::len);
        let text = String::from_utf8_lossy(asset.bytes).into_owned();
        let imports =
            text.lines().filter(|line| line.starts_with("import ")).filter_map(|line| line.split("\"./").nth(1));
        waiting.extend(imports.map(|name| format!("/assets/{}", name.trim_end_matches("\";"))));
        loaded.push(path);
    }
    println!("a normal page: {} files, {bytes} bytes packed", loaded.len());
    assert!(loaded.len() > 8, "the modules of app.js are counted too: {loaded:?}");
    assert!(bytes < NORMAL_PAGE_BYTES, "{bytes} bytes");
}

#[test]
fn every_icon_has_a_shape_and_only_shapes() {
    assert!(Icon::ALL.len() > 80);
    for one in Icon::ALL {
        let markup = crate::icon(*one).into_string();
        let shapes = tags(&markup);
        assert!(shapes.len() > 1, "{one:?} is empty");
        for shape in &shapes[1..] {
            assert!(
                ["path", "circle", "rect", "line", "polyline", "polygon", "ellipse"].contains(&shape.name.as_str()),
                "{one:?}: {shape:?}"
            );
        }
    }
}

/// WCAG 2.2 §1.4.3: words on their ground, in both themes. Read from the tokens, so that a new colour cannot slip past.
#[test]
fn every_pair_of_colours_can_be_read_in_both_themes() {
    let css = include_str!("../css/tokens.css");
    let grounds = ["paper", "ground", "sunken", "raised"];
    let on_grounds = ["ink", "ink-soft", "accent", "bad", "good", "warning"];
    let pairs = grounds.iter().flat_map(|ground| on_grounds.iter().map(move |ink| (*ink, *ground)));
    let own = [
        ("on-accent", "accent"),
        ("on-accent", "accent-strong"),
        ("accent-strong", "accent-soft"),
        ("good", "good-soft"),
        ("warning", "warning-soft"),
        ("bad", "bad-soft"),
        ("heat-ink-low", "heat-0"),
        ("heat-ink-low", "heat-1"),
        ("heat-ink-low", "heat-2"),
        ("heat-ink-low", "heat-3"),
        ("heat-ink-high", "heat-4"),
        ("heat-ink-high", "heat-5"),
    ];
    for (ink, ground) in pairs.chain(own) {
        for theme in [0, 1] {
            let ratio = contrast(colour(css, ink, theme), colour(css, ground, theme));
            assert!(ratio >= 4.5, "--{ink} on --{ground} has {ratio:.2} in theme {theme}");
        }
    }
    for ground in grounds {
        for theme in [0, 1] {
            let ratio = contrast(colour(css, "line-strong", theme), colour(css, ground, theme));
            assert!(ratio >= 3.0, "edges of controls on --{ground} have {ratio:.2} in theme {theme} (§1.4.11)");
        }
    }
}

fn colour(css: &str, name: &str, theme: usize) -> [f64; 3] {
    let start = css.find(&format!("--{name}: light-dark(")).unwrap_or_else(|| panic!("--{name} is not in the tokens"));
    let hex = css[start..].split('#').nth(1 + theme).expect("two colours");
    [0, 2, 4].map(|at| f64::from(u8::from_str_radix(&hex[at..at + 2], 16).expect("hexadecimal")) / 255.0)
}

fn contrast(one: [f64; 3], other: [f64; 3]) -> f64 {
    let light = |colour: [f64; 3]| {
        let [r, g, b] =
            colour.map(|part| if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) });
        0.2126 * r + 0.7152 * g + 0.0722 * b
    };
    let (a, b) = (light(one), light(other));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}
