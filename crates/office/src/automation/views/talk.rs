//! What is said and attached in a case, with the forms to say and attach more.

use maud::{Markup, html};
use ui::button::Weight;
use ui::form::{Form as Sent, form as form_part, submit_bar};
use ui::talk::{Said, conversation};

use super::super::talk::{Attachment, Comment, FILE_BYTES};
use crate::web::Form;

/// What the section is made of.
#[derive(Clone, Debug, Default)]
pub struct Talk {
    pub case_href: String,
    /// The task on whose page it stands; 0 on the page of the case.
    pub task: u64,
    pub comments: Vec<Comment>,
    pub files: Vec<Attachment>,
    /// Names of tasks by their numbers.
    pub tasks: Vec<(u64, String)>,
    pub person_id: String,
    pub speaks: bool,
    pub runs: bool,
}

/// The whole section.
#[must_use]
pub fn talk(one: &Talk, form: &Form) -> Markup {
    let task = one.task.to_string();
    let hidden: Vec<(&str, &str)> = if one.task == 0 { Vec::new() } else { vec![("task", &task)] };
    let limit = format!("At most {} MiB. It is saved, never opened here.", FILE_BYTES / 1024 / 1024);
    html! {
        @if one.comments.is_empty() && one.files.is_empty() && !one.speaks { p { "Nothing was said or attached." } }
        @if !one.comments.is_empty() { (said(one)) }
        @if !one.files.is_empty() { (files(one)) }
        @if one.speaks {
            (form_part(&Sent { action: &format!("{}/comments", one.case_href), hidden: &hidden, ..Sent::default() }, html! {
                (form.field("text", "Say something").hint("Everybody who sees the case reads it.").textarea(2))
                (submit_bar(ui::button("Say it", "", "")))
            }))
            (ui::disclosure("Attach a file", form_part(&Sent { action: &format!("{}/attachments", one.case_href), hidden: &hidden, upload: true, ..Sent::default() }, html! {
                (form.field("file", "File").hint(&limit).required().file(""))
                (submit_bar(ui::button("Attach it", "", "")))
            })))
        }
    }
}

/// The name of a task beside what belongs to it.
fn about(one: &Talk, task: u64) -> String {
    let name = one.tasks.iter().find(|(id, _)| *id == task).map(|(_, name)| name.as_str());
    name.map(|name| format!(", about “{name}”")).unwrap_or_default()
}

fn said(one: &Talk) -> Markup {
    let heads: Vec<(String, String)> = one
        .comments
        .iter()
        .map(|comment| {
            (comment.said_at.rfc3339(), format!("{}{}", comment.said_at.in_words(), about(one, comment.task)))
        })
        .collect();
    let all: Vec<Said> = one
        .comments
        .iter()
        .zip(&heads)
        .map(|(comment, (datetime, when))| {
            let is_own = comment.author_id == one.person_id && comment.withdrawn_at.is_none();
            let action = format!("{}/comments/{}/withdrawal", one.case_href, comment.id);
            Said {
                who: &comment.author_name,
                datetime,
                when,
                text: comment.withdrawn_at.is_none().then_some(comment.text.as_str()),
                actions: is_own.then(|| ui::post_button("Withdraw", &action, Weight::Quiet, &[])),
                ..Said::default()
            }
        })
        .collect();
    conversation(&all)
}

fn files(one: &Talk) -> Markup {
    html! {
        ul {
            @for file in &one.files {
                li {
                    a href={ (one.case_href) "/attachments/" (file.id) } download { (file.name) }
                    " (" (file.size_in_words()) ", " (file.by_name) ", "
                    time datetime=(file.attached_at.rfc3339()) { (file.attached_at.day_in_words()) } (about(one, file.task)) ") "
                    @if file.by_id == one.person_id || one.runs {
                        (ui::post_button("Remove", &format!("{}/attachments/{}/removal", one.case_href, file.id), Weight::Quiet, &[]))
                    }
                }
            }
        }
    }
}
