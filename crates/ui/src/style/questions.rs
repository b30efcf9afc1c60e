//! A form with every control, calm and with errors, as the style page shows it.

use maud::{Markup, html};

use crate::form::{Range, row, submit_bar, suggestions};
use crate::{Choice, Field, Form, Problem, button, error_summary, field, form, primary, split};

pub fn questions() -> Markup {
    let body = html! {
        (error_summary(&[Problem { field: "title", message: "Give the improvement a title." }, Problem { field: "due", message: "The date lies in the past; choose one from tomorrow on." }]))
        (Field::new("title", "Title").hint("What will be better, in a few words.").error(Some("Give the improvement a title.")).required().text())
        (Field::new("why", "Why it matters").hint("Who is hurt today, how often, by how much.").value("Every fifth ticket changes hands more than once.").textarea(4))
        (row(&[
            Field::new("measure", "Measure").required().value("reassigned").select(&[Choice::new("reassigned", "Reassigned more than once"), Choice::new("median", "Resolution time, median")]),
            Field::new("target", "Target").required().value("10").number(&Range { min: Some(0.0), max: Some(100.0), step: Some(0.5), unit: "per cent" }),
        ]))
        (Field::new("due", "Due").error(Some("The date lies in the past; choose one from tomorrow on.")).required().value("2026-01-01").date())
        (Field::new("class", "Class of change").required().value("minor").radios(&[
            Choice { value: "minor", label: "Minor", hint: "Words only; the manager approves." },
            Choice { value: "major", label: "Major", hint: "Steps, roles or controls change; the owner approves." },
        ]))
        (Field::new("tell", "Who is told").checkboxes(&[Choice::new("readers", "Readers of the process"), Choice::new("desk", "The service desk")], &["readers"]))
        (Field::new("agree", "I have spoken with the line manager").hint("The agreement is journalled.").required().checkbox(false))
        (Field::new("mention", "Also tell").hint("Names, separated by commas.").suggestions("names").text())
        (suggestions("names", &[("Aisha Bello", "Service desk"), ("Marek Nowak", "Incident manager")]))
        (Field::new("file", "Evidence").hint("CSV, up to 50 MB.").file(".csv"))
        (Field::new("seal", "Sealed as").value("sha256:9f2c41d0").locked().text())
        (field("custom", "A control of its own", Some("Anything can stand in the frame of a field."), None, html! { input type="range" id="field-custom" name="custom" min="0" max="10"; }))
        (submit_bar(html! { (primary("Propose")) (button("Save as draft", "do", "draft")) }))
    };
    split(
        form(&Form { action: "#", hidden: &[("revision", "7")], guard: true, ..Form::default() }, body),
        html! { p.hint { "What is asked for stands at the left; what helps to answer stands here." } },
    )
}
