//! The sections that are texts: purpose and scope.

use crate::definition::{Criticality, Definition};

pub(super) fn read(key: &str, definition: &Definition) -> Vec<String> {
    match key {
        "purpose" => vec![
            definition.name.clone(),
            definition.purpose.clone(),
            definition.objectives.join("\n"),
            definition.success_factors.join("\n"),
            definition.criticality.map_or("", Criticality::label).to_owned(),
            definition.review_interval_days.to_string(),
        ],
        "scope" => {
            vec![definition.scope_in.join("\n"), definition.scope_out.join("\n"), definition.triggers.join("\n")]
        }
        _ => Vec::new(),
    }
}

pub(super) fn write(key: &str, definition: &mut Definition, row: &[String]) {
    let answer = |at: usize| row.get(at).map_or("", |text| text.trim());
    let lines = |at: usize| -> Vec<String> {
        answer(at).lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
    };
    match key {
        "purpose" => {
            answer(0).clone_into(&mut definition.name);
            answer(1).clone_into(&mut definition.purpose);
            definition.objectives = lines(2);
            definition.success_factors = lines(3);
            definition.criticality =
                Criticality::ALL.into_iter().find(|(_, word)| *word == answer(4)).map(|(degree, _)| degree);
            definition.review_interval_days = answer(5).parse().unwrap_or(0);
        }
        "scope" => {
            definition.scope_in = lines(0);
            definition.scope_out = lines(1);
            definition.triggers = lines(2);
        }
        _ => {}
    }
}
