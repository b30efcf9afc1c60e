//! Figures that matter: value, unit, trend against the period before, and the target beside it.

use maud::{Markup, html};

use crate::{Icon, Tone, icon};

/// Where a figure is going, and whether that is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trend {
    /// Rising.
    Up(Tone),
    /// Falling.
    Down(Tone),
    /// As before.
    Steady,
}

/// One figure.
#[derive(Debug, Clone, Default)]
pub struct Stat<'a> {
    /// What is measured.
    pub label: &'a str,
    /// The figure, formatted.
    pub value: &'a str,
    /// Its unit, written small after it.
    pub unit: &'a str,
    /// Direction and the difference in words ("2.1 h less than in May").
    pub trend: Option<(Trend, &'a str)>,
    /// The target in words ("target ≤ 8 h") and whether it is met.
    pub target: Option<(&'a str, Tone)>,
    /// A page with the details.
    pub href: Option<&'a str>,
    /// A small chart below the figure, usually [`crate::chart::sparkline`].
    pub picture: Option<Markup>,
}

/// Figures side by side.
#[must_use]
pub fn stats(all: &[Stat<'_>]) -> Markup {
    html! { dl.stats { @for one in all { (tile(one)) } } }
}

fn tile(stat: &Stat<'_>) -> Markup {
    html! {
        div.stat {
            dt { @if let Some(href) = stat.href { a href=(href) { (stat.label) } } @else { (stat.label) } }
            dd.stat-value { (stat.value) @if !stat.unit.is_empty() { span.stat-unit { " " (stat.unit) } } }
            @if let Some((trend, words)) = stat.trend { dd.stat-trend { (arrow(trend)) (words) } }
            @if let Some((words, tone)) = stat.target { dd class={ "stat-target " (tone.class()) } { (icon(tone.icon())) (words) } }
            @if let Some(picture) = &stat.picture { dd.stat-picture { (picture) } }
        }
    }
}

fn arrow(trend: Trend) -> Markup {
    let (picture, tone) = match trend {
        Trend::Up(tone) => (Icon::TrendUp, tone),
        Trend::Down(tone) => (Icon::TrendDown, tone),
        Trend::Steady => (Icon::Steady, Tone::Neutral),
    };
    html! { span class={ "arrow " (tone.class()) } { (icon(picture)) } }
}
