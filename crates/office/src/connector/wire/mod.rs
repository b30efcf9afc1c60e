//! The way out: one small client that calls a tool, and nothing that the office did not mean to call.
//!
//! A name is resolved here, every address it has is judged, and the connection is made to exactly the address that was judged, so
//! that a second answer of a name server changes nothing. Time, size and the pace of an answer are bounded. Credentials travel to
//! the tool's own origin only; a redirect elsewhere is told, not followed. Absent: proxies, cookies, compressed answers, and
//! connections that outlive one piece of work. Sources: OWASP ASVS 5.0 V1.3.6, V12.1, V13.2.4; RFC 9110; RFC 6890 (special addresses).

mod address;
mod line;
mod open;
mod target;
mod trouble;

pub use address::{Reach, reach};
pub use line::{Call, Line, Reply};
pub use open::{Names, Pace, Way};
pub use target::{Inside, Target};
pub use trouble::{Trouble, Why};

#[cfg(test)]
mod tests;
