//! The numbers behind each view as a file, of all chosen cases and without anything left out.

use axum::extract::Path;
use mining::{EventLog, Measure, MeasureSpec, Part};

use super::super::sides;
use super::super::views::{View, measure_words};
use super::{of_part, subject};
use crate::clock::Time;
use crate::failure::Failure;
use crate::measure;
use crate::measure::counting::Counting;
use crate::measure::figures::{ListedCase, duration_hours};
use crate::web::{Answer, Visit, answer, csv};

pub(super) async fn export(Path(key): Path<String>, visit: Visit) -> Answer {
    let subject = subject(&visit, &key).await?;
    let log = subject.log.clone().ok_or(Failure::NotFound)?;
    let spec = measure::figures::spec(&log);
    let view = View::from_key(&visit.query("view").unwrap_or_default());
    let by = visit.query("by").unwrap_or_default();
    let counting = subject.counting.clone();
    let bytes =
        of_part(&visit, &log, subject.chosen(), move |part, content| table(view, &by, &counting, part, content, &spec));
    Ok(answer::download(&format!("{key}-{}.csv", view.key()), "text/csv; charset=utf-8", bytes.await?))
}

fn hours(seconds: f64) -> String {
    format!("{:.3}", seconds / 3600.0)
}

fn table(view: View, by: &str, counting: &Counting, part: &Part, content: &EventLog, spec: &MeasureSpec) -> Vec<u8> {
    let median = format!("Median {}", counting.hours().to_lowercase());
    match view {
        View::Map => flow(part, &median),
        View::Ways => ways(part, content, &median),
        View::Attributes => {
            let by = if by.is_empty() { "activity" } else { by };
            let rows = sides::all_groups(part, by)
                .into_iter()
                .map(|one| vec![one.value, one.cases.to_string(), format!("{:.3}", one.median_hours)]);
            csv::file(&["Value", "Cases", &median], rows)
        }
        View::Groups => {
            let rows = mining::handover(part)
                .into_iter()
                .map(|one| vec![one.from, one.to, one.count.to_string(), one.cases.to_string()]);
            csv::file(&["From", "To", "How often", "Cases"], rows)
        }
        View::Weeks => weeks(part, spec, counting, &Measure::ALL),
        View::Changes => weeks(part, spec, counting, &[Measure::Volume]),
        View::Process | View::Found | View::Dots | View::Cases => {
            let cases = part.cases().map(|case| ListedCase::of(&case, part.reckoning()).line());
            csv::file(&ListedCase::header(counting), cases)
        }
    }
}

/// Which step follows which; an empty name stands for the beginning and the end of cases.
fn flow(part: &Part, median: &str) -> Vec<u8> {
    let flow = mining::dfg(part);
    let starts = flow.starts.iter().map(|(name, count)| (String::new(), name.clone(), *count, *count, String::new()));
    let edges = flow
        .edges
        .iter()
        .map(|edge| (edge.from.clone(), edge.to.clone(), edge.count, edge.cases, hours(edge.median_seconds)));
    let ends = flow.ends.iter().map(|(name, count)| (name.clone(), String::new(), *count, *count, String::new()));
    let rows = starts.chain(edges).chain(ends);
    let rows = rows.map(|(from, to, count, cases, time)| vec![from, to, count.to_string(), cases.to_string(), time]);
    csv::file(&["From", "To", "How often", "Cases", median], rows)
}

fn ways(part: &Part, content: &EventLog, head: &str) -> Vec<u8> {
    let rows = mining::variants(part).into_iter().map(|way| {
        let cases = way.cases.iter().filter_map(|number| content.case(usize::try_from(*number).ok()?));
        let mut hours: Vec<f64> = cases.map(|case| duration_hours(&case, part.reckoning())).collect();
        let median = mining::quantile(&mut hours, 0.5).unwrap_or_default();
        let steps = way.names(content);
        vec![steps.join(" > "), way.cases.len().to_string(), steps.len().to_string(), format!("{median:.3}")]
    });
    csv::file(&["Way", "Cases", "Steps", head], rows)
}

fn weeks(part: &Part, spec: &MeasureSpec, counting: &Counting, measures: &[Measure]) -> Vec<u8> {
    let charts = mining::charts(part, spec, measures);
    let rows = charts.iter().flat_map(|chart| {
        let (title, unit) = measure_words(chart.measure);
        let factor = match chart.measure {
            one if one.is_time() => 1.0 / 3600.0,
            one if one.is_share() => 100.0,
            _ => 1.0,
        };
        let unit = if chart.measure.is_time() { counting.unit(unit) } else { unit.to_owned() };
        let number = move |value: f64| format!("{:.3}", value * factor);
        chart.points.iter().map(move |point| {
            let limits = chart.limits.as_ref();
            vec![
                title.to_owned(),
                unit.clone(),
                Time(point.start).date().to_string(),
                point.value.map(number).unwrap_or_default(),
                point.n.to_string(),
                if point.whole { "yes" } else { "no" }.to_owned(),
                limits.map(|limits| number(limits.mean)).unwrap_or_default(),
                limits.map(|limits| number(limits.lower)).unwrap_or_default(),
                limits.map(|limits| number(limits.upper)).unwrap_or_default(),
            ]
        })
    });
    let header = ["Measure", "Unit", "Week from", "Value", "Cases", "Whole week", "Mean", "Lower limit", "Upper limit"];
    csv::file(&header, rows)
}
