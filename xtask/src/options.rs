//! The options of a command: `--name value` pairs, each of a known name, each given once.

use std::collections::BTreeMap;

/// The options that were given.
#[derive(Debug)]
pub struct Options<'a>(BTreeMap<&'a str, &'a str>);

impl<'a> Options<'a> {
    /// Reads the arguments after the command.
    ///
    /// # Errors
    /// A sentence that says which argument is wrong and what is known.
    pub fn read(arguments: &[&'a str], known: &[&str]) -> Result<Options<'a>, String> {
        let mut found = BTreeMap::new();
        for pair in arguments.chunks(2) {
            let name = pair[0].strip_prefix("--").filter(|name| known.contains(name));
            let name =
                name.ok_or_else(|| format!("“{}” is not known here. There is --{}.", pair[0], known.join(", --")))?;
            let value = pair.get(1).ok_or_else(|| format!("--{name} needs a value."))?;
            if found.insert(name, *value).is_some() {
                return Err(format!("--{name} is given twice."));
            }
        }
        Ok(Options(found))
    }

    /// A text, where it was given.
    pub fn text(&self, name: &str) -> Option<&'a str> {
        self.0.get(name).copied()
    }

    /// A number, or `otherwise` where none was given.
    ///
    /// # Errors
    /// When it is no number.
    pub fn number(&self, name: &str, otherwise: u64) -> Result<u64, String> {
        match self.text(name) {
            None => Ok(otherwise),
            Some(text) => text.parse().map_err(|_| format!("--{name} {text}: write a whole number.")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Options;

    #[test]
    fn options_are_read_or_refused_with_a_reason() {
        let read = |arguments: &[&'static str]| Options::read(arguments, &["rounds", "seed"]);
        let given = read(&["--rounds", "5"]).unwrap();
        assert_eq!((given.number("rounds", 1), given.number("seed", 7)), (Ok(5), Ok(7)));
        assert_eq!(read(&["--round", "5"]).unwrap_err(), "“--round” is not known here. There is --rounds, --seed.");
        assert_eq!(read(&["--rounds"]).unwrap_err(), "--rounds needs a value.");
        assert_eq!(read(&["--seed", "1", "--seed", "2"]).unwrap_err(), "--seed is given twice.");
        assert_eq!(read(&["--seed", "x"]).unwrap().number("seed", 1).unwrap_err(), "--seed x: write a whole number.");
    }
}
