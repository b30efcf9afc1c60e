//! Every part, made of one text.

use crate::button::{self, Weight};
use crate::change::{Change, Kind, changes};
use crate::chart::{self, About, Bar, Bars, BoxPlot, Boxes, Heat, Line, Radar, Series};
use crate::diagram::{self, Editor, View};
use crate::dialog::{self, Confirm};
use crate::form::{self, Range};
use crate::matrix::{MatrixRow, matrix};
use crate::table::Paging;
use crate::timeline::{Entry, timeline};
use crate::*;

/// Markup, an attribute's end, a handler, an entity and a right-to-left mark.
pub const HOSTILE: &str = "\"'><img src=x onerror=alert(1)><evil style=\"x\">&amp;\u{202e}</textarea></script>";

/// Each part with its name, its every text being `t`.
pub fn parts(t: &str) -> Vec<(&'static str, String)> {
    let all: Vec<(&'static str, Markup)> = frames(t)
        .into_iter()
        .chain(fields(t))
        .chain(lists(t))
        .chain(ways(t))
        .chain(words(t))
        .chain(pictures(t))
        .collect();
    all.into_iter().map(|(name, markup)| (name, markup.into_string())).collect()
}

fn frames(t: &str) -> Vec<(&'static str, Markup)> {
    let nav = [NavGroup {
        label: t,
        items: vec![NavItem { label: t, href: t, icon: Icon::Home, current: true, count: Some(1) }],
    }];
    let frame = Frame {
        title: t,
        lead: t,
        office_name: t,
        person: Some(SignedIn { name: t, line: t, profile: t, sessions: t, sign_out: t }),
        nav: &nav,
        crumbs: &[Crumb { label: t, href: t }],
        flash: Some(Flash { tone: Tone::Bad, text: t }),
        hidden: &[(t, t)],
        foot: t,
        ..Frame::default()
    };
    vec![("page", page(&frame, html! {})), ("bare page", bare_page(&frame, html! {}))]
}

fn fields(t: &str) -> Vec<(&'static str, Markup)> {
    let field = Field::new(t, t).hint(t).error(Some(t)).value(t).complete(t);
    let choices = [Choice { value: t, label: t, hint: t }];
    let range = Range { unit: t, ..Range::default() };
    vec![
        ("text", field.text()),
        ("email", field.email()),
        ("url", field.url()),
        ("password", field.password()),
        ("search", field.search()),
        ("date", field.date()),
        ("date and time", field.date_time()),
        ("number", field.number(&range)),
        ("slider", field.slider(0, 9)),
        ("textarea", field.textarea(3)),
        ("names to choose from", html! { (field.suggestions(t).text()) (form::suggestions(t, &[(t, t)])) }),
        ("select", field.select(&choices)),
        ("radios", field.radios(&choices)),
        ("checkboxes", field.checkboxes(&choices, &[t])),
        ("checkbox", field.checkbox(true)),
        ("file", field.file(t)),
        ("field", crate::field(t, t, Some(t), Some(t), html! {})),
        (
            "form",
            form(&Form { action: t, hidden: &[(t, t)], live: Some(t), live_target: t, ..Form::default() }, html! {}),
        ),
        ("question", form::question(t, html! {})),
        ("error summary", error_summary(&[Problem { field: t, message: t }, Problem { field: "", message: t }])),
    ]
}

fn lists(t: &str) -> Vec<(&'static str, Markup)> {
    let columns = [Column::text(t, t).sortable(), Column::figures(t, t)];
    let shown = Table {
        caption: t,
        base: t,
        query: &[(t, t)],
        columns: &columns,
        rows: vec![Row::new(vec![html! { (t) }, html! { (t) }])],
        sort: Some((t, true)),
        page: Some(Paging { total: Some(1), first: 1, previous: Some(t), next: Some(t) }),
        filters: Some(html! {}),
        export_href: Some(t),
        workbook_href: Some(t),
        empty: None,
    };
    let empty = Table { rows: vec![], empty: Some((t, t, Some(html! {}))), ..shown.clone() };
    let row =
        MatrixRow { label: t, href: Some(t), cells: vec![html! { (t) }], finding: Some(t), aside: Some(html! { (t) }) };
    let stat = Stat {
        label: t,
        value: t,
        unit: t,
        trend: Some((stat::Trend::Steady, t)),
        target: Some((t, Tone::Good)),
        href: Some(t),
        picture: None,
    };
    let entry = Entry { who: t, what: t, why: Some(t), datetime: t, when: t, link: Some((t, t)), picture: None };
    let said = Said {
        id: t,
        who: t,
        datetime: t,
        when: t,
        text: Some(t),
        notes: &[(t, t)],
        marks: html! { (t) },
        is_answer: true,
        actions: Some(html! { (t) }),
    };
    let change = Change {
        kind: Kind::Changed,
        sentence: t,
        before: Some(t),
        after: Some(t),
        material: true,
        number: Some(1),
        hidden: true,
    };
    let lane = Lane { label: t, count: 9, cards: vec![BoardCard { title: t, href: t, line: t, foot: None }], href: t };
    let inner = house::Room { title: t, href: t, line: t, more: Some((t, t)), ..house::Room::default() };
    let room = house::Room { inside: vec![inner.clone()], ..inner };
    vec![
        ("table", table(&shown)),
        ("empty table", table(&empty)),
        ("definitions", definitions(&[(t, html! { (t) })])),
        ("matrix", matrix(t, &[t], &[row])),
        ("figures", stats(&[stat])),
        ("timeline", timeline(&[entry])),
        ("conversation", conversation(&[said])),
        ("remarks", remarks(&[Remark { href: t, text: t, who: t, line: t, marks: html! { (t) } }])),
        ("talk link", talk_link(3, t, t)),
        ("changes", changes(&[change])),
        ("board", board(t, &[lane])),
        ("house", house::house(&[house::Storey { label: t, rooms: vec![room] }])),
        ("tasks", tasks(&[Task { title: t, why: t, href: t, verb: t, due: t, datetime: t, tone: Tone::Bad }])),
        ("cards", cards(&[card(t, Some(t), html! {})])),
        ("section", section(t, None, html! {})),
    ]
}

fn ways(t: &str) -> Vec<(&'static str, Markup)> {
    let tab = Tab { label: t, href: t, count: Some(1), current: true };
    vec![("tabs", tabs(t, &[tab])), ("tab groups", tab_groups(t, &[TabGroup { label: t, tabs: vec![tab; 2] }]))]
}

fn words(t: &str) -> Vec<(&'static str, Markup)> {
    let question = Confirm { id: t, opener: t, title: t, text: t, verb: t, danger: true, action: t };
    vec![
        ("pill", pill(t, Tone::Good)),
        ("tag", tag(t)),
        ("count", badge::count(1, t)),
        ("primary", primary(t)),
        ("button", button::button(t, t, t)),
        ("quiet", quiet(t, t, t)),
        ("danger", danger(t)),
        ("link", button_link(t, t, Weight::Plain, Some(Icon::Add))),
        ("icon link", icon_link(t, t, Icon::Add)),
        ("named icon", icon::named(Icon::Add, t)),
        ("post button", post_button(t, t, Weight::Quiet, &[(t, t)])),
        ("callout", callout(Tone::Bad, t, html! {})),
        ("finding", finding(&[callout::Finding { tone: Tone::Bad, message: t, remedy: t, place: Some((t, t)) }])),
        ("empty", empty_state(t, t, None)),
        ("confirm", dialog::confirm(&question, html! {})),
        ("dialog", dialog::dialog(t, t, html! {})),
        ("opener", dialog::opener(t, t)),
        ("disclosure", disclosure(t, html! {})),
        (
            "openings",
            openings(&[Opening {
                id: "o",
                number: t,
                title: t,
                aside: html! { (t) },
                body: html! { (t) },
                is_open: true,
            }]),
        ),
        (
            "passage",
            passage(&Passage {
                inputs: &[Passing { what: t, who: t, judged: t }],
                name: t,
                middle: html! { (t) },
                outputs: &[Passing { what: t, who: "", judged: "" }],
            }),
        ),
        ("entry", form::entry(t, html! { (t) })),
        ("steps", diagram::steps(&[diagram::Step { number: t, text: t, who: t, level: 1, href: Some("/") }])),
        ("progress", progress(t, 1, 2)),
        ("keys", kbd(&[t])),
        ("term", term(t, t, "/")),
        ("person", person(t, Some(t), Some(t))),
        ("layers", diagram::layers(t, &[diagram::Layer { label: t, href: "/", current: true }], Some((t, "/")))),
        ("beside", diagram::beside((t, html! { (t) }), (t, html! { (t) }))),
        ("details", diagram::details(t, html! { (t) })),
        ("viewer", diagram::view(&View { title: t, svg: "", legend: &[(t, t)], downloads: &[(t, t)] }, None)),
        (
            "editor",
            diagram::editor(
                &Editor {
                    title: t,
                    src: t,
                    save: t,
                    revision: 1,
                    findings: t,
                    detail: t,
                    layout: t,
                    standing_target: t,
                },
                html! { (t) },
                html! { (t) },
            ),
        ),
    ]
}

fn pictures(t: &str) -> Vec<(&'static str, Markup)> {
    let about = About { title: t, description: t, unit: t, export_href: Some(t) };
    let series = [Series { label: t, values: vec![Some(1.0), None, Some(2.0)] }];
    let line = Line { about, labels: &[t, t, t], series: &series, flagged: &[(0, t)], ..Line::default() };
    let bars = Bars { about, bars: &[Bar { label: t, value: 1.0, tone: Tone::Bad }] };
    let five = [1.0, 2.0, 3.0, 4.0, 5.0];
    let step = chart::Step { name: t, figure: t, href: t, ..chart::Step::default() };
    let arrow = chart::Arrow { figure: t, href: t, ..chart::Arrow::default() };
    let ticks = [(0.5, t.to_owned())];
    let dots = chart::Dots { about, kinds: &[t], cases: &[vec![(0.5, 0)]], ticks: &ticks, counts: &[1] };
    vec![
        ("chips", chips(&[(t, t)])),
        ("map", chart::map(&chart::Map { about, steps: &[step], arrows: &[arrow], flows: &[t] })),
        ("dots", chart::dots(&dots)),
        ("sparkline", chart::sparkline(&[1.0, 2.0], t)),
        ("line", chart::line(&line)),
        ("bars", chart::bars(&bars)),
        ("columns", chart::columns(&bars)),
        ("heat", chart::heat(&Heat { about, columns: &[t], rows: &[(t, &[Some(1.0)])] })),
        ("radar", chart::radar(&Radar { about, axes: &[t, t, t], series: &series, max: 5.0 })),
        ("boxes", chart::boxes(&Boxes { about, boxes: &[BoxPlot { label: t, five, outliers: &[9.0] }] })),
    ]
}
