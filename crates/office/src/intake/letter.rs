//! A mail as the office reads it: who wrote it, about what, the text, and whether a program wrote it by itself.
//!
//! Pure. Of a mail in HTML alone the text is taken. Attachments are named and left out. Sources: RFC 5322, RFC 2045 to 2047, RFC 3834.

use feel::{Context, Value};
use mail_parser::{HeaderValue, Message, MessageParser, MimeHeaders};
use sha2::{Digest, Sha256};

use crate::journal::chain::hex;

/// The largest mail, bytes.
pub(super) const MAIL_BYTES: usize = 25 * 1024 * 1024;
/// The longest text that is kept of a mail, characters.
const TEXT_CHARS: usize = 20_000;
/// The longest line that is kept: a subject, a name, an address; characters.
const LINE_CHARS: usize = 500;
/// Attachments that are named.
const ATTACHMENTS: usize = 50;

/// A mail that was read.
#[derive(Clone, Debug)]
pub(super) struct Letter {
    /// What names it; of a mail without a `Message-ID`, its content does.
    pub name: String,
    /// Whether a program wrote it: an absence note, a bounce, a list.
    pub is_automatic: bool,
    pub subject: String,
    /// What an expression sees.
    pub value: Value,
}

/// Reads a mail; none where it has no sender and no header at all, and so is no mail.
#[must_use]
pub(super) fn read(bytes: &[u8]) -> Option<Letter> {
    let mail = MessageParser::default().parse(bytes)?;
    let sender = mail.from().or_else(|| mail.sender()).and_then(|address| address.first());
    let from = line(sender.and_then(|one| one.address()).unwrap_or_default());
    if from.is_empty() {
        return None;
    }
    let subject = line(mail.subject().unwrap_or_default());
    let name = mail.message_id().map(line).filter(|name| !name.is_empty());
    let name = name.unwrap_or_else(|| format!("sha256-{}", hex(&Sha256::digest(bytes))));
    let value = value(&mail, &from, line(sender.and_then(|one| one.name()).unwrap_or_default()), &subject, &name);
    Some(Letter { is_automatic: is_automatic(&mail), name, subject, value })
}

fn value(mail: &Message, from: &str, from_name: String, subject: &str, name: &str) -> Value {
    let to: Vec<Value> = mail
        .all_to()
        .flat_map(|all| all.iter())
        .filter_map(|one| one.address())
        .take(ATTACHMENTS)
        .map(|address| Value::String(line(address).into()))
        .collect();
    let answered = match mail.in_reply_to() {
        HeaderValue::Text(text) => line(text),
        HeaderValue::TextList(all) => all.first().map(|text| line(text)).unwrap_or_default(),
        _ => String::new(),
    };
    let attached: Vec<Value> = mail
        .attachments()
        .take(ATTACHMENTS)
        .map(|part| Value::String(line(part.attachment_name().unwrap_or("without a name")).into()))
        .collect();
    let text = mail.body_text(0).unwrap_or_default();
    let text: String = text
        .replace("\r\n", "\n")
        .chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .take(TEXT_CHARS)
        .collect();
    let mut told = Context::new();
    for (name, text) in [
        ("from", from),
        ("from_name", from_name.as_str()),
        ("subject", subject),
        ("text", text.trim()),
        ("message_id", name),
        ("in_reply_to", answered.as_str()),
    ] {
        told.put(name.into(), Value::String(text.into()));
    }
    told.put("to".into(), Value::list(to));
    told.put("attachments".into(), Value::list(attached));
    Value::context(told)
}

/// Whether a program wrote it by itself, so that an answer could go round in a circle.
fn is_automatic(mail: &Message) -> bool {
    let text = |name: &'static str| mail.header_raw(name).unwrap_or_default().trim().to_ascii_lowercase();
    let submitted = text("Auto-Submitted");
    let is_bounce = mail.header_raw("Return-Path").is_some_and(|path| path.trim() == "<>");
    (!submitted.is_empty() && submitted != "no")
        || matches!(text("Precedence").as_str(), "bulk" | "junk" | "list" | "auto_reply")
        || ["X-Autoreply", "X-Autorespond", "List-Id"].iter().any(|name| !text(name).is_empty())
        || is_bounce
}

/// One line without control characters, bounded.
fn line(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(LINE_CHARS).collect();
    plain.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(raw: &str) -> (Letter, serde_json::Value) {
        let letter = read(raw.replace('\n', "\r\n").as_bytes()).expect("a mail");
        let json = serde_json::from_str(&letter.value.to_json()).expect("JSON");
        (letter, json)
    }

    #[test]
    fn names_and_texts_come_out_of_their_encodings() {
        let (letter, mail) = told(
            "From: =?utf-8?q?Zo=C3=AB_=C3=85ngstr=C3=B6m?= <Zoe@Customer.example>\nTo: desk@office.test, b@office.test\n\
             Subject: =?iso-8859-1?Q?Dr=FCcker?= =?utf-8?B?IPCfmIAg?=\nMessage-ID: <a1@customer.example>\n\
             In-Reply-To: <M-1-2@office.test>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=iso-8859-1\n\
             Content-Transfer-Encoding: quoted-printable\n\nDer Dr=FCcker =\nsteht.\n",
        );
        assert_eq!((letter.name.as_str(), letter.is_automatic), ("a1@customer.example", false));
        assert_eq!(mail["from_name"], "Zoë Ångström");
        assert_eq!(mail["from"], "Zoe@Customer.example");
        assert!(mail["subject"].as_str().expect("a subject").starts_with("Drücker"), "{mail}");
        assert_eq!(mail["text"], "Der Drücker steht.");
        assert_eq!(mail["in_reply_to"], "M-1-2@office.test");
        assert_eq!(mail["to"].as_array().map(Vec::len), Some(2));
    }

    #[test]
    fn a_mail_in_japanese_and_one_in_html_alone_are_read() {
        let (_, mail) = told(
            "From: a@b.example\nSubject: x\nMIME-Version: 1.0\nContent-Type: text/plain; charset=iso-2022-jp\n\
             Content-Transfer-Encoding: base64\n\nGyRCJDMkcyRLJEEkTxsoQg==\n",
        );
        assert_eq!(mail["text"], "こんにちは");
        let (_, mail) = told(
            "From: a@b.example\nSubject: x\nMIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n\
             <html><head><style>p {}</style></head><body><p>The <b>printer</b> is &lt;broken&gt;</p>\
             <script>alert(1)</script></body></html>\n",
        );
        let text = mail["text"].as_str().expect("a text");
        assert!(
            text.contains("The printer is <broken>") && !text.contains("alert") && !text.contains("p {}"),
            "{text}"
        );
    }

    #[test]
    fn attachments_are_named_and_left_out() {
        let (_, mail) = told(
            "From: a@b.example\nSubject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=B\n\n--B\n\
             Content-Type: text/plain\n\nSee the picture.\n--B\nContent-Type: image/png; name=\"a.png\"\n\
             Content-Disposition: attachment; filename=\"screen.png\"\nContent-Transfer-Encoding: base64\n\naGVsbG8=\n--B--\n",
        );
        assert_eq!(mail["text"], "See the picture.");
        assert_eq!(mail["attachments"], serde_json::json!(["screen.png"]));
        assert!(!mail.to_string().contains("hello"));
    }

    #[test]
    fn automatic_answers_bounces_and_lists_are_known() {
        for header in [
            "Auto-Submitted: auto-replied",
            "Auto-Submitted: Auto-Generated",
            "Precedence: bulk",
            "Precedence: list",
            "Return-Path: <>",
            "List-Id: News <news.example>",
            "X-Autoreply: yes",
        ] {
            assert!(
                told(&format!("{header}\nFrom: a@b.example\nSubject: x\n\nI am away.\n")).0.is_automatic,
                "{header}"
            );
        }
        for header in ["Auto-Submitted: no", "Precedence: normal", "Return-Path: <a@b.example>"] {
            assert!(!told(&format!("{header}\nFrom: a@b.example\nSubject: x\n\nHelp!\n")).0.is_automatic, "{header}");
        }
    }

    #[test]
    fn what_is_no_mail_or_hostile_hurts_nobody() {
        for bytes in [&b""[..], b"\0\0\0", b"hello", b"Subject: x\r\n\r\nNobody wrote this.", &[0xff; 4_096]] {
            assert!(read(bytes).is_none(), "{bytes:?}");
        }
        let mut deep = String::from("From: a@b.example\nMIME-Version: 1.0\n");
        for level in 0..2_000 {
            deep.push_str(&format!("Content-Type: multipart/mixed; boundary=B{level}\n\n--B{level}\n"));
        }
        assert!(read(deep.as_bytes()).is_some_and(|letter| letter.name.starts_with("sha256-")));
        let (letter, mail) = told(&format!(
            "From: a@b.example\nSubject: {}\nMessage-ID: <{}>\n\n{}\u{0}\u{7}end\n",
            "s".repeat(9_000),
            "m".repeat(9_000),
            "t".repeat(100_000)
        ));
        assert!(letter.name.len() <= LINE_CHARS && letter.subject.len() <= LINE_CHARS);
        assert_eq!(mail["text"].as_str().map(str::len), Some(TEXT_CHARS));
        let (one, two) = (read(b"From: a@b.example\r\n\r\nx"), read(b"From: a@b.example\r\n\r\ny"));
        assert_ne!(one.expect("a mail").name, two.expect("a mail").name, "without a name, the content names it");
    }
}
