//! The address of a tool as somebody wrote it, taken apart and judged before any name is looked up.
//!
//! Pure. Spellings that hide a number (decimal, octal, hexadecimal) and international names are made plain by the same rules that
//! browsers follow. Source: WHATWG URL; RFC 3986.

use serde::{Deserialize, Serialize};
use url::{Host, Url};

use crate::failure::Refusal;

/// A host and port that an administrator named as one of ours, inside.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Inside(String);

impl Inside {
    /// Reads `host:port`, or an address that has both.
    ///
    /// # Errors
    /// A sentence when it is neither.
    pub fn read(text: &str) -> Result<Inside, Refusal> {
        let text = text.trim();
        let refused = || {
            Refusal::at(
                "host",
                format!("“{text}” is no host. Write a name and a port, for example rt.intern.example:443."),
            )
        };
        let url = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
        let url = Url::parse(&url).map_err(|_| refused())?;
        let bare = url.username().is_empty() && url.password().is_none() && url.query().is_none();
        match (url.host(), url.port_or_known_default()) {
            (Some(host), Some(port)) if bare && matches!(url.path(), "" | "/") => Ok(Inside(named(&host, port))),
            _ => Err(refused()),
        }
    }

    /// `host:port`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A host without a trailing dot, and its port.
fn named(host: &Host<&str>, port: u16) -> String {
    match host {
        Host::Domain(name) => format!("{}:{port}", name.trim_end_matches('.').to_ascii_lowercase()),
        Host::Ipv4(ip) => format!("{ip}:{port}"),
        Host::Ipv6(ip) => format!("[{ip}]:{port}"),
    }
}

/// Where a tool is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    pub secure: bool,
    /// A name without a trailing dot, or an IP address without brackets.
    pub host: String,
    pub port: u16,
    /// The path below which the tool lives, without a slash at its end.
    pub path: String,
}

impl Target {
    /// Reads the address of a tool.
    ///
    /// # Errors
    /// What is wrong with it, beside the field `address`.
    pub fn read(text: &str) -> Result<Target, Refusal> {
        let no = |sentence: String| Err(Refusal::at("address", sentence));
        let text = text.trim();
        let Ok(url) = Url::parse(text) else {
            return no(format!("“{text}” is no address. Write it whole, for example https://rt.example.com."));
        };
        if !matches!(url.scheme(), "https" | "http") {
            return no(format!("Only https and http are called; “{}” is neither.", url.scheme()));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return no("Leave the name and the password out of the address; there are fields for them.".to_owned());
        }
        if url.query().is_some() || url.fragment().is_some() {
            return no("Leave out everything from the question mark or the hash on.".to_owned());
        }
        let (Some(host), Some(port)) = (url.host(), url.port_or_known_default()) else {
            return no(format!("“{text}” names no host."));
        };
        let host = match host {
            Host::Domain(name) => name.trim_end_matches('.').to_ascii_lowercase(),
            Host::Ipv4(ip) => ip.to_string(),
            Host::Ipv6(ip) => ip.to_string(),
        };
        if host.is_empty() || port == 0 {
            return no(format!("“{text}” names no host, or no port that can be called."));
        }
        let path = url.path().trim_end_matches('/').to_owned();
        Ok(Target { secure: url.scheme() == "https", host, port, path })
    }

    /// `host:port`, as an administrator names it.
    #[must_use]
    pub fn inside(&self) -> Inside {
        Inside(format!("{}:{}", self.bracketed(), self.port))
    }

    /// The host as it stands in an address.
    #[must_use]
    pub fn bracketed(&self) -> String {
        if self.host.contains(':') { format!("[{}]", self.host) } else { self.host.clone() }
    }

    /// Scheme, host and port where it is not the usual one, without a path.
    #[must_use]
    pub fn origin(&self) -> String {
        let (scheme, usual) = if self.secure { ("https", 443) } else { ("http", 80) };
        let host = self.bracketed();
        if self.port == usual { format!("{scheme}://{host}") } else { format!("{scheme}://{host}:{}", self.port) }
    }

    /// The whole address.
    #[must_use]
    pub fn address(&self) -> String {
        format!("{}{}", self.origin(), self.path)
    }

    /// The path and query that a redirect leads to, if it stays at this origin.
    #[must_use]
    pub fn same_origin(&self, location: &str) -> Option<String> {
        let base = Url::parse(&format!("{}/", self.address())).ok()?;
        let next = base.join(location).ok()?;
        if next.origin() != base.origin() || !next.username().is_empty() || next.password().is_some() {
            return None;
        }
        Some(next.query().map_or_else(|| next.path().to_owned(), |query| format!("{}?{query}", next.path())))
    }
}
