//! Whether something that came in is from whom it should be: a signature over it, or a token.
//!
//! Pure. Comparisons do not tell by their time how much was right. Sources: Standard Webhooks 1.0; the documentation of GitHub and Jira
//! (`X-Hub-Signature-256`, `X-Hub-Signature`).

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::hmac;
use sha2::{Digest, Sha256};

use super::model::Form;
use crate::clock::Time;
use crate::journal::chain::unhex;
use crate::webhook::signature::{self, TOLERANCE_S};

/// The longest name of a message, characters.
const NAME_CHARS: usize = 200;

/// A new secret of a form, as it is shown once.
#[must_use]
pub(super) fn new_secret(form: Form) -> String {
    match form {
        Form::Standard => signature::new_secret(),
        Form::Hub | Form::Token | Form::Mail => URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>()),
    }
}

/// Headers in which senders give their messages names.
const NAMES: [&str; 4] = ["webhook-id", "x-github-delivery", "x-atlassian-webhook-identifier", "idempotency-key"];
/// Headers that prove something.
const PROOFS: [&str; 6] = [
    "authorization",
    "x-mandate-token",
    "webhook-timestamp",
    "webhook-signature",
    "x-hub-signature-256",
    "x-hub-signature",
];

/// The headers of a request that matter.
pub(super) struct Headers(BTreeMap<&'static str, String>);

impl Headers {
    /// Takes them from a request, which `find`s a header by its name.
    pub(super) fn of<'h>(find: impl Fn(&str) -> Option<&'h str>) -> Headers {
        let all = NAMES.into_iter().chain(PROOFS);
        Headers(all.filter_map(|name| Some((name, find(name)?.to_owned()))).collect())
    }

    fn text(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// The token that came with it, in a header or in the address.
    fn token(&self) -> &str {
        let bearer = self.text("authorization");
        bearer.strip_prefix("Bearer ").map_or_else(|| self.text("x-mandate-token"), str::trim)
    }

    /// The name that the sender gave the message, if it gave one.
    pub(super) fn name(&self) -> Option<String> {
        let name = NAMES.into_iter().map(|name| self.text(name)).find(|text| !text.is_empty())?;
        let is_plain = name.len() <= NAME_CHARS && name.chars().all(|c| c.is_ascii_graphic());
        // One that is too long still counts once.
        Some(if is_plain {
            name.to_owned()
        } else {
            format!("sha256-{}", URL_SAFE_NO_PAD.encode(Sha256::digest(name)))
        })
    }
}

/// Whether a token is the right one.
#[must_use]
pub(super) fn is_token(secret: &str, given: &str) -> bool {
    // Under a fresh key both become codes of one length, which are compared in a time that tells nothing.
    let key = hmac::Key::new(hmac::HMAC_SHA256, &rand::random::<[u8; 32]>());
    let wanted = hmac::sign(&key, secret.as_bytes());
    !given.is_empty() && hmac::verify(&key, given.as_bytes(), wanted.as_ref()).is_ok()
}

/// Whether it may come in; `in_path` is the token of the address, where there is one.
#[must_use]
pub(super) fn is_proved(form: Form, secret: &str, headers: &Headers, in_path: &str, body: &[u8], now: Time) -> bool {
    match form {
        Form::Standard => {
            let at = headers.text("webhook-timestamp").parse::<i64>();
            let now_s = now.0.div_euclid(1_000_000);
            let Ok(at) = at else { return false };
            let is_young =
                at.checked_sub(now_s).is_some_and(|apart| apart.unsigned_abs() <= TOLERANCE_S.unsigned_abs());
            let (id, signatures) = (headers.text("webhook-id"), headers.text("webhook-signature"));
            is_young && !id.is_empty() && signature::is_signed(secret, id, at, body, signatures)
        }
        Form::Hub => {
            let given = ["x-hub-signature-256", "x-hub-signature"].map(|name| headers.text(name));
            let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
            let tags = given.into_iter().filter_map(|text| text.strip_prefix("sha256=")).filter_map(unhex);
            tags.take(2).any(|tag| hmac::verify(&key, body, &tag).is_ok())
        }
        Form::Token | Form::Mail => {
            let given = headers.token();
            is_token(secret, if given.is_empty() { in_path } else { given })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::chain::hex;

    const NOW: Time = Time(1_793_606_400_000_000);

    fn proved(form: Form, secret: &str, headers: &[(&str, &str)], body: &[u8]) -> bool {
        let find = |name: &str| headers.iter().find(|(key, _)| *key == name).map(|(_, value)| *value);
        is_proved(form, secret, &Headers::of(find), "", body, NOW)
    }

    #[test]
    fn a_standard_signature_counts_for_five_minutes() {
        let (secret, now_s) = (new_secret(Form::Standard), NOW.0 / 1_000_000);
        for (apart, is_right) in [(0, true), (-299, true), (300, true), (-301, false), (301, false), (i64::MIN, false)]
        {
            let at = now_s.saturating_add(apart);
            let signature = signature::sign(&secret, "m1", at, b"{}").expect("signed");
            let at = at.to_string();
            let headers = [("webhook-id", "m1"), ("webhook-timestamp", &at), ("webhook-signature", &signature)];
            assert_eq!(proved(Form::Standard, &secret, &headers, b"{}"), is_right, "{apart}");
            assert!(!proved(Form::Standard, &secret, &headers[..2], b"{}"), "without a signature");
            assert!(!proved(Form::Standard, &secret, &headers, b"{ }"), "another body");
        }
    }

    #[test]
    fn a_hub_signature_is_over_the_body() {
        let key = hmac::Key::new(hmac::HMAC_SHA256, b"s3cret");
        let tag = format!("sha256={}", hex(hmac::sign(&key, b"{}").as_ref()));
        for name in ["x-hub-signature-256", "x-hub-signature"] {
            assert!(proved(Form::Hub, "s3cret", &[(name, &tag)], b"{}"));
            assert!(!proved(Form::Hub, "s3cret", &[(name, &tag)], b"{} "));
            assert!(!proved(Form::Hub, "another", &[(name, &tag)], b"{}"));
            assert!(!proved(Form::Hub, "s3cret", &[(name, &tag[7..])], b"{}"), "without its scheme");
        }
    }

    #[test]
    fn a_token_is_the_right_one_or_none() {
        let secret = new_secret(Form::Token);
        assert!(proved(Form::Token, &secret, &[("authorization", &format!("Bearer {secret}"))], b""));
        assert!(proved(Form::Mail, &secret, &[("x-mandate-token", &secret)], b""));
        for wrong in
            ["", "Bearer ", "Bearer x", &secret, &format!("Bearer {secret}x"), &format!("Bearer {}", &secret[1..])]
        {
            assert!(!proved(Form::Token, &secret, &[("authorization", wrong)], b""), "{wrong}");
        }
    }

    #[test]
    fn a_message_has_the_name_that_its_sender_gave() {
        let name = |key: &'static str, value: &str| Headers::of(|asked: &str| (asked == key).then_some(value)).name();
        assert_eq!(name("x-github-delivery", "72d3162e").as_deref(), Some("72d3162e"));
        assert_eq!(name("x-other", "72d3162e"), None);
        let long = name("webhook-id", &"x".repeat(5_000)).expect("a name");
        assert!(long.starts_with("sha256-") && long.len() < 60);
    }
}
