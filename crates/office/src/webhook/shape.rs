//! What goes over the wire: signed JSON, or a message in the shape of a chat, in which nothing that people wrote is a mark-up, a mention
//! or a link.
//!
//! Pure. Slack is told in `rich_text`, whose texts are taken literally; the plain text beside it escapes `&`, `<` and `>`. Teams is told in a
//! `RichTextBlock`, which knows no Markdown. Mattermost knows Markdown only: its signs are escaped, and a sign that no one sees keeps `@`
//! from being a mention. Sources: Standard Webhooks 1.0; Slack Block Kit; Adaptive Cards 1.4; Mattermost (incoming webhooks).

use serde_json::{Value, json};

use super::model::Form;

/// Characters of one message in a chat.
const LONGEST: usize = 2_800;

/// The body of a message; `content` is what is kept, `public_url` begins the links.
#[must_use]
pub fn body(form: Form, content: &Value, public_url: &str) -> String {
    let text = |name: &str| content.get(name).and_then(Value::as_str).unwrap_or_default();
    let href = format!("{public_url}{}", text("path"));
    if form == Form::Signed {
        return signed(content, &href);
    }
    let words: String = text("sentence").chars().filter(|c| *c == '\n' || !c.is_control()).take(LONGEST).collect();
    match form {
        Form::Slack => slack(&words, &href),
        Form::Teams => teams(&words, &href),
        Form::Signed | Form::Mattermost => mattermost(&words, &href),
    }
    .to_string()
}

fn signed(content: &Value, href: &str) -> String {
    let part = |name: &str| content.get(name).cloned().unwrap_or(Value::Null);
    json!({
        "type": part("type"),
        "timestamp": part("timestamp"),
        "data": {
            "sentence": part("sentence"), "reason": part("reason"), "actor": part("actor"), "object": part("object"),
            "processes": part("processes"), "link": href,
        },
    })
    .to_string()
}

fn slack(words: &str, href: &str) -> Value {
    let plain = words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    json!({
        "text": plain,
        "unfurl_links": false,
        "unfurl_media": false,
        "blocks": [{ "type": "rich_text", "elements": [{ "type": "rich_text_section", "elements": [
            { "type": "text", "text": format!("{words} ") },
            { "type": "link", "url": href, "text": "Open in Mandate" },
        ] }] }],
    })
}

fn teams(words: &str, href: &str) -> Value {
    json!({
        "type": "message",
        "attachments": [{
            "contentType": "application/vnd.microsoft.card.adaptive",
            "contentUrl": null,
            "content": {
                "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
                "type": "AdaptiveCard",
                "version": "1.4",
                "body": [{ "type": "RichTextBlock", "inlines": [{ "type": "TextRun", "text": words }] }],
                "actions": [{ "type": "Action.OpenUrl", "title": "Open in Mandate", "url": href }],
            },
        }],
    })
}

fn mattermost(words: &str, href: &str) -> Value {
    let mut escaped = String::with_capacity(words.len() * 2);
    for c in words.chars() {
        if c.is_ascii_punctuation() && !matches!(c, ',' | ';' | '\'' | '"' | '?' | '/' | '%' | '&' | '=' | '$' | '^') {
            escaped.push('\\');
        }
        escaped.push(c);
        // A word joiner: it has no width, and what follows is no name of anybody any more.
        if matches!(c, '@' | ':') {
            escaped.push('\u{2060}');
        }
    }
    json!({ "text": format!("{escaped} [Open in Mandate](<{href}>)") })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(form: Form, sentence: &str) -> Value {
        let content = json!({
            "type": "process.published", "timestamp": "2026-11-02T08:00:00Z", "sentence": sentence, "path": "/processes/x",
            "actor": { "name": "Eve" },
        });
        serde_json::from_str(&body(form, &content, "https://office.test")).expect("JSON")
    }

    const HOSTILE: &str = "<!channel> @all @here *bold* [free](https://evil.test) <https://evil.test|x> & `a` # :tada:";

    #[test]
    fn a_signed_message_says_what_who_and_where() {
        let body = told(Form::Signed, "Eve published version 1.1.");
        assert_eq!(body["type"], "process.published");
        assert_eq!(body["data"]["link"], "https://office.test/processes/x");
        assert_eq!(body["data"]["actor"]["name"], "Eve");
    }

    #[test]
    fn what_people_wrote_is_no_mention_and_no_link_in_slack() {
        let body = told(Form::Slack, HOSTILE);
        let plain = body["text"].as_str().expect("a text");
        assert!(!plain.contains('<') && !plain.contains('>') && plain.contains("&lt;!channel&gt;"), "{plain}");
        let parts = &body["blocks"][0]["elements"][0]["elements"];
        assert_eq!(parts[0]["type"], "text", "a literal text: {parts}");
        assert_eq!(parts[1]["url"], "https://office.test/processes/x");
    }

    #[test]
    fn what_people_wrote_is_no_markdown_in_teams() {
        let card = &told(Form::Teams, HOSTILE)["attachments"][0]["content"];
        assert_eq!(card["body"][0]["inlines"][0]["text"], HOSTILE);
        assert_eq!(card["body"][0]["type"], "RichTextBlock");
        assert_eq!(card["actions"][0]["url"], "https://office.test/processes/x");
    }

    #[test]
    fn what_people_wrote_is_no_mention_and_no_markdown_in_mattermost() {
        let body = told(Form::Mattermost, HOSTILE);
        let text = body["text"].as_str().expect("a text");
        for sign in ["@all", "@here", " *bold", "[free](", " <https", " `a", " # ", ":tada:"] {
            assert!(!text.contains(sign), "{sign}: {text}");
        }
        assert!(text.ends_with("[Open in Mandate](<https://office.test/processes/x>)"), "{text}");
    }

    #[test]
    fn a_long_or_unprintable_text_is_cut_to_what_a_chat_takes() {
        for form in [Form::Slack, Form::Teams, Form::Mattermost] {
            let body = told(form, &format!("a\u{0}\u{7}{}", "ü".repeat(100_000))).to_string();
            assert!(body.len() < 28_000 && !body.contains("\\u0007"), "{} bytes", body.len());
        }
    }
}
