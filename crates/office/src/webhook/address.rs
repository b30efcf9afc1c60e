//! The address of a webhook: the host is judged as that of a connector is, the path and the query are kept to the letter.
//!
//! Absent: whether it may be called, which is judged when the connection is made (`connector::wire`).

use url::{Position, Url};

use super::model::Form;
use crate::connector::wire::Target;
use crate::failure::Refusal;

/// The longest address, characters.
const LONGEST: usize = 2_000;

/// An address that was read.
#[derive(Clone, Debug)]
pub(super) struct Address {
    /// Scheme, host and port.
    pub target: Target,
    /// Path and query.
    pub path: String,
}

impl Address {
    /// Reads an address that somebody wrote.
    ///
    /// # Errors
    /// What is wrong with it, beside the field `address`.
    pub fn read(text: &str) -> Result<Address, Refusal> {
        let text = text.trim();
        let no = |sentence: &str| Refusal::at("address", sentence);
        if text.chars().count() > LONGEST {
            return Err(no("The address is longer than 2,000 characters."));
        }
        let url = Url::parse(text)
            .map_err(|_| no("This is no address. Write it whole, for example https://hooks.example.com/mandate."))?;
        if url.fragment().is_some() {
            return Err(no("Leave out everything from the hash on."));
        }
        let mut bare = url.clone();
        bare.set_path("");
        bare.set_query(None);
        let target = Target::read(bare.as_str())?;
        Ok(Address { target, path: url[Position::BeforePath..Position::AfterQuery].to_owned() })
    }

    /// The whole address.
    #[must_use]
    pub fn whole(&self) -> String {
        format!("{}{}", self.target.origin(), self.path)
    }

    /// The address as it may be shown: the path of a chat is a secret, and so is what stands behind a question mark.
    #[must_use]
    pub fn shown(&self, form: Form) -> String {
        if form.is_chat() {
            return self.target.origin();
        }
        let path = self.path.split('?').next().unwrap_or_default();
        format!("{}{path}{}", self.target.origin(), if self.path.contains('?') { "?…" } else { "" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_is_kept_to_the_letter_and_secrets_are_not_shown() {
        let address = Address::read(" https://Example.com:443/a/b/?sig=1%2F2&x=y ").expect("read");
        assert_eq!(address.whole(), "https://example.com/a/b/?sig=1%2F2&x=y");
        assert_eq!(address.shown(Form::Signed), "https://example.com/a/b/?…");
        assert_eq!(address.shown(Form::Slack), "https://example.com");
        assert_eq!(Address::read("https://[::1]:8443/").expect("read").whole(), "https://[::1]:8443/");
    }

    #[test]
    fn what_is_no_address_is_refused() {
        let long = format!("https://example.com/{}", "a".repeat(2_000));
        for text in [
            "",
            "example.com",
            "ftp://example.com/",
            "https://a:b@example.com/",
            "https://example.com/#x",
            "data:,x",
            &long,
        ] {
            assert!(Address::read(text).is_err(), "{text}");
        }
    }
}
