//! Signatures of webhooks: made over the name of the message, the time and the body to the byte, and checked the same way.
//!
//! Pure but for the chance of a new secret. Source: Standard Webhooks 1.0 (`v1`, HMAC-SHA256, `whsec_`, tolerance).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::hmac;

/// How far the time of a message may be from ours, seconds.
pub const TOLERANCE_S: i64 = 5 * 60;
/// What a secret begins with.
const PREFIX: &str = "whsec_";
/// Bytes of a new secret.
const SECRET_BYTES: usize = 32;
/// Signatures of one message that are looked at.
const LOOKED_AT: usize = 8;

/// A new secret.
#[must_use]
pub fn new_secret() -> String {
    format!("{PREFIX}{}", STANDARD.encode(rand::random::<[u8; SECRET_BYTES]>()))
}

fn key(secret: &str) -> Option<hmac::Key> {
    let bytes = STANDARD.decode(secret.strip_prefix(PREFIX).unwrap_or(secret)).ok()?;
    (!bytes.is_empty()).then(|| hmac::Key::new(hmac::HMAC_SHA256, &bytes))
}

fn signed(id: &str, at_s: i64, body: &[u8]) -> Vec<u8> {
    [id.as_bytes(), b".", at_s.to_string().as_bytes(), b".", body].concat()
}

/// The signature of a message under a secret, as it stands in the header; none where the secret is none.
#[must_use]
pub fn sign(secret: &str, id: &str, at_s: i64, body: &[u8]) -> Option<String> {
    let tag = hmac::sign(&key(secret)?, &signed(id, at_s, body));
    Some(format!("v1,{}", STANDARD.encode(tag)))
}

/// Whether one of the signatures in the header was made under the secret. Compared without telling by its time how much is right.
#[must_use]
pub fn is_signed(secret: &str, id: &str, at_s: i64, body: &[u8], header: &str) -> bool {
    let Some(key) = key(secret) else { return false };
    let message = signed(id, at_s, body);
    let tags = header.split_ascii_whitespace().take(LOOKED_AT).filter_map(|one| one.strip_prefix("v1,"));
    tags.filter_map(|tag| STANDARD.decode(tag).ok()).any(|tag| hmac::verify(&key, &message, &tag).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    const BODY: &[u8] = br#"{"test": 2432232314}"#;
    const SIGNATURE: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    #[test]
    fn the_example_of_the_standard_is_signed_as_it_says() {
        assert_eq!(sign(SECRET, ID, 1_614_265_330, BODY).as_deref(), Some(SIGNATURE));
        assert!(is_signed(SECRET, ID, 1_614_265_330, BODY, &format!("v2,nonsense v1,AAAA {SIGNATURE}")));
    }

    #[test]
    fn another_id_time_body_secret_or_scheme_is_not_signed() {
        let other = new_secret();
        assert!(!is_signed(SECRET, "msg_other", 1_614_265_330, BODY, SIGNATURE));
        assert!(!is_signed(SECRET, ID, 1_614_265_331, BODY, SIGNATURE));
        assert!(!is_signed(SECRET, ID, 1_614_265_330, b"{}", SIGNATURE));
        assert!(!is_signed(&other, ID, 1_614_265_330, BODY, SIGNATURE));
        assert!(!is_signed("whsec_", ID, 1_614_265_330, BODY, SIGNATURE));
        for header in ["", "v1,", "v1", &SIGNATURE[3..], &SIGNATURE.replace("v1,", "v1a,")] {
            assert!(!is_signed(SECRET, ID, 1_614_265_330, BODY, header), "{header}");
        }
        assert!(new_secret() != other && other.len() > 40);
    }
}
