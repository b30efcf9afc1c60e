//! The charts and a diagram, as the style page shows them.

use maud::{Markup, html};

use crate::chart::{self, About, Arrow, Bar, Bars, BoxPlot, Boxes, Dots, Heat, Line, Map, Radar, Series, Step};
use crate::diagram::{Replay, View, replay, view};
use crate::{Tone, split};

/// The style page shows the look of the classes; the `bpmn` crate draws real diagrams.
const SAMPLE: &str = include_str!("sample.svg");

pub fn diagram() -> Markup {
    let legend = [
        ("is-deviation", "departs from the log"),
        ("is-finding", "has a finding"),
        ("is-added", "new in this draft"),
        ("heat-1", "short wait"),
        ("heat-3", "longer"),
        ("heat-5", "long wait"),
    ];
    let picture = view(
        &View {
            title: "Incident management",
            svg: SAMPLE,
            legend: &legend,
            downloads: &[("BPMN", "#bpmn"), ("SVG", "#svg")],
        },
        Some(
            html! { ol { li { "Log the incident (service desk)." } li { "Diagnose (resolver group)." } li { "If resolved, close it; else go to step 2." } } },
        ),
    );
    replay(&Replay { title: "Replay of incident management", src: "" }, picture)
}

pub fn charts() -> Markup {
    html! { (split(run(), radar())) (split(waits(), html! { (reasons()) })) (split(heat(), volume())) (process_map()) (two_flows()) (dotted()) }
}

fn run() -> Markup {
    let weeks: Vec<String> = (1..=20).map(|week| format!("W{week}")).collect();
    let labels: Vec<&str> = weeks.iter().map(String::as_str).collect();
    let values = [7.8, 8.1, 7.4, 8.6, 7.9, 8.3, 7.6, 8.0, 12.9, 8.2, 7.7, 7.9, 7.2, 6.9, 6.6, 6.8, 6.2, 6.5, 6.1, 6.4];
    let last = [8.4, 8.9, 8.8, 9.1, 8.7, 9.0, 8.5, 8.8, 9.3, 9.1, 8.6, 8.9, 8.4, 8.7, 8.8, 8.3, 8.9, 8.5, 8.6, 8.8];
    chart::line(&Line {
        about: About {
            title: "Resolution time, median per week",
            description: "One week stands out; since week 13 it lies below the mean.",
            unit: "hours",
            export_href: Some("#csv"),
        },
        labels: &labels,
        series: &[
            Series { label: "This year", values: values.into_iter().map(Some).collect() },
            Series { label: "Last year", values: last.into_iter().map(Some).collect() },
        ],
        centre: Some(7.7),
        limits: Some((5.4, 10.0)),
        target: Some(8.0),
        flagged: &[(8, "Above the upper control limit: mail outage.")],
        from_zero: false,
    })
}

fn radar() -> Markup {
    chart::radar(&Radar {
        about: About {
            title: "Maturity",
            description: "Improving is behind the rest.",
            unit: "level",
            export_href: None,
        },
        axes: &["Defined", "Followed", "Measured", "Improved", "Owned", "Known"],
        series: &[
            Series { label: "Now", values: [4.0, 3.5, 3.0, 2.0, 4.5, 3.0].into_iter().map(Some).collect() },
            Series { label: "A year ago", values: [3.0, 2.0, 2.0, 1.5, 3.0, 2.5].into_iter().map(Some).collect() },
        ],
        max: 5.0,
    })
}

fn waits() -> Markup {
    chart::boxes(&Boxes {
        about: About {
            title: "Waiting by step",
            description: "Diagnosis waits longest and varies most.",
            unit: "hours",
            export_href: None,
        },
        boxes: &[
            BoxPlot { label: "Log", five: [0.1, 0.3, 0.5, 0.9, 1.6], outliers: &[3.2] },
            BoxPlot { label: "Diagnose", five: [0.8, 2.2, 4.1, 7.3, 13.0], outliers: &[17.5, 19.0] },
            BoxPlot { label: "Resolve", five: [0.5, 1.4, 2.6, 4.4, 8.0], outliers: &[] },
        ],
    })
}

fn reasons() -> Markup {
    chart::bars(&Bars {
        about: About {
            title: "Where the log departs",
            description: "Two departures make up most of the cases.",
            unit: "cases",
            export_href: None,
        },
        bars: &[
            Bar { label: "Resolved without diagnosis", value: 412.0, tone: Tone::Bad },
            Bar { label: "Closed without the customer's word", value: 268.0, tone: Tone::Bad },
            Bar { label: "Reopened twice or more", value: 96.0, tone: Tone::Warning },
            Bar { label: "Escalated late", value: 31.0, tone: Tone::Neutral },
        ],
    })
}

fn heat() -> Markup {
    chart::heat(&Heat {
        about: About {
            title: "Handled by team and weekday",
            description: "Monday is the day of the network team.",
            unit: "cases",
            export_href: None,
        },
        columns: &["Mon", "Tue", "Wed", "Thu", "Fri"],
        rows: &[
            ("Service desk", &[Some(42.0), Some(38.0), Some(35.0), Some(31.0), Some(22.0)]),
            ("Network", &[Some(61.0), Some(20.0), Some(14.0), Some(9.0), Some(4.0)]),
            ("Workplace", &[Some(12.0), None, Some(28.0), Some(33.0), Some(18.0)]),
        ],
    })
}

fn volume() -> Markup {
    chart::columns(&Bars {
        about: About { title: "Volume by month", description: "June is usual.", unit: "cases", export_href: None },
        bars: &[
            Bar { label: "Jan", value: 1310.0, tone: Tone::Neutral },
            Bar { label: "Feb", value: 1184.0, tone: Tone::Neutral },
            Bar { label: "Mar", value: 1622.0, tone: Tone::Warning },
            Bar { label: "Apr", value: 1405.0, tone: Tone::Neutral },
            Bar { label: "May", value: 1479.0, tone: Tone::Neutral },
            Bar { label: "Jun", value: 1482.0, tone: Tone::Neutral },
        ],
    })
}

fn process_map() -> Markup {
    let step = |name, figure, weight| Step { name, figure, weight, ..Step::default() };
    let arrow = |from, to, figure, weight| Arrow { from, to, figure, weight, ..Arrow::default() };
    chart::map(&Map {
        about: About {
            title: "Which step follows which",
            description: "One in five goes back to diagnosis.",
            unit: "cases",
            export_href: None,
        },
        steps: &[
            Step { is_end: true, ..step("Begin", "500", 500.0) },
            step("Record", "500", 500.0),
            step("Diagnose", "600", 600.0),
            step("Resolve", "480", 480.0),
            Step { is_end: true, ..step("End", "500", 500.0) },
        ],
        arrows: &[
            arrow(0, 1, "500", 500.0),
            arrow(1, 2, "480", 480.0),
            arrow(2, 3, "460", 460.0),
            arrow(3, 4, "360", 360.0),
            arrow(3, 2, "100", 100.0),
            arrow(2, 2, "20", 20.0),
            arrow(1, 4, "20", 20.0),
        ],
        flows: &[],
    })
}

/// Two flows on one map, which meet at a step.
fn two_flows() -> Markup {
    let end = |name, figure, flow| Step { name, figure, is_end: true, flow: Some(flow), ..Step::default() };
    let step = |name, figure, weight| Step { name, figure, weight, ..Step::default() };
    let arrow = |from, to, figure, weight, flow| Arrow { from, to, figure, weight, flow: Some(flow), href: "" };
    chart::map(&Map {
        about: About {
            title: "The flows of these objects",
            description: "A change ends incidents; both flows pass the same step.",
            unit: "how often",
            export_href: None,
        },
        steps: &[
            end("Incident begins", "320", 0),
            end("Change begins", "40", 1),
            step("Diagnose", "320", 320.0),
            step("Implement", "40", 40.0),
            end("Incident ends", "320", 0),
            end("Change ends", "40", 1),
        ],
        arrows: &[
            arrow(0, 2, "320", 320.0, 0),
            arrow(2, 3, "90", 90.0, 0),
            arrow(2, 4, "230", 230.0, 0),
            arrow(3, 4, "90", 90.0, 0),
            arrow(1, 3, "40", 40.0, 1),
            arrow(3, 5, "40", 40.0, 1),
        ],
        flows: &["incident", "change"],
    })
}

fn dotted() -> Markup {
    let cases: Vec<Vec<(f64, usize)>> = (0..60)
        .map(|case| {
            let start = f64::from(case) / 90.0;
            vec![(start, 0), (start + 0.05, 1), (start + 0.1 + f64::from(case % 7) / 30.0, 2)]
        })
        .collect();
    chart::dots(&Dots {
        about: About {
            title: "Every event at its time",
            description: "The newest cases lie at the bottom.",
            ..About::default()
        },
        kinds: &["Record", "Diagnose", "Resolve"],
        cases: &cases,
        ticks: &[(0.0, "January".to_owned()), (0.5, "February".to_owned()), (1.0, "March".to_owned())],
        counts: &[60, 60, 60],
    })
}
