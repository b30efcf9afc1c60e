//! What a value of a case is asked for: `amount > 100`, `item = laptop`, `due <= 2026-12-01`, several with `and` between them.
//!
//! Absent: the search itself. A figure is compared as a figure, anything else as the words by which it is kept, so that days of the calendar
//! compare as days. Source: FEEL's comparisons (DMN 1.5 §10.3.2.5), less its expressions.

/// How a value is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compare {
    Is,
    IsNot,
    Less,
    AtMost,
    More,
    AtLeast,
    /// Its words begin like this.
    Begins,
}

impl Compare {
    /// The sign in a query.
    #[must_use]
    pub fn sql(self) -> &'static str {
        match self {
            Compare::Is => "=",
            Compare::IsNot => "<>",
            Compare::Less => "<",
            Compare::AtMost => "<=",
            Compare::More => ">",
            Compare::AtLeast => ">=",
            Compare::Begins => "like",
        }
    }
}

/// A value that is asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// The short name of the value.
    pub name: String,
    pub compare: Compare,
    /// The words, in small letters.
    pub words: String,
    /// The figure, where the words are one.
    pub figure: Option<f64>,
}

/// Conditions of one search, at most.
const MOST: usize = 5;
/// Letters of a name or of words.
const CHARS: usize = 200;

/// The signs, the longer ones first.
const SIGNS: [(&str, Compare); 8] = [
    ("!=", Compare::IsNot),
    ("<>", Compare::IsNot),
    ("<=", Compare::AtMost),
    (">=", Compare::AtLeast),
    ("=", Compare::Is),
    ("<", Compare::Less),
    (">", Compare::More),
    ("~", Compare::Begins),
];

/// Reads what was written.
///
/// # Errors
/// A sentence that says how it is written.
pub fn read(text: &str) -> Result<Vec<Condition>, String> {
    let parts: Vec<&str> = text.split(" and ").map(str::trim).filter(|part| !part.is_empty()).collect();
    if parts.len() > MOST {
        return Err(format!("At most {MOST} values can be asked for at once."));
    }
    parts.into_iter().map(one).collect()
}

fn one(part: &str) -> Result<Condition, String> {
    let found = part.char_indices().find_map(|(at, _)| {
        let sign = SIGNS.iter().find(|(sign, _)| part[at..].starts_with(sign))?;
        Some((at, sign))
    });
    let Some((at, (sign, compare))) = found else {
        return Err(format!("“{part}” says no value. Write its short name, a sign and what it is: amount > 100."));
    };
    let (name, said) = (part[..at].trim(), part[at + sign.len()..].trim());
    let plain = said.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let figure = plain.is_none().then(|| said.replace(',', ".").parse::<f64>().ok()).flatten();
    let words = plain.unwrap_or(said).to_lowercase();
    if name.is_empty() || words.is_empty() {
        return Err(format!("“{part}” is not whole. Write the short name, a sign and what it is: amount > 100."));
    }
    if [name, words.as_str()].iter().any(|text| text.chars().count() > CHARS || text.chars().any(char::is_control)) {
        return Err(format!("Names and values of a search have at most {CHARS} characters."));
    }
    let figure = figure.filter(|figure| figure.is_finite() && *compare != Compare::Begins);
    let words = match words.as_str() {
        "yes" if plain.is_none() => "true".to_owned(),
        "no" if plain.is_none() => "false".to_owned(),
        _ => words,
    };
    Ok(Condition { name: name.to_owned(), compare: *compare, words, figure })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_are_read_as_they_are_written() {
        let read = |text: &str| {
            let all = read(text)?;
            Ok::<_, String>(
                all.into_iter().map(|one| (one.name, one.compare, one.words, one.figure)).collect::<Vec<_>>(),
            )
        };
        for (text, name, compare, words, figure) in [
            ("amount > 100", "amount", Compare::More, "100", Some(100.0)),
            ("amount>=1,5", "amount", Compare::AtLeast, "1,5", Some(1.5)),
            ("item = New Laptop", "item", Compare::Is, "new laptop", None),
            ("code = \"007\"", "code", Compare::Is, "007", None),
            ("due <= 2026-12-01", "due", Compare::AtMost, "2026-12-01", None),
            ("granted = yes", "granted", Compare::Is, "true", None),
            ("item ~ lap", "item", Compare::Begins, "lap", None),
            ("item != chair", "item", Compare::IsNot, "chair", None),
        ] {
            assert_eq!(read(text), Ok(vec![(name.to_owned(), compare, words.to_owned(), figure)]), "{text}");
        }
        assert_eq!(read("a = 1 and b = 2").map(|all| all.len()), Ok(2));
        assert_eq!(read("  ").map(|all| all.len()), Ok(0));
        for wrong in ["amount", "= 3", "amount >", "a = 1 and b", "a=1 and a=1 and a=1 and a=1 and a=1 and a=1"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
        assert!(read(&format!("a = {}", "x".repeat(201))).is_err());
    }
}
