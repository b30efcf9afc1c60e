//! From the fields of the form to a decision as it is filled in: each question is sent once for each row, in the order of the rows.

use feel::{Sheet, SheetInput, SheetOutput, SheetRule};

use super::{Case, Filled};
use crate::definition::decision::words::policy;
use crate::failure::Failure;

impl Filled {
    /// Reads the fields of a form: names and texts in the order in which they were sent.
    ///
    /// # Errors
    /// When rows and columns do not belong together, because the form is not as the page made it.
    pub fn read(fields: &[(String, String)]) -> Result<Self, Failure> {
        let all = |name: &str| -> Vec<String> {
            let own = fields.iter().filter(|(field, _)| field == name);
            own.map(|(_, text)| text.replace("\r\n", "\n")).collect()
        };
        let one = |name: &str| all(name).into_iter().next().unwrap_or_default().trim().to_owned();
        let (asked, answered) = (all("asked"), all("answered"));
        let mut filled = Self { name: one("name"), question: one("question"), ..Self::default() };
        let word = one("policy");
        if !word.is_empty() {
            filled.sheet = Some(sheet(&word, &all)?);
        }
        let named = all("case");
        let (given, expected) = (all("given"), all("expected"));
        let (given, expected) =
            (parts(given, named.len(), asked.len())?, parts(expected, named.len(), answered.len())?);
        let cases = named.into_iter().zip(given.into_iter().zip(expected));
        filled.cases = cases.map(|(name, (inputs, expected))| Case { name, inputs, expected }).collect();
        (filled.asked, filled.answered) = (asked, answered);
        Ok(filled)
    }
}

fn unreadable() -> Failure {
    let sentence = "The form is not as the page made it: rows and columns do not fit together. Open the page again.";
    Failure::Unreadable { sentence: sentence.to_owned() }
}

/// Texts cut into rows of as many columns.
fn parts(texts: Vec<String>, rows: usize, columns: usize) -> Result<Vec<Vec<String>>, Failure> {
    if Some(texts.len()) != rows.checked_mul(columns) {
        return Err(unreadable());
    }
    if columns == 0 {
        return Ok(vec![Vec::new(); rows]);
    }
    Ok(texts.chunks(columns).map(<[String]>::to_vec).collect())
}

fn sheet(word: &str, all: &impl Fn(&str) -> Vec<String>) -> Result<Sheet, Failure> {
    let (hit_policy, aggregation) = policy(word).ok_or_else(unreadable)?;
    let columns = |names: &[&str]| -> Result<Vec<Vec<String>>, Failure> {
        let held: Vec<Vec<String>> = names.iter().map(|name| all(name)).collect();
        let rows = held.first().map_or(0, Vec::len);
        if held.iter().any(|texts| texts.len() != rows) {
            return Err(unreadable());
        }
        Ok((0..rows).map(|at| held.iter().map(|texts| texts[at].clone()).collect()).collect())
    };
    let inputs = columns(&["in_id", "in_label", "in_expression", "in_kind", "in_allowed"])?;
    let inputs: Vec<SheetInput> = inputs
        .into_iter()
        .filter_map(|row| {
            let [id, label, expression, kind, allowed] = <[String; 5]>::try_from(row).ok()?;
            Some(SheetInput { id, label, expression, kind, allowed })
        })
        .collect();
    let outputs = columns(&["out_id", "out_label", "out_name", "out_kind", "out_allowed", "out_default"])?;
    let outputs: Vec<SheetOutput> = outputs
        .into_iter()
        .filter_map(|row| {
            let [id, label, name, kind, allowed, default] = <[String; 6]>::try_from(row).ok()?;
            Some(SheetOutput { id, label, name, kind, allowed, default })
        })
        .collect();
    let (ids, notes) = (all("rule"), all("note"));
    if notes.len() != ids.len() {
        return Err(unreadable());
    }
    let when = parts(all("when"), ids.len(), inputs.len())?;
    let then = parts(all("then"), ids.len(), outputs.len())?;
    let rules = ids.into_iter().zip(notes).zip(when.into_iter().zip(then));
    let rules = rules.map(|((id, note), (inputs, outputs))| SheetRule { id, inputs, outputs, note }).collect();
    Ok(Sheet { hit_policy, aggregation, inputs, outputs, rules })
}
