//! Alarms above the figures: what a measure tells, and what is done about it.

use maud::{Markup, html};
use ui::Tone;
use ui::button::Weight;
use ui::form::{Form as Sent, form as form_part};
use ui::timeline::{Entry, timeline};

use super::super::alarm::{End, Outcome, Raised};
use crate::process::Process;
use crate::web::Form;

/// The alarms of a process, and what the visitor may do with them.
pub struct Alarms<'a> {
    pub process: &'a Process,
    /// Those that stand first.
    pub all: &'a [Raised],
    pub may_answer: bool,
    /// An answer that was refused, with the alarm it belongs to.
    pub refused: Option<(&'a str, &'a Form)>,
}

impl Alarms<'_> {
    /// What stands, each with its question.
    #[must_use]
    pub fn standing(&self) -> Markup {
        let standing: Vec<&Raised> = self.all.iter().filter(|alarm| alarm.end.is_none()).collect();
        let late = self.refused.filter(|(id, _)| !standing.iter().any(|alarm| alarm.id == *id));
        html! {
            @if let Some((_, form)) = late { (form.summary()) }
            @if !standing.is_empty() {
                div id="alarms" {
                    @for alarm in standing {
                        (ui::callout(Tone::Warning, &alarm.measure_name, html! {
                            p { (alarm.sentence) }
                            @if self.may_answer { (self.question(alarm)) } @else { p { "The owner is asked what is done about it." } }
                        }))
                    }
                }
            }
        }
    }

    fn question(&self, alarm: &Raised) -> Markup {
        let at = |act: &str| format!("/processes/{}/alarms/{}/{act}", self.process.key, alarm.id);
        let empty = Form::default();
        let form = self.refused.filter(|(id, _)| *id == alarm.id).map_or(&empty, |(_, form)| form);
        let field = format!("answer-{}", alarm.id);
        html! {
            (form.summary())
            (form_part(&Sent { action: &at("answer"), ..Sent::default() }, html! {
                (form.field("answer", "What is done about it?").id(&field).hint("Or why nothing needs to be done.").required().textarea(2))
                (ui::buttons(&[ui::primary("Answer")]))
            }))
            (ui::buttons(&[ui::post_button("Make an improvement of it", &at("improvement"), Weight::Plain, &[])]))
        }
    }

    /// What was answered before.
    #[must_use]
    pub fn ended(&self) -> Markup {
        let told: Vec<Told> = self.all.iter().filter_map(|alarm| Told::of(alarm, alarm.end.as_ref()?).into()).collect();
        let entries: Vec<Entry> = told
            .iter()
            .map(|told| Entry {
                who: &told.who,
                what: &told.what,
                why: Some(told.sentence),
                datetime: &told.datetime,
                when: &told.when,
                ..Entry::default()
            })
            .collect();
        html! { @if !entries.is_empty() { (ui::disclosure("Earlier alarms", timeline(&entries))) } }
    }
}

/// An ended alarm as the timeline tells it.
struct Told<'a> {
    who: String,
    what: String,
    sentence: &'a str,
    datetime: String,
    when: String,
}

impl<'a> Told<'a> {
    fn of(alarm: &'a Raised, end: &End) -> Told<'a> {
        let (who, what) = match end.outcome {
            Outcome::Settled => ("Mandate".to_owned(), "found the next log well again.".to_owned()),
            Outcome::Answered => (end.by.clone(), format!("answered: {}", end.answer)),
            Outcome::Improvement => (end.by.clone(), format!("made improvement {} of it.", end.answer)),
        };
        Told { who, what, sentence: &alarm.sentence, datetime: end.at.rfc3339(), when: end.at.day_in_words() }
    }
}
